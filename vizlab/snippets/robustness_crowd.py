"""Attacks on many pictures: accuracy by size, one change for all, transfer, far pictures, defences, poison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vizlab.snippets.text import arguments

Base = tuple[str, int]  # the network and how many pictures
Subject = tuple[str, Mapping[str, Any]]  # of the table of that name, and how it is made


def of_network(base: Base, reach: float, seed: int, look: Mapping[str, Any]) -> str:
    """How the accuracy of a network falls."""
    return _lines(
        f"{_crowd(base)}found = curves.of_network(model.network, pictures, {reach!r}, {seed})\ncurves = found.lines()\n",
        look,
        "falls",
        "from vizlab import library\n",
        "crowd, curves",
    )


def of_kinds(seed: int, n: int, way: str, look: Mapping[str, Any]) -> str:
    """How four kinds of network fall."""
    return _lines(f"curves = curves.of_kinds({seed}, {n})[{way!r}].lines()\n", look, "kinds", "", "curves")


def universal(base: Base, eps: float, seed: int, few: int, part: str, way: str = "") -> str:
    """One change for all pictures. part: "success", with the bar of one way in colour, "changes", or the name of a way."""
    drawn = {
        "success": (
            "bars",
            "shares = [each.others for each in found.ways.values()]\n"
            f"figure = bars.probabilities(list(found.ways), shares, highlight={way!r})\n",
        ),
        "changes": (
            "robustness_crowd",
            "shown = [images.to_pixels(each.visible()) for each in found.ways.values()]\n"
            "figure = robustness_crowd.gallery(shown, list(found.ways), columns=2)\n",
        ),
    }
    both = (
        f"both = [*found.before, *found.after[{part!r}]]\n"
        f"said = [*found.said_before, *found.said_after[{part!r}]]\n"
        "titles = [model.classes[index] for index in said]\n"
        "figure = robustness_crowd.gallery([images.to_pixels(each) for each in both], titles, columns=len(found.before))\n"
    )
    module, lines = drawn.get(part, ("robustness_crowd", both))
    opened = "images, library" if "images." in lines else "library"
    found = f"{_crowd(base, 'some')}found = universal.find(model.network, some, {eps!r}, {seed}, {few})\n{lines}"
    return f"from vizlab import {opened}\nfrom vizlab.figures import {module}\n" + _finished(
        found, "universal", "crowd, universal"
    )


def transfer(task: str, seed: int, n: int, attack: str, eps: float, look: Mapping[str, Any]) -> str:
    """The table of what fools whom."""
    lines = (
        f"task = transfer.open_task({task!r}, {seed}, {n})\n"
        f"found = transfer.transfer(task, {attack!r}, {eps!r}, {seed})\n"
        f"shares, rows = found.table()\nfigure = robustness_crowd.table(shares, rows, found.names, {arguments(look)})\n"
    )
    return "from vizlab.figures import robustness_crowd\n" + _finished(lines, "transfer", "transfer")


def steal(box: str, options: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    """A black box and its substitute, round by round."""
    lines = f"curves = substitute.steal({box!r}, {arguments(options)}).lines()\n"
    return _doubling(lines, look, "theft", "substitute")


def far(base: Base, seed: int, part: str, look: Mapping[str, Any]) -> str:
    """How sure a network is of nothing. part: "histogram" or "examples"."""
    found = f"{_crowd(base, 'some')}found = far.confidences(model.network, some, {seed})\n"
    if part == "histogram":
        found += "curves = {name: each.histogram(len(model.classes)) for name, each in found.items()}\n"
        return _lines(found, look, "sure", "from vizlab import library\n", "crowd, far")
    found += (
        "titles = far.titles(found, model.classes)\n"
        "shown = [images.to_pixels(each.example) for each in found.values()]\n"
        "figure = robustness_crowd.gallery(shown, titles, columns=3)\n"
    )
    head = "from vizlab import images, library\nfrom vizlab.figures import robustness_crowd\n"
    return head + _finished(found, "examples", "crowd, far")


def capacity(examples: int, eps: float, seed: int, look: Mapping[str, Any]) -> str:
    """Accuracies of MLPs by width."""
    return _doubling(f"curves = capacity.fits({examples}, {eps!r}, {seed}).lines()\n", look, "capacity", "capacity")


def defences(subject: Subject, options: Mapping[str, Any], attacker: str, look: Mapping[str, Any]) -> str:
    """How the accuracy of each defence falls."""
    lines = (
        f"subject = {_subject(subject)}\n"
        f"found = defences.defend(subject, {arguments(options)})\n"
        f"curves = found[{attacker!r}].lines()\n"
    )
    return _lines(lines, look, "defences", "", "defences")


def seen(subject: Subject, options: Mapping[str, Any], size: int, few: int) -> str:
    """Pictures untouched, attacked, and as the defences let them through."""
    lines = (
        f"subject = {_subject(subject)}\n"
        f"found = defences.seen(subject, {arguments(options)}, size={size}, few={few})\n"
        "shown = [images.to_pixels(each) for each in found.pixels]\n"
        f"figure = robustness_crowd.gallery(shown, found.titles, columns={few})\n"
    )
    return "from vizlab import images\nfrom vizlab.figures import robustness_crowd\n" + _finished(lines, "seen", "defences")


def poisoned(kind: str, way: str, seed: int, names: Sequence[str], look: Mapping[str, Any]) -> str:
    """Accuracy against the fraction of poison."""
    lines = f"curves = poisoning.curve({kind!r}, {way!r}, {seed}).lines({tuple(names)!r})\n"
    return _lines(lines, look, "poison", "", "poisoning")


def poison_pictures(call: str, key: str) -> str:
    """Some digits with the truth and what is said of them."""
    lines = (
        f"looks = poisoning.{call}\n"
        "shown = [images.to_pixels(each) for each in looks.pixels]\n"
        "figure = robustness_crowd.gallery(shown, looks.titles(), columns=6)\n"
    )
    return "from vizlab import images\nfrom vizlab.figures import robustness_crowd\n" + _finished(lines, key, "poisoning")


def _subject(subject: Subject) -> str:
    name, of = subject
    return f"defences.SUBJECTS[{name!r}]({arguments(of)})"


def _crowd(base: Base, name: str = "pictures") -> str:
    reference, n = base
    return f"model = library.open_model({reference!r})\n{name} = crowd.gather(model, {n})\n"


def _lines(code: str, look: Mapping[str, Any], key: str, first: str, modules: str) -> str:
    drawn = f"figure = filter_why.lines(curves, {arguments(look)})\n"
    return f"{first}from vizlab.figures import filter_why\n" + _finished(code + drawn, key, modules)


def _doubling(code: str, look: Mapping[str, Any], key: str, modules: str) -> str:
    drawn = f"figure = robustness_crowd.doubling(curves, {arguments(look)})\n"
    return "from vizlab.figures import robustness_crowd\n" + _finished(code + drawn, key, modules)


def _finished(code: str, key: str, modules: str) -> str:
    return f'from vizlab.robustness import {modules}\n\n{code}figure.write_html("{key}.html")\n'
