"""Sampling, the VAE weighed: the dial of beta, collapse, tighter bounds, amortisation, estimators of its gradient."""

from __future__ import annotations

from typing import Any

from vizlab.snippets.pictures import imports
from vizlab.snippets.text import call


def series(module: str, work: str, recipe: Any) -> str:
    """Lines that leave the frames of a series of VAEs in `frames`, training them if need be."""
    name = type(recipe).__name__
    return f"""import numpy as np

from vizlab.frames import Frames
from vizlab.generative.vae.{module} import KIND, {name}, {work}

recipe = {call(recipe)}
run = Frames(KIND, recipe)
if run.record() is None:
    list({work}(recipe))
frames = run.read()
notes = [frame.notes for frame in frames]
"""


def dial(recipe: Any, distortion: str, chosen: int) -> str:
    """Draw rate against distortion."""
    field, title = (
        distortion,
        {"reconstruction": "reconstruction, nats a picture", "mse": "mean squared error of a pixel"}[distortion],
    )
    return f"""{series("dial", "turn", recipe)}
from vizlab.figures.generative_vae import rate_distortion

names, rate = [note["name"] for note in notes], [note["KL"] for note in notes]
distortion = [note[{field!r}] for note in notes]
figure = rate_distortion(names, rate, distortion, y_title={title!r}, chosen={chosen})
figure.write_html("dial.html")
"""


def dial_noise(recipe: Any) -> str:
    """Draw the mean width of the code against beta."""
    return f"""{series("dial", "turn", recipe)}
from vizlab.figures.progress import lines

points = [(float(np.log10(note["own"]["beta"])), note["sigma"]) for note in notes]
figure = lines({{"mean σ": points}}, x_title="log₁₀ β", y_title="mean σ of the code", height_px=400)
figure.write_html("dial-noise.html")
"""


def dial_pictures(recipe: Any, chosen: int) -> str:
    """Draw what becomes of held-out digits, and samples."""
    return f"""{series("dial", "turn", recipe)}
from vizlab.figures.generative_vae import digits

arrays = frames[{chosen}].arrays
one, other = np.split(arrays["samples"], 2)
rows = {{"held-out": frames[0].arrays["pictures"], "through the code": arrays["reconstructions"]}}
figure = digits(rows | {{"samples": one, "more samples": other}})
figure.write_html("pictures.html")
"""


def collapse_active(recipe: Any) -> str:
    """Draw how many numbers are in use, epoch by epoch, in every case."""
    return f"""{series("collapse", "go_through", recipe)}
from vizlab.figures.progress import lines

shown = {{note["name"]: list(enumerate(note["course"]["active"])) for note in notes}}
figure = lines(shown, x_title="epoch", y_title="numbers of the code in use", height_px=320)
figure.write_html("active.html")
"""


def collapse_course(recipe: Any, case: int, most: float) -> str:
    """Draw the KL of each number over the epochs of one case."""
    return f"""{series("collapse", "go_through", recipe)}
from vizlab.figures.generative_vae import kl_course

kl = np.array(notes[{case}]["course"]["kl"])
figure = kl_course(kl, most={most!r}, title=notes[{case}]["name"] + ": KL by number of the code, nats")
figure.write_html("course.html")
"""


def collapse_pictures(recipe: Any, case: int) -> str:
    """Draw held-out digits, and what the collapsed and the cured network make of them."""
    return f"""{series("collapse", "go_through", recipe)}
from vizlab.figures.generative_vae import digits

before, after = (frames[index].arrays["reconstructions"] for index in (0, {case}))
figure = digits({{"held-out": frames[0].arrays["pictures"], "collapsed": before, "cured": after}}, height_px=210)
figure.write_html("collapse.html")
"""


def weights(model: str, index: int, pixels: str, draws: int, seed: int) -> str:
    """Lines that leave the log weights of one picture in `weights`."""
    whole = "" if pixels == "grey values" else "x = (x > 0.5).float()\n"
    return f"""from vizlab.generative.vae.bounds import climb, evidence, weigh
{opened(model)}
x, y = opened.x[[{index}]], opened.y[[{index}]]
{whole}weights = weigh(opened.vae, x, y, opened.vae.encode(x, y), {draws}, {seed})
found = evidence(weights)
print(found)
"""


def tighter(model: str, index: int, pixels: str, draws: int, seed: int) -> str:
    """Draw the bound against the number of samples."""
    return f"""{weights(model, index, pixels, draws, seed)}
from vizlab.figures.generative_vae import climb as draw

figure = draw(climb(weights), level=found.log_p, error=found.log_p_error)
figure.write_html("tighter.html")
"""


def stack(model: str, pixels: str, draws: int, seed: int) -> str:
    """Draw log p(x) and the gap of several pictures."""
    whole = "opened.x" if pixels == "grey values" else "(opened.x > 0.5).float()"
    return f"""from vizlab.figures.generative_vae import gap_bars
from vizlab.generative.vae.bounds import evidence, weigh
{opened(model)}
pictures, found = {whole}, []
for index in opened.one_each():
    x, y = pictures[[index]], opened.y[[index]]
    found.append(evidence(weigh(opened.vae, x, y, opened.vae.encode(x, y), {draws}, {seed})))
names = [opened.name(index) for index in opened.one_each()]
parts = {{"−log p(x)": [-one.log_p for one in found], "gap: KL(q‖posterior)": [one.gap for one in found]}}
figure = gap_bars(names, parts, errors=[one.log_p_error for one in found], title="−ELBO = −log p(x) + gap")
figure.write_html("stack.html")
"""


