"""What there is to say of every network: shipped, trained here, with public weights, brought along."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from vizlab import library, models
from vizlab.errors import VizlabError
from vizlab.library import Entry
from vizlab.library.runs import weights
from vizlab.models import anatomy, imports, pretrained
from vizlab.recipes import Recipe
from vizlab.shipped import SHIPPED
from vizlab.store import Entry as Unit
from vizlab.store import Store, budget_bytes, default_store
from vizlab.training.checkpoints import SHIPPED_AT

KINDS = {"bundled": "comes with vizlab", "run": "trained here", "imagenet": "public weights", "mine": "your own"}


@dataclass(frozen=True)
class Card:
    """One network. recipe: what builds it. parameters: how many. size_bytes: of what is kept of it, 0 if it is not here yet.

    is_here: whether it can be opened now. facts: name -> words, what is known of where it comes from. weaknesses: sentences.
    """

    entry: Entry
    recipe: Recipe
    parameters: int
    size_bytes: int
    is_here: bool
    facts: Mapping[str, str]
    weaknesses: tuple[str, ...]

    @property
    def reference(self) -> str:
        """Its reference."""
        return self.entry.reference

    @property
    def kind(self) -> str:
        """Where it comes from, in words."""
        return KINDS[self.reference.partition("/")[0]]

    def matches(self, words: str) -> bool:
        """Whether what is written on the card contains every word."""
        entry = self.entry
        parts = (entry.title, entry.reference, entry.architecture, entry.data, self.kind, *self.facts.values())
        text = " ".join(parts).casefold()
        return all(word in text for word in words.casefold().split())


@dataclass(frozen=True)
class Room:
    """What the store holds. units: its parts, largest first. budget_bytes: at which the least recently used ones go."""

    units: tuple[Unit, ...]
    budget_bytes: int

    @property
    def used_bytes(self) -> int:
        """Of all parts."""
        return sum(unit.size_bytes for unit in self.units)

    def shares(self) -> dict[str, int]:
        """Bytes by what it is, in words."""
        found: dict[str, int] = {}
        for unit in self.units:
            kind = SHARES.get(unit.key.partition("/")[0], "frames of other pages")
            found[kind] = found.get(kind, 0) + unit.size_bytes
        return found


def cards(store: Store | None = None) -> list[Card]:
    """All networks, shipped ones first, then one's own, then public ones, also those whose weights are not here."""
    sizes = _sizes(store or default_store())
    found = [each for each in library.entries(store) if not each.reference.startswith("imagenet/")]
    found += [library.entry(reference, store) for reference in pretrained.PRETRAINED]
    return [_card(each, sizes, store) for each in found]


def find(reference: str, store: Store | None = None) -> Card:
    """The card of a reference. Errors: `VizlabError` if there is no such network."""
    return _card(library.entry(reference, store), _sizes(store or default_store()), store)


def room(store: Store | None = None) -> Room:
    """What the store holds."""
    units = sorted((store or default_store()).entries(), key=lambda unit: -unit.size_bytes)
    return Room(tuple(units), budget_bytes())


def tidy(store: Store | None = None) -> int:
    """Delete what was quarantined, and least recently used parts beyond the budget; the bytes that were freed."""
    place = store or default_store()
    place_before = sum(unit.size_bytes for unit in place.entries())
    place.delete("quarantine")
    place.collect(budget_bytes())
    return place_before - sum(unit.size_bytes for unit in place.entries())


def delete(reference: str, store: Store | None = None) -> None:
    """Remove a network of one's own. Errors: `VizlabError` for those that cannot be removed."""
    kind = reference.partition("/")[0]
    if kind not in ("run", "mine"):
        raise VizlabError("Only networks of your own can be deleted.")
    (imports.delete if kind == "mine" else library.delete)(reference, store)


def rename(reference: str, title: str, store: Store | None = None) -> None:
    """Give a network of one's own another title of 1-60 characters. Errors: `VizlabError` otherwise."""
    (imports.rename if reference.startswith("mine/") else library.rename)(reference, title, store)


def export(reference: str, store: Store | None = None) -> bytes:
    """A zip with weights and manifest of a network that is kept here. Errors: `VizlabError` if it is not."""
    return (imports.export if reference.startswith("mine/") else library.export)(reference, store)


def checksum(reference: str, store: Store | None = None) -> str:
    """SHA-256 of the weights that a training run's reference means. Errors: `VizlabError` if they are not there."""
    name, epoch = library.split_reference(reference)
    return hashlib.sha256(weights(library.open_run(name, store), epoch, store)[1]).hexdigest()


