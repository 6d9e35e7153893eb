"""Pictures from random codes: of an auto-encoder, whose codes lie anywhere, and of a VAE, whose codes were kept at N(0, I).

Both are the same two networks, trained on the same digits for as long with the same reconstruction term; a VAE adds noise and KL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from vizlab import library
from vizlab.frames import Frame
from vizlab.generative import eight_bit, states
from vizlab.generative.autoencoders import network
from vizlab.generative.autoencoders.recipe import StudyRecipe
from vizlab.generative.autoencoders.study import Arrays, Cell, Study
from vizlab.generative.network import Vae, revived
from vizlab.generative.vae import elbo

LATENTS = (8, 2)
AE, VAE = "auto-encoder", "VAE"
N, HELD = 1000, 360  # codes drawn; test digits
SHOWN, COLUMNS = 36, 12
REACH = 9.0  # half the axis on which codes are drawn
JUDGE, SURE = "bundled/digits-cnn", 0.9
NEAR = 0.95  # of held-out digits lie so near to a training digit; a sample as near as that is like a real one
CONTROLS = ("real digits", "pixels dealt out anew", "uniform noise")
Codes = NDArray[np.float32]


@dataclass(frozen=True)
class Verdict:
    """Shares of pictures: rated by the classifier with more than 0.9; as near to a real digit as real ones are to each other.

    covered: held-out digits with a sample as near as that. classes: how many classes the confident ones are spread over,
    exp of the entropy; 10 at best.
    """

    sure: float
    near: float
    covered: float
    classes: float


def measure(recipe: StudyRecipe, cell: str, first: Arrays) -> Cell:
    """Train one of them; keeps its decoder in 8 bits and the codes of digits."""
    family, latent = cell.split(", ")
    x, _, held, labels = network.digits()
    made: Any = network.built(
        {AE: network.AutoEncoder, VAE: Vae}[family], x.shape[1], int(latent), recipe.ae_hidden, recipe.ae_seed
    )
    loss = network.bernoulli(made) if family == AE else network.bound(made, int(latent))
    yield from network.learn(made, x, loss, epochs=recipe.ae_epochs, seed=recipe.ae_seed)
    with torch.no_grad():
        (seen, _), (codes, sigma) = (_encode(made, part) for part in (x, held))
    decoder = {f"decoder/{name}": array for name, array in eight_bit.pack(_weights(made.decoder)).items()}
    mean, covariance = seen.mean(0).numpy(), np.cov(seen.numpy().T)
    arrays = {
        "codes": codes.numpy().astype(np.float16),
        "sigma": sigma.numpy().astype(np.float16),
        "mean": mean,
        "covariance": covariance.astype(np.float32),
    }
    return {"deviation": seen.std(0).tolist()}, arrays | decoder | {"labels": labels.numpy().astype(np.uint8)}


def _encode(made: Any, x: Tensor) -> tuple[Tensor, Tensor]:
    """Codes (n, latent), and how wide each number is spread around them: not at all by an auto-encoder."""
    if isinstance(made, Vae):
        mu, logvar = made.encode(x)
        return mu, torch.exp(logvar / 2)
    code: Tensor = made.encoder(x)
    return code, torch.zeros_like(code)


def _weights(decoder: torch.nn.Module) -> dict[str, NDArray[Any]]:
    return {name: tensor.numpy() for name, tensor in decoder.state_dict().items()}


def found_in(frames: list[Frame], family: str, latent: int) -> Mapping[str, NDArray[Any]]:
    """What one of the four trainings has kept."""
    return next(frame.arrays for frame in frames if frame.notes["cell"] == f"{family}, {latent}")


def draw(arrays: Mapping[str, NDArray[Any]], source: str, seed: int, n: int = N) -> Codes:
    """n codes (n, latent), or those of all held-out digits. source: in `SOURCES`."""
    return SOURCES[source](arrays, seed, n)


def from_prior(arrays: Mapping[str, NDArray[Any]], seed: int, n: int) -> Codes:
    """Codes from N(0, I)."""
    return np.random.default_rng([seed, 1]).standard_normal((n, len(arrays["mean"]))).astype(np.float32)


def from_fitted(arrays: Mapping[str, NDArray[Any]], seed: int, n: int) -> Codes:
    """Codes from a Gaussian with the mean and covariance of the training digits' codes: a fair chance for codes of any size."""
    root = np.linalg.cholesky(arrays["covariance"] + 1e-9 * np.eye(len(arrays["mean"])))
    return np.asarray(arrays["mean"] + from_prior(arrays, seed, n) @ root.T, np.float32)


def of_digits(arrays: Mapping[str, NDArray[Any]], seed: int, n: int) -> Codes:
    """The codes of the 360 held-out digits: what comes back is a reconstruction, not a sample."""
    return np.asarray(arrays["codes"], np.float32)


