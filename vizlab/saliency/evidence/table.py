"""The evidence for several maps of one picture as a table. To add a column: a line in `COLUMNS` and its values in `table`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from vizlab.saliency.evidence.curves import Curves
from vizlab.saliency.evidence.likeness import chance_variation, total_variation
from vizlab.saliency.evidence.places import chance_overlap, mass, overlap, pointing

CHANCE = "chance"


def table(
    maps: Mapping[str, Any], curves: Mapping[str, Curves], chance: Curves, mask: Any = None, *, seed: int = 0
) -> dict[str, list[Any]]:
    """Column -> a value for each map (h, w) by name, and for chance in the last row.

    curves: by the same names; chance: of several maps of dice. mask (h, w): where the object is, if that is known.
    """
    stack = np.stack([np.asarray(values) for values in maps.values()])
    deletion, insertion = ([float(getattr(each, f"{way}_area")) for each in curves.values()] for way in ("deletion", "insertion"))
    deletion.append(float(chance.deletion_area.mean()))
    insertion.append(float(chance.insertion_area.mean()))
    gain = [high - low for low, high in zip(deletion, insertion, strict=True)]
    known: dict[str, list[Any]] = {"insertion − deletion": gain, "deletion": deletion, "insertion": insertion}
    if mask is not None:
        area = float(np.mean(mask))
        known["pointing"] = [*pointing(stack, mask).tolist(), area]
        known["mass"] = [*mass(stack, mask).tolist(), area]
        known["overlap"] = [*overlap(stack, mask, seed=seed).tolist(), chance_overlap(mask)]
    known["variation"] = [*total_variation(stack).tolist(), chance_variation(stack.shape[1:])]
    return {"method": [*maps, CHANCE], **known}


COLUMNS: dict[str, str] = {
    "insertion − deletion": "How much sooner the marked pixels are enough than they are missed; dice get about 0.",
    "deletion": "Area under the probability while the marked pixels go: low is good.",
    "insertion": "Area under the probability while the marked pixels come: high is good.",
    "pointing": "1 if the map's strongest pixel lies in the mask.",
    "mass": "Share of what the map says for the class that lies in the mask.",
    "overlap": "Intersection over union of the mask and as many strongest pixels.",
    "variation": "Total variation of the map, scaled to a sum of one: grain makes it large.",
}
