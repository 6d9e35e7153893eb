"""The view Unit of the page Filters: the card of one unit of one layer, with a link of its own."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages import common, job_panel, views
from pages.filter_views import dream_unit, unit_classes, unit_off, unit_pixels, unit_top
from pages.filter_views.layers_choice import pick_any_layer
from pages.filter_views.unit_card import Card, first_unit, sizes, surveyed, units
from pages.knobs import put
from pages.pickers import pick_model
from vizlab import library
from vizlab.figures.filter_unit import wall
from vizlab.filters.units import patches, pool, selectivity, survey
from vizlab.filters.units.recipe import KIND, KNOBS, SurveyRecipe
from vizlab.frames import Frames
from vizlab.jobs import Snapshot


def pick_part(model: library.Model) -> str:
    """URL: part."""
    known = pool.parts(model)
    titles = {"test": "Test set", "samples": "Shipped test pictures", "digits": "Digits", "pieces": "Photographs"}
    missing = f" The test set of {model.data} comes with its download, on the page Train." if "test" not in known else ""
    help_text = f"Where the unit's strongest pictures are looked for.{missing}"
    return str(common.choose(st.segmented_control, "Looked for in", known, key="part", titles=titles, help=help_text))


def pick_pictures(model: library.Model, part: str) -> tuple[SurveyRecipe, SurveyRecipe]:
    """How many pictures are looked at: few at once, or more as a job; both recipes. URL: pictures."""
    known = sizes(model.reference, part)
    chosen = known[0]
    if len(known) > 1:
        titles = {n: f"{n:,}" for n in known}
        chosen = common.choose(st.select_slider, "Pictures", known, key="pictures", titles=titles, help=KNOBS["pictures"].effect)
    quick, wanted = (SurveyRecipe(reference=model.reference, part=part, pictures=n) for n in (known[0], chosen))
    return quick, wanted


def turn_to(unit: int) -> None:
    put({"unit": str(unit)})


def pick_unit(count: int, default: int) -> int:
    """URL: unit."""
    chosen = int(common.choose(st.selectbox, "Unit", [str(n) for n in range(count)], key="unit", default=str(default)))
    with st.container(horizontal=True, gap="small"):
        st.button("Previous", key="previous", on_click=turn_to, args=((chosen - 1) % count,), shortcut="P")
        st.button("Next", key="next", on_click=turn_to, args=((chosen + 1) % count,), shortcut="N")
    return chosen


def is_there(model: library.Model, recipe: SurveyRecipe, layer: str, unit: int) -> bool:
    """Whether a survey is kept; if not, the job that makes it is offered, or shown."""
    run = Frames(KIND, recipe)
    if run.record() is not None:
        return True

    def draw(snapshot: Snapshot) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            so_far = patches.nine(model, survey.partly(recipe, frame, model), layer, unit)
            figure = wall(so_far.patches(), so_far.activations, hover=so_far.hover, columns=9, wide_px=900)
            common.sketch(figure, key="so-far", alt=f"The strongest so far for unit {unit} of {layer}")

    job_panel.offer(run, label=f"Look at all {recipe.pictures:,} pictures", draw=draw)
    st.caption("Below, for now: the fewest pictures of the slider.")
    return False


def numbers(card: Card) -> None:
    """What is known of the unit in numbers."""
    best, active = float(card.found.best(card.layer)[card.unit]), float(card.of("active"))
    shown = {"Strongest activation": f"{best:.3g}", "Values above zero": f"{active:.0%}"}
    if card.is_labelled:
        index = float(selectivity.selectivity(card.found.of("means", card.layer))[card.unit])
        shown["Selectivity"] = "none: it is dead" if index != index else f"{index:.2f}"
    common.metrics(shown)


def like(card: Card) -> None:
    """Buttons to the units whose strongest activations go with this one's."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Units like this one:", width="content", help="Correlation of their peaks, picture by picture.")
        for number, correlation in zip(card.of("like").tolist(), card.of("alike").tolist(), strict=True):
            if number >= 0 and correlation > 0:
                label = f"{number} · {correlation:.2f}"
                st.button(label, key=f"like-{number}", type="tertiary", on_click=turn_to, args=(number,))


def look() -> None:
    """URL: reference, epoch, layer, unit, part, pictures, topic."""
    model = pick_model(needs_images=True, needs_convolutions=True)
    left, middle, right = st.columns([3, 2, 3], gap="medium")
    with left:
        known = selectivity.activation_layers(model.network)
        layer = pick_any_layer(model, default=known[-1] if known else "")
    with right:
        quick, wanted = pick_pictures(model, pick_part(model))
    with middle:
        unit = pick_unit(units(quick, layer), first_unit(quick, layer))
    is_ready = wanted == quick or is_there(model, wanted, layer, unit)
    card = Card(model, surveyed(wanted if is_ready else quick), layer, unit)
    numbers(card)
    like(card)
    views.pick_topic(TOPICS)(card)


TOPICS: dict[str, tuple[Callable[[Card], None], str]] = {  # label -> what shows it, what is to be seen
    "What excites it": (
        unit_top.look,
        "The real pictures that excite it most: what it saw, not which part of that counted.",
    ),
    "Classes": (unit_classes.look, "Whether it answers to one class, and how that changes with depth."),
    "Without it": (unit_off.look, "Switched off, one unit is hardly missed; many at once are."),
    "Which pixels": (unit_pixels.look, "Traced back from each of its strongest activations to the pixels that speak for it."),
    "Its ideal": (lambda card: dream_unit.show(card.model, card.layer, card.unit), "A picture made for it, pixel by pixel."),
}
