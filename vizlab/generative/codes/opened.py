"""One face for every model that decodes: codes in, pictures out, and the codes of real pictures where it has an encoder.

A reference names one: a name of `SHIPPED`, or `vae/<run id>` of any finished run. To ship another: a line in that table.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import data
from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames, finished
from vizlab.generative.codes.layers import Layers, read_layers, size_bytes, with_class
from vizlab.generative.image_gan import opening
from vizlab.generative.vae.choices import SHIPPED as SHIPPED_VAES
from vizlab.generative.vae.choices import VAE_EXAMPLES
from vizlab.recipes import run_id
from vizlab.store import Store
from vizlab.vae_codes import title

Pixels = NDArray[np.uint8]
Codes = NDArray[np.float64]
WHITE = 255
BATCH = 256  # pictures decoded at once


@dataclass(frozen=True)
class Opened:
    """A model at one epoch.

    network: codes (n, latent), classes (n,) or None -> grey values (n, h, w) in [0, 1], differentiable in the codes.
    conditional: the classes it can be asked for. layers, encoder: of a VAE; None where it has none (any more).
    mu, logvar (n, latent), labels (n,): codes of held-out pictures, of which `pictures` (m, h, w) are the first; none of a GAN.
    """

    reference: str
    title: str
    kind: str
    data: str
    latent: int
    epoch: int
    epochs: tuple[int, ...]
    conditional: tuple[str, ...]
    network: Callable[[Tensor, NDArray[Any] | None], Tensor]
    layers: Layers | None
    encoder: Layers | None
    mu: NDArray[np.float32]
    logvar: NDArray[np.float32]
    labels: NDArray[np.int64]
    pictures: Pixels
    size_bytes: int
    facts: Mapping[str, Any]

    @property
    def has_codes(self) -> bool:
        """Whether codes of real pictures are known."""
        return len(self.mu) > 0

    @property
    def took_s(self) -> float:
        """How long its training took: another number when it was trained again, for what caches keep."""
        return float(self.facts["record"].get("seconds", 0.0))

    @property
    def side(self) -> tuple[int, int]:
        """Height and width of its pictures."""
        h, w = data.find(self.data).shape[-2:]
        return h, w

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of its data."""
        return tuple(data.find(self.data).classes)

    def decode(self, codes: NDArray[Any], classes: NDArray[Any] | int | None = None) -> Pixels:
        """Codes (n, latent), of a conditional model with their classes -> pictures (n, h, w), grey levels.

        Errors: `VizlabError` if the codes have another length, are no numbers, or the classes are missing.
        """
        wanted = self._checked(codes, classes)
        with torch.no_grad():
            x = torch.tensor(np.asarray(codes), dtype=torch.float32)
            parts = [
                self.network(x[at : at + BATCH], None if wanted is None else wanted[at : at + BATCH])
                for at in range(0, len(x), BATCH)
            ]
            grey: Pixels = (torch.cat(parts).clamp(0, 1) * WHITE).round().to(torch.uint8).numpy()
        return grey

    def encode(self, pictures: NDArray[Any], classes: NDArray[Any] | None = None) -> tuple[NDArray[Any], NDArray[Any]]:
        """Pictures (n, h, w), uint8 -> mu, logvar (n, latent). Errors: `VizlabError` if there is no encoder, or another size."""
        if self.encoder is None:
            raise VizlabError(f"{self.title} has no encoder at epoch {self.epoch}; only the last epoch of a VAE keeps one.")
        x = torch.tensor(np.asarray(pictures), dtype=torch.float32).flatten(1) / WHITE
        x = with_class(x, classes if self.conditional else None, len(self.conditional))
        if x.shape[1] != self.encoder.inputs:
            raise VizlabError(f"{self.title} takes {self.encoder.inputs:,} values a picture; got {x.shape[1]:,}.")
        with torch.no_grad():
            mu, logvar = self.encoder.run(x).chunk(2, dim=1)
        return mu.numpy(), logvar.numpy()

    def _checked(self, codes: NDArray[Any], classes: NDArray[Any] | int | None) -> NDArray[Any] | None:
        if np.ndim(codes) != 2 or np.shape(codes)[1] != self.latent or not np.isfinite(codes).all():
            raise VizlabError(f"Codes must be numbers of the shape (n, {self.latent}); got {np.shape(codes)}.")
        if not self.conditional:
            return None
        if classes is None:
            raise VizlabError(f"{self.title} is conditional: each code needs a class from 0 to {len(self.conditional) - 1}.")
        return np.broadcast_to(np.asarray(classes, np.int64), len(codes))


def titles(store: Store | None = None, *, with_codes: bool = False) -> dict[str, str]:
    """Every model that can be opened: reference -> title, shipped ones first. with_codes: only those that know real pictures."""
    runs = finished("vae", store)
    named = {run_id(recipe): name for name, recipe in SHIPPED.items()}
    found = {name: f"{name}: {_title(runs[run])}" for run, name in named.items() if run in runs}
    if not with_codes:
        found |= {name: f"{name}: {_gan_title(name)}" for name in opening.SHIPPED if _record(name, store) is not None}
    return found | {f"vae/{run}": f"VAE: {_title(recipe)}" for run, recipe in runs.items() if run not in named}


