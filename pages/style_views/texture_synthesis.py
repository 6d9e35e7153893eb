"""The topic Synthesis of the view Texture: a texture grows from noise beside its source, and what is alike in both."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.style_views.texture_grown import Grown, pick_recipe, result, show_table, spectrum
from vizlab.figures import style_texture as figures
from vizlab.snippets import style_texture as code
from vizlab.style import pictures, view
from vizlab.style.texture import statistics


def look() -> None:
    """URL: as of `pick_recipe`."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick_recipe(any_size=True)
    with right, common.friendly():
        found = result(recipe)
        if found is not None:
            show(found)


def show(found: Grown) -> None:
    made, recipe = found.made, found.made.recipe
    films = [frame.arrays["picture"] for frame in made.frames]
    figure = figures.growing(found.source, films, made.steps, found.texture.shape[:2], ("Source", "Texture"))
    common.snug("texture", figure)
    common.show(
        figure,
        key="texture",
        alt=f"{pictures.title(recipe.style)}, and a texture that grows from noise until a network finds the same style in it",
        code=code.growing(recipe),
        arrays={"source": found.source, "texture": found.texture},
    )
    alike = statistics.correlation(found.texture, found.source)
    common.metrics({"Gram distance ÷ that of noise": f"{found.fell_to:.1e}", "Correlation with the source": f"{alike:+.2f}"})
    st.markdown(verdict(found.fell_to, alike))
    st.caption(sight(made))
    show_spectra(recipe, {"source": found.source, "texture": found.texture})
    show_table(found, {"texture": found.texture})


def verdict(fell_to: float, alike: float) -> str:
    """What the two numbers say together."""
    is_matched, is_own = fell_to <= 1e-3, abs(alike) < 0.2
    matched = "The Gram matrices are matched" if is_matched else "The Gram matrices are not matched yet: take more iterations"
    own = "nothing stands where it stood in the source" if is_own else "some of it stands where it stood in the source"
    return f"{matched}{', and' if is_matched == is_own else '; but' if is_matched else ';'} {own}."


def sight(made: view.Painting) -> str:
    record = made.record or {}
    layers = common.plain(", ".join(record["style_layers"]))
    return f"Seen by {common.plain(record['network'])}: {layers}. Grown in {record['seconds']:.0f} s on {record['device']}."


def show_spectra(recipe: Any, shown: dict[str, Any], *, with_phase: bool = False) -> None:
    """Radial spectrum and orientations, which the network was never asked for."""
    st.header("What it was not asked for")
    for by_angle, column in zip((False, True), st.columns(2, gap="medium"), strict=True):
        values = {name: spectrum(pixels, by_angle) for name, pixels in shown.items()}
        places, lines = values["source"][0], {name: each[1] for name, each in values.items()}
        title = "By direction" if by_angle else "By size: coarse to fine"
        with column:
            st.subheader(title)
            common.show(
                (figures.orientations if by_angle else figures.spectra)(places, lines),
                key="orientations" if by_angle else "spectra",
                alt=f"Power spectrum {title.lower()} of source and texture",
                code=code.spectra(recipe, by_angle=by_angle, with_phase=with_phase),
                columns={"at": places.tolist()} | {name: each.tolist() for name, each in lines.items()},
            )
