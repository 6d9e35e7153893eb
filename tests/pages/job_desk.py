"""The job engine as pages see it, without one: tests/test_jobs.py has the real one."""

from __future__ import annotations

from vizlab.jobs import Snapshot


class Desk:
    """What pages use of `Jobs`, with one snapshot for whatever is asked for."""

    def __init__(self, snapshot: Snapshot | None, *, cancels: bool = True) -> None:
        self.snapshot, self.cancels = snapshot, cancels
        self.started: list[tuple[str, str, str]] = []
        self.cancelled: list[str] = []

    def prepare(self, kind: str) -> None:
        """Nothing has to start here."""

    def start(self, kind: str, request: str, *, job: str, visitor: str) -> Snapshot:
        self.started.append((kind, request, job))
        self.snapshot = Snapshot(job, kind, request)
        return self.snapshot

    def watch(self, job: str, visitor: str) -> Snapshot | None:
        return self.snapshot if self.snapshot and self.snapshot.job == job else None

    def live(self) -> list[Snapshot]:
        return [self.snapshot] * max(self.snapshot.position + 1, 1) if self.snapshot and self.snapshot.is_live else []

    def cancel(self, job: str, visitor: str) -> bool:
        self.cancelled.append(job)
        return self.cancels
