"""What is known of every network without its weights: shipped, trained here, with public weights, brought along."""

from __future__ import annotations

from dataclasses import dataclass

from vizlab import models
from vizlab.library.runs import Run, bundled, open_run, runs
from vizlab.models import imagenet, imports, pretrained
from vizlab.store import Store
from vizlab.training.checkpoints import split_reference


@dataclass(frozen=True)
class Entry:
    """One network. shape: of one input, (c, h, w) or (d,). data: what it was trained on, "" if that is no data set here.

    epochs: those that can be opened, empty if it has only one state. accuracy: on its test set in 0-1, None if unknown.
    run: its training run, if it is one.
    """

    reference: str
    title: str
    architecture: str
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    data: str = ""
    epochs: tuple[int, ...] = ()
    accuracy: float | None = None
    run: Run | None = None

    @property
    def is_of_images(self) -> bool:
        """Whether it takes images, not points."""
        return len(self.shape) == 3

    @property
    def has_convolutions(self) -> bool:
        """Whether it has kernels and maps to look at."""
        return models.find(self.architecture).has_convolutions


def entries(store: Store | None = None) -> list[Entry]:
    """Every network that can be opened now: shipped ones, one's own runs, public weights that are here, one's own uploads."""
    trained = [of_run(run) for run in bundled() + runs(store) if run.epochs]
    public = [_of_public(reference) for reference in pretrained.PRETRAINED if pretrained.is_ready(reference)]
    return trained + public + [_of_import(kept) for kept in imports.kept(store)]


def entry(reference: str, store: Store | None = None) -> Entry:
    """The entry of a reference (its epoch is ignored). Errors: `VizlabError` if there is none."""
    name, _ = split_reference(reference)
    if name.startswith("imagenet/"):
        return _of_public(name)
    if name.startswith("mine/"):
        return _of_import(imports.find(name, store))
    return of_run(open_run(name, store))


def of_run(run: Run) -> Entry:
    """A training run as an entry."""
    recipe = run.recipe
    return Entry(run.reference, run.title, recipe.model, run.shape, run.classes, recipe.data, run.epochs, run.accuracy, run)


def _of_public(reference: str) -> Entry:
    known = pretrained.find(reference)
    classes = tuple(imagenet.classes())
    return Entry(reference, known.title, known.architecture, pretrained.SHAPE, classes, accuracy=known.accuracy)


def _of_import(kept: imports.Kept) -> Entry:
    return Entry(kept.reference, kept.title, kept.architecture, kept.shape, kept.classes)
