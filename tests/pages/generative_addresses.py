"""What the address of the page Sampling may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import generative

VAE_DIGITS = {"view": "VAE", "data": "digits", "epochs": "100", "lr": "0.005"}
GAN = {"view": "GAN"}

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "data": list(generative.DATA),
    "loss": list(generative.GENERATOR_LOSSES),
    "epoch": ["0", "3", "30"],
    "step": ["0", "3000"],
    "spacing": list(generative.SPACINGS),
    "z1": ["-3.0", "0.0", "3.0"],
    "z2": ["-3.0", "0.0", "3.0"],
    "a": ["0", "5"],
    "b": ["0", "7"],
    "path": list(generative.PATHS),
    **{
        name: [str(value) for value in knob.choices] or [str(knob.low), str(knob.high)]
        for name, knob in (generative.VAE_KNOBS | generative.GAN_KNOBS).items()
    },
}
MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # address, what is turned
    (VAE_DIGITS, {"epoch": "3", "spacing": "even square", "z1": "1.0", "z2": "2.0", "a": "5", "b": "7", "path": "spherical"}),
    ({"view": "VAE"}, {"data": "digits", "view": "GAN"}),
    (VAE_DIGITS, {"latent": "8", "beta": "0.5", "epochs": "30", "lr": "0.01"}),
    ({"view": "VAE", "data": "digits"}, {"hidden": "64", "batch_size": "32", "seed": "1"}),
    (GAN, {"step": "0", "loss": "minimax", "lr_g": "0.01", "lr_d": "0.0001", "d_steps": "2", "head_start": "400"}),
    (GAN, {"steps": "500", "modes": "6", "radius": "1.0", "spread": "0.2", "latent": "4", "hidden": "32"}),
]