def named() -> tuple[str, ...]:
    """References of models that come with vizlab under a name."""
    return (*SHIPPED, *opening.SHIPPED)


def finished_in(reference: str, store: Store | None = None) -> float:
    """How long its training took, in seconds: another number when it was trained again; 0 where nothing is known."""
    return float((_record(reference, store) or {}).get("seconds", 0.0))


def open_model(reference: str, epoch: int | None = None, store: Store | None = None) -> Opened:
    """The model of a reference at an epoch, by default its last. Errors: `VizlabError` if it, or the epoch, is not kept."""
    if reference in opening.SHIPPED:
        return _gan(reference, epoch, store)
    runs, run = finished("vae", store), _run(reference)
    if run not in runs:
        raise VizlabError(f"There is no model {reference[:40]!r} here (any more); choose another.")
    kept = Frames("vae", store=store, run=run)
    return _vae(reference, runs[run], kept.read(), kept.record() or {}, epoch)


def _record(reference: str, store: Store | None) -> Mapping[str, Any] | None:
    if reference in opening.SHIPPED:
        return Frames("dcgan", opening.find(reference), store).record()
    return Frames("vae", store=store, run=_run(reference)).record()


def _run(reference: str) -> str:
    return run_id(SHIPPED[reference]) if reference in SHIPPED else reference.removeprefix("vae/")


def _vae(reference: str, recipe: Mapping[str, Any], frames: list[Frame], record: Mapping[str, Any], epoch: int | None) -> Opened:
    decoders = {frame.index: layers for frame in frames if "mu" in frame.arrays and (layers := _decoder(frame)) is not None}
    epoch = max(decoders) if epoch is None else epoch
    if epoch not in decoders:
        raise VizlabError(f"The epoch must be one of {', '.join(map(str, decoders))}; got {epoch}.")
    first, arrays, layers = frames[0].arrays, next(f.arrays for f in frames if f.index == epoch), decoders[epoch]
    side = first["pictures"].shape[1:]
    asked = tuple(data.find(recipe["data"]).classes) if recipe.get("conditional") else ()

    def network(codes: Tensor, classes: NDArray[Any] | None) -> Tensor:
        means: Tensor = torch.sigmoid(layers.run(with_class(codes, classes, len(asked)))).unflatten(1, side)
        return means

    encoder = read_layers(arrays, "encoder/") if epoch == max(decoders) else None
    return Opened(
        reference,
        reference if reference in SHIPPED else f"VAE: {_title(recipe)}",
        "VAE",
        recipe["data"],
        recipe["latent"],
        epoch,
        tuple(sorted(decoders)),
        asked,
        network,
        layers,
        encoder,
        arrays["mu"].astype(np.float32),
        arrays["logvar"].astype(np.float32),
        first["labels"][: len(arrays["mu"])].astype(np.int64),
        first["pictures"],
        size_bytes([layers, encoder]),
        {"recipe": dict(recipe), "record": dict(record)},
    )


def _gan(reference: str, epoch: int | None, store: Store | None) -> Opened:
    found = opening.open_generator(reference, epoch, store)
    recipe = dataclasses.asdict(found.recipe)
    none = np.empty((0, found.latent), np.float32)

    def network(codes: Tensor, classes: NDArray[Any] | None) -> Tensor:
        asked = np.zeros(len(codes), np.int64) if classes is None else np.array(classes)
        grey: Tensor = (found.network(codes, torch.from_numpy(asked))[:, 0].clamp(-1, 1) + 1) / 2
        return grey

    return Opened(
        reference,
        reference,
        "GAN",
        found.recipe.image_data,
        found.latent,
        found.epoch,
        tuple(opening.epochs(reference, store)),
        found.classes,
        network,
        None,
        None,
        none,
        none,
        np.empty(0, np.int64),
        np.empty((0, *data.find(found.recipe.image_data).shape[-2:]), np.uint8),
        sum(array.nbytes for array in found.network.state_dict().values()) // 4,  # eight bits each where it is kept
        {"recipe": recipe, "record": dict(_record(reference, store) or {})},
    )


def _gan_title(reference: str) -> str:
    recipe = opening.find(reference)
    asked = ", conditional" if recipe.conditional else ""
    return f"{recipe.image_data}, {recipe.image_latent} numbers{asked}"


def _decoder(frame: Frame) -> Layers | None:
    return read_layers(frame.arrays, "decoder/", "model/decoder.")


def _title(recipe: Mapping[str, Any]) -> str:
    return title(recipe).replace(":", ",", 1)  # the model's name stands before it, with a colon


SHIPPED: dict[str, Any] = {"fashion-plane": VAE_EXAMPLES["Fashion-MNIST on a plane"], **SHIPPED_VAES}
