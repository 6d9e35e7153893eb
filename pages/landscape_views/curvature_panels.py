"""What the view Curvature shows beside its map: the quadratic, a cut, chords, finite differences, the map behind the cliff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages import common
from vizlab import landscapes
from vizlab.figures import landscape_curvature as figures
from vizlab.landscapes import convexity, differences, iterates, local_shape
from vizlab.snippets import landscape_curvature as code

CHORDS, SIDE = 2000, 81  # how many are drawn at random; points along a side where the sign of the curvature is looked at
TURNS = (1, 2, 3, 5, 8)


@dataclass(frozen=True)
class Seen:
    """The surface, its shape at the point, and how far around it is looked; place: the same for the lines of Python."""

    surface: landscapes.Surface
    shape: local_shape.LocalShape
    radius: float
    place: code.Place


@st.cache_data(max_entries=64, show_spinner=False)
def chords(name: str, shape: dict[str, Any], seed: int) -> Any:
    surface = landscapes.find(name, **shape)
    return convexity.random_chords(surface, CHORDS, seed), convexity.bent_down(surface, SIDE), convexity.depths(surface)


def show_model(seen: Seen) -> None:
    x, y, heights, model = local_shape.patch(seen.surface, seen.shape, seen.radius)
    common.show(
        figures.model_relief(x, y, heights, model),
        key="model",
        alt="The surface around the point in grey, and over it the quadratic with the same height, slope and curvature",
        code=code.model(seen.place),
        arrays={"x": x, "y": y, "surface": heights, "model": model},
    )
    radii, errors = local_shape.model_errors(seen.surface, seen.shape, seen.radius)
    ratio = local_shape.halving_ratio(seen.shape, errors)
    if ratio is None:
        st.caption("The surface is a quadratic itself: the two differ by rounding only.")
        return
    st.caption(
        f"Orange: the quadratic with the height, slope and curvature of the point. Half the radius leaves 1/{ratio:.2f} of its "
        "error; theory says 1/8, for the third derivatives are what it leaves out, and 1/16 where these vanish."
    )
    common.show(
        figures.error_curve(radii, errors),
        key="error",
        alt="Largest error of the quadratic on circles around the point, against their radius",
        code=code.errors(seen.place),
        columns={"radius": radii.tolist(), "error": errors.tolist()},
    )


def show_cut(seen: Seen) -> None:
    direction = seen.place.direction
    found = local_shape.cut(seen.surface, seen.shape, direction, seen.radius)
    common.show(
        figures.cut_curve(found.distance, found.height, found.model, found.bend, found.chord),
        key="cut",
        alt="Loss along the line through the point, its quadratic, and the chord between the ends",
        code=code.cut(seen.place),
        columns={
            "distance": found.distance.tolist(),
            "loss": found.height.tolist(),
            "quadratic": found.model.tolist(),
            "second derivative": found.bend.tolist(),
        },
    )
    exact = seen.shape.along(direction)
    way = "up" if exact > 0 else "down" if exact < 0 else "neither up nor down"
    chord = "stays above the graph" if found.above <= 0 else f"is undercut: the graph rises above it by up to {found.above:.3g}"
    st.markdown(
        f"Along {direction:g}° the surface bends {way}: vᵀHv = **{exact:.5g}**, the second difference of the loss gives "
        f"{found.measured:.5g}. The chord {chord}."
    )
    st.caption(
        "A function is convex when no chord anywhere dips below its graph; on a line, when its second derivative never does."
    )


def show_convexity(seen: Seen) -> None:
    """URL: seed."""
    place = seen.place
    seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of the random chords.")
    found, bent, (ends, others) = chords(place.name, dict(place.shape), seed)
    x, y, ground = landscapes.sample_grid(seen.surface, 81)
    common.show(
        figures.chord_map(x, y, ground, floor=seen.surface.floor, ends=found.ends, above=found.above, bent=bent),
        key="chords",
        alt="Random chords on the map, those that the graph rises above dashed; shaded where a curvature is negative",
        code=code.chords(place, CHORDS, seed, SIDE),
        columns={
            **{f"{axis}{end + 1}": found.ends[:, end, index].tolist() for end in (0, 1) for index, axis in enumerate("xy")},
            "graph above chord": found.above.tolist(),
        },
    )
    common.metrics(
        {
            "Chords cut": f"{100 * found.share:.1f} %",
            "Map bent down": f"{100 * bent.mean():.1f} %",
            "Depths downhill": str(len(ends)),
        }
    )
    verdict = "**Not convex.**" if found.share else f"**Convex**: none of {len(found.above):,} chords is cut."
    depths = ", ".join(f"{height:.4g} ({count} walks)" for height, count in list(ends.items())[:6])
    st.markdown(
        f"{verdict} Walks downhill end at {depths or 'no depth at all'}{' …' if len(ends) > 6 else ''}"
        f"{f'; {others} leave the map or are not there yet' if others else ''}."
    )
    st.caption("Shaded: where the Hessian has a negative eigenvalue. Both shares are 0 exactly if the surface is convex.")


def show_differences(seen: Seen) -> None:
    errors = differences.difference_errors(seen.surface, seen.shape.place)
    common.show(
        figures.difference_curves(differences.DISTANCES, errors),
        key="differences",
        alt="Error of finite differences against the distance of their points, falling and then rising again",
        code=code.differences(seen.place),
        columns={"h": differences.DISTANCES.tolist(), **{name: values.tolist() for name, values in errors.items()}},
    )
    best = {name: differences.best_distance(values) for name, values in errors.items()}
    st.markdown(
        f"Least error: central at h = **{best['central']:.0e}**, forward at h = **{best['forward']:.0e}**. Theory: about "
        "1e-05 and 1e-08, the cube root and the root of the 16 digits."
    )
    st.caption(
        "To the right the bend of the surface shows (to central differences never on a quadratic), to the left the digits are "
        "lost. In d coordinates central differences take 2 d heights and forward ones d + 1; a backward pass takes one."
    )


def show_iterates(seen: Seen) -> None:
    weight = float(seen.shape.place[0])
    found = iterates.wall(weight, seen.surface.y, TURNS)
    common.show(
        figures.wall_curves(found.y, dict(zip(found.turns, found.state, strict=True)), found.at),
        key="iterates",
        alt=f"State of the recurrent unit over its bias, after {', '.join(map(str, TURNS))} turns",
        code=code.iterated(weight, seen.surface.y, TURNS),
        columns={"y": found.y.tolist(), **{f"h after {n}": h.tolist() for n, h in zip(TURNS, found.state, strict=True)}},
    )
    rows = {
        "Turns": [str(n) for n in found.turns],
        "Steepest dh/dy": [f"{value:.4g}" for value in found.steepest],
        "At the dotted line": [f"{value:.4g}" for value in found.expected],
    }
    st.table(rows, border="horizontal")
    st.caption(
        f"Dotted: where h = {iterates.FIRST} comes back as itself. Each turn multiplies slopes there by c = x (1 − h²) = "
        f"{found.factor:.3g}, so that after n turns the slope is (1 − h²)(1 + c + … + cⁿ⁻¹): a wall where c is above 1."
    )


PANELS: dict[str, Callable[[Seen], None]] = {
    "Taylor": show_model,
    "Cut": show_cut,
    "Convexity": show_convexity,
    "Differences": show_differences,
}
