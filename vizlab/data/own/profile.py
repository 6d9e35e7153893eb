"""What a table (CSV) is, found out from its bytes: encoding, separator, decimal mark, header, and what each column holds.

Everything that was guessed is in the `Profile`, to be shown. To know another word for "missing": `MISSING_WORDS`.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vizlab.data.own.names import plain_name, shortened
from vizlab.data.own.zips import Skipped
from vizlab.errors import VizlabError

MAX_CATEGORIES = 50
_SAMPLE_LINES = 200
_MOSTLY = 0.9  # of the cells of a column of numbers are numbers
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = ("\t", ";", "|", ",")
MISSING_WORDS = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?"))
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d{1,3})?")
_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d*)?([eE][+-]?\d{1,3})?")


@dataclass(frozen=True)
class Limits:
    """What is read of a table: at most so many bytes, rows of data, columns and cells, and at least so many rows."""

    size_bytes: int = 10_000_000
    rows: int = 50_000
    columns: int = 200
    cells: int = 500_000
    least_rows: int = 4


LIMITS = Limits()


@dataclass(frozen=True)
class Column:
    """One column. kind: "number", "category", "text", "constant" or "counter" (a row number).

    missing: cells without a value, among them `odd` ones with a word in a column of numbers. low, mean, high: of numbers.
    """

    name: str
    kind: str
    missing: int
    odd: int
    distinct: int
    low: float | None
    mean: float | None
    high: float | None
    commonest: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Profile:
    """What was found out of a table. skipped: rows that do not fit, the first of them by line."""

    encoding: str
    separator: str
    decimal: str
    has_header: bool
    n_rows: int
    columns: tuple[Column, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True)
class Table:
    """A profile with the cells it describes, column by column."""

    profile: Profile
    cells: tuple[tuple[str, ...], ...]

    def numbers(self, index: int) -> list[float]:
        """A column of numbers; NaN where one is missing."""
        found = [None if is_missing(cell) else to_number(cell, self.profile.decimal) for cell in self.cells[index]]
        return [math.nan if number is None else number for number in found]


def read_table(data: bytes, limits: Limits = LIMITS) -> Table:
    """The table in a file's bytes. Errors: `VizlabError` if it is none, or beyond the limits."""
    if len(data) > limits.size_bytes:
        raise VizlabError(f"A table may have at most {limits.size_bytes / 1e6:.0f} MB; got {len(data) / 1e6:.1f} MB.")
    text, encoding = decoded(data)
    separator = _separator(text)
    rows, skipped = _rows(text, separator, limits)
    decimal = _decimal(rows)
    has_header = _has_header(rows, decimal)
    names = _names(rows[0], has_header=has_header)
    body = rows[1:] if has_header else rows
    if len(body) < limits.least_rows:
        raise VizlabError(f"A table needs at least {limits.least_rows} rows of data; got {len(body)}.")
    cells = tuple(zip(*body, strict=True))
    columns = tuple(_column(name, column, decimal) for name, column in zip(names, cells, strict=True))
    return Table(Profile(encoding, separator, decimal, has_header, len(body), columns, tuple(skipped)), cells)


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.casefold() in MISSING_WORDS


def to_number(cell: str, decimal: str) -> float | None:
    """The number in a cell, None if it is none; thousands may be marked by whichever of point and comma is not the decimal."""
    pattern, thousands = (_COMMA, ".") if decimal == "," else (_POINT, ",")
    if not any(sign.isdigit() for sign in cell) or not pattern.fullmatch(cell):
        return None
    try:
        value = float(cell.replace(thousands, "").replace(decimal, "."))
    except ValueError:  # digits of other scripts, or an exponent alone
        return None
    return value if abs(value) < 1e30 else None


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. Errors: `VizlabError` if it cannot be text."""
    if not data:
        raise VizlabError("A table must not be empty; got 0 bytes.")
    marked = next((name for mark, name in _BOMS.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else (*_unmarked_utf_16(data), "utf-8", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, {"utf-8-sig": "UTF-8 with a mark", "cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(
            encoding, encoding.upper()
        )
    raise VizlabError("A table must be text (CSV) in UTF-8, UTF-16, Windows-1252 or Latin-1; this file is not.")


def _unmarked_utf_16(data: bytes) -> tuple[str, ...]:
    """UTF-16 shows by its zeros: nearly every second byte of a table is one."""
    head = data[: 2 * 4096]
    half = len(head) // 2 or 1
    low, high = head[1::2].count(0) / half, head[0::2].count(0) / half
    return ("utf-16-le",) if low > 0.6 > high else ("utf-16-be",) if high > 0.6 > low else ()


def _separator(text: str) -> str:
    """The separator by which the most lines have equally many cells, and these are most often numbers or words of their own."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda separator: _agreement(lines, separator))


def _agreement(lines: Sequence[str], separator: str) -> tuple[float, float]:
    rows = [row for row in _parsed(lines, separator) if row]
    widths = Counter(map(len, rows))
    if not widths or widths.most_common(1)[0][0] == 1:
        return 0.0, 0.0
    width, n = widths.most_common(1)[0]
    cells = [cell for row in rows if len(row) == width for cell in row]
    # A cell that still holds another separator was cut at the wrong places, unless that is a decimal comma.
    clean = [
        to_number(cell, ".") is not None or to_number(cell, ",") is not None or not set(cell) & set(_SEPARATORS) for cell in cells
    ]
    return round(n / len(rows), 1), sum(clean) / len(clean)


