"""Long work on Dask workers: the same code on one machine and on many.

A job is a generator of `Step`s (`KINDS`) run by a worker under a key that depends only on what is computed, so that equal
requests share it. The worker folds its steps into a `Snapshot`, complete in itself, and sends at most four a second to one
scheduler topic that every app process reads; whoever comes late reads the last one. Without `VIZLAB_SCHEDULER` a cluster of
one worker process starts with the first job.
"""

from __future__ import annotations

import dataclasses
import functools
import os
import threading
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from distributed import Client, Event, LocalCluster, get_worker
from distributed.client import Future

from vizlab.errors import VizlabError
from vizlab.progress import Curves, Step

TOPIC = "vizlab"
REPORT_S = 1 / 3  # three a second, and room for the final one
LEASE_S = 10.0  # a visitor who has not looked for so long no longer holds a job
LIVE = ("waiting", "running")


@dataclass(frozen=True)
class Snapshot:
    """All that can be shown of a job at one moment; plain values only, so that any process can read it.

    state: "waiting", "running", "done", "failed" or "cancelled". seconds: since the worker began. position: place in the
    queue, 0 when not waiting. series: name -> [(place, value), ...].
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

    @property
    def is_live(self) -> bool:
        """Whether more can be expected."""
        return self.state in LIVE

    @property
    def fraction(self) -> float:
        """Progress in 0-1."""
        return min(self.done / self.total, 1.0) if self.total else 0.0


class Jobs:
    """The app's side: starts, watches and cancels jobs. One object an app process, safe for many threads."""

    def __init__(self, scheduler: str | None = None) -> None:
        """Remember where to compute (`VIZLAB_SCHEDULER` if None); nothing is started or contacted yet."""
        self._address = scheduler if scheduler is not None else os.environ.get("VIZLAB_SCHEDULER", "")
        self._client: Client | None = None
        self._lock = threading.RLock()
        self._snapshots: dict[str, Snapshot] = {}
        self._futures: dict[str, Future[None]] = {}
        self._leases: dict[str, dict[str, float]] = {}
        self._starters: dict[str, str] = {}

    def start(self, kind: str, request: str, *, job: str, visitor: str) -> Snapshot:
        """Start a job, or join the one of that id. Errors: `VizlabError` when a limit is reached or no scheduler answers."""
        client = self._connected()
        with self._lock:
            self._leases.setdefault(job, {})[visitor] = time.monotonic()
            present = self._snapshots.get(job)
            if present and present.is_live and job in self._futures:
                return present
            self._check_limits(visitor)
            Event(f"cancel-{job}", client=client).clear()
            snapshot = Snapshot(job, kind, request, submitted_s=time.time())
            if not (present and present.is_live):
                self._snapshots[job] = snapshot
                client.log_event(TOPIC, dataclasses.asdict(snapshot))
            self._starters[job] = visitor
            self._submit(client, kind, request, job)
            return self._snapshots[job]

    def watch(self, job: str, visitor: str) -> Snapshot | None:
        """The latest snapshot of a job, None if it is unknown; holds the job for the visitor for ten seconds."""
        if self._address:
            self._connected()
        with self._lock:
            snapshot = self._snapshots.get(job)
            if snapshot is None:
                return None
            if snapshot.is_live:
                self._leases.setdefault(job, {})[visitor] = time.monotonic()
            return dataclasses.replace(snapshot, position=self._position(snapshot))

    def live(self) -> list[Snapshot]:
        """Jobs waiting or running, in the order in which they were asked for."""
        with self._lock:
            found = [snapshot for snapshot in self._snapshots.values() if snapshot.is_live]
        return sorted(found, key=lambda snapshot: snapshot.submitted_s)

    def cancel(self, job: str, visitor: str) -> bool:
        """Leave a job; it ends within a second unless another visitor is watching it. Whether it ends."""
        with self._lock:
            snapshot = self._snapshots.get(job)
            if self._client is None or snapshot is None or not snapshot.is_live:
                return False
            holders = self._leases.get(job, {})
            holders.pop(visitor, None)
            if any(time.monotonic() - seen < LEASE_S for seen in holders.values()):
                return False
            Event(f"cancel-{job}", client=self._client).set()
            if snapshot.state == "waiting":
                self._client.log_event(TOPIC, dataclasses.asdict(dataclasses.replace(snapshot, state="cancelled")))
                self._note(dataclasses.replace(snapshot, state="cancelled"))
            return True

    def close(self) -> None:
        """Let go of the scheduler; an embedded cluster ends with it."""
        with self._lock:
            client, self._client = self._client, None
            self._futures.clear()
        if client is not None:
            cluster = client.cluster
            client.close()
            if cluster is not None:
                cluster.close()

    def _submit(self, client: Client, kind: str, request: str, job: str) -> None:
        future = client.submit(_work, kind, request, job, key=job, pure=True, resources=_resources(client))
        self._futures[job] = future
        future.add_done_callback(functools.partial(self._ended, job))

    def _connected(self) -> Client:
        with self._lock:
            if self._client is None:
                self._client = _connect(self._address)
                for _, event in self._client.get_events(TOPIC):
                    self._hear(event)
                self._client.subscribe_topic(TOPIC, lambda event: self._hear(event[1]))
            return self._client

    def _hear(self, event: Mapping[str, Any]) -> None:
        fields = {name.name: event[name.name] for name in dataclasses.fields(Snapshot) if name.name in event}
        self._note(Snapshot(**fields))

    def _note(self, snapshot: Snapshot) -> None:
        with self._lock:
            present = self._snapshots.get(snapshot.job)
            submitted_s = max(snapshot.submitted_s, present.submitted_s if present else 0.0)
            self._snapshots[snapshot.job] = dataclasses.replace(snapshot, submitted_s=submitted_s)
            if not snapshot.is_live:  # let Dask forget it, so that the same recipe can be asked for again
                self._futures.pop(snapshot.job, None)
                self._leases.pop(snapshot.job, None)

    def _ended(self, job: str, future: Future[None]) -> None:
        """Called by Dask when a future ends. Its last snapshot comes before that, unless something went wrong."""
        with self._lock:
            if self._futures.get(job) is not future:
                return
            snapshot = self._snapshots[job]
            if future.status == "finished":
                # A job asked for again in the moment in which its cancelled twin ended: Dask took the twin's end for ours.
                del self._futures[job]
                future.release()
                self._submit(self._connected(), snapshot.kind, snapshot.request, job)
                return
            cause = type(future.exception()).__name__ if future.status == "error" else f"future {future.status}"
            message = f"The work broke off ({cause}); starting it again continues from its last checkpoint."
            self._note(dataclasses.replace(snapshot, state="failed", message=message))

    def _position(self, snapshot: Snapshot) -> int:
        if snapshot.state != "waiting":
            return 0
        waiting = [other.job for other in self.live() if other.state == "waiting"]
        return waiting.index(snapshot.job) + 1

    def _check_limits(self, visitor: str) -> None:
        live = self.live()
        most, own_most = _limit("VIZLAB_MAX_JOBS", 16), _limit("VIZLAB_MAX_JOBS_PER_VISITOR", 2)
        if sum(self._starters.get(snapshot.job) == visitor for snapshot in live) >= own_most:
            raise VizlabError(f"You have {own_most} jobs under way, which is the most here; cancel one or wait for it.")
        if len(live) >= most:
            raise VizlabError(f"All {most} places in the queue are taken; try again in a minute.")


