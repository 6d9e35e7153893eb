"""A generative adversarial network on a ring of Gaussians, trained while you watch: `train_gan(recipe)` yields steps and a film.

Both networks are perceptrons; Adam with beta1 = 0.5 (Radford et al. 2015, arXiv:1511.06434, section 4). Every `MEASURE_EVERY`
steps the losses, the modes covered by 500 points of fixed codes, and the norm of the generator's gradient under *both* losses
are measured; about forty frames keep the points, the discriminator over the plane, and where it would push the points.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor, nn, optim

from vizlab import devices
from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import states
from vizlab.generative.network import perceptron
from vizlab.generative.plane_gan import modes
from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.losses import GENERATOR_LOSSES, discriminator_loss
from vizlab.progress import Step
from vizlab.randomness import RandomStream
from vizlab.store import Store

POINTS, ARROWS, GRID = 500, 100, 32
MEASURE_EVERY = 25  # steps
FRAMES = 40
EARLY = 1.5  # the i-th of n frames stands at (i / n) ** EARLY of all steps: most happens early
BETAS = (0.5, 0.999)
CURVE = ("step", "discriminator loss", "generator loss", *(f"gradient, {name}" for name in GENERATOR_LOSSES), "covered", "good")
WITNESS = "discriminator/0.weight"  # a frame without it cannot be resumed from


@dataclass(frozen=True)
class _Run:
    """The moving parts: centres of the data (modes, 2), fixed codes (500, latent), networks, optimizers."""

    recipe: GanRecipe
    middle: Tensor
    codes: Tensor
    generator: nn.Sequential
    discriminator: nn.Sequential
    optimizer_g: optim.Adam
    optimizer_d: optim.Adam


def train_gan(recipe: GanRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; a `Step` every 25 steps with its numbers, the last with the record. Closing it cancels; it resumes by frames.

    Errors: `VizlabError` if the generated points stop being numbers.
    """
    run, kept = _start(recipe, devices.pick()), Frames("gan", recipe, store)
    stops = shown(recipe.steps)
    last = states.newest_with(WITNESS, kept)
    if last is None:
        step, seconds = 0, 0.0
        _head_start(run)
        numbers = _numbers(run, 0)
        yield _keep(run, kept, 0, [numbers], seconds)
    else:
        step, seconds = last.index, float(last.notes["seconds"])
        yield from _resume(run, kept, step)
    for stop in (stop for stop in stops if stop > step):
        began = time.perf_counter()
        curve = yield from _stretch(run, step, stop)
        seconds += time.perf_counter() - began
        step = stop
        yield _keep(run, kept, step, curve, seconds)
    record = _record(run, seconds)
    note = kept.finish(record, drop=tuple(_state(run)))
    yield Step(recipe.steps, recipe.steps, "done", result=record, note=note, frame=step)


def shown(steps: int) -> list[int]:
    """The steps whose frames are kept: 0, the last, and up to forty in all, denser early."""
    wanted = {math.ceil(steps * (i / FRAMES) ** EARLY / MEASURE_EVERY) * MEASURE_EVERY for i in range(FRAMES + 1)}
    return sorted({min(stop, steps) for stop in wanted})


def update_discriminator(run: _Run, source: torch.Generator) -> Tensor:
    """One step of D on fresh data and fresh generated points, which are constants here; its loss before the step."""
    recipe = run.recipe
    real = modes.draw(recipe.batch_size, run.middle, recipe.spread, source)
    with torch.no_grad():
        fake = run.generator(_codes(run, recipe.batch_size, source))
    logits = run.discriminator(torch.cat([real, fake]))[:, 0]  # one pass instead of two
    loss = discriminator_loss(logits[: len(real)], logits[len(real) :])
    run.optimizer_d.zero_grad(set_to_none=True)
    loss.backward()
    run.optimizer_d.step()
    return loss.detach()


