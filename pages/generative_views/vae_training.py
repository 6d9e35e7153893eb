"""The VAE view: train one, walk through its plane of codes, go from one picture to another, and weigh its bound."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from pages import common, job_panel
from pages.knobs import knob, presets
from vizlab import data, generative
from vizlab.figures.export import curve_columns
from vizlab.figures.latent import code_cost, codes, plane, strip
from vizlab.figures.pictures import image
from vizlab.figures.progress import elbo_bars, histograms, lines
from vizlab.frames import Frames
from vizlab.generative import VAE_KNOBS, Space, VaeRecipe
from vizlab.generative.vae import elbo, latent
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json
from vizlab.snippets import generative_vae as code

DEFAULTS = VaeRecipe()
STEPS = 9  # pictures of a way, its ends included
FIRST_A, FIRST_B = 0, 2  # of Fashion-MNIST: a boot and a pair of trousers
FIRST_POINT = (-1.0, -0.9)  # a boot, too
LABELS = {"latent": "Numbers in a code", "hidden": "Hidden units", "beta": "β, weight of the KL", "lr": "Learning rate"}
ESTIMATES = {"mu": 1.5, "sigma": 1.0, "n": 100_000, "seed": 0}


@st.cache_data(max_entries=64, show_spinner=False)
def decoded_plane(recipe_json: str, finished_in: float, epoch: int, spacing: str, _space: Space) -> Any:
    return _space.plane(spacing)


@st.cache_data(max_entries=64, show_spinner=False)
def neighbourhood(recipe_json: str, finished_in: float, epoch: int, _space: Space) -> tuple[float, float]:
    """The usual gap between codes, and the share whose neighbours are of their own class."""
    return latent.usual_gap(_space.mu), latent.agreement(_space.mu, _space.labels)


@st.cache_data(max_entries=2, show_spinner=False)
def estimates() -> Any:
    found = elbo.gradient_estimates(**ESTIMATES)  # type: ignore[arg-type]
    return {name: (values.mean(), values.std()) for name, values in found.items()}, elbo.shares(found)


def look() -> None:
    """The whole view. URL: the recipe's fields, epoch, z1, z2, spacing, a, b, path."""
    job_panel.side_by_side("vae", pick_recipe, unfinished, results)


def results(recipe: VaeRecipe, record: Any) -> None:
    """Everything about a finished run."""
    summary(recipe, record)
    show_results(recipe, record)


def pick_recipe() -> VaeRecipe:
    """URL: data, latent, hidden, beta, epochs, lr, batch_size, seed."""
    presets(generative.VAE_EXAMPLES)
    name = common.choose(st.selectbox, "Data", list(generative.DATA), key="data", default=DEFAULTS.data)
    st.caption(data.find(name).about)
    values = {field: pick(field) for field in ("latent", "beta", "epochs")}
    with st.expander("More of the network and its learning"):
        values |= {field: pick(field) for field in ("hidden", "lr", "batch_size", "seed")}
    return VaeRecipe(data=name, **values)


def pick(name: str) -> Any:
    return knob(name, VAE_KNOBS[name], getattr(DEFAULTS, name), label=LABELS.get(name, ""))


def unfinished(run: Frames) -> None:
    """A run that is under way, broken off, or not begun."""
    name = run.recipe.data
    at_rest = job_panel.offer(run, label="Train", draw=partial(live, run))
    if not at_rest:
        return
    frames = run.read()
    if not generative.epochs(frames):
        if not data.is_ready(name):
            size = data.find(name).download_bytes / 1e6
            st.info(f"{name} is downloaded when training starts ({size:.0f} MB).")
        st.markdown("Nobody has trained this one yet: start it, and the plane of codes takes shape while you watch.")
        return
    st.info(f"This run ended at epoch {frames[-1].index} of {run.recipe.epochs}; this is how far it got.")
    draw_plane(frames, generative.epochs(frames)[-1], key="so-far")


def live(run: Frames, snapshot: Snapshot) -> None:
    """The bound so far, and the newest plane."""
    left, right = st.columns([3, 2])
    shown = {name: snapshot.series[name] for name in ("training ELBO", "held-out ELBO") if name in snapshot.series}
    with left:
        if shown:
            figure = lines(shown, x_title="epoch", y_title="ELBO, nats a picture", height_px=380)
            common.sketch(figure, key="live", alt="The bound so far")
    with right:
        frame = job_panel.newest(run, snapshot)
        if frame is not None and latent.has_decoder(frame):
            draw_plane([frame], frame.index, key="live-plane")


