"""Sampling, the view "All families": the same points, EM, flow, diffusion, and what generated data is worth."""

from __future__ import annotations

from vizlab.generative.diffusion.showing import Choice
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.snippets.text import call


def side_by_side(recipe: FamiliesRecipe, shows: str) -> str:
    """Draw what each family makes of the points."""
    return f"""{_run(recipe)}
from vizlab.figures.generative_families import Panel, panels
from vizlab.generative.families import looking, shapes

rows, most = looking.rows(recipe, frames, {shows!r})
figure = panels([Panel(*row) for row in rows], shapes.EDGE, most=most)
print(looking.table(run.record()))
figure.write_html("families.html")
"""


def em_rounds(data: str, k: int, start: str, seed: int) -> str:
    """Play the rounds of EM."""
    return f"""{_climb(data, k, start, seed)}
from vizlab.figures.generative_families import rounds
from vizlab.generative.families import shapes

figure = rounds(found.points, found.moments(), shapes.EDGE)
figure.write_html("em.html")
"""


def em_curves(data: str, k: int, start: str, seed: int) -> str:
    """Draw the likelihood by round."""
    return f"""{_climb(data, k, start, seed)}
from vizlab.figures.progress import lines
from vizlab.generative.families import shapes

curves = {{"points learned from": found.likelihoods, "held-out points": found.held_out}}
shown = {{name: list(enumerate(values.tolist())) for name, values in curves.items()}}
truth = float(shapes.shape({data!r}).log_density(found.held).mean())
figure = lines(shown, x_title="round", y_title="mean log p(x), nats", levels={{"truth, held out": truth}})
figure.write_html("em-curves.html")
"""


def em_counts(data: str, start: str, seed: int) -> str:
    """Draw the likelihood by the number of Gaussians."""
    return f"""from vizlab.figures.progress import lines
from vizlab.generative.families import fitting

counts = fitting.by_count({data!r}, {start!r}, {seed})
print(fitting.best(counts))
figure = lines(fitting.count_curves(counts), x_title="Gaussians", y_title="mean log p(x), nats")
figure.write_html("em-counts.html")
"""


def flow_layers(recipe: FamiliesRecipe) -> str:
    """Play the layers of the flow."""
    return f"""{_run(recipe)}
from vizlab.figures.generative_families import warped
from vizlab.generative.families import bending, opened, shapes

flow = opened.model(frames, "Flow")
print(bending.promises(flow, recipe.plane_seed))
grids, points = bending.layers(flow, recipe.plane_seed)
figure = warped(grids, points, shapes.EDGE)
figure.write_html("flow.html")
"""


def forward(recipe: FamiliesRecipe, schedule: str) -> str:
    """Play noise taking over."""
    return f"""{_forward(recipe, schedule)}
from vizlab.figures.generative_families import chain
from vizlab.generative.families import shapes

names = [f"{{t:.2f}}" for t in found.times]
figure = chain(found.moments, names, shapes.EDGE, prefix="t = ", noun="data with noise")
figure.write_html("forward.html")
"""


def variances(recipe: FamiliesRecipe, schedule: str) -> str:
    """Draw the variance over time."""
    return f"""{_forward(recipe, schedule)}
from vizlab.figures.progress import lines

title = "variance of each coordinate"
figure = lines(found.variances, x_title="t", y_title=title, levels={{"N(0, I)": 1.0}})
figure.write_html("variances.html")
"""


def back(recipe: FamiliesRecipe, steps: int, sampler: str) -> str:
    """Play the way back from noise."""
    return f"""{_diffusion(recipe)}
from vizlab.figures.generative_families import chain
from vizlab.generative.families import noising, shapes

moments = noising.way_back(model, {steps}, {sampler!r}, recipe.plane_seed)
kept = noising.few(len(moments))
names = [str(index) for index in kept]
figure = chain(moments[kept], names, shapes.EDGE, prefix="step ", noun="points", colour=1)
figure.write_html("back.html")
"""


def score(recipe: FamiliesRecipe, t: float) -> str:
    """Draw the learned score."""
    return f"""{_diffusion(recipe)}
from vizlab.figures.generative_families import field
from vizlab.generative.families import noising, shapes

figure = field(*noising.score(model, recipe.plane_data, {t}, recipe.plane_seed), shapes.EDGE)
figure.write_html("score.html")
"""


