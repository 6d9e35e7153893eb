"""What a finished surface says, as figures and tables want it: titles, columns and curves from its record."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vizlab.landscapes.network.examples import GROUPS
from vizlab.landscapes.network.line import REACH, toy_hump
from vizlab.landscapes.network.recipe import PERMUTED, SurfaceRecipe

Record = Mapping[str, Any]


def axis_titles(recipe: SurfaceRecipe, record: Record) -> tuple[str, str]:
    """What x and y of a surface are called."""
    if recipe.plane == "path" and "explained" in record:
        first, second = record["explained"]
        return f"first direction of the path: {first:.0%} of it", f"second: {second:.0%}"
    return _TITLES.get(recipe.plane, ("first direction of the path", "second"))


def numbers(record: Record) -> dict[str, str]:
    """What a finished surface says in numbers: label -> value."""
    found = {"Loss here, nats": f"{record['loss']:.4g}", "Not convex": f"{record['negative']:.0%}"}
    if "explained" in record:
        return found | {"Path on this plane": f"{sum(record['explained']):.1%}"}
    return found | {
        "Hessian: largest eigenvalue": f"{record['eigenvalues'][0]:.3g}",
        "lowest found": f"{record['lowest']:.3g}",
        "trace": f"{record['trace']:.3g} ± {record['trace_error']:.1g}",
    }


def path_columns(record: Record) -> dict[str, list[Any]] | None:
    """The path of training on the plane as columns `epoch`, `x`, `y`, `plane`, `true`; None if it is not on this plane."""
    rows: Sequence[Mapping[str, Any]] = record.get("path", ())
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else None


def gap(record: Record) -> dict[str, list[tuple[float, float]]]:
    """The loss at each epoch: as the plane shows it, and as it was."""
    rows = record["path"]
    return {
        "on the plane": [(row["epoch"], row["plane"]) for row in rows],
        "true": [(row["epoch"], row["true"]) for row in rows if row["true"] is not None],
    }


def widest_gap(record: Record) -> tuple[int, float, float]:
    """(epoch, loss on the plane, true loss) where the two differ by the largest factor."""
    rows = [row for row in record["path"] if row["true"]]
    worst = max(rows, key=lambda row: max(row["plane"] / row["true"], row["true"] / max(row["plane"], 1e-12)))
    return worst["epoch"], worst["plane"], worst["true"]


def taylor_lines(record: Record) -> dict[str, list[float]]:
    """Name with its measured order -> errors of Taylor's parabola."""
    found = record["taylor"]
    titles = {"network": "the network", "smooth": "kinks smoothed"}
    return {f"{title}: order {found[f'{name}_order']:.1f}": found[name] for name, title in titles.items()}


def rises(records: Mapping[str, Record]) -> dict[str, list[tuple[float, float]]]:
    """Name -> (length of the noise, rise of the loss) of several networks."""
    return {name: [(0.0, 0.0), *map(tuple, record["noise"])] for name, record in records.items()}


def end_titles(recipe: SurfaceRecipe) -> tuple[str, str]:
    """What the two ends of a line are called."""
    short = [name.split("/")[-1].replace("@", ", epoch ") for name in (recipe.reference, recipe.to)]
    return short[0], "units reordered" if recipe.to == PERMUTED else short[1]


def toy_columns() -> tuple[NDArray[Any], NDArray[Any], float]:
    """(shares of the way (k,), the toy's loss there (k,), what it must be halfway)."""
    t = np.linspace(0, 1, 41)
    return t, toy_hump(t), 4 * (1 - math.tanh(REACH) / REACH)


def thinned(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The arrays of a finished surface at the points that its mini-batches are kept at."""
    jump = 1 if len(arrays["x"]) == arrays["batches"].shape[2] else 2
    x, y, loss = arrays["x"][::jump], arrays["y"][::jump], arrays["loss"][::jump, ::jump]
    return {"x": x, "y": y, "loss": loss, "batches": arrays["batches"]}


def apart(arrays: Mapping[str, NDArray[Any]]) -> float:
    """The largest difference of the mean of all mini-batch losses from the full loss, as a share of it."""
    thin = thinned(arrays)
    return float((abs(thin["batches"].mean(0) - thin["loss"]) / thin["loss"].clip(1e-9)).max())


def scatter(arrays: Mapping[str, NDArray[Any]]) -> float:
    """The standard deviation of a mini-batch's loss in the middle of the surface, as a share of the full loss."""
    thin = thinned(arrays)
    middle = tuple(side // 2 for side in thin["loss"].shape)
    values = thin["batches"][(slice(None), *middle)]
    return float(values.std(ddof=1) / max(float(thin["loss"][middle]), 1e-9))


def count(record: Record) -> str:
    """How many examples a mini-batch has, in words."""
    total = int(str(record["words"]).split(" ")[0].replace(",", ""))
    return f"{total // GROUPS} of {total}"


_TITLES: dict[str, tuple[str, str]] = {
    "random": ("a random direction", "another"),
    "eigenvectors": ("where the loss bends most", "where it bends second most"),
    "line": ("share of the way", ""),
}
