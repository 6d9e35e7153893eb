"""What a style transfer shows: the painting and its history, the losses, and what the network holds for style."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab import style
from vizlab.figures.export import curve_columns
from vizlab.figures.paintings import gram_maps, painting, style_losses
from vizlab.recipes import canonical_json, from_json, run_id
from vizlab.snippets import style as code
from vizlab.style import view


@st.cache_data(max_entries=16, show_spinner=False)
def originals(content: str, manner: str, size_px: int) -> Any:
    return view.originals(style.StyleRecipe(content=content, style=manner, size_px=size_px))


@st.cache_data(max_entries=32, show_spinner=False)
def grams(recipe_json: str, layer: str, step: int, _picture: Any) -> Any:
    recipe = from_json(recipe_json, style.StyleRecipe)
    content, manner = originals(recipe.content, recipe.style, recipe.size_px)
    network = style.open_network(recipe.network, grain=recipe.grain, seed=recipe.seed)
    return view.grams(network, layer, {"content": content, "painting": _picture, "style": manner})


def results(made: view.Painting) -> None:
    """Everything about a painting, finished or not."""
    step = pick_step(made)
    picture = canvas(made, step)
    numbers(made, step)
    losses(made, step)
    texture(made, step, picture)


def pick_step(made: view.Painting) -> int:
    """URL: frame."""
    if len(made.steps) == 1:
        return made.steps[0]
    help_text = "The picture after so many iterations: most happens at the start."
    return int(common.choose(st.select_slider, "Iteration", made.steps, key="frame", default=made.steps[-1], help=help_text))


def canvas(made: view.Painting, step: int) -> Any:
    """The painting beside its sources. URL: wipe."""
    recipe, picture = made.recipe, made.at(step)
    content, manner = originals(recipe.content, recipe.style, recipe.size_px)
    place = st.container()
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    help_text = "How much of the photograph is laid over the painting, from the left."
    wipe = left.slider("Before and after", 0.0, 1.0, 0.0, 0.05, key="wipe", bind="query-params", help=help_text)
    name = f"vizlab-painting-{run_id(recipe)}-{step}.png"
    right.download_button("Painting as PNG", lambda: view.png(picture), name, "image/png", key="png-painting", on_click="ignore")
    titles = view.titles(recipe, step)
    figure = painting(view.wiped(content, picture, wipe), content, manner, titles=titles)
    snug("painting", figure)
    with place:
        common.show(
            figure,
            key="painting",
            alt=f"{titles[1]} in the style of {titles[2]}, {titles[0].lower()}",
            code=code.painting(recipe, step, wipe),
            arrays={"painting": picture, "content": content, "style": manner},
        )
    return picture


def numbers(made: view.Painting, step: int) -> None:
    """What the losses say of the picture that is shown."""
    now, first = made.losses(step), made.losses(made.steps[0])
    record = made.record
    shown = {"Style loss": f"{now['style']:.3g}", "at the start": f"{first['style']:.3g}"}
    if record is not None:
        shown["between halves of the style"] = f"{record['halves']:.3g}"
    shown |= {"Content loss": f"{now['content']:.2f}", "Likeness to the content": f"{made.likeness(step):.2f}"}
    common.metrics(shown)
    if record is not None:
        st.markdown(view.verdict(now["style"], record["halves"], made.likeness(step), record["unrelated"]))
        st.caption(layers(record))


def snug(key: str, figure: Any) -> None:
    """Let a picture take no more height than its proportions need, however narrow the screen."""
    x, y, margin = figure.layout.xaxis.range[1], figure.layout.yaxis.range[0], figure.layout.margin
    head = margin.t + margin.b
    st.html(
        f"<style>.st-key-figure-{key} {{ container-type: inline-size; }} .st-key-figure-{key} > * "
        f"{{ max-height: calc({100 * y / x:.1f}cqw + {head}px); overflow: hidden; }}</style>"
    )


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
        "Losses are shares: 0 is equal, 1 as far off as a picture in which the network sees nothing. A style loss compares Gram "
        "matrices, each the mean over all positions of a layer, as squared distance divided by the squared size of the target's."
    )


def texture(made: view.Painting, step: int, picture: Any) -> None:
    """The Gram matrices of one layer. URL: layer."""
    st.header("Style, as the network sees it")
    names = made.layers
    layer = common.choose(st.selectbox, "Layer", names, key="layer", default=names[min(2, len(names) - 1)])
    recipe = made.recipe
    found = grams(canonical_json(recipe), layer, step, picture)
    figure = gram_maps(found.matrices)
    snug("grams", figure)
    common.show(
        figure,
        key="grams",
        alt=f"Gram matrices of {layer} for the content, the painting and the style",
        code=code.grams(recipe, step, layer),
        arrays=dict(found.matrices),
    )
    st.caption(
        f"Each point says how strongly two channels of {common.plain(layer)} answer at the same places: the mean product over "
        f"{found.positions:,} positions, for the {len(found.channels)} strongest channels. The painting should look like the "
        "style, not like the content."
    )
    st.caption(
        "A Gram matrix knows what there is and nothing of where: shuffling all positions of the style picture moves no entry by "
        f"more than {found.shuffled:.0e} of the largest."
    )
