"""Names that visitors bring: of folders, columns, files. They are shown on every page, so they are made harmless once, here."""

from __future__ import annotations

import re
import unicodedata

NAME_LENGTH = 60
# Class names end up in Markdown and in labels of charts on every page: these characters would make links, pictures, icons or
# tags of them, or fields of plotly's templates.
_LOOKALIKES = str.maketrans(dict(zip("<>[]{}`*$:\\", "‹›()()'∗＄∶/", strict=True)))


def plain_name(text: str) -> str:
    """A visitor's word as one short line of plain text; "?" if nothing is left of it."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode())
    text = "".join(letter for letter in text if letter.isprintable())
    text = " ".join(text.translate(_LOOKALIKES).split())
    return shortened(text) or "?"


def shortened(text: str) -> str:
    """At most 60 characters, unprintable ones replaced."""
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return text if len(text) <= NAME_LENGTH else text[: NAME_LENGTH - 1] + "…"
