"""Sampling, the GAN on images: its sheets, what a classifier says of them, its rules, and its own training."""

from __future__ import annotations

from vizlab.generative.image_gan import ImageGanRecipe
from vizlab.generative.image_gan.rules import RulesRecipe
from vizlab.snippets.text import arguments, call


def film(name: str, index: int | None, per: int, seed: int, truncation: float, now: int) -> str:
    """Play the sheet of samples over the kept epochs. index: of the one class that is asked for, None for all."""
    if index is None:
        drawn, names = f"looking.sheet(opened, {per}, seed={seed}, truncation={truncation})", "opened.classes"
    else:
        drawn = f"looking.of_class(opened, {index}, {per * per}, seed={seed}, truncation={truncation})"
        names = f'[""] * {per}'
    shape = "" if index is None else f".reshape({per}, {per}, *known.shape[1:])"
    known = f"looking.of_class(opened, {index or 0}, 1, seed=0)" if index is not None else ""
    more = f"\n    known = {known}" if known else ""
    return f"""from vizlab.figures.generative_images import sheet_film
from vizlab.generative.image_gan import epochs, looking, open_generator

sheets = {{}}
for epoch in epochs({name!r}):
    opened = open_generator({name!r}, epoch){more}
    sheets[epoch] = {drawn}{shape}
figure = sheet_film(sheets, {names}, now={now})
figure.write_html("samples.html")
"""


def real(data: str) -> str:
    """Draw real pictures, a class a column."""
    return f"""from vizlab.figures.generative_images import sheet
from vizlab.generative import judging

pictures = judging.reference({data!r}).pictures.swapaxes(0, 1)
figure = sheet(pictures, [""] * len(pictures))
figure.write_html("real.html")
"""


def history(name: str, columns: dict[str, str], levels: dict[str, float], **looks: object) -> str:
    """Draw what was measured on the way of a shipped one. columns: number -> how the legend calls it."""
    return f"""from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.image_gan import SHIPPED, looking

series = looking.history(Frames("dcgan", SHIPPED[{name!r}]).read())
shown = {{title: series[name] for name, title in {columns!r}.items()}}
figure = lines(shown, x_title="epoch", levels={levels!r}, {arguments(looks)})
figure.write_html("history.html")
"""


def pairs(name: str, epoch: int, seed: int, truncation: float) -> str:
    """Draw the pairs of samples that are most alike."""
    return f"""{_judged(name, epoch, seed, truncation)}
import numpy as np
from vizlab.figures.generative_images import sheet

found = looking.closest_pairs(samples, reference)
figure = sheet(np.stack([found.left, found.right]), ["one", "the other"])
figure.write_html("pairs.html")
"""


def matrix(name: str, epoch: int, seed: int, truncation: float) -> str:
    """Draw what was asked for against what was recognised."""
    return f"""{_judged(name, epoch, seed, truncation)}
from vizlab.figures.generative_images import asked_for

figure = asked_for(samples.matrix(len(reference.classes)), reference.classes)
figure.write_html("matrix.html")
"""


def diversity(name: str, epoch: int, seed: int, truncation: float, title: str) -> str:
    """Draw how far apart samples of a class lie, beside real pictures."""
    return f"""{_judged(name, epoch, seed, truncation)}
from vizlab.figures.generative_images import beside_real

classes = reference.classes
figure = beside_real(classes, samples.diversity(len(classes)), reference.diversity, title={title!r})
figure.write_html("diversity.html")
"""


def same_codes(name: str, epoch: int, seed: int, truncation: float, codes: int) -> str:
    """Draw each code asked for as every class: a code a row, a class a column."""
    return f"""from vizlab.figures.generative_images import sheet
from vizlab.generative.image_gan import looking, open_generator

opened = open_generator({name!r}, {epoch})
pictures = looking.sheet(opened, {codes}, seed={seed}, truncation={truncation})
figure = sheet(pictures.swapaxes(0, 1), [f"code {{k + 1}}" for k in range({codes})])
figure.write_html("same-codes.html")
"""


