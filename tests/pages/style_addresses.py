"""What the address of the page Style may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import style
from vizlab.recipes import run_id
from vizlab.style.cycle import clouds, digits, recipe
from vizlab.style.cycle.losses import ADVERSARIAL
from vizlab.style.judging import lineup
from vizlab.style.onepass import recipe as onepass
from vizlab.style.reconstruction.changes import CHANGES
from vizlab.style.statistics.normalisers import NORMALISERS
from vizlab.style.stylised import learning, sets
from vizlab.style.texture import ladder, synthesis
from vizlab.style.tradeoff import curve, identity


def one_pass_networks() -> list[str]:
    """Run ids of those that ship."""
    return [run_id(recipe) for recipe in onepass.SHIPPED.values()]


ONE_PASS = {"view": "In one pass"}
STYLE_IS, CONTENT_IS = {"view": "What style is"}, {"view": "What content is"}

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "content": ["photo/Cat", "photo/Rocket", "upload/0123456789abcdef"],
    "style": ["pattern/Waves", "texture/Brick", "photo/Hubble"],
    "network": ["bundled/cifar-cnn", "bundled/digits-cnn", style.RANDOM, "imagenet/squeezenet1_0"],
    "init": list(style.STARTS),
    "colors": list(style.COLORS),
    "optimizer": list(style.OPTIMIZERS),
    "frame": ["0", "22", "200"],
    "layer": ["pixels", "block4.activation"],
    "second": ["pattern/Waves", "texture/Brick", "upload/0123456789abcdef"],
    "second_share": ["0.0", "0.25", "1.0"],
    "content_layers": ["1", "2,4", "0,5"],
    "statistic": list(style.STATISTICS),
    "paint": list(style.PAINTS),
    "tile_px": ["1", "4", "64"],
    "of": ["photograph", "style picture"],
    "row_channel": ["0", "3"],
    "column_channel": ["0", "5"],
    "normaliser": list(NORMALISERS),
    "rounds": ["25", "400"],
    "side_px": ["64", "192"],
    "equal": ["passes", "seconds"],
    "judge": list(style.STATISTICS),
    "alone": ["layer 1", "layer 4"],
    "after": ["11", "102", "200"],
    "summed": ["features.2", "features.16"],
    "lost": list(CHANGES),
    "race_px": ["64", "192"],
    "passes": ["50", "600"],
    "rate": ["0.001", "0.3"],
    **{
        name: [str(value) for value in style.KNOBS[name].choices]
        for name in ("size_px", "strength", "steps", "lr", "tv", "seed", "w_2")
    },
    "clouds": list(clouds.PAIRS),
    "tour": ["A → B → A", "B → A → B"],
    "measured": ["cycle error", "kept together"],
    "change": list(digits.CHANGES),
    "generator": list(digits.GENERATORS),
    "at": ["0", "50", "400"],
    "digit_measure": ["class kept", "cycle error"],
    "varied": list(recipe.VARIED),
    "adversarial": list(ADVERSARIAL),
    **{name: [str(value) for value in knob.choices] for name, knob in recipe.KNOBS.items() if name != "seed"},
}
VALUES |= {  # of the view In one pass
    "pass_px": ["128", "512"],
    "painter": ["all", *one_pass_networks()],
    "rival": one_pass_networks(),
    "manner": ["pattern/Waves", "texture/Brick"],
    "other": ["pattern/Waves", "texture/Brick"],
    "other_share": ["0.0", "0.5", "1.0"],
    "blend": ["0.0", "0.5", "1.0"],
    "palette": ["true", "false"],
    "taught": ["pattern/Waves", "texture/Brick"],
    "pictures": list(onepass.PICTURES),
    "moment": ["190", "5123"],
    **{name: [str(value) for value in knob.choices] for name, knob in onepass.KNOBS.items()},
}
VALUES |= {  # of the views Which network and Augmentation
    "painters": ["bundled/digits-cnn"],
    "effort": [str(value) for value in lineup.KNOBS["effort"].choices],
    "lineup_px": [str(value) for value in lineup.KNOBS["lineup_px"].choices],
    "verdict": ["style", "content"],
    "judged": ["bundled/cifar-cnn", style.RANDOM],
    "at_epoch": ["0", "12", "20"],
    "grey_patches": ["true", "false"],
    "told_by": ["all layers", "pixels", "features.13", "histogram"],
    "patch": ["0", "100"],
    "drawn_layer": ["all layers", "pixels", "block3.activation"],
    "share": [str(value) for value in learning.KNOBS["share"].choices],
    "way": list(sets.WAYS),
    "texture": ["pattern/Waves", "texture/Brick", "upload/0123456789abcdef"],
    "larger": ["1", "2"],
    "tile": ["true", "false"],
    "tiles": ["2", "3", "4"],
    "beside": ["layer/1", "network/random/small", "network/bundled/cifar-cnn"],
    "point": ["0.3", "3", "1000"],
    **{
        name: [str(value) for value in knob.choices]
        for knobs in (synthesis.KNOBS, ladder.KNOBS, curve.KNOBS, identity.KNOBS)
        for name, knob in knobs.items()
        if name != "seed"
    },
}
TEXTURE, TRADE_OFF = {"view": "Texture"}, {"view": "Trade-off"}
MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # where it starts, what is turned
    ({}, {"content": "photo/Rocket", "style": "texture/Brick", "network": "bundled/digits-cnn", "init": "style"}),
    ({}, {"colors": "content", "optimizer": "GD", "tv": "1.0", "seed": "1", "strength": "3.0", "second": "pattern/Waves"}),
    ({}, {"steps": "50", "size_px": "96", "frame": "22", "w_2": "0.3", "content_layers": "2,4"}),
    ({}, {"statistic": "histogram", "paint": "pixels"}),
    ({"second": "pattern/Waves"}, {"second_share": "0.25"}),
    (STYLE_IS | {"topic": "Gram matrices"}, {"of": "photograph", "row_channel": "0", "layer": "pixels"}),
    (STYLE_IS | {"topic": "Gram matrices"}, {"content": "photo/Rocket", "style": "texture/Brick", "column_channel": "1"}),
    (STYLE_IS | {"topic": "Shuffle"}, {"tile_px": "4", "seed": "1", "layer": "pixels", "style": "texture/Brick"}),
    (STYLE_IS | {"topic": "Naive"}, {"rounds": "25", "side_px": "64"}),
    (STYLE_IS | {"topic": "Histograms"}, {"layer": "pixels", "content": "photo/Rocket"}),
    (STYLE_IS | {"topic": "Sum or mean"}, {"normaliser": list(NORMALISERS)[1], "layer": "pixels"}),
    (STYLE_IS | {"topic": "Other statistics"}, {"equal": "seconds", "judge": "histogram"}),
    (STYLE_IS | {"topic": "Layers"}, {"alone": "layer 4"}),
    (CONTENT_IS | {"topic": "From each layer"}, {"after": "11"}),
    (CONTENT_IS | {"topic": "Several layers"}, {"seed": "1"}),
    (CONTENT_IS | {"topic": "What is lost"}, {"lost": "mirrored", "network": style.RANDOM}),
    ({"topic": "Optimizers"}, {"race_px": "64", "passes": "50", "rate": "0.3", "lr": "0.1"}),
    (
        {"view": "CycleGAN"},
        {"clouds": "ring and grid", "cycle_weight": "1.0", "identity_weight": "1.0", "tour": "B → A → B", "measured": "right"},
    ),
    ({"view": "CycleGAN"}, {"updates": "500", "gan_lr": "0.001", "units": "16", "adversarial": "minimax"}),
    ({"view": "CycleGAN", "topic": "Digits"}, {"change": "thick", "generator": "fully connected", "at": "50"}),
    ({"view": "CycleGAN", "topic": "Digits"}, {"digit_measure": "cycle error", "digit_updates": "200", "channels": "4"}),
    ({"view": "CycleGAN", "topic": "What the cycle does"}, {"varied": "identity", "seeds": "4"}),
    ({"view": "Which network"}, {"verdict": "content", "effort": "16", "lineup_px": "64"}),
    ({"view": "Which network", "topic": "Telling textures apart"}, {"at_epoch": "0", "told_by": "histogram", "patch": "0"}),
    ({"view": "Which network", "topic": "Telling textures apart"}, {"judged": "bundled/cifar-cnn", "grey_patches": "false"}),
    ({"view": "Which network", "topic": "Random weights"}, {"drawn_layer": "pixels", "grey_patches": "false"}),
    ({"view": "Augmentation"}, {"share": "1.0", "way": "colours only", "seed": "1"}),
    (ONE_PASS, {"content": "photo/Coffee", "pass_px": "128", "painter": one_pass_networks()[1]}),
    (ONE_PASS | {"topic": "Any style"}, {"manner": "pattern/Waves", "other_share": "0.5", "blend": "0.5", "palette": "true"}),
    (ONE_PASS | {"topic": "Any style", "other_share": "0.5"}, {"other": "texture/Brick"}),
    (ONE_PASS | {"topic": "Against optimisation"}, {"rival": one_pass_networks()[1]}),
    (ONE_PASS | {"topic": "Train your own"}, {"moment": "190", "taught": "pattern/Waves", "push": "4.0"}),
    (ONE_PASS | {"topic": "Train your own"}, {"pictures": "photographs", "lessons": "100", "crop_px": "64"}),
    (ONE_PASS | {"topic": "Train your own"}, {"style_px": "128", "smooth": "1.0", "pace": "0.001", "start": "1"}),
    (TEXTURE, {"texture": "texture/Brick", "larger": "2", "source_px": "64", "texture_steps": "50", "tile": "false"}),
    (TEXTURE | {"topic": "Seamless"}, {"tiles": "3", "source_px": "64"}),
    (TEXTURE | {"topic": "How much is texture?"}, {"ladder_px": "96", "network": style.RANDOM}),
    (TEXTURE | {"topic": "How much is texture?"}, {"rung_steps": "100"}),
    (TRADE_OFF, {"point": "30", "beside": "layer/1", "point_px": "96", "point_steps": "50", "style": "pattern/Waves"}),
    (TRADE_OFF | {"topic": "Its own style"}, {"pull": "10.0", "content": "photo/Coffee"}),
]
