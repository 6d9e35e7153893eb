"""Sampling, the GAN in the plane: its film, its curves, its slopes, and the grid that it bends."""

from __future__ import annotations

from vizlab.generative import GanRecipe
from vizlab.snippets.generative import finished_run
from vizlab.snippets.text import arguments


def film(recipe: GanRecipe, step: int) -> str:
    """Play the points against the discriminator."""
    return f"""{finished_run("gan", recipe)}
from vizlab.figures.gan import film

stops, moments = [frame.index for frame in frames], [frame.arrays for frame in frames]
figure = film(stops, moments, moments[0]["real"], recipe.edge, now={step})
figure.write_html("film.html")
"""


def curves(recipe: GanRecipe, names: dict[str, str], **looks: object) -> str:
    """Draw some of the numbers that were measured on the way. names: column -> how the legend calls it."""
    return f"""{finished_run("gan", recipe)}
from vizlab.figures.progress import lines
from vizlab.generative import CURVE, gan_series

series = gan_series(frames, CURVE)
shown = {{title: series[name] for name, title in {names!r}.items()}}
figure = lines(shown, x_title="step", {arguments(looks)})
figure.write_html("curves.html")
"""


def logits(recipe: GanRecipe, step: int) -> str:
    """Draw what the discriminator answers on both kinds of points."""
    return f"""{finished_run("gan", recipe)}
from vizlab.figures.progress import histograms
from vizlab.generative.plane_gan.measures import logit_shares

moment = next(frame for frame in frames if frame.index == {step})
edges, shares = logit_shares(moment.arrays)
figure = histograms(edges, shares, truth=0.0)
figure.write_html("logits.html")
"""


def slopes(recipe: GanRecipe, step: int) -> str:
    """Draw how steep both losses are, and where the generated points stand."""
    return f"""{finished_run("gan", recipe)}
from vizlab.figures.gan import slopes

moment = next(frame for frame in frames if frame.index == {step})
figure = slopes(moment.arrays["logits"])
figure.write_html("slopes.html")
"""


def carried(recipe: GanRecipe) -> str:
    """Draw where the trained generator carries a grid of codes."""
    return f"""{finished_run("gan", recipe)}
from vizlab.figures.gan import carried_grid
from vizlab.generative.states import below
from vizlab.generative.plane_gan.warp import carried_grid as carry

lines = carry(below("weights/", frames[-1].arrays))[1]
figure = carried_grid(lines, frames[0].arrays["real"], recipe.edge)
figure.write_html("carried.html")
"""
