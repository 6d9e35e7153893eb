"""The worker's side of a job: runs a generator of steps, reports snapshots, listens for cancel.

To add a kind of job: a generator function of the request's text and a line in `KINDS`; or, where it computes a recipe and keeps
frames, a line in `FRAMED`.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
import time
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from distributed import Event, get_worker

from vizlab.errors import VizlabError
from vizlab.jobs.limits import limit
from vizlab.jobs.snapshot import TOPIC, Snapshot
from vizlab.progress import Curves, Step
from vizlab.recipes import Recipe, from_json

Work = Callable[[Any], Generator[Step, None, None]]
REPORT_S = 1 / 3  # three a second, and room for the final one


def work(kind: str, request: str, job: str) -> None:
    """Run a whole job; called by Dask on a worker."""
    import torch

    torch.set_num_threads(limit("VIZLAB_THREADS", os.cpu_count() or 1))  # Dask starts its workers with one
    reporter = _Reporter(Snapshot(job, kind, request, state="running", pid=os.getpid()))
    cancelled = Event(cancel_event(job))
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


def prepare(kind: str) -> None:
    """Import on a worker what a kind of job computes with, which takes seconds, before anyone waits for it."""
    for name in ("torch._dynamo", "vizlab.training"):  # the first takes two seconds, which a first optimizer takes otherwise
        importlib.import_module(name)
    if kind in FRAMED:
        FRAMED[kind]()


def cancel_event(job: str) -> str:
    """The name of the Dask event that asks a job to end."""
    return f"cancel-{job}"


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
            frame=self.snapshot.frame if step.frame is None else step.frame,
        )
        return time.perf_counter() - self._sent >= REPORT_S

    def send(self, **changes: Any) -> None:
        """Publish the present snapshot."""
        self.snapshot = dataclasses.replace(self.snapshot, series=self._curves.series(), **changes)
        get_worker().log_event(TOPIC, dataclasses.asdict(self.snapshot))
        self._sent = time.perf_counter()


def _train(request: str) -> Generator[Step, None, None]:
    from vizlab.training import train

    yield from train(from_json(request, Recipe))


def _check(request: str) -> Generator[Step, None, None]:
    from vizlab.training import overfit_tiny

    yield from overfit_tiny(from_json(request, Recipe))


def _download(request: str) -> Generator[Step, None, None]:
    from vizlab import data
    from vizlab.models import pretrained

    yield from (pretrained if request in pretrained.PRETRAINED else data).download(request)


def _own(kind: str, request: str) -> Generator[Step, None, None]:
    from vizlab.data import own

    if kind == "own pictures":
        yield from own.keep_pictures(from_json(request, own.PicturesRecipe))
    else:
        yield from own.keep_table(from_json(request, own.TableRecipe))


def _framed(kind: str, request: str) -> Generator[Step, None, None]:
    recipe, compute = FRAMED[kind]()
    yield from compute(from_json(request, recipe))


def _style() -> tuple[type, Work]:
    from vizlab.style import StyleRecipe, stylize

    return StyleRecipe, stylize


def _style_race() -> tuple[type, Work]:
    from vizlab.style.race import RaceRecipe, race

    return RaceRecipe, race


def _embedding() -> tuple[type, Work]:
    from vizlab.embeddings import EmbeddingRecipe, embed

    return EmbeddingRecipe, embed


def _embedding_depth() -> tuple[type, Work]:
    from vizlab.embeddings.depth.plans import walk
    from vizlab.embeddings.depth.recipe import DepthRecipe

    return DepthRecipe, walk


def _ways() -> tuple[type, Work]:
    from vizlab.embeddings.dimensions.ways import WaysRecipe, compare

    return WaysRecipe, compare


def _belief() -> tuple[type, Work]:
    from vizlab.embeddings.belief.study import StudyRecipe, study

    return StudyRecipe, study


def _vae() -> tuple[type, Work]:
    from vizlab.generative import VaeRecipe, train_vae

    return VaeRecipe, train_vae


def _pixels() -> tuple[type, Work]:
    from vizlab.generative.pixelwise.choices import PixelRecipe
    from vizlab.generative.pixelwise.training import train_pixels

    return PixelRecipe, train_pixels


def _vae_dial() -> tuple[type, Work]:
    from vizlab.generative.vae.dial import DialRecipe, turn

    return DialRecipe, turn


def _vae_collapse() -> tuple[type, Work]:
    from vizlab.generative.vae.collapse import CollapseRecipe, go_through

    return CollapseRecipe, go_through


def _autoencoders() -> tuple[type, Work]:
    from vizlab.generative.autoencoders.recipe import StudyRecipe
    from vizlab.generative.autoencoders.study import carry_out

    return StudyRecipe, carry_out


def _sound() -> tuple[type, Work]:
    from vizlab.generative.pixelwise.sound import SoundRecipe, train_sound

    return SoundRecipe, train_sound


def _gan() -> tuple[type, Work]:
    from vizlab.generative import GanRecipe, train_gan

    return GanRecipe, train_gan


def _dcgan() -> tuple[type, Work]:
    from vizlab.generative.image_gan import ImageGanRecipe, train_image_gan

    return ImageGanRecipe, train_image_gan


def _dcgan_rules() -> tuple[type, Work]:
    from vizlab.generative.image_gan.rules import RulesRecipe, compare_rules

    return RulesRecipe, compare_rules


def _judge() -> tuple[type, Work]:
    from vizlab.generative.judging import JudgeRecipe, judge

    return JudgeRecipe, judge


def _gan_seeds() -> tuple[type, Work]:
    from vizlab.generative.plane_gan.seeds import SeedsRecipe, run_seeds

    return SeedsRecipe, run_seeds


def _surface() -> tuple[type, Work]:
    from vizlab.landscapes.network import SurfaceRecipe, explore

    return SurfaceRecipe, explore


def _versus() -> tuple[type, Work]:
    from vizlab.filters.why.versus import VersusRecipe, compare

    return VersusRecipe, compare


def _batches() -> tuple[type, Work]:
    from vizlab.landscapes.network.sharpness import BatchesRecipe, compare

    return BatchesRecipe, compare


def _ascent() -> tuple[type, Work]:
    from vizlab.filters.ascent.maximise import maximise
    from vizlab.filters.ascent.recipe import AscentRecipe

    return AscentRecipe, maximise


def _units() -> tuple[type, Work]:
    from vizlab.filters.units.recipe import SurveyRecipe
    from vizlab.filters.units.survey import survey

    return SurveyRecipe, survey


def _ablation() -> tuple[type, Work]:
    from vizlab.filters.units.ablation import AblationRecipe, ablate

    return AblationRecipe, ablate


def _dream() -> tuple[type, Work]:
    from vizlab.filters.ascent.dream import DreamRecipe, dream

    return DreamRecipe, dream


def _inversion() -> tuple[type, Work]:
    from vizlab.filters.ascent.inversion import InversionRecipe, remember

    return InversionRecipe, remember


def _corruptions() -> tuple[type, Work]:
    from vizlab.robustness.corruptions.measured import CorruptionRecipe, measure

    return CorruptionRecipe, measure


def _evidence() -> tuple[type, Work]:
    from vizlab.saliency.evidence.ranking import rank
    from vizlab.saliency.evidence.recipe import EvidenceRecipe

    return EvidenceRecipe, rank


def _style_study() -> tuple[type, Work]:
    from vizlab.style.studies.recipe import StudyRecipe
    from vizlab.style.studies.study import study

    return StudyRecipe, study


def _style_ladder() -> tuple[type, Work]:
    from vizlab.style.texture.ladder import LadderRecipe, climb

    return LadderRecipe, climb


def _style_tradeoff() -> tuple[type, Work]:
    from vizlab.style.tradeoff.curve import CurveRecipe, trace

    return CurveRecipe, trace


def _style_identity() -> tuple[type, Work]:
    from vizlab.style.tradeoff.identity import IdentityRecipe, check_identity

    return IdentityRecipe, check_identity


def _one_pass() -> tuple[type, Work]:
    from vizlab.style.onepass.lessons import train
    from vizlab.style.onepass.recipe import OnePassRecipe

    return OnePassRecipe, train


def _any_style() -> tuple[type, Work]:
    from vizlab.style.onepass.adain import train_any
    from vizlab.style.onepass.recipe import AnyStyleRecipe

    return AnyStyleRecipe, train_any


def _taught() -> tuple[type, Work]:
    from vizlab.robustness.texture.taught import TextureRecipe, teach

    return TextureRecipe, teach


def _cycle() -> tuple[type, Work]:
    from vizlab.style.cycle.recipe import CloudsRecipe
    from vizlab.style.cycle.watch import watch

    return CloudsRecipe, watch


def _cycle_digits() -> tuple[type, Work]:
    from vizlab.style.cycle.recipe import DigitsRecipe
    from vizlab.style.cycle.translate import translate

    return DigitsRecipe, translate


def _cycle_sweep() -> tuple[type, Work]:
    from vizlab.style.cycle.recipe import SweepRecipe
    from vizlab.style.cycle.sweep import sweep

    return SweepRecipe, sweep


def _telling() -> tuple[type, Work]:
    from vizlab.style.judging.telling import TellingRecipe, tell

    return TellingRecipe, tell


def _draws() -> tuple[type, Work]:
    from vizlab.style.judging.draws import DrawsRecipe, survey

    return DrawsRecipe, survey


def _lineup() -> tuple[type, Work]:
    from vizlab.style.judging.lineup import LineupRecipe, paint

    return LineupRecipe, paint


def _stylised() -> tuple[type, Work]:
    from vizlab.style.stylised.learning import StylisedRecipe, learn

    return StylisedRecipe, learn


def _twins() -> tuple[type, Work]:
    from vizlab.style.stylised.sets import TwinsRecipe, make

    return TwinsRecipe, make


def _learned() -> tuple[type, Work]:
    from vizlab.embeddings.learned.recipe import SkipgramRecipe
    from vizlab.embeddings.learned.skipgram import train

    return SkipgramRecipe, train


def _learned_study() -> tuple[type, Work]:
    from vizlab.embeddings.learned.study import StudyRecipe, carry_out

    return StudyRecipe, carry_out


def _families() -> tuple[type, Work]:
    from vizlab.generative.families.choices import FamiliesRecipe
    from vizlab.generative.families.training import teach

    return FamiliesRecipe, teach


def _diffusion() -> tuple[type, Work]:
    from vizlab.generative.diffusion.choices import DiffusionRecipe
    from vizlab.generative.diffusion.training import train_diffusion

    return DiffusionRecipe, train_diffusion


# Work that keeps frames (see `vizlab.frames`): kind -> its recipe class, and the generator that computes such a recipe.
FRAMED: dict[str, Callable[[], tuple[type, Work]]] = {
    "style": _style,
    "style-ladder": _style_ladder,
    "style-tradeoff": _style_tradeoff,
    "style-identity": _style_identity,
    "style-study": _style_study,
    "style-race": _style_race,
    "style-telling": _telling,
    "style-draws": _draws,
    "style-lineup": _lineup,
    "style-stylised": _stylised,
    "style-twins": _twins,
    "embedding": _embedding,
    "belief": _belief,
    "embedding-ways": _ways,
    "embedding-depth": _embedding_depth,
    "learned": _learned,
    "learned-study": _learned_study,
    "vae": _vae,
    "vae-dial": _vae_dial,
    "vae-collapse": _vae_collapse,
    "autoencoders": _autoencoders,
    "gan": _gan,
    "gan-seeds": _gan_seeds,
    "pixels": _pixels,
    "sound": _sound,
    "dcgan": _dcgan,
    "dcgan-rules": _dcgan_rules,
    "judge": _judge,
    "families": _families,
    "diffusion": _diffusion,
    "surface": _surface,
    "batches": _batches,
    "versus": _versus,
    "ascent": _ascent,
    "dream": _dream,
    "inversion": _inversion,
    "units": _units,
    "ablation": _ablation,
    "evidence": _evidence,
    "corruptions": _corruptions,
    "texture": _taught,
    "onepass": _one_pass,
    "anystyle": _any_style,
    "cycle-clouds": _cycle,
    "cycle-digits": _cycle_digits,
    "cycle-sweep": _cycle_sweep,
}
KINDS: dict[str, Callable[[str], Generator[Step, None, None]]] = {
    "train": _train,
    "check": _check,
    "download": _download,
    "own pictures": partial(_own, "own pictures"),
    "own table": partial(_own, "own table"),
    **{kind: partial(_framed, kind) for kind in FRAMED},
}
