"""Home: what vizlab is, a card a page, and the searchable index of demonstrations."""

import streamlit as st

from pages import common
from vizlab import catalogue

THUMBNAILS = "assets/thumbnails"
IN_A_ROW = 4


def cards() -> None:
    pages = catalogue.PAGES[1:]
    for start in range(0, len(pages), IN_A_ROW):
        for column, page in zip(st.columns(IN_A_ROW), pages[start : start + IN_A_ROW], strict=False):
            with column, st.container(border=True, key=f"card-{page.name}", height="stretch"):
                st.image(f"{THUMBNAILS}/{page.name}.png", width="stretch", alt=f"The page {page.title}")
                st.page_link(page.script, label=f"**{page.title}**")
                st.markdown(page.summary)


def index() -> None:
    st.header("Index of demonstrations")
    words = st.text_input(
        "Search", key="q", bind="query-params", placeholder="learning rate, Grad-CAM, S11 …", type="search", live=True
    )
    found = catalogue.search(words)
    st.caption(f"{len(found)} of {len(catalogue.DEMONSTRATIONS)} things to see")
    for shown in found:
        page = catalogue.find_page(shown.page)
        st.page_link(
            page.script,
            label=f"{shown.title}  ·  {page.title} · {', '.join(shown.methods)}",
            query_params=dict(shown.parameters),
        )
    if not found:
        st.info("Nothing has all of these words. Try fewer, or the name of a page.")


with common.frame("home"):
    cards()
    index()
