"""What the address of the page Sampling may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import generative
from vizlab.generative.autoencoders import labels, samples, widths
from vizlab.generative.autoencoders.recipe import KNOBS as STUDY_KNOBS
from vizlab.generative.codes import directions
from vizlab.generative.diffusion import sampling, schedules, showing
from vizlab.generative.exact import choices as exact
from vizlab.generative.exact import fitting, tube
from vizlab.generative.exact.decoders import DECODERS, PLANE_DECODERS
from vizlab.generative.families import fitting as em
from vizlab.generative.families import looking, mixture, shapes, worth
from vizlab.generative.families.choices import FAMILY_KNOBS
from vizlab.generative.image_gan import IMAGE_KNOBS, RULES, SHIPPED, choices
from vizlab.generative.image_gan.rules import KEPT, RULE_KNOBS
from vizlab.generative.observation import OBSERVATIONS
from vizlab.generative.pixelwise import completion, forcing, speeds, tiny, waves
from vizlab.generative.pixelwise.choices import PIXEL_KNOBS
from vizlab.generative.pixelwise.network import NETWORKS
from vizlab.generative.pixelwise.sound import SOUND_KNOBS
from vizlab.generative.plane_gan import best, bilinear, clouds, line
from vizlab.generative.plane_gan.regular import NOISE_ON
from vizlab.generative.plane_gan.seeds import CURES
from vizlab.generative.vae.choices import SHIPPED as SHIPPED_VAES
from vizlab.generative.vae.collapse import CAUSES, COLLAPSE_KNOBS
from vizlab.generative.vae.dial import BETAS, DIAL_KNOBS

VAE_DIGITS = {"view": "VAE", "data": "digits", "epochs": "100", "lr": "0.005"}
GAN = {"view": "GAN"}
NOISED = GAN | {"g_steps": "5", "steps": "1000", "hidden": "64", "batch_size": "64", "instance_noise": "0.3"}
TURNS = GAN | {"topic": "Step by step"}
EIGHT = {"decoder": "vae/509f9cd7e42e"}  # digits, eight numbers a code
CLASSES = {"decoder": "cvae-mnist"}  # is asked for a class
SHEET = {"view": "GAN on images", "image_gan": "dcgan-digits"}
TRAINED = {"view": "GAN on images", "topic": "Train"}
BROKEN = {"view": "GAN on images", "topic": "Rules"}
VAE_CLASSES = {"view": "VAE", "data": "MNIST", "latent": "8", "epochs": "30", "batch_size": "128", "conditional": "true"}
AMORTISED = {"view": "VAE", "topic": "Amortised", "refine_steps": "20"}
EXACT = {"view": "VAE", "topic": "Exact"}
KL = {"view": "VAE", "topic": "What KL costs"}
OWN = {"topic": "Way", "kind_a": "Sample", "kind_b": "Sample"}
PIXELS = {"view": "One pixel at a time"}
FAMILIES = {"view": "All families"}
NOISY = FAMILIES | {"topic": "Diffusion of digits"}
PAINTED = completion.as_text(completion.PARTS["middle"](28, 28))
RACE = PIXELS | {"topic": "RNN against CNN"}

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "data": list(generative.DATA),
    "loss": list(generative.GENERATOR_LOSSES),
    "epoch": ["0", "3", "30"],
    "step": ["0", "1500"],
    "cloud": list(clouds.CLOUDS),
    "drawn": ["", "ff", "AAff9a", "no points"],
    "spectral": ["true", "false"],
    "cooling": ["true", "false"],
    "noise_on": list(NOISE_ON),
    "moves": ["", "D3G", "D100G100", "nothing of the kind"],
    "turn_loss": list(generative.GENERATOR_LOSSES),
    "turn_cloud": ["ring", "grid", "moons", "spiral"],
    "turn_lr": ["0.0003", "0.01"],
    "cure": list(CURES),
    "first": ["0", "10"],
    "said": ["0.0003", "0.5", "0.99"],
    "ahead": ["0", "25", "400"],
    **{key: ["0", "5"] for key in ("turn_seed", "ahead_seed")},
    "line": list(line.LINES),
    **{name: [str(value) for value in knob.choices] for name, knob in (best.KNOBS | line.KNOBS | bilinear.KNOBS).items()},
    "spacing": list(generative.SPACINGS),
    "z1": ["-3.0", "0.0", "3.0"],
    "z2": ["-3.0", "0.0", "3.0"],
    "a": ["0", "5"],
    "b": ["0", "7"],
    "path": list(generative.PATHS),
    "decoder": ["fashion-plane", "vae-mnist-20d", "cvae-mnist", "vae/509f9cd7e42e"],
    "at_epoch": ["0", "3", "30"],
    "order": list(directions.DIRECTIONS),
    **{key: ["0", "2"] for key in ("across", "up", "test_a", "test_b", "seed_a", "seed_b", "member", "number")},
    **{key: ["-3.0", "0.0", "3.0"] for key in ("px", "py", *(f"dir{number}" for number in range(1, 9)))},
    **{key: ["0", "5"] for key in ("asked", "sample_seed", "control_seed", "memory_seed", "posterior_seed")},
    "psi": ["0.0", "1.0", "1.5"],
    "every": ["true", "false"],
    "kind_a": ["Test picture", "Sample", "Your own"],
    "kind_b": ["Test picture", "Sample", "Your own"],
    "plus": ["leaning right", "wide", "3"],
    "minus": ["leaning left", "narrow", "8"],
    "group": ["much ink", "5"],
    "by": ["pixels", "codes"],
    "again": ["1", "2"],
    "image_gan": list(SHIPPED),
    "gan_epoch": ["0", "1", "8"],
    "truncation": ["0.0", "1.0", "0.2"],
    "code_seed": ["0", "5"],
    "wanted": ["all", "3", "Bag"],
    "rule": [KEPT, *RULES],
    "train_epoch": ["0", "30", "100"],
    **{name: list(known) for name, known in choices.NAMED.items()},
    **{key: ["true", "false"] for key in ("conditional", "strided", "norm_g", "norm_d", "norm_ends", "dense_layer")},
    **{name: [str(value) for value in knob.choices] for name, knob in (IMAGE_KNOBS | RULE_KNOBS).items()},
    **{
        name: [str(value) for value in knob.choices] or [str(knob.low), str(knob.high)]
        for name, knob in (generative.VAE_KNOBS | generative.GAN_KNOBS | exact.KNOBS | STUDY_KNOBS).items()
    },
    "observation": list(OBSERVATIONS),
    "asked_class": ["0", "7"],
    "pixel_noise": ["0", "9"],
    "dial_beta": [str(beta) for beta in BETAS],
    "distortion": ["reconstruction", "mse"],
    **{name: [str(value) for value in knob.choices] for name, knob in (DIAL_KNOBS | COLLAPSE_KNOBS).items()},
    "cause": list(CAUSES),
    "vae_cure": ["lower β", "free nats", "warm-up", "less noise", "learned noise"],
    "vae_model": [name for name in SHIPPED_VAES if name != "cvae-mnist"],
    **{key: ["0", "5"] for key in ("bound_picture", "est_picture")},
    **{key: ["0", "4"] for key in ("bound_seed", "refine_seed", "est_seed")},
    "pixels": ["grey values", "black and white"],
    "draws": ["1000", "20000"],
    "refine_steps": ["20", "150"],
    "strange": ["other", "empty", "grey", "noise", "upload"],
    "vae_invert": ["true", "false"],
    "toy_mu": ["0.0", "3.0"],
    "toy_sigma": ["0.1", "2.0"],
    "toy_n": ["1000", "100000"],
    "est_n": ["500", "8000"],
    "exact_decoder": list(DECODERS),
    "exact_q": list(fitting.QS),
    "plane_decoder": list(PLANE_DECODERS),
    "plane_x": ["-1.0", "3.0"],
    "plane_w": ["0.5", "3.0"],
    "plane_eta": ["0.05", "1.0"],
    "tube_curve": list(tube.CURVES),
    "tube_eta": ["1.0", "0.003"],
    "tube_x": ["-2.5", "0.0", "2.5"],
    "tube_y": ["-2.5", "0.0", "2.5"],
    "kl_mu": ["-3.0", "0.0", "3.0"],
    "kl_sigma": ["0.05", "1.0", "3.0"],
    "kl_seed": ["0", "9"],
    "humps_apart": ["0.0", "8.0"],
    "hump_weight": ["0.0", "0.5", "1.0"],
    "ae_part": ["test digits", "training digits"],
    "ae_way": [widths.DEEP, widths.STRAIGHT],
    "code_length": [str(latent) for latent in samples.LATENTS],
    "code_source": list(samples.SOURCES),
    "ae_code_seed": ["0", "9"],
    "labelled": [str(size) for size in labels.SIZES],
    "pixel_source": ["Test picture", "Upload"],
    "pixel_epoch": ["0", "1", "3"],
    "hide": [*completion.PARTS, "a rectangle", "what you paint"],
    **{f"hide_{side}": ["0", "14", "28"] for side in ("top", "bottom", "left", "right")},
    **{key: ["", PAINTED] for key in ("hidden", "ink")},
    **{key: ["0", "5"] for key in ("pixel_sample", "draw_seed", "tiny_seed", "sine_seed")},
    "fitting": ["true", "false"],
    "pixel_at": ["0", "400", "783"],
    "mask_layers": ["1", "6"],
    "mask_kernel": ["3", "5"],
    "tiny_size": list(tiny.SIZES),
    "tiny_mask": list(tiny.FIRST_MASKS),
    "tiny_steps": [str(steps) for steps in tiny.STEPS],
    "pixel_net": list(NETWORKS),
    "picture_side": ["8", "1024"],
    "picture_channels": ["1", "3"],
    "sound_rate": list(speeds.RATES_HZ),
    "sound_seconds": ["1", "30"],
    "dilated_layers": ["1", "10"],
    "sound": list(waves.SOUNDS),
    **{name: [str(value) for value in knob.choices] for name, knob in (PIXEL_KNOBS | SOUND_KNOBS | forcing.KNOBS).items()},
    "plane_data": list(shapes.SHAPES),
    "panel_shows": list(looking.SHOWS),
    "em_data": list(shapes.SHAPES),
    "em_start": list(mixture.STARTS),
    "chain_schedule": list(schedules.SCHEDULES),
    "sampler": list(sampling.SAMPLERS),
    "chain_steps": ["2", "20", "100"],
    "score_t": ["0.05", "0.3", "0.95"],
    "digit": list(showing.DIGITS),
    "digit_sampler": list(sampling.SAMPLERS),
    "digit_steps": [str(steps) for steps in showing.STEPS],
    "guidance": [str(guidance) for guidance in showing.GUIDANCE],
    "digit_seed": ["0", "9"],
    "seen": list(showing.SEEN),
    "can_seed": ["0", "4"],
    "worth_generator": list(worth.GENERATORS),
    "worth_classifier": list(worth.CLASSIFIERS),
    "worth_picture": ["0", "359"],
    **{
        name: [str(value) for value in knob.choices]
        for name, knob in (FAMILY_KNOBS | em.KNOBS | worth.KNOBS).items()
        if knob.choices
    },
}
MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # address, what is turned
    ({}, {"decoder": "vae-mnist-20d", "at_epoch": "3", "spacing": "equal shares of the prior", "px": "-1.0", "py": "2.0"}),
    ({}, {"psi": "0.5", "sample_seed": "5", "order": "by effect on the picture", "across": "1"}),
    (EIGHT, {"up": "3", **{f"dir{number}": "3.0" for number in range(3, 9)}}),
    (EIGHT | {"across": "2", "up": "3"}, {"dir1": "1.0", "dir2": "-1.0"}),
    (CLASSES, {"asked": "5", "every": "false"}),
    ({"topic": "Way"}, {"test_a": "4", "test_b": "7", "kind_a": "Sample", "kind_b": "Your own"}),
    (OWN, {"seed_a": "5", "seed_b": "9"}),
    ({"topic": "Arithmetic"} | EIGHT, {"plus": "wide", "minus": "narrow", "group": "5", "member": "2", "control_seed": "5"}),
    ({"topic": "Memorised?"}, {"memory_seed": "5", "by": "codes"}),
    ({"topic": "Prior and posterior"}, {"number": "1", "posterior_seed": "5"}),
    ({"topic": "One pass"}, {"again": "2"}),
    (VAE_DIGITS, {"epoch": "3", "spacing": "even square", "z1": "1.0", "z2": "2.0", "a": "5", "b": "7", "path": "spherical"}),
    ({"view": "VAE"}, {"data": "digits", "view": "GAN"}),
    (VAE_DIGITS, {"latent": "8", "beta": "0.5", "epochs": "30", "lr": "0.01"}),
    ({"view": "VAE", "data": "digits"}, {"hidden": "64", "batch_size": "32", "seed": "1"}),
    ({"view": "VAE", "data": "digits"}, {"observation": "Gaussian", "conditional": "true", "warm_up": "10", "free_nats": "0.25"}),
    ({"view": "VAE", "data": "digits", "observation": "Gaussian"}, {"eta": "0.01"}),
    ({"view": "VAE", "data": "digits"}, {"depth": "1"}),
    (VAE_CLASSES, {"asked_class": "7", "pixel_noise": "3"}),
    ({"view": "VAE", "topic": "Beta dial"}, {"dial_beta": "4.0", "distortion": "mse", "dial_latent": "2", "dial_epochs": "2"}),
    ({"view": "VAE", "topic": "Beta dial"}, {"dial_seed": "1"}),
    ({"view": "VAE", "topic": "Collapse"}, {"vae_cure": "warm-up", "cause": "noisy pixels", "collapse_epochs": "2"}),
    ({"view": "VAE", "topic": "Collapse"}, {"collapse_seed": "1"}),
    (
        {"view": "VAE", "topic": "Tighter"},
        {"vae_model": "vae-mnist-2d", "bound_picture": "5", "draws": "1000", "bound_seed": "4"},
    ),
    ({"view": "VAE", "topic": "Tighter", "draws": "1000"}, {"pixels": "black and white"}),
    (AMORTISED, {"strange": "empty", "refine_seed": "4"}),
    (AMORTISED, {"refine_steps": "60"}),
    ({"view": "VAE", "topic": "Estimators"}, {"toy_mu": "0.5", "toy_sigma": "0.3", "toy_n": "1000", "est_seed": "4"}),
    ({"view": "VAE", "topic": "Estimators"}, {"est_picture": "5", "est_n": "500"}),
    (EXACT, {"exact_decoder": "sine", "exact_x": "1.5", "exact_w": "2.0", "exact_eta": "0.1", "exact_q": "the best"}),
    (EXACT, {"q_mu": "0.5", "q_var": "0.3", "is_seed": "3"}),
    (EXACT, {"plane_decoder": "distance", "plane_x": "2.0", "plane_w": "2.0", "plane_eta": "0.5"}),
    ({"view": "VAE", "topic": "A thin tube"}, {"tube_curve": "wave", "tube_eta": "0.01", "tube_x": "1.5", "tube_y": "0.5"}),
    (KL, {"kl_mu": "-1.0", "kl_sigma": "1.5", "kl_seed": "3", "humps_apart": "6.0", "hump_weight": "0.8"}),
    ({"view": "VAE", "topic": "Bottleneck"}, {"ae_part": "training digits", "ae_way": widths.STRAIGHT, "ae_hidden": "32"}),
    ({"view": "VAE", "topic": "AE is not generative"}, {"code_length": "2", "code_source": "codes of held-out digits"}),
    ({"view": "VAE", "topic": "AE is not generative"}, {"ae_code_seed": "3", "ae_epochs": "10"}),
    ({"view": "VAE", "topic": "Few labels"}, {"labelled": "50", "ae_seed": "1"}),
    (GAN, {"step": "0", "loss": "minimax", "lr_g": "0.01", "lr_d": "0.0001", "d_steps": "2", "head_start": "400"}),
    (GAN, {"steps": "500", "modes": "6", "radius": "1.0", "spread": "0.2", "latent": "4", "hidden": "32"}),
    (GAN, {"cloud": "moons", "g_steps": "2", "penalty": "1.0", "clip": "0.1", "unrolled": "3", "beta1": "0.9"}),
    (NOISED, {"noise_on": "real only", "instance_noise": "1.0", "spectral": "true", "cooling": "false"}),
    (GAN | {"cloud": "drawn", "drawn": "ff"}, {"drawn": "AAff9a"}),
    (TURNS, {"moves": "D3G2", "turn_loss": "hinge", "turn_cloud": "spiral", "turn_lr": "0.01", "turn_seed": "5"}),
    (GAN | {"topic": "Collapse and repair"}, {"cure": "instance noise", "first": "10"}),
    (GAN | {"topic": "Losses"}, {"said": "0.5", "ahead": "25", "ahead_seed": "5"}),
    (GAN | {"topic": "Best discriminator"}, {"apart": "4.0", "fake_spread": "0.5", "best_seed": "3"}),
    (GAN | {"topic": "1-D generator"}, {"line": "a trained GAN", "line_samples": "1000", "line_seed": "3"}),
    (GAN | {"topic": "Bilinear game"}, {"bilinear_a": "0.5", "bilinear_angle": "90", "bilinear_steps": "10"}),
    (SHEET, {"gan_epoch": "30", "truncation": "0.5", "code_seed": "5", "wanted": "3", "image_gan": "dcgan-mnist"}),
    (SHEET | {"topic": "Conditional"}, {"gan_epoch": "0", "truncation": "1.0", "code_seed": "5"}),
    (SHEET | {"topic": "What it is worth"}, {"code_seed": "5", "image_gan": "dcgan-mnist"}),
    (TRAINED, {"train_epoch": "10", "image_data": "MNIST", "conditional": "false", "image_loss": "hinge", "image_lr": "0.002"}),
    (TRAINED, {"strided": "false", "norm_g": "false", "norm_d": "false", "norm_ends": "true", "dense_layer": "true"}),
    (TRAINED, {"act_g": "tanh", "act_d": "ReLU", "output": "linear", "channels": "64", "image_latent": "8"}),
    (TRAINED, {"image_batch": "32", "image_seed": "1", "image_epochs": "30"}),
    (PIXELS, {"pixel_epoch": "0", "pixel_sample": "5", "hide": "right half", "draw_seed": "5"}),
    (PIXELS | {"hide": "middle"}, {"fitting": "true"}),
    (PIXELS | {"hide": "a rectangle"}, {"hide_top": "4", "hide_bottom": "16", "hide_left": "2", "hide_right": "26"}),
    (PIXELS | {"hide": "what you paint"}, {"hidden": PAINTED, "ink": PAINTED}),
    (PIXELS | {"topic": "One pixel"}, {"pixel_at": "400", "pixel_source": "Upload", "ink": PAINTED}),
    (PIXELS | {"topic": "Masks"}, {"mask_layers": "2", "mask_kernel": "5"}),
    (PIXELS | {"topic": "Sums to one"}, {"tiny_size": "2 × 2", "tiny_mask": "B: and the pixel itself"}),
    (PIXELS | {"topic": "Sums to one", "tiny_size": "2 × 2"}, {"tiny_steps": "30", "tiny_seed": "5"}),
    (RACE, {"pixel_net": "PixelRNN", "pixel_levels": "2", "pixel_channels": "8", "pixel_layers": "2", "pixel_epochs": "5"}),
    (RACE, {"pixel_kernel": "5", "pixel_lr": "0.01", "pixel_batch": "64", "pixel_seed": "1"}),
    (RACE, {"picture_side": "28", "picture_channels": "1", "sound_rate": "44.1 kHz, CD", "sound_seconds": "3"}),
    (PIXELS | {"topic": "Teacher forcing", "sine_steps": "100"}, {"sine_noise": "0.2", "unroll": "2", "sine_seed": "5"}),
    (PIXELS | {"topic": "Teacher forcing"}, {"sine_steps": "100"}),
    (PIXELS | {"topic": "Sound"}, {"dilated_layers": "10", "sound": "plucked notes", "sound_layers": "4", "sound_lr": "0.03"}),
    (PIXELS | {"topic": "Sound"}, {"sound_channels": "8", "sound_steps": "100", "sound_seed": "5"}),
    (BROKEN, {"rule": "batch norm in the generator", "rule_epochs": "10", "rule_seeds": "2", "rule_lr": "0.005"}),
    (FAMILIES, {"panel_shows": "density", "plane_data": "ring", "components": "2"}),
    (FAMILIES, {"plane_points": "200", "plane_steps": "200", "plane_seed": "3"}),
    (FAMILIES | {"topic": "Mixture by EM"}, {"em_data": "moons", "em_k": "3", "em_start": "one corner", "em_seed": "2"}),
    (FAMILIES | {"topic": "Flow"}, {"plane_data": "pinwheel"}),
    (FAMILIES | {"topic": "Diffusion"}, {"chain_schedule": "linear", "score_t": "0.6", "chain_steps": "5", "sampler": "DDPM"}),
    (NOISY, {"digit": "7", "digit_sampler": "DDPM", "digit_steps": "2", "guidance": "0.0", "digit_seed": "1"}),
    (NOISY | {"digit_steps": "2"}, {"seen": "as foreseen"}),
    (FAMILIES | {"topic": "What each can"}, {"can_seed": "1"}),
    (
        FAMILIES | {"topic": "Worth the trouble?"},
        {"worth_generator": "a mixture a class", "worth_classifier": "nearest neighbour"},
    ),
    (FAMILIES | {"topic": "Worth the trouble?"}, {"worth_each": "2", "worth_seed": "1", "worth_picture": "7"}),
]