def update_generator(run: _Run, source: torch.Generator) -> Tensor:
    """One step of G through a frozen D, which gets neither gradient nor change; its loss before the step."""
    codes = _codes(run, run.recipe.batch_size, source)
    loss = GENERATOR_LOSSES[run.recipe.loss](run.discriminator(run.generator(codes))[:, 0])
    parameters = list(run.generator.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = gradient
    run.optimizer_g.step()
    return loss.detach()


def gradient_norms(run: _Run) -> dict[str, float]:
    """Norm of the gradient of each generator loss in all weights of G, on the fixed codes, whichever loss is trained with."""
    found = {}
    logits = run.discriminator(run.generator(run.codes))[:, 0]
    for name, loss in GENERATOR_LOSSES.items():
        gradients = torch.autograd.grad(loss(logits), list(run.generator.parameters()), retain_graph=True)
        found[name] = float(torch.stack([gradient.norm() for gradient in gradients]).norm())
    return found


def _start(recipe: GanRecipe, device: torch.device) -> _Run:
    with RandomStream(recipe.seed):
        generator = perceptron(recipe.latent, recipe.hidden, 2, nn.ReLU)
        discriminator = perceptron(2, recipe.hidden, 1, nn.ReLU)
    middle = torch.tensor(modes.centres(recipe.modes, recipe.radius), dtype=torch.float32, device=device)
    source = states.generator(device, recipe.seed, 0, 1)
    codes = torch.randn(POINTS, recipe.latent, generator=source, device=device)
    optimizer_g = optim.Adam(generator.to(device).parameters(), recipe.lr_g, betas=BETAS)
    optimizer_d = optim.Adam(discriminator.to(device).parameters(), recipe.lr_d, betas=BETAS)
    return _Run(recipe, middle, codes, generator, discriminator, optimizer_g, optimizer_d)


def _head_start(run: _Run) -> None:
    source = states.generator(run.middle.device, run.recipe.seed, 0, 2)
    for _ in range(run.recipe.head_start):
        update_discriminator(run, source)


def _stretch(run: _Run, begin: int, stop: int) -> Generator[Step, None, list[list[float]]]:
    """The steps from one frame to the next; what was measured on the way."""
    source, curve = states.generator(run.middle.device, run.recipe.seed, begin, 0), []
    for step in range(begin + 1, stop + 1):
        for _ in range(run.recipe.d_steps):
            update_discriminator(run, source)
        update_generator(run, source)
        if step % MEASURE_EVERY == 0 or step == stop:
            numbers = _numbers(run, step)
            curve.append(numbers)
            if step < stop:
                yield _step(run, numbers)
    return curve


def _step(run: _Run, numbers: list[float], **more: Any) -> Step:
    values = dict(zip(CURVE[1:], numbers[1:], strict=True))
    return Step(int(numbers[0]), run.recipe.steps, more.pop("phase", "training"), values=values, **more)


def _codes(run: _Run, n: int, source: torch.Generator) -> Tensor:
    return torch.randn(n, run.recipe.latent, generator=source, device=run.middle.device)


def _numbers(run: _Run, step: int) -> list[float]:
    """One point of every curve, in the order of `CURVE`. Losses are of the fixed codes and of as many fixed data."""
    with torch.no_grad():
        points = run.generator(run.codes)
        fake, real = run.discriminator(points)[:, 0], run.discriminator(_data(run))[:, 0]
    if not bool(torch.isfinite(points).all() & torch.isfinite(fake).all()):
        advice = f"the learning rates {run.recipe.lr_g:g} and {run.recipe.lr_d:g} are too large; try a tenth of them"
        raise VizlabError(f"The generated points stopped being numbers by step {step:,}: {advice}.")
    losses = [float(discriminator_loss(real, fake)), float(GENERATOR_LOSSES[run.recipe.loss](fake))]
    found = _coverage(run, points)
    return [float(step), *losses, *gradient_norms(run).values(), float(found.covered), found.good]


def _data(run: _Run) -> Tensor:
    """As many points of the data as there are fixed codes, always the same."""
    return modes.draw(POINTS, run.middle, run.recipe.spread, states.generator(run.middle.device, run.recipe.seed, 0, 3))


def _coverage(run: _Run, points: Tensor) -> modes.Coverage:
    middle = modes.centres(run.recipe.modes, run.recipe.radius)
    return modes.coverage(points.cpu().numpy(), middle, run.recipe.spread)


def _keep(run: _Run, kept: Frames, step: int, curve: list[list[float]], seconds: float) -> Step:
    arrays = _arrays(run) | ({"real": _data(run).cpu().numpy()} if step == 0 else {})
    if step == run.recipe.steps:
        arrays |= {f"weights/{name}": tensor.cpu().numpy() for name, tensor in run.generator.state_dict().items()}
    else:
        arrays |= _state(run)
    counts = _coverage(run, torch.as_tensor(arrays["points"])).counts.tolist()
    note = kept.keep(step, arrays, {"curve": curve, "counts": counts, "seconds": seconds})
    return _step(run, curve[-1], frame=step, note=note)


def _arrays(run: _Run) -> dict[str, NDArray[Any]]:
    """What a frame shows: points (500, 2), their logits (500,), D over the plane (grid, grid), pushes on the first 100 points."""
    points = run.generator(run.codes).detach().requires_grad_()
    logits = run.discriminator(points)[:, 0]
    # The loss is a mean: times n it is what each point's own loss says, however many there are.
    (slope,) = torch.autograd.grad(GENERATOR_LOSSES[run.recipe.loss](logits) * len(points), points)
    line = torch.linspace(-run.recipe.edge, run.recipe.edge, GRID, device=points.device)
    rows, columns = torch.meshgrid(line, line, indexing="ij")
    with torch.no_grad():
        field = torch.sigmoid(run.discriminator(torch.stack([columns, rows], dim=-1).reshape(-1, 2))).reshape(GRID, GRID)
    arrays = {
        "points": points.detach(),
        "logits": logits.detach(),
        "field": field.half(),
        "pushes": -slope[:ARROWS],
    }
    return {name: tensor.cpu().numpy() for name, tensor in arrays.items()}


def _state(run: _Run) -> states.Arrays:
    generator = states.packed("generator", run.generator, run.optimizer_g)
    return generator | states.packed("discriminator", run.discriminator, run.optimizer_d)


def _resume(run: _Run, kept: Frames, step: int) -> Generator[Step, None, None]:
    """Report again what was done up to this step, and stand where it ended."""
    for index in kept.indices():
        frame = kept.frame(index) if index <= step else None
        if frame is None:
            continue
        for numbers in frame.notes["curve"]:
            yield _step(run, numbers, frame=index, phase="replaying")
        if index == step:
            states.restore("generator", frame.arrays, run.generator, run.optimizer_g)
            states.restore("discriminator", frame.arrays, run.discriminator, run.optimizer_d)


def _record(run: _Run, seconds: float) -> dict[str, Any]:
    """What the finished run says of itself, of the points of the fixed codes, beside the data and blind guessing."""
    with torch.no_grad():
        found = _coverage(run, run.generator(run.codes))
    middle = modes.centres(run.recipe.modes, run.recipe.radius)
    real = _coverage(run, _data(run))
    return {
        "covered": found.covered,
        "good": found.good,
        "good_of_data": real.good,
        "good_by_chance": modes.chance(middle, run.recipe.spread, run.recipe.edge),
        "seconds": seconds,
        "device": devices.describe(run.middle.device),
    }
