"""Networks that another one can be held against, because they can be measured on the same pictures."""

from __future__ import annotations

from collections.abc import Sequence

from vizlab import library


def rivals(model: library.Model, known: Sequence[library.Entry] | None = None) -> dict[str, str]:
    """Reference -> title of every possible baseline: other networks of the same data, then earlier epochs of its own training.

    Where there is no other network, the first one is what it was after its first epoch, or itself if it has only one state.
    """
    known = library.entries() if known is None else known
    alike = [each for each in known if each.shape == model.shape and each.classes == model.classes and each.data == model.data]
    others = {_last(each): each.title for each in alike if each.reference != model.entry.reference}
    epochs = sorted(model.epochs, key=lambda epoch: (epoch == 0, epoch))  # before training there is nothing to be lost
    own = {f"{model.entry.reference}@{epoch}": f"{model.title}, epoch {epoch}" for epoch in epochs if epoch != model.epoch}
    return others | own or {model.reference: model.title}


def _last(entry: library.Entry) -> str:
    return f"{entry.reference}@{entry.epochs[-1]}" if entry.epochs else entry.reference