def worst_pair(confusion: Any, classes: tuple[str, ...]) -> str:
    """The confusion that happens most, as a sentence; empty if there is none. confusion (true, predicted): counts."""
    counts = np.array(confusion, dtype=np.int64)
    np.fill_diagonal(counts, 0)
    true, said = np.unravel_index(counts.argmax(), counts.shape)
    n, total = int(counts[true, said]), int(np.asarray(confusion)[true].sum())
    return f"On its test set it takes {classes[true]} for {classes[said]} most often: {n} of {total} times." if n else ""


def recipe_of(entry: Entry, store: Store | None = None) -> Recipe:
    """What builds an entry's network."""
    if entry.run:
        return entry.run.recipe
    return (
        imports.find(entry.reference, store).recipe if entry.reference.startswith("mine/") else Recipe(model=entry.architecture)
    )


@lru_cache(maxsize=64)
def describe(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> anatomy.Anatomy:
    """`anatomy.describe`, remembered."""
    return anatomy.describe(recipe, shape, n_classes)


@lru_cache(maxsize=512)
def _parameters(recipe: Recipe, shape: tuple[int, ...], n_classes: int) -> int:
    return models.count_parameters(models.outline(recipe, shape, n_classes))


def _card(entry: Entry, sizes: Mapping[str, int], store: Store | None) -> Card:
    recipe = recipe_of(entry, store)
    public = pretrained.PRETRAINED.get(entry.reference)
    ready = public is None or pretrained.is_ready(entry.reference)
    if public is not None and ready:
        sizes = {entry.reference: public.file.download_bytes}
    return Card(
        entry,
        recipe,
        _parameters(recipe, entry.shape, len(entry.classes)),
        sizes.get(entry.reference, 0),
        ready,
        _facts(entry, store),
        _weaknesses(entry),
    )


def _facts(entry: Entry, store: Store | None) -> dict[str, str]:
    if entry.reference.startswith("imagenet/"):
        known = pretrained.find(entry.reference)
        return {
            "About": known.about,
            "Data": "ImageNet, 1.2 million photographs of 1,000 classes",
            "Top-1 as published": f"{known.accuracy:.1%}",
            "Licence": known.licence,
            "Address": known.file.urls[0],
            "SHA-256 begins with": known.file.sha256,
            "Download": f"{known.file.download_bytes / 1e6:.1f} MB",
        }
    if entry.reference.startswith("mine/"):
        kept = imports.find(entry.reference, store)
        return {
            "About": models.find(entry.architecture).about,
            "From the file": kept.source or "not named",
            "Inputs": f"mean {list(kept.mean)}, deviation {list(kept.deviation)}",
            "SHA-256 of the weights": kept.sha256,
        }
    return {"About": models.find(entry.architecture).about} | _history(entry)


def _history(entry: Entry) -> dict[str, str]:
    """Of a training run: what it learned from, how, and where."""
    assert entry.run is not None
    recipe, record = entry.run.recipe, entry.run.record or {}
    facts = {
        "Data": entry.data,
        "Learning": f"{recipe.optimizer}, learning rate {recipe.lr:g}, {recipe.schedule}, batches of {recipe.batch_size}",
        "Augmentation": recipe.augment,
        "Seed": str(recipe.seed),
    }
    if record:
        facts |= {
            "Examples": f"{record['examples']:,}" if "examples" in record else "not noted",
            "Trained on": record.get("device", "not noted"),
            "Seconds": f"{record['seconds']:,.0f}",
            "Versions": ", ".join(f"{name} {number}" for name, number in record.get("versions", {}).items()),
            "Run": str(record.get("run", "")),
        }
    return facts


def _weaknesses(entry: Entry) -> tuple[str, ...]:
    if entry.run is None:
        return ()
    kind, _, name = entry.reference.partition("/")
    said = SHIPPED[name].weaknesses if kind == "bundled" and name in SHIPPED else ""
    report = (entry.run.record or {}).get("report", {})
    found = worst_pair(report["confusion"], entry.classes) if "confusion" in report else ""
    return tuple(sentence for sentence in (said, found) if sentence)


def _sizes(store: Store) -> dict[str, int]:
    """Reference -> bytes that are kept of it."""
    found: dict[str, int] = {}
    for unit in Store(str(SHIPPED_AT)).entries():
        reference = f"bundled/{unit.key.partition('/')[0]}"
        found[reference] = found.get(reference, 0) + unit.size_bytes
    homes = {"runs": "run", "models": "mine"}
    for unit in store.entries():
        kind, _, own = unit.key.partition("/")
        if kind in homes:
            found[f"{homes[kind]}/{own}"] = unit.size_bytes
    return found


SHARES = {"runs": "trained networks", "models": "your own networks", "datasets": "your own data", "quarantine": "damaged files"}
