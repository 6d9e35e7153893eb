"""The topic "Digits" of the view CycleGAN: handwriting carried into another world of digits and back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.style_views.cycle_knobs import pick, pick_adversarial
from vizlab.figures.export import curve_columns
from vizlab.figures.progress import lines
from vizlab.figures.style_cycle import sheet, sheet_share
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import style_cycle as code
from vizlab.style.cycle import digits, translate, watch
from vizlab.style.cycle.recipe import DIGITS, DigitsRecipe

DEFAULTS = DigitsRecipe()
WAYS = {"A → B → A": 0, "B → A → B": 1}
CURVES = {
    "class kept": "Share of carried digits that a reader, taught labels of B, still reads as what they were. Chance is 10 %.",
    "cycle error": "Distance from home after the way there and back; 1 is another digit.",
    "distance to the true partner": "Between what was made and what the rule makes of the same digit; 1 is another digit.",
}


def pick_recipe() -> DigitsRecipe:
    """URL: the recipe's fields."""
    change = str(common.choose(st.selectbox, "B is A", list(digits.CHANGES), key="change"))
    st.caption(digits.CHANGES[change].about)
    help_text = "Convolutions change each place alike by what is around it; fully connected, any pixel may go anywhere."
    kinds = list(digits.GENERATORS)
    generator = str(common.choose(st.segmented_control, "Generators", kinds, key="generator", help=help_text, wrap=True))
    weights = {name: pick(name) for name in ("cycle_weight", "identity_weight")}
    with st.expander("More"):
        more = {"adversarial": pick_adversarial()}
        more |= {name: pick(name, getattr(DEFAULTS, name)) for name in ("digit_updates", "gan_lr", "channels")}
    return DigitsRecipe(change=change, generator=generator, **weights, **more, seed=pick("seed"))


def look() -> None:
    """URL: the recipe's fields, tour, at, digit_measure."""
    job_panel.side_by_side(DIGITS, pick_recipe, unfinished, finished)


def unfinished(run: Frames) -> None:
    def draw(snapshot: Snapshot) -> None:
        done = [index for index in run.indices() if snapshot.frame is not None and index <= snapshot.frame]
        frames = [frame for index in done if (frame := run.frame(index)) is not None]
        so_far(frames)

    if not job_panel.offer(run, label="Train", draw=draw):
        return
    frames = run.read()
    if not frames:
        st.markdown("Nobody has trained this one yet. It takes about a minute, and you can watch.")
    so_far(frames)


def so_far(frames: list[Any]) -> None:
    """The newest pictures of a run that is not finished."""
    if frames and "start" in frames[0].arrays:
        figure = sheet(translate.sheet(frames, translate.sheets(frames)[-1], 0))
        common.sketch(figure, key="digits-so-far", alt="The digits so far")


@st.fragment  # its widgets then run this part again only
def finished(recipe: DigitsRecipe, record: Any) -> None:
    with common.friendly():
        show(recipe, record)


def show(recipe: DigitsRecipe, record: Any) -> None:
    frames, numbers = job_panel.finished(Frames(DIGITS, recipe), record), record["numbers"]
    common.metrics(
        {
            "Class kept, with the cycle": f"{numbers['class kept'][0]:.0%}",
            "Class kept, without": f"{numbers['class kept'][1]:.0%}",
            "Way back, with the cycle": f"{numbers['cycle error'][0]:.2f}",
            "Way back, without": f"{numbers['cycle error'][1]:.2f}",
        }
    )
    st.caption(
        f"The reader itself reads {record['ends']['true map']['class kept']:.0%} of the true pictures of B; chance is 10 %. "
        "Distances are shares of that to another digit."
    )
    left, right = st.columns(2)
    with left:
        way = common.choose(st.segmented_control, "Way", list(WAYS), key="tour", label_visibility="collapsed")
    with right:
        stops = translate.sheets(frames)
        at = common.choose(st.select_slider, "Step", stops, key="at", default=stops[-1])
    rows = translate.sheet(frames, at, WAYS[way])
    common.snug_at("cycle-sheet", sheet_share(len(rows), 10, digits.SIDE), 4)
    common.show(
        sheet(rows),
        key="cycle-sheet",
        alt="Ten digits, carried to the other world and back, with the cycle and without, and the true partners",
        code=code.sheet(recipe, at, WAYS[way]),
        arrays=rows,
    )
    st.caption("Without the cycle nothing keeps a generator from making one picture out of all digits; how much is lost is luck.")
    curves(recipe, record, frames)


def curves(recipe: DigitsRecipe, record: Any, frames: list[Any]) -> None:
    """URL: digit_measure."""
    name = common.choose(
        st.selectbox, "Measured", list(CURVES), key="digit_measure", help="Of the way from A, on 180 test digits."
    )
    shown = watch.series(frames, name)
    common.show(
        lines(shown, x_title="step", y_title=name, levels=watch.levels(record["ends"], name)),
        key="cycle-learning",
        alt=f"{name} by step, with the cycle and without",
        code=code.learning(recipe, name),
        columns=curve_columns(shown),
    )
    st.caption(CURVES[name])
