"""GAN and VAE: the plane of codes, the way between two, what the bound is made of; the film of a GAN and its curves."""

from __future__ import annotations

from vizlab.generative import GanRecipe, VaeRecipe
from vizlab.snippets.text import arguments, call


def plane(recipe: VaeRecipe, epoch: int, spacing: str, point: tuple[float, float]) -> str:
    """Decode the whole plane."""
    return f"""{_space(recipe, epoch)}
from vizlab.figures.latent import plane
from vizlab.generative.latent import axis

figure = plane(space.plane({spacing!r}), axis({spacing!r}), point={point!r})
figure.write_html("plane.html")
"""


def decoded(recipe: VaeRecipe, epoch: int, point: tuple[float, float]) -> str:
    """Decode one point of the plane."""
    return f"""{_space(recipe, epoch)}
from vizlab.figures.pictures import image
from vizlab.generative.latent import nearest_gap

code = space.code(*{point!r})
print("distance to the nearest held-out code:", nearest_gap(code, space.mu))
figure = image(space.decode(code)[0], height_px=300)
figure.write_html("decoded.html")
"""


def codes(recipe: VaeRecipe, epoch: int, point: tuple[float, float], names: tuple[str, str]) -> str:
    """Draw where held-out pictures lie."""
    return f"""{_space(recipe, epoch)}
from vizlab import data
from vizlab.figures.latent import codes
from vizlab.generative.latent import agreement

print("ten nearest of the same class:", agreement(space.mu, space.labels))
classes = data.find(recipe.data).classes
figure = codes(space.flat, space.labels, classes, names={names!r}, point={point!r})
figure.write_html("codes.html")
"""


def way(recipe: VaeRecipe, epoch: int, a: int, b: int, path: str, steps: int) -> str:
    """Decode the way between two held-out pictures."""
    return f"""{_space(recipe, epoch)}
import numpy as np

from vizlab.figures.latent import strip

way = space.decode(space.way({a}, {b}, {steps}, {path!r}))
pictures = np.concatenate([space.pictures[[{a}]], way, space.pictures[[{b}]]])
names = ["A", *(f"{{t:.2g}}" for t in np.linspace(0, 1, {steps})), "B"]
figure = strip(pictures, names)
figure.write_html("way.html")
"""


def cost(recipe: VaeRecipe, epoch: int, dimension: int) -> str:
    """Draw what one number of a code costs, and what those of held-out pictures do."""
    return f"""{_space(recipe, epoch)}
import numpy as np

from vizlab.figures.latent import code_cost
from vizlab.generative.elbo import cost_grid, kl_surface

points = np.stack([space.mu[:, {dimension}], np.exp(space.logvar[:, {dimension}] / 2)], axis=1)
mu, sigma = cost_grid(points)
figure = code_cost(mu, sigma, kl_surface(mu, sigma), points)
figure.write_html("cost.html")
"""


def bound(recipe: VaeRecipe) -> str:
    """Draw what the bound is made of, epoch by epoch."""
    return f"""{_frames("vae", recipe)}
from vizlab.figures.progress import elbo_bars
from vizlab.generative import trained, vae_series

record, series = run.record(), trained(vae_series(frames))
print(record["bounds"], record["identity_error"])
figure = elbo_bars(series["held-out reconstruction"], series["held-out KL"], floor=record["floor"])
figure.write_html("bound.html")
"""


def elbo_lines(recipe: VaeRecipe) -> str:
    """Draw the bound on training and held-out pictures."""
    return f"""{_frames("vae", recipe)}
from vizlab.figures.progress import lines
from vizlab.generative import trained, vae_series

series = trained(vae_series(frames))
shown = {{name: series[name] for name in ("training ELBO", "held-out ELBO")}}
figure = lines(shown, x_title="epoch", y_title="ELBO, nats a picture", height_px=320)
figure.write_html("elbo.html")
"""


def estimators(mu: float, sigma: float, n: int, seed: int) -> str:
    """Draw two estimators of the same gradient."""
    return f"""from vizlab.figures.progress import histograms
from vizlab.generative.elbo import gradient_estimates, shares

estimates = gradient_estimates({mu}, {sigma}, {n}, {seed})
print({{name: (values.mean(), values.std()) for name, values in estimates.items()}})
edges, counts = shares(estimates)
figure = histograms(edges, counts, truth={2 * mu})
figure.write_html("estimators.html")
"""


def film(recipe: GanRecipe, step: int) -> str:
    """Play the points against the discriminator."""
    return f"""{_frames("gan", recipe)}
from vizlab.figures.gan import film

stops, moments = [frame.index for frame in frames], [frame.arrays for frame in frames]
figure = film(stops, moments, moments[0]["real"], recipe.edge, now={step})
figure.write_html("film.html")
"""


def curves(recipe: GanRecipe, names: dict[str, str], **looks: object) -> str:
    """Draw some of the numbers that were measured on the way. names: column -> how the legend calls it."""
    return f"""{_frames("gan", recipe)}
from vizlab.figures.progress import lines
from vizlab.generative import CURVE, gan_series

series = gan_series(frames, CURVE)
shown = {{title: series[name] for name, title in {names!r}.items()}}
figure = lines(shown, x_title="step", {arguments(looks)})
figure.write_html("curves.html")
"""


def slopes(recipe: GanRecipe, step: int) -> str:
    """Draw how steep both losses are, and where the generated points stand."""
    return f"""{_frames("gan", recipe)}
from vizlab.figures.gan import slopes

moment = next(frame for frame in frames if frame.index == {step})
figure = slopes(moment.arrays["logits"])
figure.write_html("slopes.html")
"""


def carried(recipe: GanRecipe) -> str:
    """Draw where the trained generator carries a grid of codes."""
    return f"""{_frames("gan", recipe)}
from vizlab.figures.gan import carried_grid
from vizlab.generative.states import below
from vizlab.generative.warp import carried_grid as carry

lines = carry(below("weights/", frames[-1].arrays))[1]
figure = carried_grid(lines, frames[0].arrays["real"], recipe.edge)
figure.write_html("carried.html")
"""


def _frames(kind: str, recipe: VaeRecipe | GanRecipe) -> str:
    """Lines that leave the recipe in `recipe`, its run in `run` and its frames in `frames`, training it if need be."""
    name = type(recipe).__name__
    return f"""from vizlab.frames import Frames
from vizlab.generative import {name}, train_{kind}

recipe = {call(recipe)}
run = Frames({kind!r}, recipe)
if run.record() is None:
    list(train_{kind}(recipe))
frames = run.read()"""


def _space(recipe: VaeRecipe, epoch: int) -> str:
    """Lines that leave the codes of an epoch in `space`."""
    return f"""{_frames("vae", recipe)}
from vizlab.generative import open_space

space = open_space(frames, {epoch})"""
