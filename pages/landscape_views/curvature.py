"""The view Curvature of the page Landscapes: the Hessian at a point, the quadratic it makes, and whether a surface is convex."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.knobs import put
from pages.landscape_views.curvature_panels import PANELS, Seen, show_iterates
from pages.landscape_views.ground import is_new, pick_ground, pick_start, start_at
from vizlab import landscapes
from vizlab.figures.landscape_curvature import curvature_map
from vizlab.landscapes import local_shape
from vizlab.snippets import landscape_curvature as code

GRID = 81  # points of the map along a side
RADII = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


@st.cache_data(max_entries=32, show_spinner=False)
def sampled(name: str, shape: dict[str, Any]) -> Any:
    return landscapes.sample_grid(landscapes.find(name, **shape), GRID)


def pick_line() -> tuple[float, float]:
    """The direction of the cut, in degrees, and how far around the point is looked. URL: direction, radius."""
    left, right = st.columns(2)
    with left:
        direction = st.slider("Direction of the cut", 0, 180, 30, 5, key="direction", bind="query-params", help="Degrees from x.")
    with right:
        effect = "How far around the point the pictures reach, as a share of the map."
        return float(direction), common.choose(st.select_slider, "Radius", list(RADII), key="radius", default=0.15, help=effect)


def pick_critical(surface: landscapes.Surface, place: Any) -> None:
    """A button to the nearest point without slope."""
    if not surface.critical:
        return
    nearest = min(surface.critical, key=lambda point: math.dist((point.x, point.y), place))
    if math.dist((nearest.x, nearest.y), place) > 0:
        words = f"Go to the nearest {nearest.kind}, ({nearest.x:.3g}, {nearest.y:.3g})"
        st.button(words, key="nearest", on_click=put, args=({"start_x": float(nearest.x), "start_y": float(nearest.y)},))


def show_map(seen: Seen) -> None:
    x, y, ground = sampled(seen.place.name, dict(seen.place.shape))
    shape = seen.shape
    common.show(
        curvature_map(
            x,
            y,
            ground,
            floor=seen.surface.floor,
            place=shape.place,
            axes=shape.axes(seen.radius),
            values=shape.values,
            line=shape.line(seen.place.direction, seen.radius),
            marks=[(point.kind, point.x, point.y) for point in seen.surface.critical],
        ),
        key="curvature",
        alt=f"The two directions of curvature at a point of the surface {seen.place.name}, as arrows on the map",
        code=code.axes(seen.place),
        arrays={"hessian": shape.hessian, "eigenvalues": shape.values, "eigenvectors": shape.vectors},
        clicked=partial(start_at, seen.surface.notch),
    )
    st.caption(
        "Click on the map to look elsewhere. Arrows: the eigenvectors of the Hessian, each 1/√|λ| long, so that the long one is "
        "the flat direction; where both bend one way they span an ellipse of equal loss."
    )


def show_numbers(seen: Seen) -> None:
    shape, (first, second) = seen.shape, seen.shape.values
    common.metrics(
        {
            "Here": shape.kind,
            "Hessian": shape.definiteness,
            "Eigenvalues λ": f"{first:.3g}, {second:.3g}".replace("-", "−"),
        }
    )
    (xx, xy), (yx, yy) = shape.hessian
    gaps = local_shape.hessian_gaps(seen.surface, shape)
    transpose, rebuilt, differences = (f"{gap:.0e}" if gap else "0" for gap in gaps.values())
    kappa = "∞" if math.isinf(shape.condition) else f"{shape.condition:.4g}"
    text = (
        f"κ = {kappa}, H = [[{xx:.4g}, {xy:.4g}], [{yx:.4g}, {yy:.4g}]], slope {math.hypot(*shape.slope):.3g}. Of its largest "
        f"entry, H differs by {transpose} from its transpose, by {rebuilt} from QΛQᵀ, and by {differences} from differences."
    )
    if gaps["differences"] > 1e-3:
        text += " The last is far too much: here is a kink, and no second derivative."
    if shape.definiteness == "positive definite":
        exact, measured = local_shape.contraction(shape)
        text += (
            f" Gradient descent keeps at best (κ − 1)/(κ + 1) = {exact:.4g} of the distance in a step; measured: {measured:.4g}."
        )
    st.caption(text)


def look() -> None:
    """URL: surface, kappa, turned, formula, start_x, start_y, direction, radius, panel, seed."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        name, shape = pick_ground("Himmelblau")
        is_new()
        above = st.container()
        surface = landscapes.find(name, **shape)
        point = pick_start(surface, "Point")
        direction, radius = pick_line()
        pick_critical(surface, point)
    place = code.Place(name, shape, point, direction, radius)
    seen = Seen(surface, local_shape.local_shape(surface, point), radius * surface.side, place)
    with above:
        show_map(seen)
    with right:
        show_numbers(seen)
        panels = PANELS | ({"Iterated map": show_iterates} if name == "cliff" else {})
        panels[common.choose(st.segmented_control, "Panel", list(panels), key="panel", label_visibility="collapsed")](seen)
