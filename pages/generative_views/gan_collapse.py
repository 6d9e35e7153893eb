"""The topic Make it collapse, repair it, of the view GAN: the same recipe before and after a cure, and over ten seeds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from vizlab.figures import generative_gan as figures
from vizlab.figures.gan import film
from vizlab.frames import Frames
from vizlab.generative import GanRecipe
from vizlab.generative.plane_gan import seeds, studies
from vizlab.generative.plane_gan.seeds import CURES, SeedsRecipe
from vizlab.jobs import Snapshot
from vizlab.snippets import generative_gan_topics as code

SICK = next(iter(CURES))
FIRSTS = (0, 10, 20, 30)


def look() -> None:
    """URL: cure, first."""
    left, right = st.columns([3, 1])
    with left:
        cures = [cure for cure in CURES if cure != SICK]
        cure = common.choose(st.segmented_control, "Repair it with", cures, key="cure", default="unrolled", wrap=True)
    with right:
        help_text = "The first of the ten seeds below. From 0 on they come finished, others are trained when you ask."
        first = common.choose(st.select_slider, "Ten seeds from", FIRSTS, key="first", help=help_text)
    st.markdown(studies.WORDS[cure])
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Make it collapse")
        the_film("collapsing", seeds.cured(SICK))
    with right:
        st.subheader("Repair it")
        is_there = the_film("repaired", seeds.cured(cure))
    the_table(cure, first, may_offer=is_there)


def the_film(key: str, recipe: GanRecipe) -> bool:
    """One run of seed 0; whether it is there. Where it does not come with vizlab, it is offered."""
    run = Frames("gan", recipe)
    record = run.record()
    if record is None:
        job_panel.offer(run, label="Train this one", draw=lambda snapshot: None)
        return False
    frames = job_panel.finished(run, record)
    stops, moments = [frame.index for frame in frames], [frame.arrays for frame in frames]
    common.snug_at(key, 1.0, 150)
    common.show(
        film(stops, moments, moments[0]["real"], recipe.edge, height_px=460),
        key=key,
        alt=f"A GAN of which {record['covered']} of {record['of']} modes are left, played over training",
        code=code.film(recipe),
        arrays={f"{frame.index}/points": frame.arrays["points"] for frame in frames},
    )
    st.caption(
        f"At the end {record['covered']} of {record['of']} modes, {record['effective']:.1f} effective, {record['good']:.0%} good "
        f"points, standard deviation {record['deviation']:.2f} (the data {record['deviation_of_data']:.2f})."
    )
    return True


def the_table(cure: str, first: int, *, may_offer: bool) -> None:
    """All cures over ten seeds; the chosen one is offered if nobody has run it."""
    st.subheader("Over ten seeds")
    runs = {name: Frames("gan-seeds", SeedsRecipe(cure=name, first=first)) for name in CURES}
    records = {name: run.record() for name, run in runs.items()}
    missing = next((name for name in (SICK, cure) if records[name] is None), None)
    if missing is not None and may_offer:
        st.markdown(f"Ten seeds of “{missing}” have not been trained from seed {first} on.")
        job_panel.offer(runs[missing], label="Train ten seeds", draw=partial(live, runs[missing]))
    found = {name: seeds.outcomes_of(record) for name, record in records.items() if record is not None}
    if found:
        left, right = st.columns(2, gap="large")
        with left:
            strip(found, first)
        with right:
            table(found)
    shown = cure if cure in found else SICK
    if shown in found:
        last_points(runs[shown], records[shown], shown, first)


def live(run: Frames, snapshot: Snapshot) -> None:
    """How many seeds have all modes so far."""
    frame = job_panel.newest(run, snapshot)
    if frame is not None:
        st.markdown(f"At step {frame.index:,}: " + studies.so_far(frame.notes["outcomes"]))


def strip(found: dict[str, Sequence[seeds.Outcome]], first: int) -> None:
    rows = {name: [outcome.effective for outcome in outcomes] for name, outcomes in found.items()}
    common.show(
        figures.outcomes(rows, modes=seeds.COLLAPSING.modes, collapsed=seeds.COLLAPSED),
        key="seeds",
        alt="Effective modes of ten seeds under each cure",
        code=code.seeds(list(found), first),
        columns={"cure": [name for name in rows for _ in rows[name]], "effective": [v for row in rows.values() for v in row]},
    )


def table(found: dict[str, Sequence[seeds.Outcome]]) -> None:
    st.table(studies.rows(found), border="horizontal", hide_index=True)
    st.caption(
        f"All modes: each of the {seeds.COLLAPSING.modes} has its fifth of a fair share. Collapsed: fewer than "
        f"{seeds.COLLAPSED:.0f} effective modes, exp(entropy) of the nearest modes. Medians of ten seeds; the data itself has "
        "standard deviation 1.42 and 99 % good points."
    )


def last_points(run: Frames, record: Any, cure: str, first: int) -> None:
    (last,) = job_panel.finished(run, record)[-1:]
    recipe, clouds = seeds.cured(cure, first), list(last.arrays["points"])
    titles = [studies.title(outcome) for outcome in seeds.outcomes_of(record)]
    common.snug_at("many", 0.5, 70)
    common.show(
        figures.many(clouds, studies.ground(recipe), titles, recipe.edge),
        key="many",
        alt=f"The last points of ten seeds: {cure}",
        code=code.many(cure, first),
        arrays={str(index): cloud for index, cloud in enumerate(clouds)},
    )
    st.caption(f"A hundred points of each seed at the end of “{cure}”, over the data, with the modes it covers.")
