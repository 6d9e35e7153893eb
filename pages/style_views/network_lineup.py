"""The topic Side by side: the same pictures painted by several networks at equal compute, and what each says of all."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.public_weights import fetched
from pages.style_views.choice import pick_content, pick_style
from vizlab.figures import style_network as figures
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import style_network as code
from vizlab.style.features import offered
from vizlab.style.judging import lineup
from vizlab.style.judging.shown import short

COLUMNS = 3
LOSSES = {"style": "Style left", "content": "Content lost"}


@st.cache_data(max_entries=16, show_spinner=False)
def told(recipe: lineup.LineupRecipe, finished: bool, count: int) -> Any:
    return lineup.told(recipe)


def pick() -> dict[str, Any]:
    """The fields of the recipe. URL: content, style, painters, effort, lineup_px, strength, seed."""
    content, style = pick_content(), pick_style()
    names = list(offered())
    usual = list(lineup.FIRST)
    about = f"Up to {lineup.MOST}; networks that you have trained are offered too."
    chosen = st.multiselect(
        "Who paints", names, usual, key="painters", bind="query-params", max_selections=lineup.MOST, help=about
    )
    effort = knob("effort", lineup.KNOBS["effort"], lineup.LineupRecipe.effort, label="Computing for each, GMAC")
    size = knob("lineup_px", lineup.KNOBS["lineup_px"], lineup.LineupRecipe.lineup_px, label="Size in pixels")
    strength = knob("strength", lineup.KNOBS["strength"], lineup.LineupRecipe.strength, label="Strength of the style")
    seed = knob("seed", lineup.KNOBS["seed"], 0)
    fields = {"content": content, "style": style, "networks": ",".join(chosen), "effort": effort}
    return {**fields, "lineup_px": size, "strength": strength, "seed": seed}


def show_pictures(recipe: lineup.LineupRecipe, *, is_finished: bool, count: int) -> None:
    tiles, titles = told(recipe, is_finished, count)
    figure = figures.paintings(tiles, titles, columns=COLUMNS)
    alt = f"The photograph, the style, and paintings by {', '.join(titles[2:]) or 'nobody yet'}"
    if not is_finished:
        common.sketch(figure, key="lineup-so-far", alt=alt)
        return
    arrays = dict(zip(titles, tiles, strict=True))
    common.show(figure, key="lineup", alt=alt, code=code.paintings(recipe), arrays=arrays)


def show_verdicts(recipe: lineup.LineupRecipe, record: Any) -> None:
    """URL: verdict."""
    kind = common.choose(
        st.segmented_control, "Verdict", list(LOSSES), key="verdict", titles=LOSSES, label_visibility="collapsed"
    )
    rows, columns = lineup.names(recipe)
    left = lineup.left(record, kind)
    common.show(
        figures.verdicts(left, rows, columns, percent=kind == "style"),
        key="verdicts",
        alt=f"{LOSSES[kind]}: what each network says of each painting",
        code=code.verdicts(recipe, kind),
        arrays={"left": left},
    )
    if kind == "style":
        st.caption(
            "Style loss left, as a share of the photograph's own. Framed: judged by who painted it, and so the flattering view."
        )
    else:
        st.caption("Content loss: 0 is the photograph, 1 a picture in which the judge sees nothing.")


def show_work(recipe: lineup.LineupRecipe, frames: Any) -> None:
    rows = [frame.notes for frame in frames]
    st.table(
        {
            "Painted by": [short(recipe.painters[frame.index]) for frame in frames],
            "Iterations": [f"{row['steps']:,}" for row in rows],
            "Seconds": [f"{row['seconds']:.1f}" for row in rows],
            "ms an iteration": [f"{1000 * row['seconds'] / row['steps']:.0f}" for row in rows],
        },
        border="horizontal",
        hide_index=True,
    )
    st.caption(
        f"Each painting took {recipe.effort} thousand million multiply-adds, or {lineup.MOST_STEPS} iterations if that is less. "
        "Seconds depend on the machine and what else it did."
    )


def results(recipe: lineup.LineupRecipe, frames: Any, record: Any) -> None:
    show_pictures(recipe, is_finished=True, count=len(frames))
    st.markdown(verdict(recipe, record))
    show_verdicts(recipe, record)
    show_work(recipe, frames)


def verdict(recipe: lineup.LineupRecipe, record: Any) -> str:
    """What those say who did not paint it."""
    said = lineup.by_others(recipe, record)
    best, worst = min(said, key=said.__getitem__), max(said, key=said.__getitem__)
    if best == worst:
        return f"The other judges still find {said[best]:.0%} of the style missing in the painting by **{best}**."
    return (
        f"Judged only by those who did not paint it, **{best}** misses least of the style ({said[best]:.0%} left), "
        f"**{worst}** most ({said[worst]:.0%})."
    )


def offer(recipe: lineup.LineupRecipe, run: Frames) -> None:
    def draw(snapshot: Snapshot) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            show_pictures(recipe, is_finished=False, count=frame.index + 1)

    if job_panel.offer(run, label="Let them paint", draw=draw):
        show_pictures(recipe, is_finished=False, count=len(run.indices()))


def look() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        fields = pick()
    with right, common.friendly():
        recipe = lineup.LineupRecipe(**fields)
        if not all(fetched(name) for name in recipe.painters):
            return
        run = Frames(lineup.KIND, recipe)
        record = run.record()
        if record is None:
            offer(recipe, run)
        else:
            results(recipe, job_panel.finished(run, record), record)
