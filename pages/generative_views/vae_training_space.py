"""The topic Training of the view VAE, the space of codes: the plane decoded, one point of it, real pictures, and a way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from pages import common
from vizlab import data, generative
from vizlab.figures.latent import codes, plane, strip
from vizlab.generative import Space, VaeRecipe
from vizlab.generative.vae import draws, latent
from vizlab.recipes import canonical_json
from vizlab.snippets import generative_vae as code

STEPS = 9  # pictures of a way, its ends included
FIRST_A, FIRST_B = 0, 2  # of Fashion-MNIST: a boot and a pair of trousers
FIRST_POINT = (-1.0, -0.9)  # a boot, too


@st.cache_data(max_entries=64, show_spinner=False)
def decoded_plane(recipe_json: str, finished_in: float, epoch: int, label: int, spacing: str, _space: Space) -> Any:
    return _space.plane(spacing)


@st.cache_data(max_entries=32, show_spinner=False)
def drawn(recipe_json: str, eta: float, code_: tuple[float, ...], seed: int, _mean: Any, _recipe: VaeRecipe) -> draws.Drawn:
    return draws.draw_around(_mean, _recipe, eta, seed)


def pick_class(recipe: VaeRecipe) -> int:
    """The class that a conditional decoder is asked for. URL: asked_class."""
    if not recipe.conditional:
        return 0
    classes = data.find(recipe.data).classes
    named = common.choose(st.segmented_control, "Draw pictures of", list(classes), key="asked_class", wrap=True)
    return classes.index(named)


def pick_here(point: Mapping[str, Any]) -> None:
    """The picture that was clicked becomes the point."""
    if "customdata" in point:
        st.session_state["z1"], st.session_state["z2"] = (round(float(value), 1) for value in point["customdata"])


def the_plane(recipe: VaeRecipe, record: Any, space: Space, usual: float) -> tuple[float, float]:
    """The plane, decoded, and one point of it. URL: spacing, z1, z2."""
    st.subheader("The plane of codes, decoded")
    left, right = st.columns([3, 2], gap="large")
    with right:
        spacing = common.choose(st.selectbox, "Codes spaced by", list(generative.SPACINGS), key="spacing")
        names = axis_names(space)
        point = (
            st.slider(names[0], -3.0, 3.0, FIRST_POINT[0], 0.1, key="z1", bind="query-params"),
            st.slider(names[1], -3.0, 3.0, FIRST_POINT[1], 0.1, key="z2", bind="query-params"),
        )
        the_point(recipe, record, space, point, usual)
    with left:
        pictures = decoded_plane(canonical_json(recipe), record["seconds"], space.epoch, space.label, spacing, space)
        common.show(
            plane(pictures, latent.axis(spacing), point=point),
            key="plane",
            alt="Pictures decoded from a grid of codes",
            code=code.plane(recipe, space.epoch, space.label, spacing, point),
            arrays={"pictures": pictures, "axis": latent.axis(spacing)},
            picked=pick_here,
        )
        rest = "" if recipe.latent <= 2 else f" The other {recipe.latent - 2} numbers of the code are 0."
        st.caption(f"Click a picture to decode that point.{rest}")
    return point


def axis_names(space: Space) -> tuple[str, str]:
    first, second = (f"z{str(index + 1).translate(SUBSCRIPTS)}" for index in space.dimensions)
    return first, second


def the_point(recipe: VaeRecipe, record: Any, space: Space, point: tuple[float, float], usual: float) -> None:
    """The mean of p(x|z), and a picture drawn from it (METHODS G19). URL: pixel_noise."""
    made, seed = space.code(*point), common.choose(st.select_slider, "Draw", list(range(10)), key="pixel_noise")
    mean, eta = space.means(made)[0], float(record.get("eta", 0.0))
    found = drawn(canonical_json(recipe), eta, (space.epoch, space.label, *point), seed, mean, recipe)
    pictures = np.stack([space.decode(made)[0], found.picture])
    common.show(
        strip(pictures, ["mean of p(x|z)", "drawn from p(x|z)"], height_px=170),
        key="decoded",
        alt=f"The picture decoded from the code {point}, and one drawn around it",
        code=code.decoded(recipe, space.epoch, space.label, point, seed),
        arrays={"pictures": pictures},
    )
    gap = latent.nearest_gap(made, space.mu)
    verdict = "seen ground" if gap <= 3 * usual else "hardly any real picture lands here, so the decoder invents"
    st.markdown(f"The nearest code of a held-out picture is **{gap:.2f}** away (usual gap between them: {usual:.2f}): {verdict}.")
    st.caption(
        f"Drawn pixels differ from their mean with variance {found.claimed:.4f} by the model, {found.measured:.4f} ± "
        f"{found.error:.4f} measured over {draws.DRAWS} drawn pictures."
    )


def the_codes(recipe: VaeRecipe, space: Space, point: tuple[float, float], agreement: float) -> None:
    st.subheader("Where held-out pictures lie")
    names, classes = axis_names(space), data.find(recipe.data).classes
    common.show(
        codes(space.flat, space.labels, classes, names=names, point=point),
        key="codes",
        alt="Codes of held-out pictures, coloured by class",
        code=code.codes(recipe, space.epoch, point, names),
        columns={names[0]: space.flat[:, 0], names[1]: space.flat[:, 1], "class": [classes[i] for i in space.labels]},
    )
    told = "was told the labels, so its codes need not carry them" if recipe.conditional else "never saw a label"
    st.markdown(
        f"For **{agreement:.0%}** of them the ten nearest codes are mostly of the same class; blind guessing would give "
        f"{1 / len(classes):.0%}. The network {told}."
    )


def the_way(recipe: VaeRecipe, space: Space) -> None:
    """From one picture to another through the codes. URL: a, b, path."""
    st.subheader("From one picture to another")
    classes = data.find(recipe.data).classes
    titles = {index: f"{index} · {classes[space.labels[index]]}" for index in range(len(space.pictures))}
    columns = st.columns(3, gap="medium")
    with columns[0]:
        a = common.choose(st.selectbox, "From", list(titles), key="a", default=FIRST_A, titles=titles)
    with columns[1]:
        b = common.choose(st.selectbox, "To", list(titles), key="b", default=FIRST_B, titles=titles)
    with columns[2]:
        path = common.choose(st.segmented_control, "Path", list(generative.PATHS), key="path")
    way = space.way(a, b, STEPS, path)
    made = space.decode(way)
    pictures = np.concatenate([space.pictures[[a]], made, space.pictures[[b]]])
    common.show(
        strip(pictures, ["A", *(f"{t:.2g}" for t in np.linspace(0, 1, STEPS)), "B"]),
        key="way",
        alt="Pictures decoded along the way between two codes, with both originals at the ends",
        code=code.way(recipe, space.epoch, space.label, a, b, path, STEPS),
        arrays={"pictures": pictures, "codes": way},
    )
    if recipe.conditional:
        st.markdown(
            f"The style of one goes over into the other's, all drawn as **{classes[space.label]}**; the largest step is "
            f"{latent.unevenness(made):.1f} times the mean one. A and B are the originals."
        )
        return
    passed = latent.nearest_classes(way, space.mu, space.labels)
    turns = latent.changes(passed)
    st.markdown(
        f"The class of the ten nearest real codes changes **{turns} {'time' if turns == 1 else 'times'}** on the way "
        f"({' → '.join(classes[index] for index in dict.fromkeys(passed.tolist()))}); the largest step is "
        f"{latent.unevenness(made):.1f} times the mean one. A and B are the originals; 0 and 1 are their reconstructions."
    )


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