def _parsed(lines: Sequence[str], separator: str) -> list[list[str]]:
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return []


def _rows(text: str, separator: str, limits: Limits) -> tuple[list[list[str]], list[Skipped]]:
    """All rows of the commonest length, blank lines left out. Errors: `VizlabError` beyond the limits."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[tuple[int, list[str]]] = []
    cells = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                cells += len(row)
                found.append((reader.line_num, [cell.strip() for cell in row]))
            _check_limits(limits, len(found), len(row), cells)
    except csv.Error as error:
        raise VizlabError(f"Line {reader.line_num} of the table cannot be read: {error}.") from error
    widths = Counter(len(row) for _, row in found)
    width = widths.most_common(1)[0][0] if widths else 0
    if width < 2:
        raise VizlabError("A table needs at least two columns, separated by comma, semicolon, tab or “|”; got one.")
    wrong = [Skipped(f"line {line}", f"has {len(row)} cells, not {width}") for line, row in found if len(row) != width]
    return [row for _, row in found if len(row) == width], wrong


def _check_limits(limits: Limits, rows: int, columns: int, cells: int) -> None:
    if rows <= limits.rows + 1 and columns <= limits.columns and cells <= limits.cells:  # one row may be the names
        return
    what = "rows" if rows > limits.rows + 1 else "columns" if columns > limits.columns else "cells"
    raise VizlabError(
        f"A table may have at most {limits.rows:,} rows, {limits.columns:,} columns and {limits.cells:,} cells; too many {what}."
    )


def _decimal(rows: list[list[str]]) -> str:
    """The decimal mark of the whole table: what more cells can be read with; in doubt the point."""
    cells = [cell for row in rows[: 10 * _SAMPLE_LINES] for cell in row if "," in cell or "." in cell]
    return max((".", ","), key=lambda decimal: _readable(cells, decimal))


def _readable(cells: Sequence[str], decimal: str) -> tuple[int, int]:
    """How many cells are numbers with this decimal mark, and how many of them have one (the others: marks of thousands)."""
    read = [decimal in cell for cell in cells if to_number(cell, decimal) is not None]
    return len(read), sum(read)


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """Whether the first row is names: a word above numbers; or, among words, different ones that never come again below."""
    first, sample = rows[0], rows[1 : 1 + _SAMPLE_LINES]
    below = [[row[at] for row in sample if not is_missing(row[at])] for at in range(len(first))]
    for cell, cells in zip(first, below, strict=True):
        numeric = sum(to_number(other, decimal) is not None for other in cells)
        if not is_missing(cell) and to_number(cell, decimal) is None and numeric > _MOSTLY * len(cells):
            return True
    words = not any(is_missing(cell) or to_number(cell, decimal) is not None for cell in first)
    return words and len(set(first)) == len(first) and not any(cell in set(below[at]) for at, cell in enumerate(first))


def _names(first: list[str], *, has_header: bool) -> list[str]:
    """A name of its own for each column, by its number where it has none."""
    seen: Counter[str] = Counter()
    unique = []
    for at, cell in enumerate(first, 1):
        name = plain_name(cell) if has_header and cell else f"column {at}"
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _column(name: str, cells: Sequence[str], decimal: str) -> Column:
    counted = Counter(cells)
    present = {cell: n for cell, n in counted.items() if not is_missing(cell)}
    n_present = sum(present.values())
    values = {cell: value for cell in present if (value := to_number(cell, decimal)) is not None}
    n_values = sum(present[cell] for cell in values)
    is_number = n_values > _MOSTLY * n_present
    if is_number:
        present = {cell: present[cell] for cell in values}
    return Column(
        name=name,
        kind=_kind(n_values if is_number else n_present, present, list(values.values()) if is_number else []),
        missing=len(cells) - (n_values if is_number else n_present),
        odd=n_present - n_values if is_number else 0,
        distinct=len(present),
        low=min(values.values()) if is_number else None,
        mean=sum(values[cell] * n for cell, n in present.items()) / n_values if is_number else None,
        high=max(values.values()) if is_number else None,
        commonest=tuple((shortened(cell), n) for cell, n in sorted(present.items(), key=lambda pair: -pair[1])[:3]),
    )


def _kind(n: int, present: Mapping[str, int], numbers: Sequence[float]) -> str:
    if len(present) <= 1:
        return "constant"
    if numbers:
        return "counter" if len(present) == n and _counts(numbers) else "number"
    return "category" if len(present) <= min(MAX_CATEGORIES, n / 2) else "text"


def _counts(numbers: Sequence[float]) -> bool:
    """Whether these number the rows: whole, always up or always down, with few left out."""
    steps = [b - a for a, b in pairwise(numbers)]
    whole = all(step == round(step) for step in (*numbers[:1], *steps))
    return whole and (min(steps) > 0 or max(steps) < 0) and abs(sum(steps)) <= 2 * len(steps)
