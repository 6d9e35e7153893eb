"""What the topics of the view Texture share: the source, the network, the grown texture, and the way to one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.public_weights import fetched
from pages.style_views.choice import DEFAULTS, STYLES, pick_picture
from vizlab import style
from vizlab.figures.paintings import live_painting
from vizlab.frames import Frames
from vizlab.recipes import canonical_json
from vizlab.style import features, view
from vizlab.style.texture import phase, statistics, synthesis
from vizlab.style.texture.ladder import LadderRecipe

DEFAULT_SOURCE = LadderRecipe.style


@dataclass(frozen=True)
class Grown:
    """A finished texture. source, texture: pixels (h, w, 3). fell_to: its Gram distance, as a share of that of the noise."""

    made: view.Painting
    source: Any
    texture: Any
    fell_to: float


@st.cache_data(max_entries=8, show_spinner=False)
def grown(recipe_json: str, finished_in: float, _recipe: style.StyleRecipe) -> Grown:
    made, source = view.read(_recipe), synthesis.source(_recipe)
    return Grown(made, source, made.at(_recipe.steps), synthesis.fell_to(_recipe, made.at(_recipe.steps)))


@st.cache_data(max_entries=32, show_spinner=False)
def random_phase(source: Any, seed: int) -> Any:
    return phase.random_phase(source, seed)


@st.cache_data(max_entries=32, show_spinner=False)
def spectrum(pixels: Any, by_angle: bool) -> Any:
    return statistics.orientation_spectrum(pixels) if by_angle else statistics.radial_spectrum(pixels)


@st.cache_data(max_entries=32, show_spinner=False)
def table(source: Any, shown: dict[str, Any]) -> Any:
    return statistics.table(source, shown)


def pick_source() -> str:
    """URL: texture."""
    return pick_picture("texture", "Source", STYLES, DEFAULT_SOURCE, "All sources")


def pick_network() -> str:
    """URL: network."""
    titles = synthesis.offered()
    network = common.choose(
        st.selectbox, "Network that looks", list(titles), key="network", default=DEFAULTS.network, titles=titles
    )
    st.caption(features.limits(network))
    return str(network)


def pick_recipe(*, any_size: bool = False) -> style.StyleRecipe:
    """URL: texture, network, source_px, texture_steps, tile, seed; with any_size: larger."""
    source, network = pick_source(), pick_network()
    source_px = knob("source_px", synthesis.KNOBS["source_px"], synthesis.SOURCE_PX, label="Source in pixels")
    larger = 1
    if any_size:
        titles = {1: "the source's", 2: "twice that"}
        larger = common.choose(st.segmented_control, "Size of the texture", list(titles), key="larger", titles=titles)
    with st.expander("More"):
        steps = knob("texture_steps", synthesis.KNOBS["texture_steps"], synthesis.STEPS, label="Iterations")
        help_text = "Convolutions go on at the other side, so that the texture can be laid as a tile."
        tile = st.toggle("No edges", True, key="tile", bind="query-params", help=help_text)
        seed = knob("seed", style.KNOBS["seed"], DEFAULTS.seed)
    return synthesis.synthesis(source, network, source_px=source_px, larger=larger, steps=steps, seed=seed, seamless=tile)


def result(recipe: style.StyleRecipe) -> Grown | None:
    """The finished texture of a recipe; else the way to it, and None."""
    run = Frames(style.KIND, recipe)
    record = run.record()
    if record is not None:
        return grown(canonical_json(recipe), float(record["seconds"]), recipe)
    if fetched(recipe.network):
        show_way(recipe, run)
    return None


def show_way(recipe: style.StyleRecipe, run: Frames) -> None:
    def draw(snapshot: Any) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            figure = live_painting(view.decode(frame.arrays["picture"]))
            common.sketch(figure, key="live-texture", alt=f"The texture after {frame.index} iterations")

    if job_panel.offer(run, label="Grow the texture", draw=draw):
        newest = run.newest()
        pixels = synthesis.source(recipe) if newest is None else view.decode(newest.arrays["picture"])
        title = "The source; nothing is grown yet" if newest is None else f"After {newest.index} iterations"
        st.caption(title)
        common.sketch(live_painting(pixels), key="so-far", alt=title)


def show_table(found: Grown, shown: dict[str, Any]) -> None:
    """All measures that know no network, beside what two halves of the source come to."""
    numbers = st.column_config.NumberColumn(format="%.2f")
    columns = {name: numbers for name in (*shown, statistics.HALVES)}
    st.dataframe(table(found.source, shown), hide_index=True, width="stretch", column_config=columns)
    st.caption("The last column is one half of the source against the other: nearer than that is as near as the same texture is.")
