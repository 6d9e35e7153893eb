"""The topic Exact of the view VAE: one or two hidden numbers, where the bound's gap can be computed and seen."""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob, presets, put
from vizlab.figures import generative_exact as figures
from vizlab.generative.exact import fitting, importance, line, misprint, plane
from vizlab.generative.exact.choices import EXAMPLES, KNOBS, Setting
from vizlab.generative.exact.decoders import DECODERS, PLANE_DECODERS
from vizlab.snippets import generative_exact as code

DEFAULTS = Setting()
FINE = {"exact_w": 0.1, "exact_eta": 0.02, "exact_x": 0.1, "q_mu": 0.05, "q_var": 0.01}
LABELS = {
    "exact_w": "w, scale of G",
    "exact_eta": "η, variance of the noise",
    "exact_x": "x, what is observed",
    "q_mu": "Mean of q",
    "q_var": "Variance of q",
    "is_seed": "Seed of the samples",
}
FORMULAS = {"straight line": "w z", "parabola": "w (z² − 1)", "sine": "w sin 2z", "cubic": "w (z³ − 3z) / 2"}
VERDICTS = {
    "blind": "Yet 100,000 of them are {left:.2f} nats too low: q never visits a hump, and nothing in its weights tells.",
    "narrow": "q is too narrow: a few samples in its tails carry all the weight, so the error hardly falls. The wide prior "
    "does better.",
    "": "The nearer q is to the posterior, the fewer are enough; a hundred times as many bring a tenth of the error.",
}
PLANE_FORMULAS = {"sum": "w (z₁ + z₂) / √2", "distance": "w |z|² / 2", "product": "w z₁ z₂"}


@st.cache_data(max_entries=64, show_spinner=False)
def computed(setting: Setting) -> dict[str, Any]:
    """All that is drawn of a setting but the samples, which alone have a seed."""
    model, x, q = setting.model, setting.exact_x, setting.q
    return {
        "q": q,
        "parts": line.parts(model, x, q),
        "curves": line.curves(model, x, q),
        "readings": misprint.readings(model, x, q),
    }


@st.cache_data(max_entries=64, show_spinner=False)
def bounds(setting: Setting, q: line.Gaussian) -> tuple[Any, Any]:
    best = fitting.best(setting.model, setting.exact_x)
    return fitting.landscape(setting.model, setting.exact_x, fitting.top(best, q)), best


@st.cache_data(max_entries=16, show_spinner=False)
def sampled(setting: Setting) -> Any:
    return importance.from_both(setting.model, setting.exact_x, setting.q, setting.is_seed)


@st.cache_data(max_entries=64, show_spinner=False)
def fitted(model: plane.PlaneModel, x: float) -> tuple[plane.Fitted, float, Any]:
    found = plane.fit(model, x)
    return found, plane.gap(model, x, found.mu, found.var), plane.densities(model, x, found)


