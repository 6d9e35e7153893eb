"""What a painting shows: itself and its history, its losses, and how near it is to both of its sources."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.components import component
from pages.knobs import put
from pages.style_views import transfer_files
from vizlab import style
from vizlab.figures.export import curve_columns
from vizlab.figures.paintings import differences, distances, painting, style_losses
from vizlab.recipes import canonical_json, run_id
from vizlab.snippets import style as code
from vizlab.style import view
from vizlab.style.nearness import Sources


@st.cache_data(max_entries=16, show_spinner=False)
def originals(recipe_json: str, _recipe: style.StyleRecipe) -> Any:
    return view.originals(_recipe)


@st.cache_data(max_entries=16, show_spinner=False)
def alike(recipe_json: str, _recipe: style.StyleRecipe) -> Any:
    return view.alike(_recipe)


@st.cache_resource(max_entries=4, show_spinner=False)
def both(recipe_json: str, _recipe: style.StyleRecipe) -> Sources:
    return Sources(_recipe)


@st.cache_data(max_entries=32, show_spinner=False)
def near(recipe_json: str, step: int, painted_in: float, _made: view.Painting) -> Any:
    return both(recipe_json, _made.recipe).nearness(_made.at(step))


def easel(made: view.Painting) -> int:
    """The painting and what its numbers say; the iteration that is shown."""
    step = canvas(made)
    numbers(made, step)
    return step


def explained(made: view.Painting, step: int) -> None:
    """Why it looks so: what was traded for what, and what it is near to."""
    left, right = st.columns(2, gap="large")
    with left:
        losses(made, step)
    with right:
        sources(made, step)


def canvas(made: view.Painting) -> int:
    """The painting beside its sources, and what is done with it; the iteration that is shown. URL: frame."""
    place = st.container()
    step = pick_step(made)
    recipe, picture = made.recipe, made.at(step)
    content, manner = originals(canonical_json(recipe), recipe)
    titles = view.titles(recipe, step)
    figure = painting(picture, content, manner, titles=titles)
    with place:
        common.snug("painting", figure)
        common.show(
            figure,
            key="painting",
            alt=f"{titles[1]} in the style of {titles[2]}, {titles[0].lower()}",
            code=code.painting(recipe, step),
            arrays={"painting": picture, "content": content, "style": manner},
        )
        film = {"frames": view.film(made), "steps": made.steps, "shown": made.steps.index(step)}
        component("look_through")(key="look-through", data={"chart": "figure-painting", **film})
    with st.container(horizontal=True):
        with st.popover("Download"):
            transfer_files.offer(made, step)
        if made.record is not None:
            more(recipe, step)
    return step


def more(recipe: style.StyleRecipe, step: int) -> None:
    """Go on from what is shown, with the same knobs or others."""
    begun = {"init": "painting", "init_from": f"{run_id(recipe)}@{step}"}
    help_text = "What is shown becomes the start of a new painting: press Paint, or turn other knobs first."
    st.button("Go on from here", key="more", on_click=put, args=(begun,), help=help_text)


def pick_step(made: view.Painting) -> int:
    """URL: frame."""
    if len(made.steps) == 1:
        return made.steps[0]
    help_text = "The picture after so many iterations: most happens at the start."
    return int(common.choose(st.select_slider, "Iteration", made.steps, key="frame", default=made.steps[-1], help=help_text))


def numbers(made: view.Painting, step: int) -> None:
    """What the losses say of the picture that is shown."""
    now, first = made.losses(step), made.losses(made.steps[0])
    record = made.record
    shown = {"Style loss": f"{now['style']:.3g}", "at the start": f"{first['style']:.3g}"}
    if record is not None:
        shown["of its own halves"] = f"{record['halves']:.3g}"
    shown |= {"Content loss": f"{now['content']:.2f}", "Likeness": f"{made.likeness(step):.2f}"}
    common.metrics(shown)
    if record is not None:
        st.markdown(view.verdict(now["style"], record["halves"], made.likeness(step), record["unrelated"]))
        st.caption(layers(record))


def layers(record: Any) -> str:
    listed = ", ".join(record["style_layers"])
    grey = " Only light and dark were painted; the colours are the photograph's." if record["in_grey"] else ""
    sight = f"Seen by {common.plain(record['network'])}. Style: {common.plain(listed)}. "
    pace = f"{record['seconds']:.0f} s, {1000 * record['seconds_a_step']:.0f} ms an iteration, on {record['device']}"
    return f"{sight}Content: {common.plain(record['content_layer'])}.{grey} Painted in {pace}."


def losses(made: view.Painting, step: int) -> None:
    st.header("What was traded for what")
    common.show(
        style_losses(made.series, at=step),
        key="losses",
        alt="Content loss, style loss and the style loss of each layer over the iterations",
        code=code.losses(made.recipe, step),
        columns=curve_columns(made.series),
    )
    st.caption(
        "Losses are shares: 0 is equal, 1 as far off as a picture in which the network sees nothing. The style is the mean of "
        "its layers; what is made small is content and style with their weights, and a little roughness."
    )


def sources(made: view.Painting, step: int) -> None:
    """How far it is from the photograph and from the style picture, by what is compared."""
    st.header("Near to which, in what sense?")
    recipe, picture = made.recipe, made.at(step)
    painted_in = -1.0 if made.record is None else float(made.record["seconds"])
    found = near(canonical_json(recipe), step, painted_in, made)
    common.show(
        distances(found),
        key="distances",
        alt=" ".join(f"{name}: {pair[0]:.2f} to the photograph, {pair[1]:.2f} to the style." for name, pair in found.items()),
        code=code.distances(recipe, step),
        columns={"what": list(found), "photograph": [p[0] for p in found.values()], "style": [p[1] for p in found.values()]},
    )
    st.caption("1 is as far as photograph and style picture are from each other. Below: where the pixels differ, black is equal.")
    content, manner = alike(canonical_json(recipe), recipe)
    figure = differences(picture, content, manner)
    common.snug("differences", figure)
    common.show(
        figure,
        key="differences",
        alt="The painting minus the photograph, and minus the style picture",
        code=code.differences(recipe, step),
        arrays={"painting": picture, "content": content, "style": manner},
    )
