"""Filters: layers over many pictures, nearest pictures, and other ways to the same maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets import pictures


def spectra(reference: str, layer: str, shown: Sequence[int]) -> str:
    """The power spectra of a convolution's kernels."""
    body = f"""kernels = filters.kernels(model.network, {layer!r})
shown = {list(shown)}
labels = [str(number) for number in shown]
frequencies = spectra.spectra(kernels)[shown]
figure = mosaics.mosaic(frequencies, labels, numbers=shown, each_own=True, title="share of the energy", noun="kernel")"""
    return _written(reference, body, "spectra", "filters", "spectra", figures="mosaics")


def orientation(reference: str, epochs: Sequence[int], chosen: int) -> str:
    """How much of the kernels' energy has one direction, over the epochs."""
    body = f"""series = spectra.over_epochs({reference!r}, {list(epochs)})
figure = figures.along_epochs(series, chosen={chosen}, title="energy in one direction")"""
    return _written("", body, "orientation", "", "spectra")


def answers(reference: str, data: str, n: int, layer: str) -> str:
    """How the values of each layer are spread."""
    body = f"""{_gathered(data, n)}
found = activity.activity(model.network, pictures.inputs)
figure = figures.answers(
    [each.title for each in found], [each.counts for each in found], [each.zeros.mean() for each in found],
    chosen=[each.name for each in found].index({layer!r}),
)"""
    return _written(reference, body, "answers", "", "activity, material")


def likeness(reference: str, data: str, n: int, layer: str) -> str:
    """All pairs of units by the cosines of their kernels and of their maps."""
    body = f"""{_gathered(data, n)}
of_kernels = similarity.cosines(filters.kernels(model.network, {layer!r}))
of_maps = similarity.map_cosines(model.network, {layer!r}, pictures.inputs)
pairs, both = similarity.pairs(of_kernels, of_maps)
figure = figures.likeness(both, pairs, limit=similarity.ALIKE)"""
    return _written(reference, body, "likeness", "filters", "material, similarity")


def templates(data: str, strength: float, grey: bool) -> str:
    """A linear classifier's weights as pictures."""
    drawn = (
        "image_grid(list(templates.to_grey(weights)), names, columns=5)"
        if grey
        else 'mosaic(weights, names, signed=True, each_own=True, title="weight", noun="template", columns=5)'
    )
    body = f"""found = templates.learn_templates({data!r}, {strength!r})
print(found.accuracy, found.fitting)
weights, names = found.weights.mean(axis=1), list(data.find({data!r}).classes)
figure = {"pictures" if grey else "mosaics"}.{drawn}"""
    return _written("", body, "templates", "data", "templates", figures="pictures" if grey else "mosaics")


def template_scores(data: str, strength: float) -> str:
    """The score of each template on the mean picture of each class."""
    body = f"""found = templates.learn_templates({data!r}, {strength!r})
figure = figures.scores(found.scores, data.find({data!r}).classes)"""
    return _written("", body, "template-scores", "data", "templates")


def probes(references: Mapping[str, str], names: Sequence[str], data: str, n: int, chosen: str) -> str:
    """Accuracy of a linear probe on each layer, for one or two states of a network."""
    body = f"""models = {{label: library.open_model(reference) for label, reference in {dict(references)!r}.items()}}
pictures = material.gather({data!r}, next(iter(models.values())).shape, {n})
found = {{label: probes.probe_layers(model.network, pictures, {list(names)}) for label, model in models.items()}}
first = next(iter(found.values()))
figure = figures.by_layer(
    [probe.layer for probe in first],
    {{label: [1 - probe.accuracy for probe in known] for label, known in found.items()}},
    {{"labels shuffled": 1 - sum(probe.shuffled for probe in first) / len(first)}},
    title="mistakes on pictures left out", chosen={chosen!r},
)"""
    return _written("", body, "probes", "library", "material, probes")


def direction(reference: str, data: str, n: int, layer: str, concept: str) -> str:
    """Each channel alone against a mixture of all."""
    body = f"""{_gathered(data, n)}
found = directions.find_direction(model.network, {layer!r}, pictures.inputs, {concept!r})
figure = figures.channels(found.channels, found.mixture, best=found.best)"""
    return _written(reference, body, "channels", "", "directions, material")


def mixed_map(reference: str, data: str, n: int, layer: str, concept: str, picture: str, crop: Mapping[str, Any]) -> str:
    """The mixture's map of one picture."""
    body = f"""{_gathered(data, n)}
found = directions.find_direction(model.network, {layer!r}, pictures.inputs, {concept!r})
image = {pictures.fitted(picture, crop)}.numpy()
maps = next(each.maps for each in filters.layers(model.network, image) if each.name == {layer!r})
figure = heat(directions.along(maps, found.weights), title="mixture", signed=True)"""
    code = _written(reference, body, "mixed-map", "filters, images", "directions, material", figures="")
    return f"{pictures.imports(picture)}from vizlab.figures.pictures import heat\n{code}"


Search = tuple[str, int, int, str, int | None]  # pictures: name and number; how many, by which distance; class of the picture


def nearest(space: str, reference: str, picture: str, crop: Mapping[str, Any], search: Search) -> str:
    """The pictures nearest to one, by pixels or by a layer."""
    data, n, k, measure, truth = search
    body = f"""{_gathered(data, n)}
image = {pictures.fitted(picture, crop)}.numpy()
found, away = neighbours.look_up(model.network, pictures, image, {space!r}, {k}, {measure!r})
titles = [f"{{pictures.classes[pictures.labels[index]]}} · {{far:.3g}}" for index, far in zip(found, away)]
shown = [images.to_pixels(pictures.inputs[index]) for index in found]
figure = figures.neighbours(shown, titles, neighbours.alike(pictures.labels, found, {truth}))"""
    return pictures.imports(picture) + _written(
        reference, body, "nearest", "images", "material, neighbours", figures="filter_neighbours"
    )


def rates(reference: str, names: Sequence[str], data: str, n: int, k: int, measure: str, chosen: str) -> str:
    """How many of the nearest others have a picture's class, by layer."""
    body = f"""{_gathered(data, n)}
features = probes.layer_features(model.network, pictures.inputs, {list(names)})
found = neighbours.rates(features, pictures.labels, {k}, {measure!r})
figure = figures.by_layer(
    list(found), {{"nearest {k}": [1 - rate for rate in found.values()]}},
    {{"pixels": 1 - found["pixels"], "chance": 1 - neighbours.chance(pictures.labels)}},
    title="neighbours of another class", chosen={chosen!r},
)"""
    return _written(reference, body, "rates", "", "material, neighbours, probes")


def _gathered(data: str, n: int) -> str:
    return f"pictures = material.gather({data!r}, model.shape, {n})"


def _written(reference: str, body: str, key: str, vizlab: str, reading: str, figures: str = "filter_layers") -> str:
    """The imports, the model, the body, and the file."""
    parts = ", ".join(sorted({part for part in (*vizlab.split(", "), "library" if reference else "") if part}))
    lines = [f"from vizlab import {parts}"] if parts else []
    lines += [f"from vizlab.figures import {figures}{' as figures' if figures.startswith('filter_') else ''}"] if figures else []
    lines += [f"from vizlab.filters.reading import {reading}"]
    opened = f"model = library.open_model({reference!r})\n" if reference else ""
    return "\n".join(lines) + f"\n\n{opened}{body}\nfigure.write_html({key + '.html'!r})\n"