def by_steps(recipe: FamiliesRecipe, counts: tuple[int, ...], floor: float) -> str:
    """Draw the distance from the truth by the number of steps."""
    return f"""{_diffusion(recipe)}
from vizlab.figures.progress import lines
from vizlab.generative.diffusion.sampling import SAMPLERS
from vizlab.generative.families import noising

found = noising.by_steps(model, recipe.plane_data, {counts}, tuple(SAMPLERS), recipe.plane_seed)
levels = {{"real points: the floor": {floor!r}}}
figure = lines(found, x_title="steps", y_title="JS from the truth, nats", levels=levels)
figure.write_html("by-steps.html")
"""


def worth_curves(generator: str, classifier: str) -> str:
    """Draw what generated training data is worth."""
    return f"""from vizlab.figures.generative_families import bands
from vizlab.generative.families import worth

found = worth.weigh({generator!r}, {classifier!r})
figure = bands(found.curves, x_title="real pictures a class", y_title="accuracy")
figure.write_html("worth.html")
"""


def worth_samples(generator: str, each: int, seed: int) -> str:
    """Draw a sample of each class."""
    return f"""from vizlab.figures.latent import strip
from vizlab.generative.families import worth

models = worth.taught({generator!r}, *worth.chosen({each}, {seed}))
samples = worth.pictures(worth.made(models, 1, {seed})[0])
figure = strip(samples, [str(label) for label in range(10)])
figure.write_html("samples.html")
"""


def can_samples(names: tuple[str, ...], seed: int) -> str:
    """Draw digits of each model."""
    return f"""from vizlab.figures.generative_families import labelled_rows
from vizlab.generative.families import contenders

found = [contenders.measure(name, {seed}) for name in {names!r}]
print(contenders.table(found))
rows = {{"Real": contenders.real_pictures()[: contenders.SHOWN]}}
rows |= {{one.title: one.pictures for one in found}}
figure = labelled_rows(rows)
figure.write_html("digits.html")
"""


def digit_film(choice: Choice) -> str:
    """Play noise on its way to digits."""
    return f"""{DIGITS}
from vizlab.figures.generative_families import sheets
from vizlab.generative.diffusion import showing

choice = showing.{call(choice)}
moments, sure, spent_s = showing.moments(frames[-1].arrays, recipe, choice)
print(sure)
figure = sheets(moments, [str(index) for index in showing.stops(choice.steps)])
figure.write_html("digits.html")
"""


def digit_steps(seed: int) -> str:
    """Draw the same noise in one step, two, and more."""
    return f"""{DIGITS}
from vizlab.figures.generative_families import labelled_rows
from vizlab.generative.diffusion import showing

figure = labelled_rows(showing.by_steps(frames[-1].arrays, recipe, {seed}))
figure.write_html("steps.html")
"""


def digit_training() -> str:
    """Draw samples through training."""
    return f"""{DIGITS}
from vizlab.figures.generative_families import labelled_rows
from vizlab.generative.diffusion import showing

figure = labelled_rows(showing.through_training(frames))
figure.write_html("training.html")
"""


def _run(recipe: FamiliesRecipe) -> str:
    """Lines that leave the recipe in `recipe`, its run in `run` and its frames in `frames`, teaching all if need be."""
    return f"""from vizlab.frames import Frames
from vizlab.generative.diffusion.showing import Choice
from vizlab.generative.families.choices import FamiliesRecipe
from vizlab.generative.families.training import teach

recipe = {call(recipe)}
run = Frames("families", recipe)
if run.record() is None:
    list(teach(recipe))
frames = run.read()"""


def _diffusion(recipe: FamiliesRecipe) -> str:
    return f"""{_run(recipe)}
from vizlab.generative.families import opened

model = opened.model(frames, "Diffusion")"""


def _forward(recipe: FamiliesRecipe, schedule: str) -> str:
    return f"""from vizlab.generative.families import noising

found = noising.forward({recipe.plane_data!r}, {schedule!r}, {recipe.plane_seed})"""


def _climb(data: str, k: int, start: str, seed: int) -> str:
    return f"""from vizlab.generative.families import fitting

found = fitting.climb({data!r}, {k}, {start!r}, {seed})"""


DIGITS = """from vizlab.frames import Frames
from vizlab.generative.diffusion.choices import DIFFUSION_EXAMPLES
from vizlab.generative.diffusion.training import train_diffusion

recipe = DIFFUSION_EXAMPLES["diffusion-mnist"]
run = Frames("diffusion", recipe)
if run.record() is None:
    list(train_diffusion(recipe))
frames = run.read()"""
