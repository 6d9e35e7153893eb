"""All activation maps of one picture against a bare forward pass with hooks, and in the browser; one kernel against SciPy."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from scipy.signal import correlate2d

from benchmarks.table import Row, against
from benchmarks.timing import alternate
from vizlab import filters, images, library
from vizlab.data import samples
from vizlab.inspection import layer_names

SIDE_PX = 256
REPEAT = 20


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """A row for the maps of the bundled Fashion-MNIST network, and one for each side of kernel."""
    yield _maps()
    photograph = images.fit(images.photograph("Cat"), (1, SIDE_PX, SIDE_PX)).numpy()
    for name in ("Sobel x", "Laplacian of Gaussian, 5 × 5"):
        yield _kernel(name, photograph)


def _maps() -> Row:
    network = library.open_model("bundled/fashion-cnn").network
    picture = samples.picture("Fashion-MNIST", 19)
    image, modules = picture.numpy(), dict(network.named_modules())
    names = [name for name in layer_names(network) if not isinstance(modules[name], torch.nn.Flatten)]

    def ours() -> Any:
        return filters.layers(network, image)

    def bare() -> Any:
        seen: list[Any] = []
        handles = [
            modules[name].register_forward_hook(lambda module, inputs, output: seen.append(output[0].clone().numpy()))
            for name in names
        ]
        with torch.no_grad():
            network(picture[None])
        for handle in handles:
            handle.remove()
        return seen

    ours_s, bare_s = alternate(ours, bare, repeat=REPEAT)
    return against(f"all {len(names)} layers' maps of one picture of 28 px", ours_s, bare_s, "bare hooks", at_most=1.5)


def _kernel(name: str, image: Any) -> Row:
    kernel = filters.KERNELS[name].weights
    expected = correlate2d(image[0], kernel, mode="valid")
    if np.abs(filters.filtered(image, kernel)[0] - expected).max() > 1e-4:
        raise RuntimeError(f"{name}: ours is not what SciPy finds.")
    ours_s, scipy_s = alternate(
        lambda: filters.filtered(image, kernel), lambda: correlate2d(image[0], kernel, mode="valid"), repeat=REPEAT
    )
    return against(f"{name} on a picture of {SIDE_PX} px", ours_s, scipy_s, "SciPy's correlate2d", at_most=1.0)
