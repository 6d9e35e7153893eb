"""The topic "Four styles" of the view In one pass: a photograph through several networks, each of one style, at once."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.style_views.choice import pick_content
from pages.style_views.onepass_pass import duration, paint, photograph, pick_size
from vizlab.figures.style_onepass import wall
from vizlab.snippets import style_onepass as code
from vizlab.style import view
from vizlab.style.onepass import opened, shown
from vizlab.style.onepass.recipe import SHIPPED, OnePassRecipe

ALL = "all"
MOST = 8  # paintings on one wall


def look() -> None:
    """URL: content, pass_px, painter."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        content, size_px = pick_content(), pick_size()
        recipes = pick_painters()
    with right, common.friendly():
        results(content, size_px, recipes)


def pick_painters() -> list[OnePassRecipe]:
    """URL: painter."""
    known = opened.known()
    titles = {ALL: "All of them"} | {name: opened.title(recipe) for name, recipe in known.items()}
    help_text = f"{len(SHIPPED)} come along; those that you train in the last topic are offered here, too."
    chosen = common.choose(st.selectbox, "Network", list(titles), key="painter", titles=titles, help=help_text)
    return list(known.values())[:MOST] if chosen == ALL else [known[chosen]]


def results(content: str, size_px: int, recipes: list[OnePassRecipe]) -> None:
    """The paintings, what each took, and files of them."""
    made = {opened.title(recipe): paint(recipe, content, size_px) for recipe in recipes}
    pictures = {"Photograph": photograph(content, size_px)} if len(recipes) % 2 else {}  # so that no place stays empty
    pictures |= {title: each.pixels for title, each in made.items()}
    figure = wall(*shown.hung(pictures), columns=2)
    common.snug("onepass", figure)
    alt = f"A photograph painted as {', '.join(made)}"
    common.show(figure, key="onepass", alt=alt, code=code.several(recipes, content, size_px), arrays=pictures)
    common.metrics({title: duration(each.seconds) for title, each in made.items()})
    height, width = next(iter(made.values())).pixels.shape[:2]
    st.caption(
        f"What each network took for {width} × {height} pixels, the first time, on this machine. Drag on a painting to see it "
        "closer; a double click goes back."
    )
    with st.container(horizontal=True):
        for title, each in made.items():
            name = f"vizlab-{title}.png".replace(" ", "-").lower()
            st.download_button(
                f"{title} as PNG",
                lambda each=each: view.png(each.pixels),
                name,
                "image/png",
                key=f"png-{title}",
                on_click="ignore",
            )
