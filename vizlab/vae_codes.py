"""The codes that finished variational auto-encoders give to pictures, from the frames that their training kept.

`vae/<run id>` names one. Only what the frames hold is used: at the kept epochs the codes of held-out pictures, at the end the
encoder itself (SiLU; float16, or eight bits with a scale for each row), which takes any picture of its size. Conditional ones,
whose encoder needs the label too, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames, finished
from vizlab.store import Store

KIND, LAYER = "vae", "code"
_REFERENCE = re.compile(r"vae/([0-9a-f]{12})")
_ENCODER = "encoder/{}.{}"


@dataclass(frozen=True)
class Autoencoder:
    """A finished run. latent: numbers of a code; beta: weight of the KL term; frames: what its training kept."""

    reference: str
    title: str
    data: str
    latent: int
    beta: float
    frames: tuple[Frame, ...]

    @property
    def epochs(self) -> tuple[int, ...]:
        """Those whose codes are kept, ascending."""
        return tuple(frame.index for frame in self.frames if "mu" in frame.arrays)


@dataclass(frozen=True)
class Codes:
    """Gaussians q(z|x) of held-out pictures: mu, logvar (n, latent), float32; labels (n,)."""

    mu: NDArray[np.float32]
    logvar: NDArray[np.float32]
    labels: NDArray[np.int64]


def is_reference(text: str) -> bool:
    """Whether this names a run here, or could."""
    return bool(_REFERENCE.fullmatch(text))


def titles(store: Store | None = None) -> dict[str, str]:
    """Every finished run: reference -> what it was trained on and how, those with the fewest numbers first."""
    found = {f"vae/{run}": recipe for run, recipe in finished(KIND, store).items()}
    found = {name: recipe for name, recipe in found.items() if not recipe.get("conditional")}
    order = sorted(found, key=lambda name: (found[name]["latent"], -found[name]["beta"], found[name]["epochs"], name))
    return {name: title(found[name]) for name in order}


def data_of(reference: str, store: Store | None = None) -> str:
    """The data set that it was trained on. Errors: `VizlabError` if there is no such run here."""
    return str(_recipe(reference, store)["data"])


def open_run(reference: str, store: Store | None = None) -> Autoencoder:
    """The run of a reference. Errors: `VizlabError` if there is none here, or it is unfinished."""
    recipe = _recipe(reference, store)
    frames = tuple(Frames(KIND, store=store, run=reference.removeprefix("vae/")).read())
    return Autoencoder(reference, title(recipe), recipe["data"], recipe["latent"], recipe["beta"], frames)


def of_data(reference: str, data: str, store: Store | None = None) -> Autoencoder:
    """The same, of pictures of this data set. Errors: also if it was trained on others."""
    found = open_run(reference, store)
    if found.data != data:
        raise VizlabError(f"The auto-encoder must be trained on {data or 'the same data'}; {reference} knows {found.data}.")
    return found


def codes(run: Autoencoder, epoch: int) -> Codes:
    """The codes of the held-out pictures after an epoch. Errors: `VizlabError` if they are not kept."""
    if epoch not in run.epochs:
        raise VizlabError(f"The epoch must be one of {', '.join(map(str, run.epochs))}; got {epoch}.")
    arrays = next(frame.arrays for frame in run.frames if frame.index == epoch)
    mu, logvar = (np.asarray(arrays[name], np.float32) for name in ("mu", "logvar"))
    return Codes(mu, logvar, run.frames[0].arrays["labels"].astype(np.int64))


def encode(run: Autoencoder, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """mu and logvar, (n, latent) each, of pictures (n, c, h, w) in [0, 1]. Errors: `VizlabError` if they are of another size."""
    arrays, x = run.frames[-1].arrays, pictures.flatten(1)
    size = arrays[_ENCODER.format(0, "weight")].shape[1]
    if x.shape[1] != size:
        raise VizlabError(f"{run.reference} takes pictures of {size:,} values; these have {x.shape[1]:,}.")
    last = max(int(name.split("/")[1].split(".")[0]) for name in arrays if name.startswith("encoder/"))
    for place in range(0, last + 1, 2):  # the activations lie between
        x = torch.nn.functional.linear(x, *(_tensor(arrays, place, part) for part in ("weight", "bias")))
        x = x if place == last else torch.nn.functional.silu(x)
    mu, logvar = x.chunk(2, dim=1)
    return mu.contiguous(), logvar.contiguous()


def _tensor(arrays: Any, place: int, part: str) -> torch.Tensor:
    name = _ENCODER.format(place, part)
    weights, scale = np.asarray(arrays[name], np.float32), arrays.get(f"{name} scale")
    return torch.from_numpy(weights if scale is None else weights * np.asarray(scale, np.float32)[:, None])


def _recipe(reference: str, store: Store | None) -> Any:
    known = finished(KIND, store)
    run = reference.removeprefix("vae/")
    if not is_reference(reference) or run not in known:
        raise VizlabError(f"There is no finished auto-encoder {reference[:40]!r} here (any more); choose another.")
    return known[run]


def title(recipe: Mapping[str, Any]) -> str:
    """What a run was trained on and how, from the fields of its recipe; older ones do not have them all."""
    numbers = f"{recipe['latent']} number{'s' if recipe['latent'] > 1 else ''}"
    kind = "no KL" if recipe["beta"] == 0 else f"β {recipe['beta']:g}"
    asked = ", conditional" if recipe.get("conditional") else ""
    pixels = recipe.get("observation", "Bernoulli")
    told = "" if pixels == "Bernoulli" else f", {pixels} pixels"
    return f"{recipe['data']}: {numbers}{asked}, {kind}, {recipe['epochs']} epochs{told}"
