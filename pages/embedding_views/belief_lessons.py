"""The topic Six lessons of the view Believe it or not: toys whose truth is known, beside their maps, measured on both."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from vizlab.embeddings import INITS
from vizlab.embeddings.belief import generators, lessons, toys
from vizlab.figures import embedding_belief as drawings
from vizlab.snippets import embedding_belief as code

PERPLEXITIES = (2, 5, 10, 30, 50, 100)
WHERE = ("in truth", "on the map")


@st.cache_data(max_entries=32, show_spinner="Making the map …")
def film(toy: str, seed: int, perplexity: float, init: str) -> toys.Grown:
    points, _ = generators.draw(toy, seed)
    return toys.grow([points], [perplexity], [seed], init=init, moments=toys.MOMENTS)


@st.cache_data(max_entries=32, show_spinner="Making the maps …")
def over_perplexities(toy: str, seed: int, perplexities: tuple[int, ...], init: str) -> toys.Grown:
    points, _ = generators.draw(toy, seed)
    return toys.grow([points] * len(perplexities), list(perplexities), [seed] * len(perplexities), init=init)


def pick() -> tuple[str, str]:
    """URL: lesson, toy."""
    lesson = common.choose(st.segmented_control, "Lesson", list(lessons.LESSONS), key="lesson", wrap=True)
    st.markdown(f"**{lessons.LESSONS[lesson].claim}**")
    names = list(lessons.LESSONS[lesson].toys)
    toy = common.choose(st.segmented_control, "Toy", names, key="toy", wrap=True) if len(names) > 1 else names[0]
    return lesson, toy


def pick_settings(n: int) -> dict[str, Any]:
    """URL: toy_perplexity, seed, start."""
    known = [value for value in PERPLEXITIES if value < n - 1]
    columns = st.columns(3)
    with columns[0]:
        perplexity = common.choose(st.select_slider, "Perplexity", known, key="toy_perplexity", default=5)
    with columns[1]:
        seed = st.slider("Seed", 0, 19, 0, key="seed", bind="query-params", help="Of the toy and of the start of its map.")
    with columns[2]:
        about = "; ".join(f"{name}: {text}" for name, text in INITS.items())
        start = common.choose(st.segmented_control, "Start", list(INITS), key="start", default="random", help=about)
    return {"seed": seed, "perplexity": float(perplexity), "init": start}


def show_toy(toy: str, seed: int, points: Any, labels: Any) -> None:
    known = generators.GENERATORS[toy]
    is_plane = points.shape[1] > 3
    st.markdown("**In truth**" + (", on its two widest axes" if is_plane else ""))
    common.show(
        drawings.toy(toys.plane(points) if is_plane else points, labels, known.classes),
        key="toy",
        alt=f"The toy {toy} as it is",
        code=code.toy(toy, seed),
        arrays={"points": points, "labels": labels},
    )
    st.caption(known.about)


def show_film(toy: str, labels: Any, grown: toys.Grown, settings: dict[str, Any]) -> None:
    st.markdown(f"**t-SNE at perplexity {settings['perplexity']:g}**")
    common.show(
        drawings.toy_film(toys.named(grown), labels, generators.GENERATORS[toy].classes),
        key="toy-film",
        alt=f"t-SNE of the toy {toy}, from the start to iteration {toys.ITERATIONS}",
        code=code.toy_film(toy, **settings),
        arrays={"moments": grown.moments[:, 0], "iterations": list(grown.iterations)},
    )
    st.caption(f"KL {grown.divergences[0]:.2f} nats. Each moment is drawn as large as it fits.")


def contradict(lesson: str, toy: str, points: Any, labels: Any, positions: Any) -> None:
    """Each number in truth and on the map, side by side."""
    found = lessons.contradictions(lesson, toy, points, labels, positions)
    titles = {name: name[0].upper() + name[1:] for name in found}
    both = {name: (said(name, true), said(name, seen)) for name, (true, seen) in found.items()}
    common.metrics(
        {f"{titles[name]}, {where}": one for name, pair in both.items() for where, one in zip(WHERE, pair, strict=True)}
    )


def said(name: str, value: float) -> str:
    if name.startswith("of one"):
        return f"{value:.0%}"
    return f"{value:.0f}" if name in ("clumps", "tears in the curve") else f"{value:.3g}"


def show_strip(lesson: str, toy: str, points: Any, labels: Any, settings: dict[str, Any]) -> None:
    """The map at every perplexity, from the same start, and what is measured on each."""
    known = tuple(value for value in PERPLEXITIES if value < len(points) - 1)
    grown = over_perplexities(toy, settings["seed"], known, settings["init"])
    st.markdown("**The same at other perplexities**")
    for begin in range(0, len(known), 3):
        for column, place in zip(st.columns(3, gap="medium"), range(begin, min(begin + 3, len(known))), strict=False):
            with column:
                common.show(
                    drawings.little_map(
                        grown.maps[place], labels, generators.GENERATORS[toy].classes, noun="point", height_px=200
                    ),
                    key=f"toy-{known[place]}",
                    alt=f"t-SNE of the toy {toy} at perplexity {known[place]}",
                    code=code.toy_map(toy, settings["seed"], float(known[place]), settings["init"]),
                    columns={"x": grown.maps[place][:, 0], "y": grown.maps[place][:, 1], "group": labels},
                )
                found = lessons.contradictions(lesson, toy, points, labels, grown.maps[place])
                numbers = " · ".join(f"{said(name, seen)} {name}" for name, (_, seen) in found.items())
                st.caption(f"Perplexity {known[place]}: {numbers}")


def look() -> None:
    st.fragment(_look)()


def _look() -> None:
    with common.friendly():
        lesson, toy = pick()
        n = len(generators.draw(toy, 0)[0])
        settings = pick_settings(n)
        points, labels = generators.draw(toy, settings["seed"])
        grown = film(toy, settings["seed"], settings["perplexity"], settings["init"])
        left, right = st.columns(2, gap="large")
        with left:
            show_toy(toy, settings["seed"], points, labels)
        with right:
            show_film(toy, labels, grown, settings)
        contradict(lesson, toy, points, labels, grown.maps[0])
        show_strip(lesson, toy, points, labels, settings)
