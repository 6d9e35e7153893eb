"""What one can do with a network of one's own wherever it is shown: take it along, rename it, delete it."""

from __future__ import annotations

import streamlit as st

from pages import common
from vizlab import library, model_cards


def export(reference: str) -> None:
    """A button that hands out weights and manifest as a zip."""
    st.download_button(
        "Export",
        lambda: model_cards.export(reference),
        f"{reference.replace('/', '-')}.zip",
        key="export",
        on_click="ignore",
    )


def rename(reference: str, title: str) -> None:
    """A box for another title."""
    with st.popover("Rename"):
        wanted = st.text_input("Title", title, max_chars=library.NAME_LENGTH, key=f"title-{reference}")
        if st.button("Keep this title", key="rename"):
            model_cards.rename(reference, wanted)
            st.rerun()


def delete(reference: str, title: str, consequence: str) -> None:
    """A button that asks once more. consequence: a sentence."""
    with st.popover("Delete"):
        st.markdown(f"Delete **{common.plain(title)}**? {consequence}")
        if st.button("Yes, delete it", key="delete"):
            model_cards.delete(reference)
            st.rerun()
