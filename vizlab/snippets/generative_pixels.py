"""One pixel at a time: completions, one pixel, masks, tiny pictures, what drawing costs, teacher forcing, sound."""

from __future__ import annotations

from typing import Any

from vizlab.generative.pixelwise.choices import MNIST, PixelRecipe
from vizlab.generative.pixelwise.completion import as_text
from vizlab.generative.pixelwise.sound import SoundRecipe
from vizlab.snippets.pictures import imports
from vizlab.snippets.text import call


def completions(source: str, hidden: Any, n: int, seed: int, weighed: bool, classifier: str, epoch: int) -> str:
    """Complete a picture several times, and ask the classifier."""
    return f"""{imports(source)}{_open(epoch)}
import numpy as np

from vizlab import images, library
from vizlab.figures.generative_pixels import painted, tiles
from vizlab.generative.pixelwise import completion

x = {source}
hidden = completion.from_text({as_text(hidden)!r}, run.shape)
found = completion.complete(run, x, hidden, {n}, {seed}, weighed={weighed})
classifier = library.open_model({classifier!r}).network
answers = completion.answers(classifier, np.concatenate([x[None], found.pictures]), run.levels)[1:]
pictures = [painted(x, 2), painted(x, 2, hidden, covered=True), *(painted(drawn, 2, hidden) for drawn in found.pictures)]
titles = ["original", "known", *(f"{{p.argmax()}}, {{p.max():.0%}}" for p in answers)]
figure = tiles(pictures, titles, columns=5)
figure.write_html("completions.html")
"""


def place(source: str, at: int, epoch: int) -> str:
    """Draw a picture as far as one pixel knows it."""
    return _one(source, epoch, "generative_pixels import place", f"place(x, run.levels, {at})", "place")


def surprise(source: str, at: int, epoch: int) -> str:
    """Draw the surprise of every pixel."""
    made = f"surprise(run.surprises(x[None])[0], {at})"
    return _one(source, epoch, "generative_pixels import surprise", made, "surprise")


def bars(source: str, at: int, names: tuple[str, ...], epoch: int) -> str:
    """Draw the chances of one pixel's levels."""
    made = f"""probabilities({names!r}, shares.tolist(), highlight={names!r}[x.flat[{at}]])"""
    lines = f"shares = run.shares(x).reshape(-1, run.levels)[{at}]\n"
    return _one(source, epoch, "bars import probabilities", made, "bars", lines)


def costs(source: str, epoch: int) -> str:
    """Draw the costs of held-out digits, and that of a picture."""
    lines = """total = float(run.surprises(x[None])[0].sum())
edges, share = pictures.histogram(run.nlls, total)
"""
    made = 'histograms(edges, {"held-out digits": share}, truth=total)'
    return _one(source, epoch, "progress import histograms", made, "costs", lines)


def drawing(seed: int, every: int, epoch: int) -> str:
    """Draw a digit pixel by pixel, as a film."""
    return f"""{_open(epoch)}
import numpy as np

from vizlab.figures.generative_pixels import drawing

found = run.draw(np.zeros(run.shape, "uint8"), np.ones(run.shape, "bool"), 1, {seed})
figure = drawing(found.pictures[0], found.shares[0], run.levels, every={every})
figure.write_html("drawing.html")
"""


def _one(source: str, epoch: int, drawing: str, made: str, name: str, lines: str = "") -> str:
    return f"""{imports(source)}{_open(epoch)}
from vizlab import images
from vizlab.figures.{drawing}
from vizlab.generative.pixelwise import completion, pictures

x = {source}
{lines}figure = {made}
figure.write_html({name + ".html"!r})
"""


def masks(first: int, kernel: int) -> str:
    """Draw both masks."""
    return f"""from vizlab.figures.generative_pixels import masks
from vizlab.generative.pixelwise.masks import MASKS

kernels = {{"A, first layer": MASKS["A"]({first}, {first}).numpy(), "B, later layers": MASKS["B"]({kernel}, {kernel}).numpy()}}
figure = masks(kernels)
figure.write_html("masks.html")
"""


