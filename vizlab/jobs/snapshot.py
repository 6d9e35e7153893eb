"""What can be shown of a job at one moment; travels from the worker to every app process."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TOPIC = "vizlab"  # the scheduler topic that carries them
LIVE = ("waiting", "running")


@dataclass(frozen=True)
class Snapshot:
    """All that can be shown of a job at one moment; plain values only, so that any process can read it.

    state: "waiting", "running", "done", "failed" or "cancelled". seconds: since the worker began. position: place in the
    queue, 0 when not waiting. series: name -> [(place, value), ...]. frame: index of the newest frame in the store, if any.
    """

    job: str
    kind: str
    request: str
    state: str = "waiting"
    submitted_s: float = 0.0
    done: int = 0
    total: int = 0
    phase: str = "waiting for a worker"
    unit: str = "step"
    seconds: float = 0.0
    seconds_left: float | None = None
    series: Mapping[str, list[tuple[float, float]]] = field(default_factory=dict)
    note: str = ""
    message: str = ""
    result: Mapping[str, Any] | None = None
    position: int = 0
    pid: int = 0
    frame: int | None = None

    @property
    def is_live(self) -> bool:
        """Whether more can be expected."""
        return self.state in LIVE

    @property
    def fraction(self) -> float:
        """Progress in 0-1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


def from_event(event: Mapping[str, Any]) -> Snapshot:
    """The snapshot in a scheduler event, which carries fields of Dask's own besides."""
    names = {field.name for field in dataclasses.fields(Snapshot)}
    return Snapshot(**{name: value for name, value in event.items() if name in names})