def look() -> None:
    """URL: exact_decoder, exact_x, exact_w, exact_eta, exact_q, q_mu, q_var, is_seed, and those of `show_plane`."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        setting = pick_setting()
    found = computed(dataclasses.replace(setting, is_seed=0))
    with right:
        show_numbers(found["parts"])
        show_beliefs(setting, found)
    left, right = st.columns(2, gap="large")
    with left:
        show_ledger(setting, found["parts"])
    with right:
        show_bounds(setting, found["q"])
    left, right = st.columns(2, gap="large")
    with left:
        show_readings(setting, found)
    with right:
        show_samples(setting)
    show_plane()


def pick_setting() -> Setting:
    presets(EXAMPLES)
    decoder = common.choose(st.selectbox, "G(z), the decoder", list(DECODERS), key="exact_decoder")
    st.caption(f"z ~ N(0, 1), x = {FORMULAS[decoder]} + noise of variance η.")
    values = {name: pick(name) for name in ("exact_x", "exact_w", "exact_eta")}
    q = common.choose(st.segmented_control, "q(z), a Gaussian", list(fitting.QS), key="exact_q")
    own = q == fitting.OWN
    values |= {name: pick(name, disabled=not own) for name in ("q_mu", "q_var")}
    return Setting(exact_decoder=decoder, exact_q=q, is_seed=st.session_state.get("is_seed", 0), **values)


def pick(name: str, **settings: Any) -> Any:
    return knob(name, KNOBS[name], getattr(DEFAULTS, name), label=LABELS[name], step=FINE.get(name, 1), **settings)


def show_numbers(parts: line.Parts) -> None:
    numbers = {"log p(x)": parts.log_p, "ELBO": parts.elbo, "Gap": parts.log_p - parts.elbo, "KL(q‖p(z|x))": parts.gap}
    common.metrics({name: f"{value:.6f}".replace("-", "−") for name, value in numbers.items()})


def show_beliefs(setting: Setting, found: dict[str, Any]) -> None:
    z, curves = found["curves"]
    common.show(
        figures.beliefs(z, curves),
        key="beliefs",
        alt="Prior, likelihood, posterior and q over z",
        code=code.beliefs(setting),
        columns={"z": z} | curves,
    )
    st.caption(
        "The gap is zero only where q lies on the posterior. It is computed twice, as log p(x) − ELBO and as KL(q‖p(z|x)), by "
        f"different integrals: they differ by {found['parts'].error:.0e} nats."
    )


def show_ledger(setting: Setting, parts: line.Parts) -> None:
    st.subheader("log p(x), part by part")
    steps, totals = line.ledger(parts)
    common.show(
        figures.ledger(steps, totals),
        key="ledger",
        alt="The reconstruction term, minus KL to the prior, plus KL to the posterior, adding up to log p(x)",
        code=code.ledger(setting),
        columns={"part": [name for name, _ in (*steps, *totals)], "nats": [value for _, value in (*steps, *totals)]},
    )
    st.caption(
        "Each bar begins where the one above ends. After two of them stands the ELBO; the third, never negative, is the gap."
    )


def show_bounds(setting: Setting, q: line.Gaussian) -> None:
    st.subheader("The bound for every q")
    (mu, var, elbo), best = bounds(dataclasses.replace(setting, is_seed=0), q)
    common.show(
        figures.ground(
            mu, var, elbo, titles=("mean of q", "variance of q"), name="ELBO, nats", low=float(elbo.max()) - fitting.SHOWN,
            marks=[("q", q.mu, q.var), ("the best q", best.mu, best.var)],
        ),
        key="bounds",
        alt="The bound against mean and variance of q, with q and the best q",
        code=code.bounds(setting),
        arrays={"mu": mu, "var": var, "elbo": elbo},
        clicked=put_q,
    )  # fmt: skip
    gap = line.parts(setting.model, setting.exact_x, best).gap
    st.caption(
        f"Click to put q there. The best Gaussian, N({best.mu:.2f}, {best.var:.3f}), leaves a gap of **{gap:.4f}** nats"
        + (": nothing, for here the posterior is a Gaussian." if gap < 1e-9 else ", for the posterior is none.")
    )


def put_q(mu: float, var: float) -> None:
    """A click into the map of bounds."""
    put({"exact_q": fitting.OWN, "q_mu": round(mu * 20) / 20, "q_var": max(round(var, 2), 0.01)})


def show_readings(setting: Setting, found: dict[str, Any]) -> None:
    st.subheader("A formula as it is printed")
    parts, values = found["parts"], found["readings"]
    truth = parts.log_p - parts.elbo
    common.show(
        figures.readings(values, truth=truth, name="log p(x) − ELBO"),
        key="readings",
        alt="The gap by the right formula and by three readings of the misprinted one",
        code=code.readings(setting),
        columns={"reading": list(values), "nats": list(values.values())},
    )
    st.caption(
        "Some lecture notes print KL(q‖p(z|x)) = E[log q(z)] − E[log p(z|**z**)]. It must be p(z|**x**): only that gives "
        "log p(x) − ELBO, and only that is never negative."
    )


def show_samples(setting: Setting) -> None:
    """URL: is_seed."""
    st.subheader("log p(x) from samples")
    seed = knob("is_seed", KNOBS["is_seed"], 0, label=LABELS["is_seed"])
    setting = dataclasses.replace(setting, is_seed=seed)
    runs = sampled(setting)
    common.show(
        figures.approach(importance.SIZES, {name: each.errors for name, each in runs.items()}),
        key="approach",
        alt="Distance of importance-sampling estimates from log p(x) against the number of samples, in eight runs",
        code=code.approach(setting),
        arrays={"sizes": importance.SIZES} | {name: each.values for name, each in runs.items()},
    )
    q = runs["samples from q"]
    st.caption(
        "log of the mean of p(x, z) / q(z) over samples of q: eight runs, and their median; quadrature says the truth. Of q's "
        f"samples {q.share:.0%} count. {VERDICTS[importance.verdict(q)].format(left=q.missing)}"
    )


def show_plane() -> None:
    """URL: plane_decoder, plane_w, plane_eta, plane_x."""
    st.subheader("Two hidden numbers")
    left, right = st.columns([2, 5], gap="large")
    with left:
        decoder = common.choose(st.selectbox, "G(z₁, z₂)", list(PLANE_DECODERS), key="plane_decoder")
        st.caption(f"x = {PLANE_FORMULAS[decoder]} + noise; z ~ N(0, I).")
        x = st.slider("x", -1.0, 3.0, 1.2, 0.1, key="plane_x", bind="query-params")
        w = st.slider("w", 0.5, 3.0, 1.5, 0.1, key="plane_w", bind="query-params")
        eta = st.slider("η", 0.05, 1.0, 0.2, 0.05, key="plane_eta", bind="query-params")
        model = plane.PlaneModel(decoder, w, eta)
        found, gap, drawn = fitted(model, x)
        common.metrics(
            {
                "log p(x)": f"{found.log_p:.3f}".replace("-", "−"),
                "Best ELBO": f"{found.elbo:.3f}".replace("-", "−"),
                "Gap that stays": f"{gap:.3f}",
            }
        )
    with right:
        common.snug_at("plane-fit", 1.0, 90)
        side, posterior, q = drawn
        common.show(
            figures.over(side, posterior, q),
            key="plane-fit",
            alt="The posterior of two hidden numbers, and the best Gaussian with independent parts upon it",
            code=code.plane(model, x),
            arrays={"side": side, "posterior": posterior, "q": q},
        )
        st.caption(
            "Lines: the best q among Gaussians whose two numbers are independent, as an encoder of a VAE gives them. It cannot "
            "turn, bend or split: it settles on a part of the posterior or lies across its empty middle, and the gap stays "
            "however long one trains."
        )