def fields(names: tuple[str, ...], layers: int, kernel: int) -> str:
    """Draw what the middle pixel of each network sees."""
    return f"""from vizlab.figures.generative_pixels import fields
from vizlab.generative.pixelwise.fields import MEANINGS, field

found = {{name: field(name, {layers}, {kernel}) for name in {names!r}}}
print({{name: known.future for name, known in found.items()}})
figure = fields({{name: known.kinds for name, known in found.items()}}, MEANINGS)
figure.write_html("fields.html")
"""


def tiny(size: str, mask: str, steps: int, seed: int, n: int) -> str:
    """Learn tiny pictures, and draw the most probable of all."""
    return f"""from vizlab.figures.generative_pixels import painted, tiles
from vizlab.generative.pixelwise import tiny

found = tiny.count({size!r}, {mask!r}, {steps}, {seed})
print(found.total, found.found)
best = tiny.likeliest(found, {n})
titles = [f"{{found.p[at]:.2%}}{{'' if found.real[at] else ' ✗'}}" for at in best]
figure = tiles([painted(found.all[at], 2) for at in best], titles, columns=8)
figure.write_html("tiny.html")
"""


def sums(size: str, steps: int, seed: int) -> str:
    """Draw the sum over all tiny pictures, for every mask."""
    return f"""from vizlab.figures.generative_pixels import amounts
from vizlab.generative.pixelwise import tiny

found = {{mask: tiny.count({size!r}, mask, {steps}, {seed}).total for mask in tiny.FIRST_MASKS}}
figure = amounts(list(found), list(found.values()), [f"{{total:.6g}}" for total in found.values()])
figure.write_html("sums.html")
"""


def races(recipes: dict[str, PixelRecipe], title: str) -> str:
    """Draw the costs of held-out pictures by epoch of several networks."""
    known = ", ".join(f"{name!r}: {call(recipe)}" for name, recipe in recipes.items())
    return f"""from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.pixelwise.choices import PixelRecipe
from vizlab.generative.pixelwise.opened import series
from vizlab.generative.pixelwise.training import train_pixels

recipes = {{{known}}}
for recipe in recipes.values():
    if Frames("pixels", recipe).record() is None:
        list(train_pixels(recipe))
shown = {{name: series(Frames("pixels", recipe).read())["held-out"][1:] for name, recipe in recipes.items()}}
figure = lines(shown, x_title="epoch", y_title={title!r})
figure.write_html("race.html")
"""


def drawn_in(recipes: dict[str, PixelRecipe]) -> str:
    """Time one picture of each, on this machine."""
    known = ", ".join(f"{name!r}: open_run({call(recipe)})" for name, recipe in recipes.items())
    return f"""from vizlab.figures.generative_pixels import amounts
from vizlab.generative.pixelwise import speeds
from vizlab.generative.pixelwise.choices import PixelRecipe
from vizlab.generative.pixelwise.opened import open_run

costs = speeds.compare({{{known}}})
milliseconds, texts = [cost.ms for cost in costs.values()], [cost.text for cost in costs.values()]
figure = amounts(list(costs), milliseconds, texts, log=True, room=0.9)
figure.write_html("speeds.html")
"""


def scores(recipes: dict[str, PixelRecipe]) -> str:
    """Draw what held-out pictures cost with each network, and with none."""
    known = ", ".join(f"{name!r}: {call(recipe)}" for name, recipe in recipes.items())
    return f"""from vizlab.figures.generative_pixels import amounts
from vizlab.frames import Frames
from vizlab.generative.pixelwise.choices import PixelRecipe
from vizlab.generative.pixelwise.opened import scores

recipes = {{{known}}}
labels, nats, texts = scores({{name: Frames("pixels", recipe).record() for name, recipe in recipes.items()}})
figure = amounts(labels, nats, texts)
figure.write_html("scores.html")
"""