def picture(source: str, crop: dict[str, Any]) -> str:
    """Lines that leave the strange picture (1, d) in `x`."""
    if crop:
        return f"""{imports(source)}from vizlab import images

x = images.fit({source}, opened.shape, invert={crop["invert"]}).flatten()[None]"""
    if source == "other":
        return """from vizlab.generative.vae.anomaly import strangers

x = strangers(opened.recipe.data)[1][:1]"""
    return f"""from vizlab.generative.vae.anomaly import controls

x = controls(opened.x.shape[1])[{source!r}]"""


def refined(model: str, steps: int, seed: int, strange: str) -> str:
    """Draw both gaps of held-out pictures and of the strange one. strange: lines that leave it in `x`."""
    return f"""import torch

from vizlab.figures.generative_vae import gap_bars
from vizlab.generative.vae.amortised import account
{opened(model)}
{strange}
few = opened.one_each()
usual = account(opened.vae, opened.x[few], opened.y[few], steps={steps}, seed={seed})
strange = account(opened.vae, x, torch.zeros(1, dtype=torch.int64), steps={steps}, seed={seed})
names = [opened.name(index) for index in few] + ["the strange one"]
parts = {{name: [*usual.parts[name], *strange.parts[name]] for name in usual.parts}}
figure = gap_bars(names, parts, errors=[*usual.errors, *strange.errors], title="what −ELBO has beyond −log p(x)")
figure.write_html("refined.html")
"""


def scores(model: str, steps: int, seed: int, strange: str) -> str:
    """Draw the negative ELBO of held-out pictures, of another data set, and of the strange picture."""
    return f"""import torch

from vizlab.figures.progress import histograms
from vizlab.generative.vae.amortised import account
from vizlab.generative.vae.anomaly import score_shares, strangeness, strangers
{opened(model)}
{strange}
name, others, labels = strangers(opened.recipe.data)
score = -account(opened.vae, x, torch.zeros(1, dtype=torch.int64), steps={steps}, seed={seed}).before[0]
unknown = strangeness(opened.vae, others, labels)
edges, counts = score_shares(-opened.elbo, unknown, (opened.recipe.data, name), score)
figure = histograms(edges, counts, truth=score, x_title="−ELBO, nats")
figure.write_html("scores.html")
"""


def trio(model: str, steps: int, seed: int, strange: str) -> str:
    """Draw the strange picture, and what the encoder's code and its own code make of it."""
    return f"""import torch

from vizlab.figures.latent import strip
from vizlab.generative.vae.amortised import before_and_after
{opened(model)}
{strange}
pictures = before_and_after(opened.vae, x, torch.zeros(1, dtype=torch.int64), opened.shape, steps={steps}, seed={seed})
figure = strip(pictures, ["picture", "encoder's code", "its own code"], height_px=170)
figure.write_html("trio.html")
"""


def estimators(mu: float, sigma: float, n: int, seed: int) -> str:
    """Draw two estimators of the same gradient."""
    return f"""from vizlab.figures.progress import histograms
from vizlab.generative.vae.elbo import gradient_estimates, shares, span

estimates = gradient_estimates({mu}, {sigma}, {n}, {seed})
print({{name: (values.mean(), values.std()) for name, values in estimates.items()}})
edges, counts = shares(estimates, span=span({2 * mu}, estimates["score function"].std()))
figure = histograms(edges, counts, truth={2 * mu}, x_title="one draw of the gradient", height_px=320)
figure.write_html("estimators.html")
"""


def bound_gradients(model: str, index: int, n: int, seed: int) -> str:
    """Draw three estimators of one number of the gradient of a trained VAE's bound."""
    return f"""from vizlab.figures.progress import histograms
from vizlab.generative.vae.elbo import shares, span
from vizlab.generative.vae.gradients import NAMES, bound_gradients, spreads
{opened(model)}
x, y = opened.x[[{index}]], opened.y[[{index}]]
found = bound_gradients(opened.vae, x, y, {n}, {seed})
print(spreads(found))
number = int(found[NAMES[0]].var(0).argmax())
one = {{name: values[:, number] for name, values in found.items()}}
truth = float(one[NAMES[0]].mean())
edges, counts = shares(one, span=span(truth, one[NAMES[2]].std()))
figure = histograms(edges, counts, truth=truth, x_title="one draw of the gradient", height_px=320)
figure.write_html("gradients.html")
"""


def opened(model: str) -> str:
    """Lines that leave a model that comes with vizlab in `opened`."""
    return f"""from vizlab.generative.vae.choices import SHIPPED
from vizlab.generative.vae.opened import open_vae

opened = open_vae(SHIPPED[{model!r}])"""
