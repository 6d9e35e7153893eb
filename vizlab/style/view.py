"""What pages and snippets show of a painting: its frames, its losses, what they are worth, and what it would cost."""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageOps

from vizlab.errors import VizlabError
from vizlab.frames import Frame, Frames
from vizlab.images import decode, to_pixels
from vizlab.store import Store
from vizlab.style import patterns, pictures
from vizlab.style.canvas import sized, stretched
from vizlab.style.features import luminance, network_of
from vizlab.style.recipe import StyleRecipe
from vizlab.style.scales import stages
from vizlab.style.transfer import KIND, stylize

TRIAL_S = 0.1
# Forward passes that a step takes as long as: its own, the way back (about two), and what a line search tries besides; measured.
STEP_IN_FORWARDS = {"Adam": 4.0, "GD": 4.0, "L-BFGS": 5.0}

Series = Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True)
class Painting:
    """A painting as far as it has got. record: of the finished run (see `transfer`), None before."""

    recipe: StyleRecipe
    frames: list[Frame]
    record: Mapping[str, Any] | None

    @property
    def steps(self) -> list[int]:
        """The iterations of which there is a picture."""
        return [frame.index for frame in self.frames]

    @property
    def series(self) -> Series:
        """Every loss: name -> [(iteration, value), ...]."""
        known = self.record["series"] if self.record is not None else None
        frames = self.frames
        return {name: known[name] if known else [(f.index, f.notes["losses"][name]) for f in frames] for name in self.order}

    @property
    def order(self) -> list[str]:
        """Names of the losses: the content, the layers of style from shallow to deep, and what they add up to."""
        return list(self.frames[0].notes["order"])

    @property
    def layers(self) -> list[str]:
        """The layers of style, shallow to deep."""
        return [name.removeprefix("style ") for name in self.order if name.startswith("style ")]

    @property
    def pictures(self) -> list[NDArray[np.uint8]]:
        """The picture of each of `steps`, (h, w, 3)."""
        return [decode(frame.arrays["picture"]) for frame in self.frames]

    def at(self, step: int) -> NDArray[np.uint8]:
        """The picture after this many iterations, (h, w, 3). Errors: `VizlabError` if none was kept."""
        found = next((frame for frame in self.frames if frame.index == step), None)
        if found is None:
            raise VizlabError(f"There is no picture of iteration {step}; there are {', '.join(map(str, self.steps))}.")
        return decode(found.arrays["picture"])

    def likeness(self, step: int) -> float:
        """How much the network sees of the content after this many iterations, as a correlation."""
        return float(next(frame for frame in self.frames if frame.index == step).notes["likeness"])

    def losses(self, step: int) -> dict[str, float]:
        """The losses after this many iterations."""
        return dict(next(frame for frame in self.frames if frame.index == step).notes["losses"])


def read(recipe: StyleRecipe, store: Store | None = None) -> Painting:
    """What the store, or vizlab itself, has of the painting of a recipe; it may have no frames."""
    run = Frames(KIND, recipe, store)
    return Painting(recipe, run.read(), run.record())


def finished(recipe: StyleRecipe, store: Store | None = None) -> Painting:
    """The finished painting of a recipe, painting it first if nobody has. Errors: `VizlabError` as `stylize`."""
    if Frames(KIND, recipe, store).record() is None:
        for _ in stylize(recipe, store):
            pass
    return read(recipe, store)


def originals(recipe: StyleRecipe, store: Store | None = None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Content and style as they were used: pixels (h, w, 3)."""
    content, style = (to_pixels(sized(pictures.find(name, store), recipe.size_px)) for name in (recipe.content, recipe.style))
    return content, style


def alike(recipe: StyleRecipe, store: Store | None = None) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Content, and the style picture stretched over it: pixels (h, w, 3) of the painting's size."""
    content, style = (sized(pictures.find(name, store), recipe.size_px) for name in (recipe.content, recipe.style))
    return to_pixels(content), to_pixels(stretched(style, tuple(content.shape[1:])))


def wiped(before: NDArray[np.uint8], after: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """The left share of one picture beside the rest of another of the same size (h, w, 3), a white line between."""
    both = after.copy()
    edge = round(share * after.shape[1])
    both[:, :edge] = before[:, :edge]
    if 0 < edge < after.shape[1]:
        both[:, max(edge - 1, 0) : edge + 1] = 255
    return both


def film(made: Painting) -> list[str]:
    """The picture of each of its `steps` as an address that a browser can show."""
    return ["data:image/webp;base64," + base64.b64encode(frame.arrays["picture"].tobytes()).decode() for frame in made.frames]


def estimate_s(recipe: StyleRecipe, store: Store | None = None) -> float:
    """Seconds that the painting will take, from a few real forward passes. Errors: `VizlabError` as `open_network`.

    Forward passes only: a backward pass would cost the app memory for the rest of its life.
    """
    network = network_of(recipe, store)
    picture = sized(pictures.find(recipe.content, store), recipe.size_px).to(next(network.network.parameters()).device)
    picture = picture if network.channels == 3 else luminance(picture)
    times: list[float] = []
    with torch.no_grad():
        while len(times) < 12 and (len(times) < 2 or sum(times) < TRIAL_S):
            began = time.perf_counter()
            network.look(picture)
            times.append(time.perf_counter() - began)
    whole = steps_in_full(recipe)
    return whole * STEP_IN_FORWARDS.get(recipe.optimizer, 4.0) * min(times)


def steps_in_full(recipe: StyleRecipe) -> float:
    """How many iterations in full size the painting is worth, where it begins coarse."""
    begun = stages(recipe.size_px, recipe.steps, recipe.scales)
    ends = [stage.first for stage in begun[1:]] + [recipe.steps]
    return sum((end - stage.first) * (stage.size_px / recipe.size_px) ** 2 for stage, end in zip(begun, ends, strict=True))


def verdict(loss: float, halves: float, likeness: float, unrelated: float) -> str:
    """Whether to believe a picture: its style against that of two halves of the style picture, its content against chance."""
    if loss <= halves:
        said = "The style is matched more closely than one half of the style picture matches the other"
    else:
        said = f"The style is still {loss / max(halves, 1e-12):.1f} times as far off as two halves of the style picture are"
    sees = "still sees" if likeness > max(unrelated, 0) + 0.1 else "no longer sees"
    return (
        f"{said}. At the content layer the painting and the photograph correlate by {likeness:.2f}, the style picture and the "
        f"photograph by {unrelated:.2f}: the network {sees} the photograph in it."
    )


def thumbnail(reference: str, side_px: int) -> NDArray[np.uint8]:
    """A square of the middle of a picture, (side_px, side_px, 3). Patterns are painted small, which is quick."""
    kind, _, name = reference.partition("/")
    picture = patterns.paint(name, side_px) if kind == "pattern" else pictures.find(reference)
    return np.asarray(ImageOps.fit(picture.convert("RGB"), (side_px, side_px)))


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels (h, w, 3) -> the bytes of a PNG file."""
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "PNG", optimize=True)
    return packed.getvalue()


def titles(recipe: StyleRecipe, step: int) -> list[str]:
    """What stands over the painting, the content and the style."""
    shares = recipe.styles
    named = {name: pictures.title(name) for name in shares}
    style = ", ".join(f"{named[name]} {share:.0%}" if len(shares) > 1 else named[name] for name, share in shares.items())
    return [f"After {step:,} of {recipe.steps:,} iterations", pictures.title(recipe.content), style]