def samples(recipe: PixelRecipe, n: int, seed: int) -> str:
    """Draw pictures from nothing."""
    return f"""{_open(None, recipe)}
import numpy as np

from vizlab.figures.generative_pixels import painted, tiles

drawn = run.draw(np.zeros(run.shape, "uint8"), np.ones(run.shape, "bool"), {n}, {seed}).pictures
figure = tiles([painted(x, run.levels) for x in drawn], [""] * {n}, columns=4, wide_px=400)
figure.write_html("samples.html")
"""


def grown(channels: int, seconds: float, rate_hz: int) -> str:
    """Draw how steps and attention grow with a picture's side."""
    return f"""from vizlab.figures.generative_pixels import sequences
from vizlab.generative.pixelwise.speeds import growth

steps, memory, marks = growth({channels}, {seconds}, {rate_hz})
figure = sequences({{"steps": steps, "one attention matrix, bytes": memory}}, marks, y_title="steps, bytes")
figure.write_html("steps.html")
"""


def forcing(choice: tuple[float, int, int, int], which: str) -> str:
    """Foretell waves with true values and with own ones."""
    made = {
        "errors": """shown = forcing.curves(found)
levels = {"foretelling 0": found.chance}
figure = lines(shown, x_title="values foretold", y_title="squared error", levels=levels)""",
        "lengths": """labels, values = forcing.bars(found)
figure = amounts(labels, values, [f"{value:.4f}" for value in values], colors=2)""",
        "waves": """title = "a wave, and what the network makes of its beginning"
figure = lines(forcing.wave(found, 0), x_title="value", y_title=title)""",
    }[which]
    return f"""from vizlab.figures.generative_pixels import amounts
from vizlab.figures.progress import lines
from vizlab.generative.pixelwise import forcing

found = forcing.measure{choice!r}
{made}
figure.write_html("{which}.html")
"""


def dilated(layers: int) -> str:
    """Draw what a stack of dilated layers hears."""
    return f"""from vizlab.figures.generative_pixels import dilated
from vizlab.generative.pixelwise.waves import RATE_HZ
from vizlab.generative.pixelwise.wavenet import dilations, receptive_field

print(receptive_field(dilations({layers})))
figure = dilated(dilations({layers}), RATE_HZ)
figure.write_html("dilated.html")
"""


def sound(recipe: SoundRecipe, which: str) -> str:
    """Compare the sound that was made with the true one."""
    made = {
        "waveforms": "figure = waveforms({name: wave[-1600:] for name, wave in sounds.items()}, RATE_HZ)",
        "spectra": """frequencies = spectrum(sounds["true"])[0]
figure = spectra(frequencies, {name: spectrum(wave)[1] for name, wave in sounds.items()})""",
        "bits": """figure = lines(series(run.read()), x_title="step", y_title="bits a sample")""",
    }[which]
    return f"""from vizlab.figures.generative_pixels import spectra, waveforms
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.pixelwise.opened import series
from vizlab.generative.pixelwise.sound import SoundRecipe, heard, train_sound
from vizlab.generative.pixelwise.waves import RATE_HZ, spectrum

recipe = {call(recipe)}
run = Frames("sound", recipe)
if run.record() is None:
    list(train_sound(recipe))
sounds = heard(recipe, run.read())
{made}
figure.write_html("{which}.html")
"""


def _open(epoch: int | None = None, recipe: PixelRecipe = MNIST) -> str:
    """Lines that leave a network in `run`, training it if need be."""
    asked = "" if epoch is None else f", {epoch}"
    return f"""from vizlab.frames import Frames
from vizlab.generative.pixelwise.choices import PixelRecipe
from vizlab.generative.pixelwise.opened import open_run
from vizlab.generative.pixelwise.training import train_pixels

recipe = {call(recipe)}
if Frames("pixels", recipe).record() is None:
    list(train_pixels(recipe))
run = open_run(recipe{asked})"""
