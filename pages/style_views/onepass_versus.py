"""The topic "Against optimisation" of the view In one pass: the same loss, guessed at once and improved 200 times."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.style_views.choice import pick_content
from pages.style_views.onepass_pass import duration, paint
from vizlab.figures.export import curve_columns
from vizlab.figures.paintings import live_painting
from vizlab.figures.style_onepass import catching_up, overtaken, wall
from vizlab.frames import Frames
from vizlab.recipes import canonical_json, from_json
from vizlab.snippets import style_onepass as code
from vizlab.style import KIND, StyleRecipe, view
from vizlab.style.onepass import opened, shown, versus
from vizlab.style.onepass.recipe import OnePassRecipe


@st.cache_data(max_entries=16, show_spinner=False)
def finished(recipe_json: str) -> view.Painting:
    return view.read(from_json(recipe_json, StyleRecipe))


@st.cache_data(max_entries=64, show_spinner=False)
def losses(recipe_json: str, content: str, kind: str, _painting: Any) -> dict[str, float]:
    return versus.losses(from_json(recipe_json, OnePassRecipe), content, _painting)


def look() -> None:
    """URL: content, rival."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        content = pick_content()
        known = opened.known()
        titles = {name: opened.title(recipe) for name, recipe in known.items()}
        recipe = known[common.choose(st.selectbox, "Network", list(titles), key="rival", titles=titles)]
    with right, common.friendly():
        run = Frames(KIND, versus.optimisation(recipe, content))
        if run.record() is None:
            unfinished(run, recipe, content)
        else:
            results(recipe, content, finished(canonical_json(run.recipe)))


def unfinished(run: Frames, recipe: OnePassRecipe, content: str) -> None:
    """The way to the optimisation: what one pass gives already, the button, the live job."""

    def draw(snapshot: Any) -> None:
        newest = job_panel.newest(run, snapshot)
        if newest is not None:
            figure = live_painting(view.decode(newest.arrays["picture"]))
            common.sketch(figure, key="live-rival", alt=f"The painting after {newest.index} iterations")

    if job_panel.offer(run, label=f"Optimise for {versus.STEPS} iterations", draw=draw):
        painted = paint(recipe, content, recipe.style_px)
        figure = wall(*shown.hung({f"One pass, {duration(painted.seconds)}": painted.pixels}), columns=1)
        common.sketch(figure, key="guess", alt="What one pass gives")


def results(recipe: OnePassRecipe, content: str, made: view.Painting) -> None:
    """Both paintings, their losses, and when the optimisation caught up."""
    painted, best = paint(recipe, content, recipe.style_px), made.at(made.steps[-1])
    key = canonical_json(recipe)
    held = versus.Held(losses(key, content, "pass", painted.pixels), losses(key, content, "optimised", best))
    titles = ("One pass", f"{versus.STEPS} iterations")
    pictures = dict(zip(titles, (painted.pixels, best), strict=True))
    snippet = code.side_by_side(recipe, content, *titles)
    alt = f"One pass beside {versus.STEPS} iterations"
    figure = wall(*shown.hung(pictures), columns=2)
    common.snug("rivals", figure)
    common.show(figure, key="rivals", alt=alt, code=snippet, arrays=pictures)
    seconds = float((made.record or {})["seconds"])
    numbers = {"Total loss": f"{held.ratio('total'):.2f} ×", "Content loss": f"{held.ratio('content'):.2f} ×"}
    numbers |= {"Style loss": f"{held.ratio('style'):.2f} ×", "Time": f"1 / {seconds / max(painted.seconds, 1e-9):,.0f}"}
    common.metrics(numbers)
    st.caption(
        f"One pass against {versus.STEPS} iterations, by the loss that both were made to lower: {duration(painted.seconds)} and "
        f"{job_panel.duration(seconds)}. Above 1 ×, the optimisation is closer."
    )
    chase(recipe, content, made, held.one_pass["total"])


def chase(recipe: OnePassRecipe, content: str, made: view.Painting, level: float) -> None:
    st.header("How long until it is better")
    series = made.series["total"]
    snippet = code.catching_up(recipe, content)
    alt = "Total loss of the optimisation over its iterations, and that of one pass"
    common.show(catching_up(series, level), key="chase", alt=alt, code=snippet, columns=curve_columns({"total": series}))
    met = overtaken(series, level)
    word = "never got there" if met is None else f"needed {met:.0f} iterations to get there"
    st.markdown(f"One pass reached a total loss of {level:.2f} at once; the optimisation {word}.")
