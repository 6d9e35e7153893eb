"""All activation maps of one picture against a bare forward pass with hooks, and in the browser; one kernel against SciPy."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from scipy.signal import correlate2d

from benchmarks.table import Row, against, seconds, verdict
from benchmarks.timing import alternate
from tests.e2e.serving import chromium, served
from vizlab import filters, images, library
from vizlab.data import samples
from vizlab.inspection import layer_names

SIDE_PX = 256
REPEAT = 20
MOVES, WARM_UP, SETTLE_MS = 7, 3, 3000
DRAWN_LIMIT_S = 0.15
SLIDER = ".st-key-sample input[type=range]"

# The page's own clock, from the key press to the frame in which the strip of all layers shows the other picture's maps.
LISTEN = """() => {
  const shown = () => document.querySelector('.st-key-figure-layers .js-plotly-plot')?.data?.[0]?.source;
  window.drawn = new Promise((resolve, reject) => {
    document.addEventListener('keydown', () => {
      const began = performance.now(), before = shown();
      const look = () => {
        if (shown() !== undefined && shown() !== before) requestAnimationFrame(() => resolve(performance.now() - began));
        else if (performance.now() - began > 10000) reject(new Error('The maps have not changed within ten seconds.'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, {once: true, capture: true});
  });
}"""


def rows(options: argparse.Namespace) -> Iterator[Row]:
    """Two rows for the maps of the bundled Fashion-MNIST network, computed and drawn, and one for each side of kernel."""
    yield _maps()
    yield _drawn()
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


def _drawn() -> Row:
    """Another sample: until the maps of all layers are drawn."""
    times = []
    with tempfile.TemporaryDirectory() as folder, served({"VIZLAB_STORE": folder}) as (address, _), chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{address}/filters")
        page.wait_for_selector(".st-key-figure-layers .js-plotly-plot .main-svg")
        page.wait_for_timeout(SETTLE_MS)
        for move in range(WARM_UP + MOVES):
            page.evaluate(LISTEN)
            page.focus(SLIDER)
            page.keyboard.press("ArrowLeft" if move % 2 else "ArrowRight")
            times.append(page.evaluate("window.drawn") / 1000)
            page.wait_for_timeout(SETTLE_MS / 2)
    found = statistics.median(times[WARM_UP:])
    what = f"all layers' maps of another picture, drawn in the browser, {MOVES} moves"
    return Row(what, seconds(found), target=f"≤ {seconds(DRAWN_LIMIT_S)}", met=verdict(found <= DRAWN_LIMIT_S))


def _kernel(name: str, image: Any) -> Row:
    kernel = filters.KERNELS[name].weights
    expected = correlate2d(image[0], kernel, mode="valid")
    if np.abs(filters.filtered(image, kernel)[0] - expected).max() > 1e-4:
        raise RuntimeError(f"{name}: ours is not what SciPy finds.")
    ours_s, scipy_s = alternate(
        lambda: filters.filtered(image, kernel), lambda: correlate2d(image[0], kernel, mode="valid"), repeat=REPEAT
    )
    return against(f"{name} on a picture of {SIDE_PX} px", ours_s, scipy_s, "SciPy's correlate2d", at_most=1.0)