def _connect(address: str) -> Client:
    if not address:
        workers = _limit("VIZLAB_WORKERS", 1)
        memory = os.environ.get("VIZLAB_WORKER_MEMORY", "2GiB")
        cluster = LocalCluster(
            processes=True, n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=memory
        )
        return Client(cluster, set_as_default=False)
    try:
        return Client(address, timeout="5s", set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise VizlabError(f"No Dask scheduler answers at {address}; start one or unset VIZLAB_SCHEDULER.") from error


def _resources(client: Client) -> dict[str, float] | None:
    """Jobs go to workers that offer a GPU, where there are any."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    return {"GPU": 1} if any(worker["resources"].get("GPU") for worker in workers) else None


def _limit(variable: str, default: int) -> int:
    text = os.environ.get(variable, str(default))
    if not text.isdecimal() or int(text) < 1:
        raise VizlabError(f"{variable} must be a whole number above zero; got {text!r}.")
    return int(text)


class _Reporter:
    """The worker's side of one job: folds steps into snapshots and sends them at most every `REPORT_S`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._curves = Curves()
        self._began = time.perf_counter()
        self._phase_began: tuple[int, float] | None = None
        self._sent = 0.0

    def add(self, step: Step) -> bool:
        """Take in a step; whether a snapshot is due."""
        self._curves.add(step)
        seconds = time.perf_counter() - self._began
        if self._phase_began is None or step.phase != self.snapshot.phase:
            self._phase_began = step.done, seconds  # replaying, downloading and training have speeds of their own
        done, spent = step.done - self._phase_began[0], seconds - self._phase_began[1]
        self.snapshot = dataclasses.replace(
            self.snapshot,
            state="running",
            done=step.done,
            total=step.total,
            phase=step.phase,
            unit=step.unit,
            seconds=seconds,
            seconds_left=spent * (step.total - step.done) / done if done > 0 else None,
            note=step.note or self.snapshot.note,
            result=step.result,
        )
        return time.perf_counter() - self._sent >= REPORT_S

    def send(self, **changes: Any) -> None:
        """Publish the present snapshot."""
        self.snapshot = dataclasses.replace(self.snapshot, series=self._curves.series(), **changes)
        get_worker().log_event(TOPIC, dataclasses.asdict(self.snapshot))
        self._sent = time.perf_counter()


def _work(kind: str, request: str, job: str) -> None:
    """Run on the worker: a whole job."""
    import torch

    torch.set_num_threads(_limit("VIZLAB_THREADS", os.cpu_count() or 1))  # Dask starts its workers with one
    reporter = _Reporter(Snapshot(job, kind, request, state="running", pid=os.getpid()))
    cancelled = Event(f"cancel-{job}")
    steps = KINDS[kind](request)
    try:
        for step in steps:
            if not reporter.add(step):
                continue
            if cancelled.is_set():
                reporter.send(state="cancelled", seconds_left=None)
                return
            reporter.send()
        reporter.send(state="done", seconds_left=None)
    except VizlabError as error:
        reporter.send(state="failed", message=str(error), seconds_left=None)
    finally:
        steps.close()


def _train(request: str) -> Generator[Step, None, None]:
    from vizlab.recipes import from_json
    from vizlab.training import train

    yield from train(from_json(request))


def _check(request: str) -> Generator[Step, None, None]:
    from vizlab.recipes import from_json
    from vizlab.training import overfit_tiny

    yield from overfit_tiny(from_json(request))


def _download(request: str) -> Generator[Step, None, None]:
    from vizlab import data

    yield from data.download(request)


KINDS: dict[str, Callable[[str], Generator[Step, None, None]]] = {"train": _train, "check": _check, "download": _download}
