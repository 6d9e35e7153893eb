"""Jobs on real Dask workers: shared, watched, cancelled, killed and resumed.

Waiting is by condition with a generous limit, never by the clock. Workers inherit the environment that the cluster starts in.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dask
import psutil
import pytest

from vizlab.errors import VizlabError
from vizlab.jobs import KINDS, Jobs, Snapshot, desk
from vizlab.jobs.snapshot import TOPIC, from_event
from vizlab.jobs.worker import FRAMED
from vizlab.recipes import Recipe, canonical_json, run_id
from vizlab.store import Store
from vizlab.training import settled, train

ROOT = Path(__file__).resolve().parent.parent
LONG = Recipe(depth=1, width=8, epochs=100, batch_size=8)  # 16,100 steps: nobody waits for its end
MEDIUM = Recipe(depth=1, width=8, epochs=60, batch_size=32)  # 2,400 steps: a few seconds
SHORT = Recipe(depth=1, width=4, epochs=2, batch_size=256)
BROKEN = Recipe(
    lr=1.0, optimizer="SGD with momentum", momentum=0.95, batch_norm=False, activation="leaky ReLU", schedule="constant"
)
PREPARE = Jobs.prepare  # the real one, which is off for tests of pages
_seeds = itertools.count(1)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the workers' store, and the environment that they start in."""
    folder = tmp_path_factory.mktemp("jobs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIZLAB_STORE", str(folder / "store"))
        patch.setenv("VIZLAB_DATA", str(folder / "data"))
        patch.setenv("VIZLAB_DEVICE", "cpu")
        patch.setenv("VIZLAB_THREADS", "1")
        patch.delenv("VIZLAB_SCHEDULER", raising=False)
        yield folder


@pytest.fixture(scope="module")
def embedded(place: Path) -> Iterator[Jobs]:
    """An app's jobs with their own cluster of one worker, started by a first job as in life."""
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1ms"}):  # Dask must not give up a worker that comes back
        jobs = Jobs()
        launch(jobs, SHORT, "nobody")
        wait(jobs, job_of(SHORT), lambda seen: seen.state == "done")
        yield jobs
        jobs.close()


