"""Sampling, the latent space: sheets, samples, ways, arithmetic, nearest training pictures, prior and posterior."""

from __future__ import annotations

from typing import Any


def sheet(
    reference: str, epoch: int, order: str, place: tuple[int, int], spacing: str, walked: dict[int, float], **rest: Any
) -> str:
    """Decode the sheet over two directions, and the point of it. rest: asked, point, names."""
    across, up = place
    return f"""{_opened(reference, epoch)}
from vizlab.figures.generative_latent import sheet
from vizlab.generative.codes import directions
from vizlab.generative.vae.latent import axis

found = directions.find(model, {order!r})
walked = {walked!r}  # how far along the other directions
pictures = directions.sheet(model, found, {across}, {up}, {spacing!r}, walked, {rest["asked"]})
point = found.code({{**walked, {up}: {rest["point"][1]}, {across}: {rest["point"][0]}}})
print("the picture at the point:", model.decode(point, {rest["asked"]})[0])
figure = sheet(pictures, axis({spacing!r}), names={rest["names"]!r})
figure.write_html("sheet.html")
"""


def samples(reference: str, epoch: int, n: int, seed: int, psi: float, asked: int | None) -> str:
    """Draw samples and say how long it took."""
    return f"""{_opened(reference, epoch)}
from vizlab.figures.generative_latent import samples
from vizlab.generative.codes import drawing

drawn = drawing.draw(model, {n}, {seed}, psi={psi}, asked={asked})
print(f"{{drawn.took_ms:.1f}} ms; mean distance between two {{drawing.variety(drawn.pictures):.2f}}")
figure = samples(drawn.pictures)
figure.write_html("samples.html")
"""


def ways(
    reference: str, epoch: int, ends: tuple[str, str], asked: tuple[int, int] | None, steps: int, originals: tuple[str, str]
) -> str:
    """Decode both ways between two codes. ends, originals: the expressions that make them."""
    return f"""{_way(reference, epoch, ends, asked, steps)}
from vizlab.figures.generative_latent import ways as draw
from vizlab.figures.generative_latent import with_ends

a, b = {originals[0]}, {originals[1]}
rows = {{path: with_ends(way.pictures, a, b) for path, way in found.items()}}
figure = draw(rows, {steps})
figure.write_html("ways.html")
"""


def norms(reference: str, epoch: int, ends: tuple[str, str], asked: tuple[int, int] | None, steps: int) -> str:
    """Draw how far from 0 both ways run."""
    return f"""{_way(reference, epoch, ends, asked, steps)}
from vizlab.figures.generative_latent_measures import norms

figure = norms({{path: way.norms for path, way in found.items()}}, shell=ways.shell(model.latent))
figure.write_html("norms.html")
"""


def equation(reference: str, epoch: int, names: tuple[str, str, str]) -> str:
    """Decode the mean codes of three groups, and a - b + c."""
    return f"""{_groups(reference, epoch, names)}
import numpy as np

from vizlab.figures.latent import strip

codes = np.stack([arithmetic.mean_code(found, every[name]) for name in (a, b, c)])
codes = np.concatenate([codes, codes[2:] + shift])
pictures = model.decode(codes, None if found.asked is None else np.zeros(4, np.int64))
figure = strip(pictures, ["a", "b", "c", "a − b + c"], height_px=170)
figure.write_html("equation.html")
"""


def doses(reference: str, epoch: int, names: tuple[str, str, str], number: int, strengths: tuple[float, ...]) -> str:
    """Add the direction to one picture."""
    return f"""{_groups(reference, epoch, names)}
from vizlab.figures.latent import strip

strengths = {strengths!r}
pictures = arithmetic.doses(model, found, int(every[c][{number}]), shift, strengths)
figure = strip(pictures, [f"{{k:+g}}" if k else "0" for k in strengths], height_px=92)
figure.write_html("doses.html")
"""


def changes(reference: str, epoch: int, names: tuple[str, str, str], seed: int) -> str:
    """Measure what the direction changes, against random ones."""
    return f"""{_groups(reference, epoch, names)}
from vizlab.figures.generative_latent_measures import changes

move = arithmetic.move(model, found, every[c], shift, seed={seed})
figure = changes(move.change, move.control, name="a − b")
figure.write_html("changes.html")
"""


