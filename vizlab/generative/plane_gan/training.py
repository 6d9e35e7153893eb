"""A generative adversarial network in the plane, trained while you watch: `train_gan(recipe)` yields steps and a film.

Every `MEASURE_EVERY` steps it is measured (see `measures`): the losses, the modes covered by 500 points of fixed codes, how far
they are from the true density, and the norm of the generator's gradient under two losses; thirty frames keep points, their
logits, the discriminator over the plane, and where it would push the points.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from typing import Any

from vizlab import devices
from vizlab.frames import Frames
from vizlab.generative import eight_bit, states
from vizlab.generative.plane_gan import measures, regular
from vizlab.generative.plane_gan.choices import GanRecipe
from vizlab.generative.plane_gan.game import Game, head_start, start, update_discriminator, update_generator
from vizlab.progress import Step
from vizlab.store import Store

MEASURE_EVERY = 25  # steps
FRAMES = 30
EARLY = 1.5  # the i-th of n frames stands at (i / n) ** EARLY of all steps: most happens early
WITNESS = "discriminator/"  # a frame without such arrays cannot be resumed from


def train_gan(recipe: GanRecipe, store: Store | None = None) -> Generator[Step, None, None]:
    """Train; a `Step` every 25 steps with its numbers, the last with the record. Closing it cancels; it resumes by frames.

    Errors: `VizlabError` if the generated points stop being numbers; the frames up to then stay.
    """
    game, kept = start(recipe, devices.pick()), Frames("gan", recipe, store)
    meter = measures.Meter(game)
    last = states.newest_with(witness(game), kept)
    if last is None:
        step, seconds = 0, 0.0
        head_start(game)
        yield _keep(meter, kept, 0, [meter.numbers(0)], seconds)
    else:
        step, seconds = last.index, float(last.notes["seconds"])
        yield from _resume(game, kept, step)
    for stop in (stop for stop in shown(recipe.steps) if stop > step):
        began = time.perf_counter()
        curve = yield from _stretch(meter, step, stop)
        seconds += time.perf_counter() - began
        step = stop
        yield _keep(meter, kept, step, curve, seconds)
    record = meter.record() | {"seconds": seconds, "device": devices.describe(game.middle.device)}
    note = kept.finish(record, drop=tuple(packed(game)))
    yield Step(recipe.steps, recipe.steps, "done", result=record, note=note, frame=step)


def shown(steps: int) -> list[int]:
    """The steps whose frames are kept: 0, the last, and up to thirty in all, denser early."""
    wanted = {math.ceil(steps * (i / FRAMES) ** EARLY / MEASURE_EVERY) * MEASURE_EVERY for i in range(FRAMES + 1)}
    return sorted({min(stop, steps) for stop in wanted})


def play_round(game: Game, step: int, source: Any) -> None:
    """One step of training: the discriminator's turns, then the generator's; step counts from 0, for the noise that falls."""
    recipe = game.recipe
    if recipe.cooling:
        _cool(game, min(1.0, 2 * (1 - step / recipe.steps)))
    noise = regular.noise_at(recipe.instance_noise, step, recipe.steps)
    for _ in range(recipe.d_steps):
        update_discriminator(game, source, noise)
    for _ in range(recipe.g_steps):
        update_generator(game, source, noise)


def _cool(game: Game, part: float) -> None:
    """Set both learning rates to this part of the recipe's."""
    for optimizer, lr in ((game.optimizer_g, game.recipe.lr_g), (game.optimizer_d, game.recipe.lr_d)):
        for group in optimizer.param_groups:
            group["lr"] = lr * part


def packed(game: Game) -> states.Arrays:
    """All that a game needs to go on, by name."""
    generator = states.packed("generator", game.generator, game.optimizer_g)
    return generator | states.packed("discriminator", game.discriminator, game.optimizer_d)


def restore(game: Game, arrays: Any) -> None:
    """Put what `packed` took back."""
    states.restore("generator", arrays, game.generator, game.optimizer_g)
    states.restore("discriminator", arrays, game.discriminator, game.optimizer_d)


def witness(game: Game) -> str:
    """The name of an array that every frame has from which this game can go on."""
    return WITNESS + next(iter(game.discriminator.state_dict()))


def _stretch(meter: measures.Meter, begin: int, stop: int) -> Generator[Step, None, list[list[float]]]:
    """The steps from one frame to the next; what was measured on the way."""
    game = meter.game
    source, curve = states.generator(game.middle.device, game.recipe.seed, begin, 0), []
    for step in range(begin + 1, stop + 1):
        play_round(game, step - 1, source)
        if step % MEASURE_EVERY == 0 or step == stop:
            numbers = meter.numbers(step)
            curve.append(numbers)
            if step < stop:
                yield _step(game, numbers)
    return curve


def _step(game: Game, numbers: list[float], **more: Any) -> Step:
    values = dict(zip(measures.CURVE[1:], numbers[1:], strict=True))
    return Step(int(numbers[0]), game.recipe.steps, more.pop("phase", "training"), values=values, **more)


def _keep(meter: measures.Meter, kept: Frames, step: int, curve: list[list[float]], seconds: float) -> Step:
    game = meter.game
    arrays = measures.moment(game) | (meter.fixed() if step == 0 else {})
    if step == game.recipe.steps:
        weights = {name: tensor.cpu().numpy() for name, tensor in game.generator.state_dict().items()}
        arrays |= {f"weights/{name}": array for name, array in eight_bit.pack(weights).items()}
    else:
        arrays |= packed(game)
    note = kept.keep(step, arrays, {"curve": curve, "counts": meter.counts(), "seconds": seconds})
    return _step(game, curve[-1], frame=step, note=note)


def _resume(game: Game, kept: Frames, step: int) -> Generator[Step, None, None]:
    """Report again what was done up to this step, and stand where it ended."""
    for index in kept.indices():
        frame = kept.frame(index) if index <= step else None
        if frame is None:
            continue
        for numbers in frame.notes["curve"]:
            yield _step(game, numbers, frame=index, phase="replaying")
        if index == step:
            restore(game, frame.arrays)
