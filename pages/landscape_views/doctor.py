"""The view Doctor of the page Landscapes: eight sick training runs; name the fault from what is seen, and try a cure."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from vizlab import doctor
from vizlab.figures import landscape_doctor
from vizlab.figures.export import curve_columns
from vizlab.snippets import landscape_doctor as code

NOTHING = "none yet"
SICK, CURED = "as it came in", "with the cure"


@st.cache_data(max_entries=64, show_spinner="Training …")
def train(setup: doctor.Setup) -> Any:
    return doctor.train(setup)


def next_patient() -> None:
    """The next bed of the ward, or the first of the next ward."""
    number, seed = st.session_state["patient"], st.session_state["seed"]
    beds = len(doctor.FAULTS)
    put({"patient": number % beds + 1, "diagnosis": NOTHING, "cure": NOTHING})
    if number == beds:
        put({"seed": (seed + 1) % 100})


def pick_patient() -> tuple[int, int]:
    """URL: patient, seed."""
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom", gap="medium")
    help_text = "Each has another of the eight faults; which one, the ward decides."
    number = left.slider("Patient", 1, len(doctor.FAULTS), 1, key="patient", bind="query-params", help=help_text)
    seed = middle.slider("Ward (seed)", 0, 99, 0, key="seed", bind="query-params", help="Other data, other starts.")
    right.button("Next patient", on_click=next_patient, shortcut="Ctrl+Right", key="next_patient", width="stretch")
    return number, seed


def show_inside(number: int, seed: int, run: Any) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Length of the gradient, by layer**")
        common.show(
            landscape_doctor.gradients(run.looks, run.gradient_norms),
            key="gradients",
            alt="Length of the gradient in each layer against the step",
            code=code.inside(number, seed, "gradients"),
            arrays={"looks": run.looks, "norms": run.gradient_norms},
        )
    with right:
        st.markdown("**What the hidden units give out in the end**")
        if not len(run.activations):
            st.caption("This network has no hidden units: it is a linear model.")
            return
        common.show(
            landscape_doctor.histogram({SICK: run.activations}),
            key="units",
            alt="Histogram of the values of all hidden units on the validation examples",
            code=code.inside(number, seed, "units"),
            arrays={"values": run.activations},
        )


def show_losses(number: int, seed: int, runs: dict[str, Any], cure: str | None) -> None:
    shown = {name: (run.batch_losses, run.looks, run.validation_losses) for name, run in runs.items()}
    common.show(
        landscape_doctor.losses(shown),
        key="course",
        alt=f"Loss against step of the run {' and '.join(runs)}",
        code=code.losses(number, seed, cure),
        columns=curve_columns(
            {name: list(zip(run.looks.tolist(), run.validation_losses.tolist(), strict=True)) for name, run in runs.items()}
        ),
    )


def show_chart(run: Any) -> None:
    """The numbers at the bed's end: no word of what they mean."""
    common.metrics(
        {
            "Validation loss": f"{run.final:.3g}",
            "Validation accuracy": f"{run.accuracy:.1%}",
            "Gradient against differences": f"{run.gradient_gap:.0e}",
            "Last step / weights": f"{run.update_ratios[-1].max():.0e}",
            "Units on flat ground": f"{run.idle:.0%}",
            "Widest / narrowest input": f"{run.condition:.0e}",
        }
    )


def ask_diagnosis(number: int, seed: int, run: Any, fault: str) -> None:
    """URL: diagnosis."""
    said = common.choose(st.pills, "What is wrong?", [NOTHING, *doctor.FAULTS], key="diagnosis", wrap=True)
    if said == NOTHING:
        st.caption("Every sign is somewhere above: in the curves, the histogram or the numbers.")
        return
    right, sentence = doctor.verdict(run, fault, said)
    healed: set[tuple[int, int]] = st.session_state.setdefault("_diagnosed", set())
    if right:
        healed.add((number, seed))
        st.success(f"{sentence} {doctor.FAULTS[fault].about}")
    else:
        st.info(sentence)
    st.caption(f"Diagnosed in this session: {len(healed)}.")


def ask_cure() -> str | None:
    """URL: cure."""
    cure = common.choose(st.selectbox, "Cure", [NOTHING, *doctor.CURES], key="cure")
    return None if cure == NOTHING else cure


def show_effect(runs: dict[str, Any]) -> None:
    sick, better = runs[SICK], runs[CURED]
    factor = sick.final / better.final if better.final else float("inf")
    outcome = f"{factor:.1f} times lower" if factor >= 1 else f"{1 / factor:.1f} times higher" if factor else "no number any more"
    st.markdown(
        f"With the cure the validation loss ends **{outcome}**: {sick.final:.3g} against {better.final:.3g}; the accuracy is "
        f"{sick.accuracy:.1%} against {better.accuracy:.1%}. Data and seed are the same."
    )


def look() -> None:
    number, seed = pick_patient()
    fault, setup = doctor.patient(number, seed)
    run = train(setup)
    st.caption(f"What is known: {setup.known}. Rate, momentum and start are not.")
    left, right = st.columns([3, 2], gap="large")
    with right:
        ask_diagnosis(number, seed, run, fault)
        cure = ask_cure()
    runs = {SICK: run} if cure is None else {SICK: run, CURED: train(doctor.cured(setup, cure))}
    with left:
        show_losses(number, seed, runs, cure)
    with right:
        if cure is not None:
            show_effect(runs)
    show_chart(run)
    show_inside(number, seed, run)
