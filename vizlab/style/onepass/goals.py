"""What a painting is measured by, in training and afterwards: the losses of the optimisation (`vizlab.style.losses`)."""

from __future__ import annotations

import torch
from torch import Tensor

from vizlab.store import Store
from vizlab.style import pictures
from vizlab.style.canvas import sized
from vizlab.style.features import open_network
from vizlab.style.losses import content_loss, gram, style_loss, total_variation, weighted
from vizlab.style.sight import FeatureNetwork

NETWORK, CONTENT_LAYERS = "bundled/tiny-vgg", "3"


class Goal:
    """The losses of paintings of one style. push, smooth: the weights of the style and of the total variation."""

    def __init__(self, network: FeatureNetwork, style: Tensor, push: float, smooth: float) -> None:
        """Look once at the style picture (3, h, w)."""
        self.network, self.push, self.smooth = network, push, smooth
        with torch.no_grad():
            seen = network.look(style)
        self._style = {name: gram(seen[name]) for name in network.style}

    def losses(self, painting: Tensor, photograph: Tensor) -> dict[str, Tensor]:
        """Content, style, total variation and total, scalars, of a painting (3, h, w) of a photograph of the same shape."""
        with torch.no_grad():
            target = self.network.look(photograph)[self.network.content[-1]]
        seen = self.network.look(painting)
        content = content_loss(seen[self.network.content[-1]], target)
        style = [style_loss(seen[name], self._style[name]) for name in self.network.style]
        variation = total_variation(painting)
        total = weighted(content, style, variation, strength=self.push, tv=self.smooth)
        return {"content": content, "style": torch.stack(style).mean(), "total variation": variation, "total": total}


def goal(style: str, style_px: int, push: float, smooth: float, store: Store | None = None) -> Goal:
    """The goal of a style picture by reference, in the eyes of the bundled network. Errors: `VizlabError` if there is none."""
    network = open_network(NETWORK, content_layers=CONTENT_LAYERS)
    return Goal(network, sized(pictures.find(style, store), style_px).to(network.device), push, smooth)
