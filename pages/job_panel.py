"""The job panel: start, progress, time left, live curves and cancel of long work, the same for every visitor of a job."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages import common
from vizlab.figures.curves import training_curves
from vizlab.frames import Frame, Frames
from vizlab.jobs import Jobs, Snapshot
from vizlab.recipes import canonical_json

POLL_S = 0.5
ENDED = {"Cancel": "Cancelled", "Pause": "Paused"}  # what stands on the button that ends a job -> how it ended


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """The app's one door to its workers."""
    return Jobs()


def watch(job: str) -> Snapshot | None:
    """The job as it is now, also if another visitor started it."""
    return jobs().watch(job, common.visitor())


def side_by_side(
    kind: str, pick: Callable[[], Any], unfinished: Callable[[Frames], None], finished: Callable[[Any, Mapping[str, Any]], None]
) -> None:
    """The knobs of a recipe on the left; on the right its run, finished (recipe, record) or not."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = pick()
    run = Frames(kind, recipe)
    with right:
        record = run.record()
        if record is None:
            unfinished(run)
        else:
            finished(recipe, record)


def offer(run: Frames, *, label: str, draw: Callable[[Snapshot], None], again: str = "Continue", stop: str = "Cancel") -> bool:
    """The way of a run that is not finished: a button that starts it (or goes on with it), or its live panel.

    Whether the run is at rest: then the caller shows what there is of it. `draw` shows a live one, frame by frame. stop: what
    stands on the button that ends it, in `ENDED`; what is done is kept in any case.
    """
    snapshot = watch(run.job)
    if snapshot and snapshot.is_live:
        panel(run.job, draw, stop)
        return False
    jobs().prepare(run.kind)  # a worker takes seconds to start; whoever reads first finds it there
    text = again if run.indices() else label
    if st.button(text, type="primary", key=f"start-{run.kind}", shortcut="Ctrl+Enter"):
        jobs().start(run.kind, canonical_json(run.recipe), job=run.job, visitor=common.visitor())
        st.rerun()
    ending(snapshot, stop)
    return True


@st.cache_data(max_entries=16, show_spinner=False)
def _read(job: str, finished_in: float, _run: Frames) -> list[Frame]:
    return _run.read()


def finished(run: Frames, record: Mapping[str, Any]) -> list[Frame]:
    """The frames of a finished run with this record; computed again, it took another time and is read again."""
    return _read(run.job, float(record["seconds"]), run)


def newest(run: Frames, snapshot: Snapshot) -> Frame | None:
    """The newest frame of a run that is under way."""
    return None if snapshot.frame is None else run.frame(snapshot.frame)


def panel(job: str, draw: Callable[[Snapshot], None], stop: str = "Cancel") -> None:
    """Show a live job and poll it; when it ends the page is run again. `draw` shows what is special to its kind."""
    st.fragment(_panel, run_every=POLL_S)(job, draw, stop)


def _panel(job: str, draw: Callable[[Snapshot], None], stop: str) -> None:
    snapshot = watch(job)
    if snapshot is None or not snapshot.is_live:
        st.rerun()
    with st.container(border=True, key="job"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(snapshot.fraction, text=_headline(snapshot))
            if st.button(stop, key="cancel"):
                _cancel(job)
        if snapshot.note:
            st.warning(common.plain(snapshot.note))
        draw(snapshot)


def _cancel(job: str) -> None:
    if jobs().cancel(job, common.visitor()):
        st.toast("Cancelling; what is done so far is kept.")
    else:
        st.toast("Someone else is watching this run too, so it goes on without you.")


def live_curves(snapshot: Snapshot) -> None:
    """Draw the training curves so far."""
    if snapshot.series:
        figure = training_curves(snapshot.series, x_title="epoch", height_px=380)
        common.sketch(figure, key="live", alt="Loss and accuracy so far")


def ending(snapshot: Snapshot | None, stop: str = "Cancel") -> None:
    """One sentence for a job that ended without a result."""
    if snapshot is None or snapshot.is_live:
        return
    if snapshot.state == "failed":
        st.error(common.plain(snapshot.message))
    elif snapshot.state == "cancelled":
        st.info(f"{ENDED[stop]}. What is done so far is kept; starting again continues from there.")
    if snapshot.note:
        st.warning(common.plain(snapshot.note))


def _headline(snapshot: Snapshot) -> str:
    if snapshot.state == "waiting":
        others = len(jobs().live()) - 1
        return f"Number {snapshot.position} in the queue" if others else "Starting a worker"
    if snapshot.unit == "byte":
        amount = f"{snapshot.done / 1e6:.1f} of {snapshot.total / 1e6:.1f} MB"
    else:
        amount = f"{snapshot.unit} {snapshot.done:,} of {snapshot.total:,}"
    left = "" if snapshot.seconds_left is None else f" · about {duration(snapshot.seconds_left)} left"
    return f"{snapshot.phase.capitalize()} · {amount} · {duration(snapshot.seconds)} so far{left}"


def duration(seconds: float) -> str:
    """Seconds as a visitor says them: "0.4 s", "12 s", "3 min 05 s"."""
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"
