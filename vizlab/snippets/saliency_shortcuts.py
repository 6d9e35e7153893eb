"""A network that cheats beside one that does not, on pictures of which every pixel is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.data.shapes import Options
from vizlab.snippets import pictures
from vizlab.snippets.text import call


def marked(reference: str, options: Options, sample: int, corner: str, cue: int | None, method: str) -> str:
    """The map of one network for its answer, with object and tag outlined."""
    return f"""from vizlab import images, library, saliency
from vizlab.data.shapes import Options
from vizlab.figures.saliency_masks import outlined
from vizlab.saliency import shortcuts
from vizlab.saliency.evidence.places import mass

model = library.open_model({reference!r})
planted = {call(options)}
drawn = shortcuts.scene(planted, {sample}, corner={corner!r}, cue={cue!r})
shares = shortcuts.probabilities(model.network, drawn.images)[0]
image = shortcuts.picture(drawn)
found = saliency.explain(model.network, image, int(shares.argmax()), {method!r})
on, off = shortcuts.shortcut_masks(drawn, planted), drawn.masks
print(model.classes[shares.argmax()], shares.max(), mass(found.values, on[0]), mass(found.values, off[0]))
figure = outlined(
    images.to_pixels(image), [drawn.masks[0], drawn.tag_masks[0]], values=found.values, title={method!r},
    signed=saliency.METHODS[{method!r}].is_signed, opacity=1.0,
)
figure.write_html("shortcut.html")
"""


def accuracies(references: Sequence[str], options: Options) -> str:
    """The accuracy of networks with the shortcut changed."""
    return f"""from vizlab import library
from vizlab.data.shapes import Options
from vizlab.figures.saliency_shares import shares
from vizlab.saliency import shortcuts

series = {{}}
for title, reference in zip(["first network", "second network"], {list(references)!r}):
    found = shortcuts.answers(library.open_model(reference).network, {call(options)})
    series[title] = [each.right for each in found.values()]
figure = shares(list(found), series, chance=[1 / 8] * len(found), noun="right")
figure.write_html("accuracy.html")
"""


def masses(references: Sequence[str], options: Options, method: str) -> str:
    """How much of the maps lies on the shortcut and on the object."""
    return f"""from vizlab import library
from vizlab.data.shapes import Options
from vizlab.figures.saliency_shares import shares
from vizlab.saliency import shortcuts

series = {{}}
for title, reference in zip(["first network", "second network"], {list(references)!r}):
    found = shortcuts.masses(library.open_model(reference).network, {call(options)}, {method!r})
    series[title] = [found.shortcut, found.object]
areas = [found.shortcut_area, found.object_area]
figure = shares({["on the " + options.shortcut, "on the object"]!r}, series, chance=areas, noun="of the map")
figure.write_html("mass.html")
"""


def cut(
    reference: str, picture: str, crop: Mapping[str, Any], way: str, method: str, share: float, blur_px: float, mask: str
) -> str:
    """The mask that a map gives of one picture. mask: the expression of the true one, "" where nobody knows it."""
    return f"""{pictures.imports(picture + mask)}from vizlab import images, library
from vizlab.figures.saliency_masks import outlined
from vizlab.saliency import segments

model = library.open_model({reference!r})
image = {pictures.fitted(picture, crop)}
found = segments.one(model.network, image, {method!r}, {way!r}, share={share!r}, blur_px={blur_px!r})
masks = [{mask + ", " if mask else ""}found]
figure = outlined(images.to_pixels(image), {"masks" if mask else "[found * False, *masks]"})
figure.write_html("mask.html")
"""


def overlaps(reference: str, options: Options, method: str, share: float, blur_px: float) -> str:
    """How well each way of cutting meets the objects of many pictures."""
    return f"""from vizlab import library
from vizlab.data.shapes import Options
from vizlab.figures.saliency_shares import shares
from vizlab.saliency import segments

model = library.open_model({reference!r})
found = segments.overlaps(model.network, {call(options)}, {method!r}, share={share!r}, blur_px={blur_px!r})
series = {{name: [each[name] for each in found.by_way.values()] for name in next(iter(found.by_way.values()))}}
figure = shares(list(found.by_way), series, chance=[found.scattered] * len(found.by_way), noun="IoU")
figure.write_html("overlaps.html")
"""


def number(network: str, seed: int, sample: int, target: int, method: str) -> str:
    """The map of one number, with its planted cause outlined."""
    return f"""from vizlab import images, saliency
from vizlab.figures.saliency_masks import outlined
from vizlab.saliency.any_output import networks, pointing, scenes

known = networks.NETWORKS[{network!r}]
model = known.train({seed!r})
scene = scenes.draw(1, {sample}, odd=known.odd)
print(known.outputs, pointing.outputs(model, scene)[0])
values = pointing.maps(model, {network!r}, scene, {target}, {method!r}, {{}})[0]
figure = outlined(
    images.to_pixels(scene.images[0]), [pointing.cause(scene, {network!r}, {target})[0]], values=values, title={method!r},
    signed=saliency.METHODS[{method!r}].is_signed, opacity=0.75,
)
figure.write_html("number.html")
"""


def rates(network: str, seed: int, method: str, names: Sequence[str]) -> str:
    """How often the maps of each number find its cause."""
    return f"""from vizlab.figures.saliency_shares import shares
from vizlab.saliency.any_output import networks, pointing

known = networks.NETWORKS[{network!r}]
model = known.train({seed!r})
series = {{}}
for name in {list(names)!r}:
    found = [pointing.rate(model, {network!r}, target, name) for target in range(len(known.outputs))]
    series[name] = [each.hits for each in found]
figure = shares(list(known.outputs), series, chance=[each.chance for each in found], noun="found")
figure.write_html("found.html")
"""
