"""Sampling, the GAN in the plane beside its training: moves, cures, losses, the best discriminator, one number, two players."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab.generative import GanRecipe
from vizlab.snippets.generative import finished_run
from vizlab.snippets.text import call

PLANE = "vizlab.generative.plane_gan"


def turns(recipe: GanRecipe, moves: str) -> str:
    """Play the last moves slowly."""
    return f"""{_played(recipe, moves)}
from vizlab.figures.gan import film

moments = list(position.moments)
figure = film(
    stepping.names(position), moments, stepping.data(recipe), recipe.edge, frame_ms=900, prefix="after ", height_px=560
)
figure.write_html("moves.html")
"""


def accuracy(recipe: GanRecipe, moves: str) -> str:
    """Draw how many points D calls right after each move."""
    return f"""{_played(recipe, moves)}
from vizlab.figures.generative_gan import turns

shown = {{"D is right": [turn.accuracy for turn in position.turns]}}
figure = turns([turn.kind for turn in position.turns], shown, y_title="points that D calls right", percent=True)
figure.write_html("accuracy.html")
"""


def turn_losses(recipe: GanRecipe, moves: str) -> str:
    """Draw both losses after each move."""
    return f"""{_played(recipe, moves)}
from vizlab.figures.generative_gan import turns

kinds = [turn.kind for turn in position.turns]
figure = turns(kinds, stepping.loss_curves(position), y_title="loss, fixed points")
figure.write_html("losses.html")
"""


def film(recipe: GanRecipe) -> str:
    """Play one run of the comparison."""
    return f"""{finished_run("gan", recipe)}
from vizlab.figures.gan import film

stops, moments = [frame.index for frame in frames], [frame.arrays for frame in frames]
figure = film(stops, moments, moments[0]["real"], recipe.edge, height_px=460)
figure.write_html("film.html")
"""


def seeds(cures: Sequence[str], first: int) -> str:
    """Draw the effective modes of ten seeds under each cure."""
    return f"""{_many_seeds()}
from vizlab.figures.generative_gan import outcomes

rows = {{cure: [each.effective for each in outcomes_of(ten(cure, {first}).record())] for cure in {list(cures)!r}}}
figure = outcomes(rows, modes=COLLAPSING.modes, collapsed=COLLAPSED)
figure.write_html("seeds.html")
"""


def many(cure: str, first: int) -> str:
    """Draw the last points of ten seeds."""
    return f"""{_many_seeds()}
from vizlab.figures.generative_gan import many
from {PLANE} import studies

recipe, run = cured({cure!r}, {first}), ten({cure!r}, {first})
titles = [studies.title(outcome) for outcome in outcomes_of(run.record())]
figure = many(list(run.read()[-1].arrays["points"]), studies.ground(recipe), titles, recipe.edge)
figure.write_html("many.html")
"""


def by_logit(which: str, said: float) -> str:
    """Draw the losses, or their slopes, over D's output."""
    curves = {"loss": "values", "slope": "slopes"}[which]
    return f"""from vizlab.figures.generative_gan import by_logit
from {PLANE} import ahead

x, values, slopes = ahead.curves()
figure = by_logit(x, {curves}, ahead.logit({said!r}), y_title=ahead.TITLES[{which!r}])
figure.write_html("{which}.html")
"""


def gauge(seed: int) -> str:
    """Draw what is left of the generator's gradient while D trains alone."""
    return f"""from vizlab.figures.progress import lines
from {PLANE} import ahead

norms = ahead.gradients({seed})
shown = {{name: list(zip(ahead.STOPS, values)) for name, values in norms.items()}}
figure = lines(shown, x_title="steps of D alone", y_title="norm of the generator's gradient", log=True, height_px=380)
figure.write_html("gauge.html")
"""


def best(distance: float, spread: float, seed: int) -> str:
    """Draw the trained discriminator against p / (p + q)."""
    return f"""from vizlab.figures.generative_gan import verdicts
from {PLANE} import best

found = best.learn({distance!r}, {spread!r}, {seed})
print(found.js_by_loss, found.js)
figure = verdicts(found.x, found.p, found.q, found.formula, found.trained)
figure.write_html("best.html")
"""


def against_distance(which: str, distance: float, spread: float) -> str:
    """Draw JS or W1 over the distance of two Gaussians."""
    place, own, looks = {
        "js": (1, "jensen_shannon", 'y_title="Jensen-Shannon divergence, nats", level="log 2"'),
        "wasserstein": (2, "wasserstein", 'y_title="Wasserstein-1 distance"'),
    }[which]
    return f"""from vizlab.figures.generative_gan import against_distance
from {PLANE} import best

found = best.over_distance({spread!r})
now = ({distance!r}, best.{own}({distance!r}, {spread!r}))
figure = against_distance(found[0], found[{place}], now, {looks})
figure.write_html("distance.html")
"""


def line(name: str, samples: int, seed: int, drawn: str) -> str:
    """Draw where codes land, or how densely. drawn: the call that makes the figure of `found`."""
    return f"""from vizlab.figures import generative_gan as figures
from {PLANE} import line

found = line.push({name!r}, {samples}, {seed})
figure = figures.{drawn}
figure.write_html("line.html")
"""


def play(a: float, angle: float, steps: int) -> str:
    """Play the ways of the players."""
    return f"""from vizlab.figures.generative_gan import play
from {PLANE} import bilinear

figure = play(bilinear.paths({a!r}, {angle!r}, {steps}))
figure.write_html("play.html")
"""


def radius(a: float, angle: float, steps: int) -> str:
    """Draw how far the players are from the equilibrium."""
    return f"""from vizlab.figures.progress import lines
from {PLANE} import bilinear

radii = bilinear.radii({a!r}, {angle!r}, {steps})
figure = lines(radii, x_title="step", y_title="distance from the equilibrium", log=True, height_px=380)
figure.write_html("radius.html")
"""


def _played(recipe: GanRecipe, moves: str) -> str:
    return f"""from vizlab.generative import GanRecipe
from {PLANE} import stepping

recipe = {call(recipe)}
position = stepping.go_on(recipe, stepping.begin(recipe), stepping.read({moves!r}))"""


def _many_seeds() -> str:
    return f"""from vizlab.frames import Frames
from {PLANE}.seeds import COLLAPSED, COLLAPSING, SeedsRecipe, cured, outcomes_of, run_seeds


def ten(cure, first):
    run = Frames("gan-seeds", SeedsRecipe(cure=cure, first=first))
    if run.record() is None:
        list(run_seeds(run.recipe))
    return run

"""
