"""What the address of the page Saliency may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import saliency
from vizlab.images import PHOTOGRAPHS

PHOTO, CROPPED = {"source": "Photograph"}, {"source": "Photograph", "zoom": "2.5"}

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "reference": ["bundled/fashion-cnn", "bundled/digits-cnn", "bundled/mnist-lenet5"],
    "epoch": ["0", "1", "2", "3", "5"],
    "source": ["Test set", "Photograph", "Upload", "Camera"],
    "sample": ["0", "7", "29"],
    "photo": list(PHOTOGRAPHS),
    "zoom": ["1.0", "2.5", "8.0"],
    "x": ["0.0", "0.5", "1.0"],
    "y": ["0.0", "0.5", "1.0"],
    "invert": ["true", "false"],
    "target": ["predicted", *map(str, range(10))],
    "output": list(saliency.OUTPUTS),
    "channels": list(saliency.CHANNELS),
    "n_samples": ["1", "24", "64"],
    "sigma": ["0.0", "0.15", "1.0"],
    "seed": ["0", "1", "99"],
    "opacity": ["0.0", "0.6", "1.0"],
}

MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # the view, what is turned in it
    ({}, {"reference": "bundled/mnist-lenet5", "epoch": "1", "source": "Photograph", "sample": "7", "target": "3"}),
    ({}, {"output": "loss", "opacity": "0.2", "n_samples": "3", "sigma": "0.5", "seed": "1"}),
    (PHOTO, {"photo": "Cat", "zoom": "2.5", "invert": "true"}),
    (CROPPED, {"x": "0.0", "y": "1.0"}),
]
