"""The view Structure of the page Filters: other ways to the same maps, and a layer that looks everywhere."""

from __future__ import annotations

from collections.abc import Callable

from pages import views
from pages.filter_views import structure_non_local, structure_rank, structure_winograd
from pages.with_model import look_into
from vizlab import library


def look_at(model: library.Model) -> None:
    views.pick_topic(TOPICS)(model)


def look() -> None:
    """URL: reference, epoch, topic."""
    look_into(look_at)


TOPICS: dict[str, tuple[Callable[[library.Model], None], str]] = {  # label -> what shows it, what is to be seen
    "Low rank": (
        structure_rank.low_rank,
        "The kernels of a layer are mixtures of fewer: keep only those, and pay for fewer multiplications.",
    ),
    "Winograd": (
        structure_winograd.winograd,
        "The same numbers from 16 multiplications instead of 36: additions before and after take their place.",
    ),
    "Non-local": (
        structure_non_local.non_local,
        "A layer without weights of its own: every place takes from the places that resemble it, wherever they lie.",
    ),
}