@pytest.fixture
def jobs(embedded: Jobs, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    monkeypatch.setenv("VIZLAB_STORE", str(place / "store"))  # a worker that is started again inherits it anew
    yield embedded
    end_all(embedded)


@pytest.fixture
def replica(embedded: Jobs) -> Iterator[Jobs]:
    """Another app process's view of the same scheduler."""
    other = Jobs(address(embedded))
    yield other
    end_all(embedded)
    other.close()


def test_what_a_job_computes_with_is_imported_before_it_is_asked_for(place: Path) -> None:
    jobs = Jobs()
    try:
        PREPARE(jobs, "vae")
        PREPARE(jobs, "vae")  # a page is run again at every click
        until = time.monotonic() + 60
        imported: dict[str, bool] = {}
        while not any(imported.values()) and time.monotonic() < until:
            imported = jobs._connected().run(lambda: "vizlab.generative.vae.training" in __import__("sys").modules)
        assert list(imported.values()) == [True]
        assert jobs.live() == []  # nobody sees it in the queue
        launch(jobs, SHORT, "a")
        wait(jobs, job_of(SHORT), lambda seen: seen.state == "done")
    finally:
        jobs.close()


def test_pages_do_not_wait_for_a_cluster_that_starts(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, begun = threading.Event(), threading.Event()

    def slow(address: str) -> None:
        begun.set()
        goes_on.wait(60)
        raise VizlabError("no cluster today")  # which only a click would say

    monkeypatch.setattr(desk, "_connect", slow)
    jobs = Jobs()
    PREPARE(jobs, "vae")
    assert begun.wait(60)
    assert jobs.watch("some job", "a") is None
    assert jobs.live() == []
    goes_on.set()


def test_a_cluster_of_others_is_not_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_connect", lambda address: pytest.fail("asked"))
    jobs = Jobs("tcp://127.0.0.1:9")
    PREPARE(jobs, "vae")
    assert jobs._prepared == set()


def address(jobs: Jobs) -> str:
    return str(jobs._connected().scheduler.address)


def fresh(recipe: Recipe) -> Recipe:
    """The same work under an id that no other test has used."""
    return settled(dataclasses.replace(recipe, seed=next(_seeds)))


def job_of(recipe: Recipe) -> str:
    return run_id(settled(recipe))


def launch(jobs: Jobs, recipe: Recipe, visitor: str) -> Snapshot:
    return jobs.start("train", canonical_json(settled(recipe)), job=job_of(recipe), visitor=visitor)


def wait(jobs: Jobs, job: str, condition: Callable[[Snapshot], Any], visitor: str = "observer") -> Snapshot:
    """The first snapshot that fulfils the condition; looking as an observer holds the job for ten seconds."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        jobs._connected()
        jobs.live()
        seen = jobs._snapshots.get(job) if visitor == "observer" else jobs.watch(job, visitor)
        if seen is not None and condition(seen):
            return seen
        time.sleep(0.01)
    raise AssertionError(f"after 90 s the job is {seen and dataclasses.replace(seen, series={})}")


def epochs_seen(snapshot: Snapshot) -> int:
    """How many epochs the snapshot's curves show."""
    return max(len(snapshot.series.get("validation loss", ())) - 1, 0)


def end_all(jobs: Jobs) -> None:
    """Cancel everything that is under way and wait for the worker to be free."""
    for snapshot in jobs.live():
        jobs._leases.pop(snapshot.job, None)
        jobs.cancel(snapshot.job, "the test's end")
    for snapshot in jobs.live():
        wait(jobs, snapshot.job, lambda seen: not seen.is_live)


def weights(folder: Path, recipe: Recipe, epoch: int) -> bytes:
    artifact = Store(str(folder)).read(f"runs/{job_of(recipe)}/epoch-{epoch:04d}")
    assert artifact is not None
    return artifact.files["weights.safetensors"]


def undisturbed(recipe: Recipe, folder: Path) -> bytes:
    """The last weights of the same training in this process, without jobs."""
    list(train(recipe, Store(str(folder))))
    return weights(folder, recipe, recipe.epochs)


def events(jobs: Jobs, job: str) -> list[Snapshot]:
    """Everything that was ever said of a job."""
    heard = (from_event(event) for _, event in jobs._connected().get_events(TOPIC))
    return [snapshot for snapshot in heard if snapshot.job == job]


def resumed_by(jobs: Jobs, job: str, pid: int) -> bool:
    """Whether a worker process went on where another had stopped: its first words are of what was done before."""
    return next(seen.phase for seen in events(jobs, job) if seen.pid == pid) == "resuming"


# A whole job


def test_a_job_trains_and_shows_its_result(jobs: Jobs, place: Path) -> None:
    recipe = fresh(MEDIUM)
    first = launch(jobs, recipe, "ann")
    assert first.state == "waiting"
    assert first.is_live
    live = wait(jobs, job_of(recipe), lambda seen: seen.state == "running" and epochs_seen(seen) >= 3)
    assert 0 < live.fraction < 1
    assert live.pid not in (0, os.getpid())
    assert live.seconds_left is None or live.seconds_left > 0
    assert live.phase == "training"
    done = wait(jobs, job_of(recipe), lambda seen: not seen.is_live)
    assert done.state == "done"
    assert done.fraction == 1
    assert done.result is not None
    assert done.result["run"] == job_of(recipe)
    assert epochs_seen(done) == recipe.epochs
    assert json.loads(json.dumps(done.result["recipe"])) == dataclasses.asdict(recipe)
    assert Store(str(place / "store")).meta(f"runs/{job_of(recipe)}/result") is not None


def test_an_unknown_job_is_none(jobs: Jobs) -> None:
    assert jobs.watch("nothing", "ann") is None
    assert not jobs.cancel("nothing", "ann")


def test_nothing_is_started_before_the_first_job() -> None:
    jobs = Jobs()
    assert jobs.watch("nothing", "ann") is None
    assert jobs.live() == []
    assert jobs._client is None
    jobs.close()


def test_a_sanity_check_is_a_job_too(jobs: Jobs) -> None:
    recipe = fresh(Recipe())
    job = f"check-{job_of(recipe)}"
    jobs.start("check", canonical_json(recipe), job=job, visitor="ann")
    assert wait(jobs, job, lambda seen: not seen.is_live).result["learned"]  # type: ignore[index]
    assert set(KINDS) == {"train", "check", "download", "own pictures", "own table", *FRAMED}


def test_what_goes_wrong_in_the_work_is_said_in_its_own_sentence(jobs: Jobs) -> None:
    recipe = fresh(BROKEN)
    launch(jobs, recipe, "ann")
    failed = wait(jobs, job_of(recipe), lambda seen: not seen.is_live)
    assert failed.state == "failed"
    assert failed.message.startswith("The loss stopped being a number at step ")
    assert failed.seconds_left is None
    assert launch(jobs, recipe, "ann").is_live  # and it can be asked for again
    assert wait(jobs, job_of(recipe), lambda seen: not seen.is_live).state == "failed"


def test_snapshots_come_at_most_four_a_second(jobs: Jobs) -> None:
    """By the worker's own clock, which every snapshot carries; the end may follow close upon the one before."""
    recipe = fresh(MEDIUM)
    launch(jobs, recipe, "ann")
    wait(jobs, job_of(recipe), lambda seen: not seen.is_live)
    times = [snapshot.seconds for snapshot in events(jobs, job_of(recipe)) if snapshot.state != "waiting"]
    assert len(times) >= 3
    assert times == sorted(times)
    for began in times:
        assert sum(began <= moment < began + 1 for moment in times) <= 4


def test_a_snapshot_stays_small(jobs: Jobs) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    seen = wait(jobs, job_of(recipe), lambda seen: seen.done > 1500)
    assert len(json.dumps(dataclasses.asdict(seen))) < 30_000


# Shared


def test_equal_requests_share_one_job(jobs: Jobs, replica: Jobs) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    wait(jobs, job_of(recipe), lambda seen: epochs_seen(seen) >= 1)
    again = launch(jobs, recipe, "bob")
    assert again.state == "running"
    joined = launch(replica, recipe, "cid")
    assert joined.state == "running"
    before = wait(jobs, job_of(recipe), lambda seen: True).done
    after = wait(jobs, job_of(recipe), lambda seen: seen.done > before + 200)
    assert after.pid == again.pid == joined.pid
    assert [snapshot.state for snapshot in events(jobs, job_of(recipe))].count("waiting") == 1
    assert len([snapshot for snapshot in events(jobs, job_of(recipe)) if snapshot.phase == "resuming"]) == 0


def test_who_comes_late_sees_the_live_job_with_its_whole_curve(jobs: Jobs, replica: Jobs) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    present = wait(jobs, job_of(recipe), lambda seen: epochs_seen(seen) >= 2)
    late = replica.watch(job_of(recipe), "bob")
    assert late is not None
    assert late.state == "running"
    assert epochs_seen(late) >= 2
    assert late.series["validation loss"][:3] == present.series["validation loss"][:3]
    later = wait(replica, job_of(recipe), lambda seen: seen.done > late.done)
    assert later.request == canonical_json(recipe)


def test_a_finished_job_is_still_seen_by_who_comes_later(jobs: Jobs, replica: Jobs) -> None:
    recipe = fresh(SHORT)
    launch(jobs, recipe, "ann")
    wait(jobs, job_of(recipe), lambda seen: seen.state == "done")
    late = replica.watch(job_of(recipe), "bob")
    assert late is not None
    assert late.state == "done"
    assert late.result is not None


# Cancel


def test_cancel_ends_the_work_keeps_its_epochs_and_it_can_be_asked_for_again_at_once(jobs: Jobs, place: Path) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    wait(jobs, job_of(recipe), lambda seen: epochs_seen(seen) >= 2)
    assert jobs.cancel(job_of(recipe), "ann")
    cancelled = wait(jobs, job_of(recipe), lambda seen: not seen.is_live)
    assert cancelled.state == "cancelled"
    kept = [key for key in Store(str(place / "store")).keys(f"runs/{job_of(recipe)}") if "epoch" in key]
    assert len(kept) >= 3
    assert launch(jobs, recipe, "ann").is_live
    resumed = wait(jobs, job_of(recipe), lambda seen: seen.state == "running" and epochs_seen(seen) >= len(kept))
    assert resumed.series["validation loss"][: len(kept)] == cancelled.series["validation loss"][: len(kept)]


def test_cancelled_and_started_again_without_waiting(jobs: Jobs) -> None:
    """The new job asks for the key of one that is just ending; Dask may take the end of the old one for that of the new."""
    recipe = fresh(dataclasses.replace(MEDIUM, epochs=20))
    for _ in range(3):
        launch(jobs, recipe, "ann")
        wait(jobs, job_of(recipe), lambda seen: seen.state == "running")
        assert jobs.cancel(job_of(recipe), "ann")
        wait(jobs, job_of(recipe), lambda seen: not seen.is_live)
    launch(jobs, recipe, "ann")
    assert wait(jobs, job_of(recipe), lambda seen: not seen.is_live).state == "done"


def test_cancel_is_refused_while_someone_else_watches(jobs: Jobs) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    wait(jobs, job_of(recipe), lambda seen: seen.state == "running")
    jobs.watch(job_of(recipe), "bob")
    assert not jobs.cancel(job_of(recipe), "ann")
    before = wait(jobs, job_of(recipe), lambda seen: True).done
    assert wait(jobs, job_of(recipe), lambda seen: seen.done > before + 100).state == "running"
    assert jobs.cancel(job_of(recipe), "bob")  # ann has left
    assert wait(jobs, job_of(recipe), lambda seen: not seen.is_live).state == "cancelled"


def test_who_has_gone_away_no_longer_holds_a_job(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    jobs.watch(job_of(recipe), "bob")
    monkeypatch.setattr(desk, "LEASE_S", 0.0)
    assert jobs.cancel(job_of(recipe), "ann")
    assert wait(jobs, job_of(recipe), lambda seen: not seen.is_live).state == "cancelled"


# The queue


def test_who_waits_knows_the_place_in_the_queue(jobs: Jobs) -> None:
    first, second, third = fresh(LONG), fresh(SHORT), fresh(SHORT)
    launch(jobs, first, "ann")
    wait(jobs, job_of(first), lambda seen: seen.state == "running")
    launch(jobs, second, "bob")
    launch(jobs, third, "cid")
    places = [jobs.watch(job_of(recipe), "dan").position for recipe in (first, second, third)]  # type: ignore[union-attr]
    assert places == [0, 1, 2]
    assert [snapshot.job for snapshot in jobs.live()] == [job_of(recipe) for recipe in (first, second, third)]
    jobs._leases.pop(job_of(second))
    assert jobs.cancel(job_of(second), "bob")
    assert jobs.watch(job_of(second), "bob").state == "cancelled"  # type: ignore[union-attr]
    assert jobs.watch(job_of(third), "cid").position == 1  # type: ignore[union-attr]
    jobs._leases.pop(job_of(first))
    jobs.cancel(job_of(first), "ann")
    assert wait(jobs, job_of(third), lambda seen: not seen.is_live).state == "done"
    assert {seen.state for seen in events(jobs, job_of(second))} == {"waiting", "cancelled"}  # it never ran


def test_a_visitor_has_two_jobs_and_all_together_as_many_as_fit(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    recipes = [fresh(LONG) for _ in range(4)]
    launch(jobs, recipes[0], "ann")
    launch(jobs, recipes[1], "ann")
    with pytest.raises(VizlabError, match="You have 2 jobs under way, which is the most here; cancel one or wait for it"):
        launch(jobs, recipes[2], "ann")
    monkeypatch.setenv("VIZLAB_MAX_JOBS", "3")
    launch(jobs, recipes[2], "bob")
    with pytest.raises(VizlabError, match="All 3 places in the queue are taken; try again in a minute"):
        launch(jobs, recipes[3], "cid")
    assert jobs.watch(job_of(recipes[3]), "cid") is None
    assert launch(jobs, recipes[0], "cid").is_live  # to join is always possible


def test_to_join_from_another_app_is_possible_when_the_queue_is_full(
    jobs: Jobs, replica: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = fresh(LONG)
    launch(jobs, recipe, "ann")
    monkeypatch.setenv("VIZLAB_MAX_JOBS", "1")
    assert launch(replica, recipe, "bob").is_live
    with pytest.raises(VizlabError, match="All 1 places in the queue are taken"):
        launch(replica, fresh(LONG), "bob")


@pytest.mark.parametrize("text", ["0", "-1", "two", "1.5", ""])
def test_a_limit_that_is_no_number_is_said_in_a_sentence(text: str, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZLAB_MAX_JOBS", text)
    with pytest.raises(VizlabError, match="VIZLAB_MAX_JOBS must be a whole number above zero; got "):
        launch(jobs, fresh(SHORT), "ann")


# Killed


def test_a_killed_worker_comes_back_and_the_job_ends_as_if_undisturbed(jobs: Jobs, place: Path, tmp_path: Path) -> None:
    recipe = fresh(MEDIUM)
    launch(jobs, recipe, "ann")
    first = wait(jobs, job_of(recipe), lambda seen: epochs_seen(seen) >= 3)
    os.kill(first.pid, signal.SIGKILL)
    second = wait(jobs, job_of(recipe), lambda seen: seen.pid not in (0, first.pid))
    done = wait(jobs, job_of(recipe), lambda seen: not seen.is_live)
    assert done.state == "done"
    assert resumed_by(jobs, job_of(recipe), second.pid)
    assert weights(place / "store", recipe, recipe.epochs) == undisturbed(recipe, tmp_path / "calm")


def test_a_worker_that_dies_again_and_again_ends_the_job_with_a_sentence(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    client, recipe, killed = jobs._connected(), fresh(LONG), {0}
    forget = client._dec_ref  # Dask may take its time to forget an end; whoever asks again must not be answered with it
    monkeypatch.setattr(client, "_dec_ref", lambda key: client.loop.call_later(0.3, forget, key))
    launch(jobs, recipe, "ann")
    while len(killed) < 10:
        seen = wait(jobs, job_of(recipe), lambda seen: seen.state != "waiting" and (seen.pid not in killed or not seen.is_live))
        if not seen.is_live:
            break
        killed.add(seen.pid)
        os.kill(seen.pid, signal.SIGKILL)
    assert seen.state == "failed"
    assert seen.message == "The work broke off (KilledWorker); starting it again continues from its last checkpoint."
    launch(jobs, recipe, "ann")
    wait(jobs, job_of(recipe), lambda seen: seen.state == "running")  # the engine itself goes on


# A scheduler of others


def command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"]


def wait_until_open(port: int) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the scheduler did not start")


@pytest.fixture
def cluster(place: Path, tmp_path: Path) -> Iterator[str]:
    """A real scheduler with two real workers, each under its nanny, all processes of their own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"tcp://127.0.0.1:{probe.getsockname()[1]}"
    environment = {**os.environ, "VIZLAB_STORE": str(place / "shared"), "VIZLAB_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    log = (tmp_path / "log").open("w")
    worker = command("dask_worker", url, "--nanny", "--nthreads", "1", "--nworkers", "1", "--host", "127.0.0.1")
    commands = [command("dask_scheduler", "--host", "127.0.0.1", "--port", url.rsplit(":", 1)[1]), worker, worker]
    started = [
        subprocess.Popen([*line, *local], cwd=ROOT, env=environment, stdout=log, stderr=log)
        for line, local in zip(commands, ([], *(["--local-directory", str(tmp_path / name)] for name in "ab")), strict=True)
    ]
    wait_until_open(int(url.rsplit(":", 1)[1]))
    yield url
    children = [child for process in started if process.poll() is None for child in psutil.Process(process.pid).children(True)]
    for process in reversed(started):
        process.kill()
    for child in children:
        if child.is_running():
            child.kill()
    for process in started:
        process.wait()
    log.close()


def test_a_real_cluster_survives_the_loss_of_one_of_two_workers(cluster: str, place: Path, tmp_path: Path) -> None:
    """The whole worker goes, nanny and all, as when a machine is lost; the other takes over from the checkpoint."""
    recipe = fresh(MEDIUM)
    app, other_app = Jobs(cluster), Jobs(cluster)
    launch(app, recipe, "ann")
    app._connected().wait_for_workers(2, timeout=90)
    first = wait(app, job_of(recipe), lambda seen: epochs_seen(seen) >= 3)
    nanny = psutil.Process(first.pid).parent()
    assert nanny is not None
    nanny.kill()
    os.kill(first.pid, signal.SIGKILL)
    second = wait(other_app, job_of(recipe), lambda seen: seen.pid not in (0, first.pid))
    done = wait(app, job_of(recipe), lambda seen: not seen.is_live)
    assert done.state == "done"
    assert resumed_by(app, job_of(recipe), second.pid)
    assert weights(place / "shared", recipe, recipe.epochs) == undisturbed(recipe, tmp_path / "calm")
    assert wait(other_app, job_of(recipe), lambda seen: not seen.is_live).state == "done"
    for jobs in (app, other_app):
        jobs.close()


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:{port}", "127.0.0.1:{port}"])
def test_where_no_scheduler_answers_this_is_said_in_a_sentence(url: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = url.format(port=probe.getsockname()[1])
    jobs, threads = Jobs(url), threading.active_count()
    with pytest.raises(VizlabError, match=f"No Dask scheduler answers at {url}; start one or unset VIZLAB_SCHEDULER"):
        launch(jobs, SHORT, "ann")
    assert jobs.watch(job_of(SHORT), "ann") is None  # a page is drawn all the same
    assert jobs.live() == []
    assert not jobs.cancel(job_of(SHORT), "ann")
    jobs.close()
    assert threading.active_count() == threads


@pytest.mark.parametrize(
    "url", ["nonsense", "tcp://", "http://[", "bogus://127.0.0.1:1", "☃", "tcp://☃:1", "tcp://127.0.0.1:99999"]
)
def test_an_address_that_is_none_is_said_in_a_sentence(url: str) -> None:
    with pytest.raises(VizlabError, match="No Dask scheduler answers at "):
        launch(Jobs(url), SHORT, "ann")
