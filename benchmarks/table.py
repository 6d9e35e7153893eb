"""The table: one row a measurement, printed as Markdown, under a line that says on what machine it was made."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path

HEADER = ("what", "ours", "peer or floor", "ratio", "target", "met")
PACKAGES = ("torch", "streamlit", "plotly", "distributed", "captum", "grad-cam")


@dataclass(frozen=True)
class Row:
    """One line of the table. target empty: for information only."""

    what: str
    ours: str
    peer: str = ""
    ratio: str = ""
    target: str = ""
    met: str = ""


def against(what: str, ours_s: float, peer_s: float, peer: str, *, at_most: float) -> Row:
    """The row of a comparison: times of ours and of the peer, and the most that their ratio may be."""
    ratio, theirs = ours_s / peer_s, f"{seconds(peer_s)} ({peer})"
    return Row(what, seconds(ours_s), theirs, f"{ratio:.2f}", f"≤ {at_most:.2f} ×", verdict(ratio <= at_most))


def verdict(met: bool) -> str:
    """Whether the target is met, as the table says it."""
    return "yes" if met else "NO"


def not_run(what: str, reason: str, target: str) -> Row:
    """The row of a measurement that this machine cannot make."""
    return Row(what, f"not run: {reason}", target=target)


def seconds(value: float) -> str:
    """A time with three significant digits in the unit that suits it."""
    return f"{value:.3g} s" if value >= 1 else f"{value * 1000:.3g} ms"


def megabytes(kibibytes: int) -> str:
    """A size as the system's `kB` lines give it, in units of 10^6 bytes."""
    return f"{kibibytes * 1024 / 1e6:.0f} MB"


def text(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table with aligned columns."""
    lines: list[Sequence[str]] = [HEADER, *(astuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    lines.insert(1, ["-" * width for width in widths])
    padded = ([cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)


def machine() -> str:
    """Processor, cores, memory and versions, in two lines."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"{_processor()}, {cores} cores, {memory:.0f} GB\nPython {platform.python_version()}, {versions}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
