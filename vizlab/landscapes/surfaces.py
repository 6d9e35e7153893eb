"""The surfaces by name. To add one: its height and slope in the file of its kind, and an entry in that file's table.

Every stated critical point is held to its kind by a test, and so is that none is missing.
"""

from __future__ import annotations

from vizlab.errors import VizlabError
from vizlab.landscapes.flats_and_walls import FLATS_AND_WALLS
from vizlab.landscapes.many_minima import MANY_MINIMA
from vizlab.landscapes.own import EXAMPLE, own_surface
from vizlab.landscapes.surface import Critical, Surface
from vizlab.landscapes.valleys import VALLEYS, bowl

__all__ = ["SURFACES", "Critical", "Surface", "find"]


def find(name: str, *, kappa: float = 2.0, turned: float = 0.0, formula: str = "") -> Surface:
    """The surface of this name.

    kappa, turned: condition number and angle in degrees of the one named "bowl". formula: what the one named "own formula" is.
    Errors: `VizlabError` naming those there are, and what is wrong with kappa, turned or formula.
    """
    if name not in SURFACES:
        raise VizlabError(f"The surface must be one of {', '.join(SURFACES)}; got {name!r}.")
    if name == "bowl":
        return bowl(kappa, turned)
    if name == OWN:
        return own_surface(formula)
    return SURFACES[name]


OWN = "own formula"
SURFACES: dict[str, Surface] = VALLEYS | MANY_MINIMA | FLATS_AND_WALLS | {OWN: EXAMPLE}