def draw_plane(frames: list[Any], epoch: int, *, key: str) -> None:
    """The plane of the first two numbers of the code, of a run that is not finished."""
    frame = next(frame for frame in frames if frame.index == epoch)
    spacing = next(iter(generative.SPACINGS))
    pictures = latent.decode(frame.arrays, latent.plane_codes(spacing, latent.code_length(frame.arrays), (0, 1)))
    figure = plane(pictures, latent.axis(spacing), height_px=400)
    common.sketch(figure, key=key, alt="The plane of codes so far")
    st.caption(f"The plane of codes after epoch {epoch}.")


def summary(recipe: VaeRecipe, record: Any) -> None:
    """The numbers of the finished run, and whether they hold together."""
    common.metrics(
        {
            "ELBO": signed(record["elbo"]),
            "Reconstruction": f"{record['reconstruction']:.1f}",
            "KL": f"{record['kl']:.2f}",
            "Numbers in use": f"{record['active']} of {recipe.latent}",
        }
    )
    one, ten, hundred = (signed(value, 2) for value in record["bounds"].values())
    st.caption(
        f"Trained in {job_panel.duration(record['seconds'])}; all numbers are nats a held-out picture. "
        f"ELBO = −reconstruction − KL holds to {record['identity_error']:.0e}. "
        f"With 1, 10 and 100 samples the bound on log p(x) rises from {one} over {ten} to {hundred}, as it must. "
        "Pixels are Bernoulli: for grey ones this bounds the log-probability of the picture redrawn in black and white, with "
        "grey values as probabilities, not a density of greys."
    )


@st.fragment  # a slider then runs this part again only
def show_results(recipe: VaeRecipe, record: Any) -> None:
    with common.friendly():
        look_at(recipe, record)


def look_at(recipe: VaeRecipe, record: Any) -> None:
    frames = job_panel.finished(Frames("vae", recipe), record)
    known = generative.epochs(frames)
    help_text = "The same network earlier in its training; 0 is before the first step."
    epoch = common.choose(st.select_slider, "Epoch", known, key="epoch", default=known[-1], help=help_text)
    space = generative.open_space(frames, epoch)
    usual, agreement = neighbourhood(canonical_json(recipe), record["seconds"], epoch, space)
    point = the_plane(recipe, record, space, usual)
    left, right = st.columns(2, gap="large")
    with left:
        the_codes(recipe, space, point, agreement)
    with right:
        the_cost(recipe, record, space)
    the_way(recipe, space)
    the_bound(recipe, record, frames)
    the_noise()


def pick_here() -> None:
    """The picture that was clicked becomes the point."""
    for clicked in st.session_state["chart-plane"].selection.points[:1]:
        if "customdata" in clicked:
            st.session_state["z1"], st.session_state["z2"] = (round(float(value), 1) for value in clicked["customdata"])


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
        the_point(recipe, space, point, usual)
    with left:
        pictures = decoded_plane(canonical_json(recipe), record["seconds"], space.epoch, spacing, space)
        common.show(
            plane(pictures, latent.axis(spacing), point=point),
            key="plane",
            alt="Pictures decoded from a grid of codes",
            code=code.plane(recipe, space.epoch, spacing, point),
            arrays={"pictures": pictures, "axis": latent.axis(spacing)},
            picked=pick_here,
        )
        rest = "" if recipe.latent <= 2 else f" The other {recipe.latent - 2} numbers of the code are 0."
        st.caption(f"Click a picture to decode that point.{rest}")
    return point


def axis_names(space: Space) -> tuple[str, str]:
    first, second = (f"z{str(index + 1).translate(SUBSCRIPTS)}" for index in space.dimensions)
    return first, second


def signed(value: float, digits: int = 1) -> str:
    """A number with a minus as long as a plus."""
    return f"{value:.{digits}f}".replace("-", "−")


