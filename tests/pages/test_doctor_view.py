"""The view Doctor: patients, diagnoses and cures, and the lines of Python under its figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reading import assert_clean, assert_lines_make_figures, plots
from streamlit.testing.v1 import AppTest

from vizlab import doctor

PATIENT = 3  # of a ward in which this one has hidden units
Open = Callable[..., AppTest]


def test_a_patient_is_diagnosed_and_cured(open_page: Open, tmp_path: Path) -> None:
    fault, _ = doctor.patient(PATIENT, 0)
    wrong = next(name for name in doctor.FAULTS if name != fault)
    at = open_page("landscapes", {"view": "Doctor", "patient": str(PATIENT), "diagnosis": wrong})
    assert_clean(at, "landscapes")
    assert not at.success
    assert at.info[0].value.startswith(("No. ", "That can be seen"))
    at = open_page(
        "landscapes", {"view": "Doctor", "patient": str(PATIENT), "diagnosis": fault, "cure": doctor.FAULTS[fault].cure}
    )
    assert_clean(at, "landscapes")
    assert at.success[0].value.startswith("Yes. ")
    assert any("times lower" in words.value for words in at.markdown)
    assert list(plots(at)) == ["course", "gradients", "units"]
    assert_lines_make_figures(at, tmp_path)

    at.button(key="next_patient").click().run()
    assert_clean(at, "landscapes")
    assert (at.session_state["patient"], at.session_state["diagnosis"]) == (PATIENT + 1, "none yet")
