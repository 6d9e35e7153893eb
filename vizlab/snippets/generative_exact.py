"""Models small enough to be integrated: bounds beside quadrature, tubes, what KL costs."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab.generative.exact.choices import Setting
from vizlab.generative.exact.divergence import Target
from vizlab.generative.exact.line import Model
from vizlab.generative.exact.plane import PlaneModel
from vizlab.snippets.text import call

FIGURES = "from vizlab.figures import generative_exact as figures"


def beliefs(setting: Setting) -> str:
    """Draw prior, likelihood, posterior and q."""
    return f"""{_setting(setting)}
figure = figures.beliefs(*line.curves(setting.model, setting.exact_x, setting.q))
figure.write_html("beliefs.html")
"""


def ledger(setting: Setting) -> str:
    """Draw the bound part by part, beside log p(x)."""
    return f"""{_setting(setting)}
found = line.parts(setting.model, setting.exact_x, setting.q)
print("both sides differ by", found.error)
figure = figures.ledger(*line.ledger(found))
figure.write_html("ledger.html")
"""


def bounds(setting: Setting) -> str:
    """Draw the bound of every q."""
    return f"""{_setting(setting)}
from vizlab.generative.exact import fitting

best, q = fitting.best(setting.model, setting.exact_x), setting.q
mu, var, elbo = fitting.landscape(setting.model, setting.exact_x, fitting.top(best, q))
marks = [("q", q.mu, q.var), ("the best q", best.mu, best.var)]
low = float(elbo.max()) - fitting.SHOWN
figure = figures.ground(mu, var, elbo, titles=("mean of q", "variance of q"), name="ELBO, nats", marks=marks, low=low)
figure.write_html("bounds.html")
"""


def readings(setting: Setting) -> str:
    """Draw what the misprinted formula gives, however it is read."""
    return f"""{_setting(setting)}
from vizlab.generative.exact import misprint

found = line.parts(setting.model, setting.exact_x, setting.q)
values = misprint.readings(setting.model, setting.exact_x, setting.q)
figure = figures.readings(values, truth=found.log_p - found.elbo, name="log p(x) − ELBO")
figure.write_html("readings.html")
"""


def approach(setting: Setting) -> str:
    """Draw how estimates of log p(x) approach it."""
    return f"""{_setting(setting)}
from vizlab.generative.exact import importance

runs = importance.from_both(setting.model, setting.exact_x, setting.q, {setting.is_seed})
figure = figures.approach(importance.SIZES, {{name: each.errors for name, each in runs.items()}})
figure.write_html("approach.html")
"""


def plane(model: PlaneModel, x: float) -> str:
    """Draw a posterior of two hidden numbers and the best diagonal Gaussian."""
    return f"""{FIGURES}
from vizlab.generative.exact import plane

model = plane.{call(model)}
found = plane.fit(model, {x})
print("log p(x)", found.log_p, "ELBO", found.elbo, "gap", plane.gap(model, {x}, found.mu, found.var))
figure = figures.over(*plane.densities(model, {x}, found))
figure.write_html("plane.html")
"""


def tube(curve: str, eta: float, point: Sequence[float]) -> str:
    """Draw the density around a curve."""
    x, y = point
    return f"""{FIGURES}
from vizlab.generative.exact import tube

side, values = tube.picture({curve!r}, {eta})
marks = [("chosen", {x}, {y})]
figure = figures.ground(
    side, side, values, titles=("x₁", "x₂"), name="log p(x)", marks=marks, lines={{"G(z)": tube.drawn({curve!r})}},
    low=float(values.max()) - tube.SHOWN, square=True, height_px=460,
)
figure.write_html("tube.html")
"""


def against_eta(curve: str, point: Sequence[float]) -> str:
    """Draw log p against eta."""
    return f"""{FIGURES}
from vizlab.generative.exact import tube

series = tube.against_eta({curve!r}, {tuple(point)})
figure = figures.falling(series, x_title="η", y_title="log p(x), nats", floor=tube.FLOOR)
figure.write_html("log-p.html")
"""


def slopes(curve: str, point: Sequence[float]) -> str:
    """Draw the slope of the reconstruction term against eta."""
    return f"""{FIGURES}
from vizlab.generative.exact import tube

series = tube.slopes({curve!r}, {tuple(point)})
figure = figures.on_paper(series, x_title="η", y_title="slope of −log p(x|z) in G(z)")
figure.write_html("slopes.html")
"""


def surface(mu: float, sigma: float) -> str:
    """Draw the KL of every Gaussian to N(0, 1)."""
    return f"""{FIGURES}
from vizlab.generative.exact import divergence

marks = [("q", {mu}, {sigma}), ("the prior: 0 nats", 0.0, 1.0)]
figure = figures.ground(*divergence.surface(), titles=("μ", "σ"), name="KL(q‖p), nats", marks=marks, low=0.0)
figure.write_html("surface.html")
"""


def estimates(mu: float, sigma: float, seed: int) -> str:
    """Draw estimates of a KL from draws, beside the closed form."""
    return f"""{FIGURES}
from vizlab.generative.exact import divergence
from vizlab.generative.exact.line import Gaussian, kl_to_prior

q = Gaussian({mu}, {sigma} ** 2)
series = {{"mean of draws, ± its error": divergence.monte_carlo(q, {seed})}}
level = (f"closed form: {{kl_to_prior(q):.3f}}", kl_to_prior(q))
figure = figures.banded(series, x_title="draws", y_title="KL(q‖p), nats", level=level)
figure.write_html("estimates.html")
"""


def to_a_point(model: Model, x: float, mu: float) -> str:
    """Draw what happens as q shrinks to a point."""
    return f"""{FIGURES}
from vizlab.generative.exact import divergence, line

series = divergence.to_a_point(line.{call(model)}, {x}, {mu})
figure = figures.falling(series, x_title="σ", y_title="nats")
figure.write_html("to-a-point.html")
"""


def fits(target: Target) -> str:
    """Draw a target of two humps and the Gaussians nearest to it, in either direction."""
    return f"""{FIGURES}
from vizlab.generative.exact import divergence

target = divergence.Target({target.apart}, {target.weight})
print(divergence.fits(target))
figure = figures.beliefs(*divergence.curves(target))
figure.write_html("fits.html")
"""


def _setting(setting: Setting) -> str:
    return f"""{FIGURES}
from vizlab.generative.exact import line
from vizlab.generative.exact.choices import Setting

setting = {call(setting)}"""
