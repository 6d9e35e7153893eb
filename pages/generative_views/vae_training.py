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
from vizlab.figures.generative_vae import kl_bars
from vizlab.figures.latent import code_cost, codes, plane, strip
from vizlab.figures.progress import elbo_bars, lines
from vizlab.frames import Frames
from vizlab.generative import VAE_KNOBS, Space, VaeRecipe
from vizlab.generative.observation import OBSERVATIONS
from vizlab.generative.vae import draws, elbo, latent
from vizlab.jobs import Snapshot
from vizlab.recipes import canonical_json
from vizlab.snippets import generative_vae as code

DEFAULTS = VaeRecipe()
STEPS = 9  # pictures of a way, its ends included
FIRST_A, FIRST_B = 0, 2  # of Fashion-MNIST: a boot and a pair of trousers
FIRST_POINT = (-1.0, -0.9)  # a boot, too
LABELS = {"latent": "Numbers in a code", "hidden": "Hidden units", "beta": "β, weight of the KL", "lr": "Learning rate"}
LABELS |= {"eta": "η, variance of a pixel", "warm_up": "Warm-up, epochs", "free_nats": "Free nats", "depth": "Hidden layers"}
KINDS = "Bernoulli: black or white. Gaussian: grey, with variance η around the decoder's mean; η may be learned."
TOLD = "Encoder and decoder also get the label, so that a class can be asked for and the code need not carry it."


@st.cache_data(max_entries=64, show_spinner=False)
def decoded_plane(recipe_json: str, finished_in: float, epoch: int, label: int, spacing: str, _space: Space) -> Any:
    return _space.plane(spacing)


@st.cache_data(max_entries=64, show_spinner=False)
def neighbourhood(recipe_json: str, finished_in: float, epoch: int, _space: Space) -> tuple[float, float]:
    """The usual gap between codes, and the share whose neighbours are of their own class."""
    return latent.usual_gap(_space.mu), latent.agreement(_space.mu, _space.labels)


@st.cache_data(max_entries=32, show_spinner=False)
def drawn(recipe_json: str, eta: float, code_: tuple[float, ...], seed: int, _mean: Any, _recipe: VaeRecipe) -> draws.Drawn:
    return draws.draw_around(_mean, _recipe, eta, seed)


def look() -> None:
    """The whole topic. URL: the recipe's fields, epoch, asked_class, z1, z2, spacing, pixel_noise, a, b, path."""
    job_panel.side_by_side("vae", pick_recipe, unfinished, results)


def results(recipe: VaeRecipe, record: Any) -> None:
    """Everything about a finished run."""
    summary(recipe, record)
    show_results(recipe, record)


def pick_recipe() -> VaeRecipe:
    """URL: the recipe's fields."""
    presets(generative.VAE_EXAMPLES)
    name = common.choose(st.selectbox, "Data", list(generative.DATA), key="data", default=DEFAULTS.data)
    st.caption(data.find(name).about)
    values = {field: pick(field) for field in ("latent", "beta", "epochs")}
    kinds = list(OBSERVATIONS)
    values["observation"] = common.choose(st.selectbox, "Pixels are", kinds, key="observation", help=KINDS)
    if values["observation"] != kinds[0]:
        values["eta"] = pick("eta")
        st.caption(f"A pixel that is wrong by 0.1 costs {0.1**2 / (2 * values['eta']):.3g} nats: its squared error over 2η.")
    values["conditional"] = st.toggle("Conditional: told the class", key="conditional", bind="query-params", help=TOLD)
    with st.expander("More of the network and its learning"):
        values |= {field: pick(field) for field in ("hidden", "depth", "lr", "batch_size", "warm_up", "free_nats", "seed")}
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
    pictures = generative.sketch_plane(frame, spacing)
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
        f"With 1, 10 and 100 samples the bound on log p(x) rises from {one} over {ten} to {hundred}, as it must. {whole(record)}"
        f"{what_pixels_are(recipe, record)}"
    )


def whole(record: Any) -> str:
    """The bound on all test pictures, where it was measured."""
    if "test" not in record:
        return ""
    return f"On all {record['test']['pictures']:,.0f} test pictures −ELBO is **{-record['test']['elbo']:.2f}**. "


def what_pixels_are(recipe: VaeRecipe, record: Any) -> str:
    if recipe.observation == "Bernoulli":
        return (
            "Pixels are Bernoulli: for grey ones this bounds the log-probability of the picture redrawn in black and white, with "
            "grey values as probabilities, not a density of greys."
        )
    eta = record["eta"]
    known = f"learned, at the end {eta:.4f}" if recipe.observation != "Gaussian" else f"{eta:g}"
    return (
        f"Pixels are Gaussian with variance η ({known}): reconstruction is the squared error over 2η, and a constant. These are "
        "nats of a density and can have either sign."
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
    space = generative.open_space(frames, epoch, pick_class(recipe))
    usual, agreement = neighbourhood(canonical_json(recipe), record["seconds"], epoch, space)
    point = the_plane(recipe, record, space, usual)
    left, right = st.columns(2, gap="large")
    with left:
        the_codes(recipe, space, point, agreement)
    with right:
        the_cost(recipe, record, space)
    the_way(recipe, space)
    the_bound(recipe, record, frames)
    the_numbers(recipe, record)


def pick_class(recipe: VaeRecipe) -> int:
    """The class that a conditional decoder is asked for. URL: asked_class."""
    if not recipe.conditional:
        return 0
    classes = data.find(recipe.data).classes
    named = common.choose(st.segmented_control, "Draw pictures of", list(classes), key="asked_class", wrap=True)
    return classes.index(named)


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


def signed(value: float, digits: int = 1) -> str:
    """A number with a minus as long as a plus."""
    return f"{value:.{digits}f}".replace("-", "−")


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
        f"Before training −ELBO was {before:,.0f} nats. No decoder can bring the reconstruction of these pictures below "
        f"{record['floor']:,.1f} nats{'' if recipe.observation == 'Bernoulli' else ', the term of a picture without error'}."
    )


def the_numbers(recipe: VaeRecipe, record: Any) -> None:
    """KL of each number of the code, and how many are in use."""
    if recipe.latent == 1:
        return
    st.subheader("Which numbers of the code are used")
    kl = record["kl_by_dimension"]
    common.show(
        kl_bars(kl),
        key="numbers",
        alt="KL of each number of the code, the dearest first",
        code=code.numbers(recipe),
        columns={"number": list(range(1, len(kl) + 1)), "KL": kl},
    )
    st.caption(
        f"**{record['active']} of {recipe.latent}** differ from picture to picture (variance of μ above 0.01); all together "
        f"carry {sum(kl):.2f} nats. A number that carries next to nothing is grey: its q is N(0, 1) whatever the picture."
    )


SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