def beside_vae(name: str, seed: int) -> str:
    """Draw samples of the GAN and of the VAE that learned from the same pictures."""
    return f"""import numpy as np
from vizlab.figures.generative_images import sheet
from vizlab.generative import judging
from vizlab.generative.image_gan import open_generator, worth

opened = open_generator({name!r})
data = opened.recipe.image_data
judge, reference = judging.open_judge(data), judging.reference(data)
gan = worth.of_gan(opened, judge, reference, seed={seed})
title, recipe = worth.beside(data)
vae = worth.of_vae(recipe, judge, reference, seed={seed})
rows = np.concatenate([gan.pictures, vae.pictures]).reshape(4, -1, *gan.pictures.shape[1:])
figure = sheet(rows, ["GAN", "", "VAE", ""])
figure.write_html("beside.html")
"""


def probe(recipe: ImageGanRecipe) -> str:
    """Draw what the discriminator's features are worth with few labels."""
    return f"""{_finished(recipe)}
from vizlab.figures.generative_images import few_labels
from vizlab.generative.image_gan.probe import LABELS

curves = {{name: list(zip(LABELS, values)) for name, values in run.record()["probe"].items()}}
figure = few_labels(curves, x_title="labelled digits", y_title="right on held-out digits")
figure.write_html("probe.html")
"""


def rules(recipe: RulesRecipe) -> str:
    """Draw how networks end that break one rule each."""
    return f"""from vizlab.figures.generative_images import broken_rules
from vizlab.frames import Frames
from vizlab.generative.image_gan.rules import STABLE, RulesRecipe, compare_rules, outcome

recipe = {call(recipe)}
run = Frames("dcgan-rules", recipe)
if run.record() is None:
    list(compare_rules(recipe))
found = outcome(run.read(), run.record())
figure = broken_rules(found.names, found.distances, found.stable, most=STABLE)
figure.write_html("rules.html")
"""


def rule_sheet(recipe: RulesRecipe, index: int) -> str:
    """Draw samples of the networks that break one rule, a seed a row."""
    return f"""from vizlab.figures.generative_images import sheet
from vizlab.frames import Frames
from vizlab.generative.image_gan.rules import RulesRecipe

frame = Frames("dcgan-rules", {call(recipe)}).read()[{index}]
pictures = frame.arrays["sheets"]
figure = sheet(pictures, [f"seed {{k}}" for k in range(len(pictures))])
figure.write_html("rule.html")
"""


def trained_film(recipe: ImageGanRecipe, per: int, now: int) -> str:
    """Play the samples of a run over its epochs."""
    return f"""{_finished(recipe)}
from vizlab.figures.generative_images import sheet_film
from vizlab.generative.image_gan import looking, kept_epochs, opened

known = {{frame.index: opened(recipe, frame) for frame in frames if frame.index in kept_epochs(frames)}}
sheets = {{epoch: looking.sheet(each, {per}, seed=0) for epoch, each in known.items()}}
names = next(iter(known.values())).classes or [""] * 10
figure = sheet_film(sheets, names, now={now})
figure.write_html("samples.html")
"""


def trained_history(recipe: ImageGanRecipe, columns: dict[str, str], levels: dict[str, float], **looks: object) -> str:
    """Draw what was measured on the way of a run. columns: number -> how the legend calls it."""
    return f"""{_finished(recipe)}
from vizlab.figures.progress import lines
from vizlab.generative.image_gan import looking

series = looking.history(frames)
shown = {{title: series[name] for name, title in {columns!r}.items()}}
figure = lines(shown, x_title="epoch", levels={levels!r}, {arguments(looks)})
figure.write_html("history.html")
"""


def _judged(name: str, epoch: int, seed: int, truncation: float) -> str:
    return f"""from vizlab.generative import judging
from vizlab.generative.image_gan import looking, open_generator

opened = open_generator({name!r}, {epoch})
data = opened.recipe.image_data
reference = judging.reference(data)
samples = looking.judged(opened, judging.open_judge(data), reference, seed={seed}, truncation={truncation})"""


def _finished(recipe: ImageGanRecipe) -> str:
    return f"""from vizlab.frames import Frames
from vizlab.generative.image_gan import ImageGanRecipe, train_image_gan

recipe = {call(recipe)}
run = Frames("dcgan", recipe)
if run.record() is None:
    list(train_image_gan(recipe))
frames = run.read()"""
