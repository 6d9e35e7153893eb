"""What the address of the page Style may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import style

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "content": ["photo/Cat", "photo/Rocket", "upload/0123456789abcdef"],
    "style": ["pattern/Waves", "texture/Brick", "photo/Hubble"],
    "network": ["bundled/cifar-cnn", "bundled/digits-cnn", style.RANDOM, "imagenet/squeezenet1_0"],
    "init": list(style.STARTS),
    "grain": list(style.GRAINS),
    "colors": list(style.COLORS),
    "optimizer": list(style.OPTIMIZERS),
    "frame": ["0", "22", "200"],
    "wipe": ["0.0", "0.5", "1.0"],
    "layer": ["pixels", "block4.activation"],
    **{name: [str(value) for value in knob.choices] for name, knob in style.KNOBS.items() if name != "lr"},
}
MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # where it starts, what is turned
    ({}, {"content": "photo/Rocket", "style": "texture/Brick", "network": "bundled/digits-cnn", "init": "style"}),
    ({}, {"grain": "coarse", "colors": "content", "optimizer": "Adam", "tv": "1.0", "seed": "1", "strength": "3.0"}),
    ({}, {"steps": "50", "size_px": "96", "frame": "22", "wipe": "0.5", "layer": "pixels"}),
]
