"""Sweeps of constants, for the view Basins of the page Landscapes: rates, searches, standings, and a small network."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import knob
from pages.landscape_views.ground import is_new, pick_ground, pick_start
from vizlab import landscapes, optimizers
from vizlab.figures import landscape_sweeps as figures
from vizlab.optimizers.starts import search, small_network, standings, sweeps
from vizlab.recipes import KNOBS
from vizlab.snippets import landscape_basins as code

STEPS = (10, 20, 50, 100, 200, 300, 500)
BUDGETS = (4, 9, 16, 25, 36)
BEST = "best"
NETWORK_RULES = ("GD", "momentum", "RMSProp", "Adam")
Ground = tuple[str, dict[str, Any]]


@st.cache_data(max_entries=64, show_spinner=False)
def swept(ground: Ground, names: list[str], start: tuple[float, float], settings: dict[str, Any]) -> Any:
    return sweeps.sweep_rates(landscapes.find(ground[0], **ground[1]), names, sweeps.rates(code.RATES), start, **settings)


@st.cache_data(max_entries=32, show_spinner=False)
def planed(ground: Ground, name: str, start: tuple[float, float], steps: int, seed: int) -> Any:
    lr, (_, second) = sweeps.rates(code.PLANE), sweeps.second_axis(name, code.PLANE)
    values = sweeps.plane(landscapes.find(ground[0], **ground[1]), name, lr, second, start, steps=steps)
    values = sweeps.log_losses(values)
    return values, search.best_by_budget(search.read_plane(values), search.BUDGETS, search.TRIALS, seed)


@st.cache_data(max_entries=16, show_spinner=False)
def stood(names: list[str], lr: float | None, steps: int) -> Any:
    return standings.standings(list(landscapes.SURFACES), names, lr=lr, steps=steps)


@st.cache_data(max_entries=16, show_spinner=False)
def tuned(steps: int, seed: int) -> Any:
    return small_network.tune(NETWORK_RULES, sweeps.rates(code.RATES_OF_NETWORKS), steps=steps, seed=seed)


def pick_rules() -> list[str]:
    """URL: rules, once for each."""
    names = list(optimizers.GRADIENT_RULES)
    default = list(optimizers.CLASSICS)
    chosen = st.multiselect("Optimizers", names, default=default, key="rules", bind="query-params", wrap=True)
    return [name for name in names if name in chosen]


def pick_steps(default: int) -> int:
    """URL: walk."""
    return common.choose(st.select_slider, "Steps of each", list(STEPS), key="walk", default=default)


def pick_seed(effect: str) -> int:
    """URL: seed."""
    return st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help=effect)


def look_rates() -> None:
    left, right = st.columns([2, 3], gap="large")
    with left:
        ground = pick_ground()
        is_new()
        surface = landscapes.find(ground[0], **ground[1])
        start = pick_start(surface)
        settings = {"steps": pick_steps(500), "momentum": knob("momentum", KNOBS["momentum"], 0.9, label="Momentum β")}
        names = pick_rules()
    found, lr, order = swept(ground, names, start, settings), sweeps.rates(code.RATES), list(optimizers.GRADIENT_RULES)
    bound, bands = sweeps.stability_bound(surface), {name: sweeps.good_band(lr, one.arrived) for name, one in found.items()}
    with right:
        common.show(
            figures.rate_curves(
                lr,
                {name: one.loss for name, one in found.items()},
                order=order,
                bound=("2/λ", bound) if bound else None,
                y_title="last loss" + (", above the least there is" if surface.floor is not None else ""),
            ),
            key="rates",
            alt=f"Last loss against the learning rate on {ground[0]}",
            code=code.rate_curves(ground, names, start, settings),
            columns={"lr": lr.tolist(), **{name: one.loss.tolist() for name, one in found.items()}},
        )
        st.caption("A curve ends where it flies off. Dotted: two over the steepest curvature at the minimum.")
    st.subheader("With which rates it arrives")
    common.show(
        figures.band_bars(bands, order=order, span=(float(lr[0]), float(lr[-1]))),
        key="bands",
        alt="The band of learning rates with which each optimizer arrives",
        code=code.good_bands(ground, names, start, settings),
        columns={"optimizer": list(bands), "decades": [sweeps.decades(band) for band in bands.values()]},
    )
    st.caption(edge_words(lr, found, bound))


def edge_words(lr: Any, found: dict[str, Any], bound: float | None) -> str:
    """The widths, and the one edge that theory knows."""
    words = "The number is the width of the band in powers of ten: the narrower, the more tuning it needs."
    if bound and "GD" in found and found["GD"].arrived.any():
        most = lr[found["GD"].arrived].max()
        words += f" GD arrives with at most {most:.3g} of the rates tried; theory allows less than {bound:.3g}."
    return words


def look_search() -> None:
    left, right = st.columns(2, gap="large")
    names = [name for name, known in optimizers.GRADIENT_RULES.items() if set(known.settings) & set(sweeps.SECOND)]
    with left:
        ground = pick_ground(default="Rosenbrock")
        is_new()
        start = pick_start(landscapes.find(ground[0], **ground[1]))
    with right:
        name = common.choose(st.selectbox, "Optimizer", names, key="searched", default="momentum")
        one, two = st.columns(2)
        with one:
            steps = pick_steps(200)
            way = common.choose(st.segmented_control, "Beside the grid", list(search.WAYS)[1:], key="way")
        with two:
            budget = common.choose(st.select_slider, "Runs", list(BUDGETS), key="budget", default=9)
            seed = pick_seed("Of the random points.")
    values, found = planed(ground, name, start, steps, seed)
    show_effects(values, sweeps.second_axis(name, 2)[0])
    for column, each in zip(st.columns(2, gap="large"), ("grid", way), strict=True):
        with column:
            show_plane(ground, name, start, steps, values, each, budget, seed)
    common.show(
        figures.budget_curves(search.BUDGETS, found),
        key="budgets",
        alt="The least loss found against the number of runs, by way of searching",
        code=code.budgets(ground, name, start, steps, seed),
        columns={"runs": list(search.BUDGETS), **found},
    )
    st.caption(f"Median of {search.TRIALS} searches, read off the plane. {budget_words(found, budget)}")


def budget_words(found: dict[str, list[float]], budget: int) -> str:
    """Which of grid and random search has found more with this budget."""
    at = search.BUDGETS.index(budget)
    gain = found["grid"][at] - found["random"][at]
    if abs(gain) < 0.05:
        return f"With {budget} runs, a grid and random points are equally good."
    return f"With {budget} runs, {'random points end' if gain > 0 else 'a grid ends'} {10 ** abs(gain):.3g} times lower."


def show_effects(values: Any, second: str) -> None:
    alone, other, both = sweeps.effects(values)
    common.metrics({"decided by α alone": f"{alone:.0%}", f"by {second} alone": f"{other:.0%}", "only by both": f"{both:.0%}"})
    st.caption("Shares of the variance of log loss. What only both decide is why one cannot tune one after the other.")


def show_plane(
    ground: Ground, name: str, start: tuple[float, float], steps: int, values: Any, way: str, budget: int, seed: int
) -> None:
    lr, (second, axis) = sweeps.rates(code.PLANE), sweeps.second_axis(name, code.PLANE)
    losses = search.read_plane(values)
    points = search.tried(losses, way, budget, seed)
    common.show(
        figures.plane(lr, axis, values, name=second, points={way: points}),
        key=f"plane-{way.replace(', ', '-').replace(' ', '-')}",
        alt=f"Last loss over the learning rate and {second}, with the points of the search: {way}",
        code=code.plane(ground, name, start, steps, way, budget, seed),
        arrays={"log10_loss": values, "lr": lr, second: axis},
    )
    rates, others = search.distinct(points)
    st.caption(f"{budget} runs try {rates} rates and {others} values of {second}; best: 10^{losses(points).min():.1f}.")


def look_standings() -> None:
    left, right = st.columns([3, 2], gap="large")
    with left:
        names = pick_rules()
    with right:
        titles = {BEST: "each its own best", **{lr: f"{lr:g} for all" for lr in optimizers.LRS}}
        picked = common.choose(st.select_slider, "Learning rates", list(titles), key="same_lr", default=BEST, titles=titles)
        steps = pick_steps(500)
    lr = None if picked == BEST else picked
    if not names:
        st.info("Choose at least one optimizer.")
        return
    outcomes, surfaces = stood(names, lr, steps), list(landscapes.SURFACES)
    sentences = [[outcome.sentence for outcome in row] for row in outcomes]
    common.show(
        figures.outcome_matrix(surfaces, names, standings.verdicts(outcomes), sentences, list(optimizers.VERDICTS)),
        key="standings",
        alt="How each optimizer ends on each surface",
        code=code.standings(names, lr, steps),
        columns={"surface": surfaces, **{name: [row[i] for row in sentences] for i, name in enumerate(names)}},
    )
    arrived = {name: sum(row[i].verdict == "arrived" for row in outcomes) for i, name in enumerate(names)}
    best = max(arrived, key=lambda name: arrived[name])
    st.caption(f"One race a square, from the surface's own start. {best} arrives on {arrived[best]} of {len(surfaces)}.")


def look_network() -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.markdown("One layer of twelve tanh units on sixty points of two noisy moons, with every rate at once.")
        steps, seed = (
            pick_steps(300),
            pick_seed("Of the points, the start and the batches; four seeds from here on are averaged."),
        )
    found, lr = tuned(steps, seed), sweeps.rates(code.RATES_OF_NETWORKS)
    with right:
        common.show(
            figures.rate_curves(
                lr,
                {name: one.validation[0] for name, one in found.items()},
                dashed={name: one.validation[1] for name, one in found.items()},
                order=list(optimizers.GRADIENT_RULES),
                y_title="validation loss, nats; dotted: with a falling rate",
                top=code.MOST_NATS,
            ),
            key="tuning",
            alt="Validation loss of a small network against the learning rate",
            code=code.tuning(NETWORK_RULES, steps, seed),
            columns={"lr": lr.tolist(), **{name: one.validation[0].tolist() for name, one in found.items()}},
        )
    st.subheader("At the rate that validates best")
    st.table(small_network.rows(found), border="horizontal")
    st.caption("Measured on this one problem; ± is the standard error over four seeds.")