def pairs(reference: str, epoch: int, n: int, shown: int, seed: int, by_code: bool) -> str:
    """Draw samples with their nearest training pictures."""
    return f"""{_memory(reference, epoch, n, seed, by_code)}
from vizlab.figures.generative_latent import pairs

near = memory.training_pictures(model.data)[0][found.which[:{shown}]]
figure = pairs(drawn.pictures[:{shown}], near, [f"{{gap:.2f}}" for gap in found.gaps["samples"][:{shown}]])
figure.write_html("pairs.html")
"""


def distances(reference: str, epoch: int, n: int, seed: int, by_code: bool, what: str) -> str:
    """Draw the distances to the training set."""
    return f"""{_memory(reference, epoch, n, seed, by_code)}
from vizlab.figures.generative_latent_measures import distances

print(found.share)
figure = distances(found.gaps, threshold=found.threshold, what={what!r})
figure.write_html("distances.html")
"""


def cloud(reference: str, epoch: int, order: str, names: tuple[str, ...]) -> str:
    """Draw the codes of held-out pictures over the prior."""
    return f"""{_opened(reference, epoch)}
import numpy as np

from vizlab.figures.generative_latent_measures import over_prior
from vizlab.generative.codes import directions

found = directions.find(model, {order!r})
flat = model.mu @ found.axes[[0, min(1, len(found.axes) - 1)]].T
reach = max(3.5, 1.05 * float(np.abs(flat).max()))
figure = over_prior(flat, model.labels, model.classes, names={names!r}, reach=reach)
figure.write_html("cloud.html")
"""


def number(reference: str, epoch: int, index: int, n: int, seed: int) -> str:
    """Draw one number of the code against N(0, 1)."""
    return f"""{_opened(reference, epoch)}
from vizlab.figures.generative_latent_measures import against_normal
from vizlab.generative.codes import posterior

edges, density, apart = posterior.histogram(model, {index}, {n}, seed={seed})
print("total variation distance:", apart)
figure = against_normal(edges, density, posterior.standard(edges), name="z{index + 1}")
figure.write_html("number.html")
"""


def widths(reference: str, epoch: int) -> str:
    """Draw the mean width of each number."""
    return f"""{_opened(reference, epoch)}
from vizlab.figures.generative_latent_measures import widths
from vizlab.generative.codes import posterior

figure = widths(posterior.sigmas(model), height_px=240)
figure.write_html("widths.html")
"""


def looks(reference: str, epoch: int, origin: str, n: int, shown: int, seed: int) -> str:
    """Draw samples from one origin of codes."""
    return f"""{_opened(reference, epoch)}
from vizlab.figures.generative_latent import samples
from vizlab.generative.codes import posterior

found = posterior.looks(model, {origin!r}, {n}, seed={seed})
print("recognised surely:", found.sure)
figure = samples(found.pictures[:{shown}], columns=8)
figure.write_html("looks.html")
"""


def milliseconds(references: tuple[str, ...], limit: int) -> str:
    """Time the models again, on your machine."""
    return f"""from vizlab.figures.generative_latent_measures import milliseconds
from vizlab.generative.codes import timing
from vizlab.generative.codes.opened import open_model

rows = [timing.measure(open_model(name)) for name in {references!r}]
figure = milliseconds({{row.title: row.ms for row in rows}}, limit={limit})
figure.write_html("milliseconds.html")
"""


def _groups(reference: str, epoch: int, names: tuple[str, str, str]) -> str:
    """Lines that leave groups of codes in `every`, and a - b in `shift`."""
    return f"""{_opened(reference, epoch)}
from vizlab.generative.codes import arithmetic

a, b, c = {names!r}
found = arithmetic.crowd(model)
every = arithmetic.groups(model, found)
shift = arithmetic.difference(found, every, a, b)"""


def _memory(reference: str, epoch: int, n: int, seed: int, by_code: bool) -> str:
    return f"""{_opened(reference, epoch)}
from vizlab.generative.codes import drawing, memory

drawn = drawing.draw(model, {n}, {seed})
found = memory.compare(model, drawn.pictures, by_code={by_code}, seed={seed})"""


def _way(reference: str, epoch: int, ends: tuple[str, str], asked: tuple[int, int] | None, steps: int) -> str:
    return f"""{_opened(reference, epoch)}
from vizlab import uploads
from vizlab.generative.codes import drawing, finding, memory, own, ways

found = ways.between(model, {ends[0]}, {ends[1]}, {steps}, {asked})"""


def _opened(reference: str, epoch: int) -> str:
    """Lines that leave the model in `model`."""
    return f"""from vizlab.generative.codes.opened import open_model

model = open_model({reference!r}, {epoch})"""
