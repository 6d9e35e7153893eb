"""The summary that is older than Gram matrices: how often each value occurs, channel by channel; and what it leaves out.

Source: Heeger & Bergen 1995 for matching histograms; a channel of ones beside the features for matching means as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab.images import to_pixels
from vizlab.style.losses import gram
from vizlab.style.sight import FeatureNetwork
from vizlab.style.statistics.looking import apart, as_input, see_layer
from vizlab.style.statistics.shuffling import tiles_shuffled

COLUMNS = ("pixel histograms", "feature histograms", "Gram matrix")  # what `Rivals.values` compares
PHOTOGRAPH, FEATURES = "photograph, pixels matched", "photograph, features matched"
SHUFFLED, PAINTED = "style picture, pixels shuffled", "painted by Gram matrices"


@dataclass(frozen=True)
class Rivals:
    """What has the histograms of the style picture, and what of its style it has.

    pictures: name -> pixels (h, w, 3), the style picture first. rows: names of what is compared with it. values: (rows, 3):
    distance of the pixels' histograms, of the features' histograms, and of the Gram matrices, each as a share of the style
    picture's own; NaN where there is no picture, only features.
    """

    pictures: dict[str, NDArray[np.uint8]]
    rows: list[str]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Means:
    """Features F and F - 2 mean(F): what tells them apart, each relative to the original's own.

    means: their means. grams: their Gram matrices. with_ones: the Gram matrices with a channel of ones beside the features.
    """

    means: float
    grams: float
    with_ones: float


def compare(
    network: FeatureNetwork, layer: str, content: NDArray[Any], style: NDArray[Any], painted: NDArray[Any] | None
) -> Rivals:
    """The photograph with the style's histograms, in pixels and in features; the style picture with its pixels shuffled; and,
    where there is one, a painting by Gram matrices alone. Pixels (h, w, 3).
    """
    target, photograph = as_input(network, style), as_input(network, content)
    seen = see_layer(network, layer, target)
    shown = {PHOTOGRAPH: matched(photograph, target), SHUFFLED: tiles_shuffled(target, 1, seed=0)}
    if painted is not None:
        shown[PAINTED] = as_input(network, painted)
    values = [_row(network, layer, picture, target, seen) for picture in shown.values()]
    features = matched(see_layer(network, layer, photograph), seen)
    values.insert(1, [np.nan, _share(features, seen), apart(gram(features), gram(seen))])
    names = list(shown)
    names.insert(1, FEATURES)
    pictures = {"style picture": style} | {name: to_pixels(picture.expand(3, -1, -1)) for name, picture in shown.items()}
    return Rivals(pictures, names, np.array(values))


def matched(values: Tensor, target: Tensor) -> Tensor:
    """Values (c, h, w) with the histogram of the target (c, h', w'), channel by channel, their order kept.

    Each value becomes the target's value of the same rank: exactly the target's values where both have as many.
    """
    flat, wanted = values.flatten(1), target.flatten(1).sort(dim=1).values
    ranks = flat.argsort(dim=1, stable=True).argsort(dim=1)
    return _resampled(wanted, flat.shape[1]).gather(1, ranks).view_as(values)


def histogram_distance(values: Tensor, target: Tensor) -> float:
    """Mean over channels of the Wasserstein distance of the values of (c, h, w) to those of (c, h', w')."""
    both = (values.flatten(1), target.flatten(1))
    most = max(part.shape[1] for part in both)
    first, second = (_resampled(part.sort(dim=1).values, most) for part in both)
    return float((first - second).abs().mean())


def with_ones(features: Tensor) -> Tensor:
    """Features (c, h, w) and a channel of ones: their Gram matrix holds the means beside the mean products."""
    return torch.cat([features, torch.ones_like(features[:1])])


def flipped_means(features: Tensor) -> Tensor:
    """Features (c, h, w) less twice their means: every mean has the other sign, and no mean product has changed.

    mean((f - 2m)(g - 2n)) = mean(fg) - 2mn - 2mn + 4mn = mean(fg).
    """
    return features - 2 * features.mean((1, 2), keepdim=True)


def compare_means(features: Tensor) -> Means:
    """What tells features (c, h, w) from the same with the other means."""
    exact = features.double()
    other = flipped_means(exact)
    means, others = exact.mean((1, 2)), other.mean((1, 2))
    return Means(
        float((others - means).norm() / means.norm().clamp_min(1e-12)),
        apart(gram(other), gram(exact)),
        apart(gram(with_ones(other)), gram(with_ones(exact))),
    )


def _row(network: FeatureNetwork, layer: str, picture: Tensor, target: Tensor, seen: Tensor) -> list[float]:
    own = see_layer(network, layer, picture)
    return [_share(picture, target), _share(own, seen), apart(gram(own), gram(seen))]


def _share(values: Tensor, target: Tensor) -> float:
    """The distance of the histograms as a share of the mean distance of the target's values to their mean."""
    spread = (target - target.mean((1, 2), keepdim=True)).abs().mean()
    return histogram_distance(values, target) / max(float(spread), 1e-12)


def _resampled(ordered: Tensor, count: int) -> Tensor:
    """Sorted values (c, n) -> (c, count): the same quantiles, and the same values where count is n."""
    if ordered.shape[1] == count:
        return ordered
    at = ((torch.arange(count, device=ordered.device) + 0.5) * (ordered.shape[1] / count)).long()
    return ordered[:, at.clamp_max(ordered.shape[1] - 1)]
