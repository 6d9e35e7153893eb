"""Adam against torch's own."""

from __future__ import annotations

import torch

from vizlab.adam import Adam


def test_adam_steps_as_torchs() -> None:
    source = torch.Generator().manual_seed(0)
    ours, theirs = ([torch.linspace(-1, 1, 6).reshape(2, 3).requires_grad_()] for _ in range(2))
    adam, oracle = Adam(ours), torch.optim.Adam(theirs, lr=0.03)
    for _ in range(5):
        slope = torch.randn(2, 3, generator=source)
        adam.step([slope], 0.03)
        theirs[0].grad = slope
        oracle.step()
    torch.testing.assert_close(ours[0], theirs[0], rtol=1e-6, atol=1e-7)
