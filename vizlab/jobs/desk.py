"""The app's side of jobs: starts, watches and cancels them."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import os
import queue
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

import dask
from distributed import Client, Event, LocalCluster
from distributed.client import Future
from distributed.comm.addressing import get_address_host_port

from vizlab.errors import VizlabError
from vizlab.jobs.limits import limit
from vizlab.jobs.snapshot import TOPIC, Snapshot, from_event
from vizlab.jobs.worker import cancel_event, prepare, work

LEASE_S = 10.0  # a visitor who has not looked for so long no longer holds a job
CONNECT_S = 5.0
FORGET_S = 2.0
RETRY_S = 15.0  # how long not to ask a scheduler that did not answer
# Dask makes its workers hand every freed 64 kB back to the system, so that each step pays for the same pages again: twice the
# processor time. These keep what a step needs and still return the large blocks of an evaluation.
WORKER_ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(8 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(32 * 2**20),
    "OMP_NUM_THREADS": "1",  # as Dask has it; the job itself says how many it takes
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class Jobs:
    """The app's side: starts, watches and cancels jobs. One object an app process, safe for many threads."""

    def __init__(self, scheduler: str | None = None) -> None:
        """Remember where to compute (`VIZLAB_SCHEDULER` if None); nothing is started or contacted yet."""
        self._address = scheduler if scheduler is not None else os.environ.get("VIZLAB_SCHEDULER", "")
        self._client: Client | None = None
        self._lock = threading.RLock()
        self._connecting = threading.RLock()  # apart, so that pages go on reading what is known while a cluster starts
        self._prepared: set[str] = set()
        self._snapshots: dict[str, Snapshot] = {}
        self._futures: dict[str, Future[None]] = {}
        self._leases: dict[str, dict[str, float]] = {}
        self._left: dict[str, set[str]] = {}
        self._starters: dict[str, str] = {}
        self._inbox: queue.SimpleQueue[Mapping[str, Any]] = queue.SimpleQueue()
        self._retry_at = 0.0

    def start(self, kind: str, request: str, *, job: str, visitor: str) -> Snapshot:
        """Start a job, or join the one of that id. Errors: `VizlabError` when a limit is reached or no scheduler answers."""
        client = self._connected()
        with self._lock:
            self._read_inbox()
            self._leases.setdefault(job, {})[visitor] = time.monotonic()
            self._left.get(job, set()).discard(visitor)
            present = self._snapshots.get(job)
            if present and present.is_live and job in self._futures:
                return present
            is_new = not (present and present.is_live)  # else another app process has started it, and to join costs nothing
            if is_new:
                self._check_limits(visitor)
            Event(cancel_event(job), client=client).clear()
            if is_new:
                self._snapshots[job] = Snapshot(job, kind, request, submitted_s=time.time())
                client.log_event(TOPIC, dataclasses.asdict(self._snapshots[job]))
                self._starters[job] = visitor
            self._submit(client, kind, request, job)
            return self._snapshots[job]

    def prepare(self, kind: str) -> None:
        """Start the embedded cluster in the background, with what this kind of job needs; the click then waits for neither.

        A cluster of others is left alone. A failure is left to `start`, which says it to whoever asks for a job.
        """
        with self._lock:
            if self._address or kind in self._prepared:
                return
            self._prepared.add(kind)
        threading.Thread(target=self._prepare, args=(kind,), daemon=True, name=f"prepare-{kind}").start()

    def _prepare(self, kind: str) -> None:
        with contextlib.suppress(VizlabError):
            client = self._connected()
            client.submit(prepare, kind, key=f"prepare-{kind}", resources=_resources(client)).add_done_callback(Future.release)

    def watch(self, job: str, visitor: str) -> Snapshot | None:
        """The latest snapshot of a job, None if it is unknown; holds the job for the visitor for ten seconds."""
        self._connect_quietly()
        with self._lock:
            self._read_inbox()
            snapshot = self._snapshots.get(job)
            if snapshot is None:
                return None
            if snapshot.is_live and visitor not in self._left.get(job, set()):
                self._leases.setdefault(job, {})[visitor] = time.monotonic()
            return dataclasses.replace(snapshot, position=self._position(snapshot))

    def live(self) -> list[Snapshot]:
        """Jobs waiting or running, in the order in which they were asked for."""
        with self._lock:
            self._read_inbox()
            found = [snapshot for snapshot in self._snapshots.values() if snapshot.is_live]
        return sorted(found, key=lambda snapshot: snapshot.submitted_s)

    def cancel(self, job: str, visitor: str) -> bool:
        """Leave a job; it ends within a second unless another visitor is watching it. Whether it ends."""
        with self._lock:
            self._read_inbox()
            snapshot = self._snapshots.get(job)
            if self._client is None or snapshot is None or not snapshot.is_live:
                return False
            holders = self._leases.get(job, {})
            holders.pop(visitor, None)
            self._left.setdefault(job, set()).add(visitor)  # looking on is not holding on
            if any(time.monotonic() - seen < LEASE_S for seen in holders.values()):
                return False
            Event(cancel_event(job), client=self._client).set()
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
        is_old = job in client.futures  # Dask has yet to forget the job's last run, and will answer with that one's end
        future = client.submit(work, kind, request, job, key=job, pure=True, resources=_resources(client))
        self._futures[job] = future
        future.add_done_callback(functools.partial(self._ended, job, is_old))

    def _connect_quietly(self) -> None:
        """With a scheduler of others, see their jobs; if it does not answer, pages work without jobs and ask again later."""
        if self._address and self._client is None and time.monotonic() >= self._retry_at:
            with contextlib.suppress(VizlabError):
                self._connected()
            self._retry_at = time.monotonic() + RETRY_S

    def _connected(self) -> Client:
        with self._connecting:
            if self._client is None:
                client = _connect(self._address)
                # Events arrive on the client's own thread, which must never wait for our lock: whoever holds the lock may be
                # waiting for that thread. So they are put aside here and read by the next caller.
                client.subscribe_topic(TOPIC, lambda event: self._inbox.put(event[1]))
                for _, event in client.get_events(TOPIC):
                    self._note(from_event(event))
                self._client = client
            return self._client

    def _read_inbox(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._note(from_event(self._inbox.get_nowait()))

    def _note(self, snapshot: Snapshot) -> None:
        with self._lock:
            present = self._snapshots.get(snapshot.job)
            submitted_s = max(snapshot.submitted_s, present.submitted_s if present else 0.0)
            self._snapshots[snapshot.job] = dataclasses.replace(snapshot, submitted_s=submitted_s)
            if not snapshot.is_live:  # let Dask forget it, so that the same recipe can be asked for again
                self._futures.pop(snapshot.job, None)
                self._leases.pop(snapshot.job, None)
                self._left.pop(snapshot.job, None)

    def _ended(self, job: str, is_old: bool, future: Future[None]) -> None:
        """Called by Dask when a future ends. Its last snapshot comes before that, unless something went wrong."""
        with self._lock:
            self._read_inbox()
            if self._futures.get(job) is not future:
                return
            snapshot = self._snapshots[job]
            if is_old or future.status == "finished":  # asked for again as its last run ended: Dask took that end for ours
                client = self._connected()
                del self._futures[job]
                future.release()
                _wait_until_forgotten(client, job)
                self._submit(client, snapshot.kind, snapshot.request, job)
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
        most, own_most = limit("VIZLAB_MAX_JOBS", 16), limit("VIZLAB_MAX_JOBS_PER_VISITOR", 2)
        if sum(self._starters.get(snapshot.job) == visitor for snapshot in live) >= own_most:
            raise VizlabError(f"You have {own_most} jobs under way, which is the most here; cancel one or wait for it.")
        if len(live) >= most:
            raise VizlabError(f"All {most} places in the queue are taken; try again in a minute.")


def _connect(address: str) -> Client:
    if not address:
        workers = limit("VIZLAB_WORKERS", 1)
        memory = os.environ.get("VIZLAB_WORKER_MEMORY", "2GiB")
        # A cluster gives a worker up for good that has died and is just then, 15 s later, on its way back once more after
        # another death: no job would ever run again. Ours are started again by their nannies however often they die.
        dask.config.set({"distributed.deploy.lost-worker-timeout": "3650 days"})
        with dask.config.set({"distributed.nanny.pre-spawn-environ": WORKER_ENVIRONMENT}):
            cluster = LocalCluster(
                processes=True, n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=memory
            )
        return Client(cluster, set_as_default=False)
    try:
        # Knock first: a client that fails to connect leaves threads behind, and blocks for seconds wherever it is collected.
        socket.create_connection(get_address_host_port(address), timeout=CONNECT_S).close()
        return Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:  # ValueError: not even an address
        raise VizlabError(f"No Dask scheduler answers at {address}; start one or unset VIZLAB_SCHEDULER.") from error


def _wait_until_forgotten(client: Client, job: str) -> None:
    """Dask lets go of a released future on a thread of its own."""
    until = time.monotonic() + FORGET_S
    while job in client.futures and time.monotonic() < until:
        time.sleep(0.005)


def _resources(client: Client) -> dict[str, float] | None:
    """Jobs go to workers that offer a GPU, where there are any."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    return {"GPU": 1} if any(worker["resources"].get("GPU") for worker in workers) else None
