"""How a trained VAE goes into the assets: decoders of some epochs in eight bits; of large networks encoder and codes, too.

The full run stays in the store. What the packing costs is measured and written into the record, so that no page has to guess.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save

from vizlab.errors import VizlabError
from vizlab.frames import BUNDLED, Frame, Frames
from vizlab.generative import eight_bit
from vizlab.generative.states import below
from vizlab.generative.vae import latent
from vizlab.generative.vae.choices import VaeRecipe
from vizlab.store import Store

GROUPS = ("decoder", "encoder")
CODES = ("mu", "logvar")
LARGE = 100_000  # weights of a decoder from which on it is packed in eight bits and the codes are kept in float16


def ship(recipe: VaeRecipe, epochs: Sequence[int], target: Path = BUNDLED) -> dict[str, Any]:
    """Write a finished run into the assets with the networks of these epochs, the last always; its record.

    Errors: `VizlabError` if it is unfinished.
    """
    run = Frames("vae", recipe)
    record = run.record()
    if record is None:
        raise VizlabError("Only a finished run can be shipped; train it first.")
    frames = run.read()
    last = frames[-1].index
    lean = [slim(frame, keep=frame.index in {*epochs, last}) for frame in frames]
    arrays = {f"{frame.index}/{name}": array for frame in lean for name, array in frame.arrays.items()}
    told = {**record, "packing": _grey_levels(frames[-1], lean[-1])}
    notes = {str(frame.index): frame.notes for frame in lean}
    place, home = Store(str(target)), f"vae/{run.job.removeprefix('vae-')}"
    place.delete(home)
    meta = {"recipe": dataclasses.asdict(recipe), "record": told, "notes": notes}
    place.write(f"{home}/result", {"frames.safetensors": save(arrays)}, meta)
    return told


def slim(frame: Frame, *, keep: bool) -> Frame:
    """A frame with its networks in eight bits and its codes in float16; without both unless they are to be kept."""
    arrays = {name: array for name, array in frame.arrays.items() if name.split("/")[0] not in (*GROUPS, *CODES)}
    if keep:
        large = sum(array.size for array in below("decoder/", frame.arrays).values()) > LARGE
        arrays |= {name: frame.arrays[name].astype(np.float16 if large else np.float32) for name in CODES if name in frame.arrays}
        for group in GROUPS:
            weights = below(f"{group}/", frame.arrays)
            packed = eight_bit.pack(eight_bit.unpack(weights)) if large or group == "decoder" else weights
            arrays |= {f"{group}/{name}": array for name, array in packed.items()}
    return Frame(frame.index, arrays, frame.notes)


def _grey_levels(full: Frame, lean: Frame) -> float:
    """The mean difference in grey levels (of 255) that packing makes to the pictures decoded from the codes of a frame."""
    codes = np.asarray(full.arrays["mu"], np.float64)[:100]
    if classes := latent.code_length(full.arrays) - codes.shape[1]:
        codes = latent.conditioned(codes, np.arange(len(codes)) % classes, classes)
    one, other = (latent.decode(frame.arrays, codes).astype(np.int16) for frame in (full, lean))
    return float(np.abs(one - other).mean())
