"""What is to be known of an opened model before one believes it: data, recipe, numbers, size, and what it is bad at."""

from __future__ import annotations

from collections.abc import Mapping

from vizlab import data
from vizlab.generative.codes.opened import Opened

KB = 1000
TOLD = ("epochs", "hidden", "depth", "beta", "lr", "batch_size", "seed", "image_epochs", "channels", "image_seed")  # of recipes


def card(model: Opened) -> dict[str, str]:
    """Heading -> sentence."""
    sentences = {
        "Data": data.find(model.data).about,
        "Network": _network(model),
        "Training": _training(model.facts["recipe"]),
        "Numbers": _numbers(model.facts["record"]),
        "Size": f"{model.size_bytes / KB:,.0f} kB of weights at this epoch.",
        "Bad at": _weakness(model),
    }
    return {name: text for name, text in sentences.items() if text}


def _network(model: Opened) -> str:
    made = "generator" if model.layers is None else "decoder"
    asked = f" and one of {len(model.conditional)} classes" if model.conditional else ""
    return f"{model.kind}; its {made} turns {model.latent} numbers{asked} into a picture of {_side(model)} pixels."


def _side(model: Opened) -> str:
    h, w = model.side
    return f"{h} × {w}"


def _training(recipe: Mapping[str, object]) -> str:
    known = {name.removeprefix("image_"): recipe[name] for name in TOLD if name in recipe}
    return (
        ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in known.items() if isinstance(value, int | float)) + "."
    )


def _numbers(record: Mapping[str, object]) -> str:
    found = {name: record.get(name) for name in ("elbo", "reconstruction", "kl", "active")}
    if not all(isinstance(value, int | float) for value in found.values()):
        return ""
    elbo, reconstruction, kl = (float(str(found[name])) for name in ("elbo", "reconstruction", "kl"))
    return (
        f"−ELBO {-elbo:.1f} nats a held-out picture (reconstruction {reconstruction:.1f}, KL {kl:.1f}); "
        f"{found['active']} numbers of the code in use."
    )


def _weakness(model: Opened) -> str:
    if model.kind == "GAN":
        return "saying how probable a picture is, and finding the code of one: it has neither a density nor an encoder."
    recipe = model.facts["recipe"]
    if recipe["beta"] == 0:
        return "samples: nothing kept its codes where the prior draws, so most draws meet codes it was never trained on."
    if model.latent <= 2:
        return f"detail: {model.latent} numbers cannot hold it, so pictures are blurred and some classes share a place."
    return "sharp edges: it shows the mean of all pictures that a code may stand for."
