"""The topic How much is texture? of the view Texture: colours only, then more and more layers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.style_views.choice import beside_knobs
from pages.style_views.texture_grown import pick_network, pick_source
from vizlab.figures import style_texture as figures
from vizlab.figures.filter_dream import row
from vizlab.frames import Frames
from vizlab.recipes import canonical_json
from vizlab.snippets import style_texture as code
from vizlab.style import series
from vizlab.style.texture import statistics, synthesis
from vizlab.style.texture.ladder import KIND, KNOBS, LadderRecipe

COLUMNS = 4


@st.cache_data(max_entries=8, show_spinner=False)
def climbed(recipe_json: str, finished_in: float, _recipe: LadderRecipe) -> Any:
    rungs = series.read(KIND, _recipe)
    shown = {rung.name: rung.pixels for rung in rungs}
    return rungs, synthesis.style_distances(rungs[-1].recipe, shown)


def look() -> None:
    """URL: texture, network, ladder_px, rung_steps, seed."""
    beside_knobs(KIND, pick, show, way)


def pick() -> LadderRecipe:
    source, network = pick_source(), pick_network()
    with st.expander("More"):
        ladder_px = knob("ladder_px", KNOBS["ladder_px"], LadderRecipe.ladder_px, label="Size in pixels")
        steps = knob("rung_steps", KNOBS["rung_steps"], LadderRecipe.rung_steps, label="Iterations of each")
        seed = knob("seed", KNOBS["seed"], LadderRecipe.seed)
    return LadderRecipe(style=source, network=network, ladder_px=ladder_px, rung_steps=steps, seed=seed)


def way(recipe: LadderRecipe, run: Frames) -> None:
    def so_far(key: str) -> None:
        pixels = [synthesis.source(next(iter(recipe.paintings().values())))]
        rungs = series.read(KIND, recipe)
        figure = row([*pixels, *(rung.pixels for rung in rungs)], ["Source", *(rung.name for rung in rungs)], columns=COLUMNS)
        common.sketch(figure, key=key, alt="The source, and the textures so far")

    if job_panel.offer(run, label="Grow all of them", draw=lambda _: so_far("live-ladder")):
        st.caption("Some seconds for each.")
        so_far("ladder-so-far")


def show(recipe: LadderRecipe, finished_in: float) -> None:
    rungs, found = climbed(canonical_json(recipe), finished_in, recipe)
    source = synthesis.source(rungs[-1].recipe)
    figure = row([source, *(rung.pixels for rung in rungs)], ["Source", *(rung.name for rung in rungs)], columns=COLUMNS)
    common.snug("ladder", figure)
    common.show(
        figure,
        key="ladder",
        alt="The source, and textures that match colours only, and then one layer more each",
        code=code.ladder(recipe, with_layers=False),
        arrays={"source": source} | {rung.name: rung.pixels for rung in rungs},
    )
    st.header("A layer that is not asked is not matched")
    layers = [name for name in next(iter(found.values())) if name != "style"]
    values = [[losses[name] for name in layers] for losses in found.values()]
    common.show(
        figures.heard(values),
        key="heard",
        alt="Style loss of every layer for each of the textures",
        code=code.ladder(recipe, with_layers=True),
        columns={"texture": list(found)} | {name: [line[at] for line in values] for at, name in enumerate(layers)},
    )
    listed = common.plain(", ".join(name.removeprefix("style ") for name in layers[1:]))
    st.caption(
        "Each row is a texture, by the layers that were asked; bold numbers stand where one was not. 0 is equal, 1 as far off as "
        f"a picture in which it sees nothing. Layers 1-{len(layers) - 1}: {listed}."
    )
    spectra = [statistics.spectrum_distance(rung.pixels, source) for rung in rungs]
    st.markdown(
        f"The spectrum was never asked for, and comes all the same: {spectra[0]:.1f} dB off with {rungs[0].name}, "
        f"{min(spectra):.1f} dB with {rungs[spectra.index(min(spectra))].name.removeprefix('and ')}."
    )
