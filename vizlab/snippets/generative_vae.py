"""Sampling, the VAE: the plane of codes, the way between two, what the bound is made of."""

from __future__ import annotations

from vizlab.generative import VaeRecipe
from vizlab.snippets.generative import finished_run


def plane(recipe: VaeRecipe, epoch: int, label: int, spacing: str, point: tuple[float, float]) -> str:
    """Decode the whole plane."""
    return f"""{_space(recipe, epoch, label)}
from vizlab.figures.latent import plane
from vizlab.generative.vae.latent import axis

figure = plane(space.plane({spacing!r}), axis({spacing!r}), point={point!r})
figure.write_html("plane.html")
"""


def decoded(recipe: VaeRecipe, epoch: int, label: int, point: tuple[float, float], seed: int) -> str:
    """Decode one point of the plane, and draw a picture around it."""
    return f"""{_space(recipe, epoch, label)}
import numpy as np

from vizlab.figures.latent import strip
from vizlab.generative.vae.draws import draw_around
from vizlab.generative.vae.latent import nearest_gap

code = space.code(*{point!r})
print("distance to the nearest held-out code:", nearest_gap(code, space.mu))
drawn = draw_around(space.means(code)[0], recipe, float(run.record().get("eta", 0.0)), {seed})
pictures = np.stack([space.decode(code)[0], drawn.picture])
figure = strip(pictures, ["mean of p(x|z)", "drawn from p(x|z)"], height_px=170)
figure.write_html("decoded.html")
"""


def numbers(recipe: VaeRecipe) -> str:
    """Draw the KL of each number of the code."""
    return f"""{finished_run("vae", recipe)}
from vizlab.figures.generative_vae import kl_bars

figure = kl_bars(run.record()["kl_by_dimension"])
figure.write_html("numbers.html")
"""


def codes(recipe: VaeRecipe, epoch: int, point: tuple[float, float], names: tuple[str, str]) -> str:
    """Draw where held-out pictures lie."""
    return f"""{_space(recipe, epoch)}
from vizlab import data
from vizlab.figures.latent import codes
from vizlab.generative.vae.latent import agreement

print("ten nearest of the same class:", agreement(space.mu, space.labels))
classes = data.find(recipe.data).classes
figure = codes(space.flat, space.labels, classes, names={names!r}, point={point!r})
figure.write_html("codes.html")
"""


def way(recipe: VaeRecipe, epoch: int, label: int, a: int, b: int, path: str, steps: int) -> str:
    """Decode the way between two held-out pictures."""
    return f"""{_space(recipe, epoch, label)}
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
from vizlab.generative.vae.elbo import cost_grid, kl_surface

points = np.stack([space.mu[:, {dimension}], np.exp(space.logvar[:, {dimension}] / 2)], axis=1)
mu, sigma = cost_grid(points)
figure = code_cost(mu, sigma, kl_surface(mu, sigma), points)
figure.write_html("cost.html")
"""


def bound(recipe: VaeRecipe) -> str:
    """Draw what the bound is made of, epoch by epoch."""
    return f"""{finished_run("vae", recipe)}
from vizlab.figures.progress import elbo_bars
from vizlab.generative import trained, vae_series

record, series = run.record(), trained(vae_series(frames))
print(record["bounds"], record["identity_error"])
figure = elbo_bars(series["held-out reconstruction"], series["held-out KL"], floor=record["floor"])
figure.write_html("bound.html")
"""


def elbo_lines(recipe: VaeRecipe) -> str:
    """Draw the bound on training and held-out pictures."""
    return f"""{finished_run("vae", recipe)}
from vizlab.figures.progress import lines
from vizlab.generative import trained, vae_series

series = trained(vae_series(frames))
shown = {{name: series[name] for name in ("training ELBO", "held-out ELBO")}}
figure = lines(shown, x_title="epoch", y_title="ELBO, nats a picture", height_px=320)
figure.write_html("elbo.html")
"""


def _space(recipe: VaeRecipe, epoch: int, label: int = 0) -> str:
    """Lines that leave the codes of an epoch in `space`."""
    asked = f", {label}" if label else ""
    return f"""{finished_run("vae", recipe)}
from vizlab.generative import open_space

space = open_space(frames, {epoch}{asked})"""