def decode(arrays: Mapping[str, NDArray[Any]], codes: Codes) -> NDArray[np.float32]:
    """Codes (n, latent) -> pictures (n, 64), grey levels in [0, 1]."""
    decoder = revived(eight_bit.unpack(states.below("decoder/", arrays)))
    with torch.no_grad():
        return torch.sigmoid(decoder(torch.tensor(codes))).numpy()


def controls(seed: int) -> dict[str, NDArray[np.float32]]:
    """Pictures (n, 64) that are real, and that are not."""
    x, _, held, _ = network.digits()
    random = np.random.default_rng([seed, 2])
    dealt = np.stack([random.permutation(row) for row in x.numpy()[:N]])
    return dict(zip(CONTROLS, (held.numpy(), dealt, random.random((N, x.shape[1]), np.float32)), strict=True))


def judged(pictures: NDArray[np.float32]) -> Verdict:
    """What pictures (n, 64) are worth."""
    x, _, held, _ = network.digits()
    made = torch.from_numpy(pictures)
    limit = _gap(held, x).quantile(NEAR)
    sure, classes = confidence(made)
    near, covered = _gap(made, x) <= limit, _gap(held, made) <= limit
    return Verdict(sure, float(near.float().mean()), float(covered.float().mean()), classes)


def _gap(a: Tensor, b: Tensor) -> Tensor:
    """How far each picture of a (n, 64) is from the nearest of b: (n,)."""
    return torch.cdist(a, b).min(1).values


def confidence(pictures: Tensor) -> tuple[float, float]:
    """The share of pictures (n, 64) rated with more than 0.9, and how many classes these are spread over."""
    model = library.open_model(JUDGE)
    side = round(pictures.shape[1] ** 0.5)
    with torch.no_grad(), model.lock:
        rated = model.network(pictures.reshape(-1, 1, side, side).to(model.device)).softmax(1).cpu()
    best, classes = rated.max(1)
    shares = torch.bincount(classes[best > SURE], minlength=rated.shape[1]) / max(int((best > SURE).sum()), 1)
    spread = float(torch.exp(torch.special.entr(shares).sum())) if (best > SURE).any() else 0.0
    return float((best > SURE).float().mean()), spread


def shown(arrays: Mapping[str, NDArray[Any]], source: str, seed: int) -> NDArray[np.uint8]:
    """The first 36 of the decoded pictures (36, 8, 8), grey levels of a byte."""
    pictures = decode(arrays, draw(arrays, source, seed)[:SHOWN])
    side = round(pictures.shape[1] ** 0.5)
    return np.rint(pictures * 255).astype(np.uint8).reshape(-1, side, side)


def codes(frames: list[Frame], latent: int) -> dict[str, Codes]:
    """Codes (360, latent) of held-out digits by either network, those of the VAE drawn from q(z|x) as in its training."""
    noise = np.random.default_rng(latent).standard_normal((HELD, latent))
    found = {family: found_in(frames, family, latent) for family in (AE, VAE)}
    return {family: np.asarray(kept["codes"] + kept["sigma"] * noise, np.float32) for family, kept in found.items()}


def in_use(frames: list[Frame], family: str, latent: int) -> int:
    """How many numbers of a code differ from picture to picture, by a variance above 0.01 as in `vae.elbo`."""
    return int((of_digits(found_in(frames, family, latent), 0, N).var(0) > elbo.ACTIVE).sum())


def shares(found: Mapping[str, Verdict]) -> dict[str, dict[str, float]]:
    """Row -> name -> share, of what can be drawn on one scale."""
    return {row: {name: getattr(verdict, field) for field, name in SHARES.items()} for row, verdict in found.items()}


def verdicts(frames: list[Frame], latent: int, seed: int) -> dict[str, Verdict]:
    """What is worth what: "family, source" -> verdict, and the controls."""
    found = {}
    for family in (AE, VAE):
        arrays = found_in(frames, family, latent)
        for source in SOURCES:
            found[f"{family}, {source}"] = judged(decode(arrays, draw(arrays, source, seed)))
    return found | {name: judged(pictures) for name, pictures in controls(seed).items()}


SHARES = {"sure": "rated > 0.9", "near": "like a real one", "covered": "real ones reached"}  # field of `Verdict` -> its name
SOURCES: dict[str, Callable[[Mapping[str, NDArray[Any]], int, int], Codes]] = {  # whence codes come
    "N(0, I)": from_prior,
    "Gaussian fitted to its codes": from_fitted,
    "codes of held-out digits": of_digits,
}
STUDY = Study(tuple(f"{family}, {latent}" for latent in LATENTS for family in (AE, VAE)), measure)
