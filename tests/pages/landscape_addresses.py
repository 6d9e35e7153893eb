"""What the address of the page Landscapes may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import landscapes, optimizers

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "view": ["Race"],
    "surface": list(landscapes.SURFACES),
    "optimizers": list(optimizers.OPTIMIZERS),
    "start_x": ["-1.0", "0.0", "0.5"],
    "start_y": ["-1.0", "0.0", "0.5"],
    "steps": ["10", "300", "1000"],
    "momentum": ["0.0", "0.5", "0.99"],
    "angle": ["0", "15", "45"],
    "nudge": ["0.0", "1e-06", "0.001"],
    **{known.parameter: [str(lr) for lr in optimizers.LRS] for known in optimizers.OPTIMIZERS.values()},
}

MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # address, what is turned
    ({}, {"surface": "saddle", "start_x": "0.5", "start_y": "0.5", "steps": "10", "angle": "15", "nudge": "0.001"}),
    ({}, {"momentum": "0.5", **{known.parameter: "2.0" for known in optimizers.OPTIMIZERS.values()}}),
]