def the_point(recipe: VaeRecipe, space: Space, point: tuple[float, float], usual: float) -> None:
    made = space.code(*point)
    picture = space.decode(made)[0]
    common.show(
        image(picture, height_px=230),
        key="decoded",
        alt=f"The picture decoded from the code {point}",
        code=code.decoded(recipe, space.epoch, point),
        arrays={"picture": picture},
    )
    gap = latent.nearest_gap(made, space.mu)
    verdict = "seen ground" if gap <= 3 * usual else "hardly any real picture lands here, so the decoder invents"
    st.markdown(f"The nearest code of a held-out picture is **{gap:.2f}** away (usual gap between them: {usual:.2f}): {verdict}.")


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
    st.markdown(
        f"For **{agreement:.0%}** of them the ten nearest codes are mostly of the same class; blind guessing would give "
        f"{1 / len(classes):.0%}. The network never saw a label."
    )


def the_cost(recipe: VaeRecipe, record: Any, space: Space) -> None:
    """KL of one number of the code, over its mean and its width (METHODS G13)."""
    st.subheader("What a code costs")
    dimension = space.dimensions[0]
    points = np.stack([space.mu[:, dimension], np.exp(space.logvar[:, dimension] / 2)], axis=1)
    mu, sigma = elbo.cost_grid(points)
    common.show(
        code_cost(mu, sigma, elbo.kl_surface(mu, sigma), points),
        key="cost",
        alt="KL against the mean and the width of a code, with those of held-out pictures",
        code=code.cost(recipe, space.epoch, dimension),
        columns={"mu": points[:, 0], "sigma": points[:, 1]},
    )
    each = ", ".join(f"{value:.2f}" for value in record["kl_by_dimension"])
    st.markdown(
        f"Nothing is paid at the cross, where the code says nothing. The trained code pays, number by number: **{each}** nats."
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
        code=code.way(recipe, space.epoch, a, b, path, STEPS),
        arrays={"pictures": pictures, "codes": way},
    )
    passed = latent.nearest_classes(way, space.mu, space.labels)
    turns = latent.changes(passed)
    st.markdown(
        f"The class of the ten nearest real codes changes **{turns} {'time' if turns == 1 else 'times'}** on the way "
        f"({' → '.join(classes[index] for index in dict.fromkeys(passed.tolist()))}); the largest step is "
        f"{latent.unevenness(made):.1f} times the mean one. A and B are the originals; 0 and 1 are their reconstructions."
    )


def the_bound(recipe: VaeRecipe, record: Any, frames: list[Any]) -> None:
    st.subheader("What the bound is made of")
    series = generative.vae_series(frames)
    trained = generative.trained(series)
    left, right = st.columns(2, gap="large")
    with left:
        common.show(
            elbo_bars(trained["held-out reconstruction"], trained["held-out KL"], floor=record["floor"]),
            key="bound",
            alt="Reconstruction and KL of held-out pictures, stacked, by epoch",
            code=code.bound(recipe),
            columns=curve_columns(series),
        )
    with right:
        shown = {name: trained[name] for name in ("training ELBO", "held-out ELBO")}
        common.show(
            lines(shown, x_title="epoch", y_title="ELBO, nats a picture", height_px=320),
            key="elbo",
            alt="The bound on training and held-out pictures by epoch",
            code=code.elbo_lines(recipe),
            columns=curve_columns(shown),
        )
    before = -series["held-out ELBO"][0][1]
    st.caption(
        f"Before training −ELBO was {before:.0f} nats. No decoder of Bernoulli pixels can bring the reconstruction of these grey "
        f"pictures below {record['floor']:.1f} nats."
    )


def the_noise() -> None:
    """Why the noise is an input of the network (METHODS G16)."""
    with st.expander("Why the noise is an input of the network"):
        spreads, (edges, counts) = estimates()
        common.show(
            histograms(edges, counts, truth=2 * ESTIMATES["mu"]),
            key="estimators",
            alt="Histograms of two estimators of the same gradient",
            code=code.estimators(**ESTIMATES),  # type: ignore[arg-type]
            columns={"left edge": edges[:-1]} | counts,
        )
        told = "; ".join(f"{name}: mean {mean:.2f}, standard deviation {std:.2f}" for name, (mean, std) in spreads.items())
        st.markdown(
            "Two ways to estimate the gradient of E[z²] in the mean of z, from one draw each; the truth is 3. "
            f"{told[0].upper()}{told[1:]}. Writing "
            " z = μ + σε lets the gradient pass through z, and the estimates lie far closer together."
        )


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
