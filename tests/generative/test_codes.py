"""Opened models: every one decodes as torch does, walks are walks, ends are ends, seeds reproduce, and bad input is answered."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from vizlab.errors import VizlabError
from vizlab.generative import eight_bit
from vizlab.generative.codes import cards, directions, drawing, finding, layers, opened, own, timing, ways
from vizlab.generative.codes.opened import Opened, open_model
from vizlab.recipes import run_id

PLANE, EIGHT = "fashion-plane", "vae/509f9cd7e42e"


@pytest.fixture(scope="module")
def eight() -> Opened:
    return open_model(EIGHT)


def test_every_model_opens_decodes_and_has_a_card() -> None:
    known = opened.titles()
    assert PLANE in known
    assert set(opened.titles(with_codes=True)) <= set(known)
    for reference in known:
        model = open_model(reference)
        classes = drawing.classes_for(model, 5, None)
        pictures = model.decode(drawing.prior(model, 5, seed=1), classes)
        assert pictures.shape == (5, *model.side)
        assert pictures.dtype == np.uint8
        assert pictures.std() > 1, reference
        assert {"Data", "Network", "Size", "Bad at"} <= set(cards.card(model))
        assert model.epoch == model.epochs[-1]


def test_decoding_is_that_of_the_vae_view() -> None:
    from vizlab.frames import Frames
    from vizlab.generative import VAE_EXAMPLES, open_space

    frames = Frames("vae", VAE_EXAMPLES["Fashion-MNIST on a plane"]).read()
    codes = np.random.default_rng(0).standard_normal((20, 2))
    for epoch in (0, 30):
        theirs = open_space(frames, epoch).decode(codes).astype(int)
        assert np.abs(open_model(PLANE, epoch).decode(codes).astype(int) - theirs).max() <= 1


@pytest.mark.parametrize("conditional", [False, True])
def test_a_visitors_own_run_is_opened_as_it_was_trained(conditional: bool, tmp_path: Path) -> None:
    """Also where decoder and encoder are told the class: each picture is decoded as the network itself decodes it."""
    from vizlab.frames import Frames
    from vizlab.generative import VaeRecipe, train_vae
    from vizlab.generative.vae.opened import of_frames
    from vizlab.store import Store

    store = Store(str(tmp_path))
    recipe = VaeRecipe(data="digits", epochs=2, hidden=16, latent=3, conditional=conditional, depth=1)
    list(train_vae(recipe, store))
    reference = f"vae/{run_id(recipe)}"
    assert reference in opened.titles(store)
    model, run = open_model(reference, store=store), Frames("vae", recipe, store)
    theirs = of_frames(recipe, run.record() or {}, run.read())
    labels = torch.arange(10)
    codes = drawing.prior(model, 10, seed=0)
    with torch.no_grad():
        means = torch.sigmoid(theirs.vae.decode(torch.tensor(codes, dtype=torch.float32), labels))
    told = (255 * means).round().numpy().reshape(-1, 8, 8)
    assert np.abs(model.decode(codes, labels.numpy()) - told).max() <= 1
    mu, _ = model.encode(model.pictures, model.labels[: len(model.pictures)])
    assert np.abs(mu - model.mu[: len(mu)]).max() < 0.05
    assert bool(model.conditional) == conditional
    if conditional:
        with pytest.raises(VizlabError, match="needs a class"):
            model.decode(codes)


def test_an_encoder_finds_the_codes_that_training_kept(eight: Opened) -> None:
    mu, logvar = eight.encode(eight.pictures)
    assert np.abs(mu - eight.mu[: len(mu)]).max() < 0.05
    assert np.abs(logvar - eight.logvar[: len(mu)]).max() < 0.1


def test_what_a_model_cannot_do_is_said(eight: Opened) -> None:
    with pytest.raises(VizlabError, match="shape"):
        eight.decode(np.zeros((3, 2)))
    with pytest.raises(VizlabError, match="numbers"):
        eight.decode(np.full((1, 8), np.nan))
    with pytest.raises(VizlabError, match="values a picture"):
        eight.encode(np.zeros((1, 28, 28), np.uint8))
    with pytest.raises(VizlabError, match="last epoch"):
        open_model(EIGHT, 3).encode(eight.pictures)
    with pytest.raises(VizlabError, match="one of 0, 1, 3, 10, 100"):
        open_model(EIGHT, 5)
    with pytest.raises(VizlabError, match="no model"):
        open_model("vae/000000000000")


def parsed(sent: bytes) -> dict[str, np.ndarray]:
    """The arrays that a browser gets, read as assets/decoder_weights.js reads them."""
    length = int.from_bytes(sent[:4], "little")
    found = {}
    for name, known in json.loads(sent[4 : 4 + length])["arrays"].items():
        assert known["at"] % 4 == 0
        kind = {"int8": "<i1", "float16": "<f2"}[known["kind"]]
        values = np.frombuffer(sent, kind, int(np.prod(known["shape"])), 4 + length + known["at"])
        found[name] = values.reshape(known["shape"])
    return found


def test_what_is_sent_to_a_browser_is_the_decoder(eight: Opened) -> None:
    assert eight.layers is not None
    sent = layers.to_bytes("name", eight.layers, eight.mu, classes=0)
    arrays = parsed(sent)
    assert np.allclose(arrays.pop("codes"), eight.mu, atol=0.01)
    weights = {name: torch.tensor(array) for name, array in eight_bit.unpack(arrays).items()}
    x = torch.tensor(drawing.prior(eight, 4, seed=0), dtype=torch.float32)
    for place in (0, 2, 4):
        x = torch.nn.functional.linear(x, weights[f"{place}.weight"], weights[f"{place}.bias"])
        x = x if place == 4 else torch.nn.functional.silu(x)
    told = (255 * torch.sigmoid(x)).round().numpy().reshape(-1, 8, 8)
    assert np.abs(told - eight.decode(drawing.prior(eight, 4, seed=0))).max() <= 1


def test_weights_that_are_too_large_for_a_browser_go_in_eight_bits() -> None:
    source = np.random.default_rng(0)
    large = {f"d/{at}.weight": source.normal(size=(512, 512)).astype(np.float16) for at in (0, 2)}
    large |= {f"d/{at}.bias": np.zeros(512, np.float16) for at in (0, 2)}
    read = layers.read_layers(large, "nothing/", "d/")
    assert read is not None
    sent = layers.to_bytes("name", read, np.zeros((1, 512)))
    assert len(sent) < layers.MOST_BYTES < sum(array.nbytes for array in large.values())
    assert parsed(sent)["0.weight"].dtype == np.int8
    assert layers.read_layers(large, "encoder/") is None


def test_directions_are_orthogonal_and_ordered_by_what_they_say(eight: Opened) -> None:
    for order in directions.offered(eight):
        found = directions.find(eight, order)
        assert np.allclose(found.axes @ found.axes.T, np.eye(len(found.axes)), atol=1e-6)
        assert (np.diff(found.shares) <= 1e-12).all()
        assert 0.99 < found.shares.sum() <= 1 + 1e-9
    pca = directions.find(eight, "PCA of the codes")
    variances = (eight.mu @ pca.axes.T).var(0)
    assert np.allclose(variances / variances.sum(), pca.shares, atol=1e-5)
    with pytest.raises(VizlabError, match="order"):
        directions.find(eight, "by beauty")


def test_the_strongest_direction_moves_pictures_most(eight: Opened) -> None:
    """Against the weakest, and four numbers that the VAE has left unused move nothing."""
    found = directions.find(eight, "single numbers")
    middle = eight.decode(np.zeros((1, 8)))[0].astype(float)
    steps = [np.abs(eight.decode(found.code({k: 2.0}))[0] - middle).mean() for k in range(8)]
    assert min(steps[:4]) > 5 * max(steps[4:])


def test_the_sheet_is_the_plane_it_says(eight: Opened) -> None:
    found = directions.find(eight, "PCA of the codes")
    pictures = directions.sheet(eight, found, 0, 1, "even square", {2: 1.0}, None)
    corner = found.code({0: -3.0, 1: 3.0, 2: 1.0})
    assert (pictures[0] == eight.decode(corner)[0]).all()
    assert (pictures[-1] == eight.decode(found.code({0: 3.0, 1: -3.0, 2: 1.0}))[0]).all()


def test_seeds_reproduce_and_truncation_takes_variety_away(eight: Opened) -> None:
    first, again, other = (drawing.draw(eight, 64, seed) for seed in (3, 3, 4))
    assert (first.pictures == again.pictures).all()
    assert (first.pictures != other.pictures).any()
    spreads = [drawing.variety(drawing.draw(eight, 64, 0, psi=psi).pictures) for psi in (0.0, 0.5, 1.0)]
    assert spreads[0] < 1e-6 < spreads[1] < spreads[2]
    x = first.pictures[:5].reshape(5, -1) / 255
    brute = np.mean([np.linalg.norm(a - b) for i, a in enumerate(x) for j, b in enumerate(x) if i != j])
    assert drawing.variety(first.pictures[:5]) == pytest.approx(brute)


def test_sixty_four_samples_take_a_moment(eight: Opened) -> None:
    assert timing.measure(eight).ms[64] < 60


def test_a_way_has_its_ends_and_the_arc_keeps_its_distance(eight: Opened) -> None:
    a, b = drawing.prior(eight, 2, seed=5)
    found = ways.between(eight, a, b, 9)
    for way in found.values():
        assert (way.pictures[0] == eight.decode(a[None])[0]).all()
        assert (way.pictures[-1] == eight.decode(b[None])[0]).all()
    assert found["spherical"].norms.min() > found["linear"].norms.min()
    equal = ways.between(eight, a, b * np.linalg.norm(a) / np.linalg.norm(b), 9)
    assert np.allclose(equal["spherical"].norms, np.linalg.norm(a))
    assert equal["linear"].norms.min() < 0.9 * np.linalg.norm(a)
    from scipy.stats import chi

    assert np.allclose(ways.shell(20), chi(20).ppf([0.05, 0.95]), atol=0.1)


def test_the_code_of_a_picture_is_found_without_an_encoder(eight: Opened) -> None:
    """At least as near as the encoder's own answer, which serves all pictures at once; and the same for the same seed."""
    picture = eight.pictures[3]
    *_, last = finding.search(eight, picture)
    told = eight.decode(eight.encode(picture[None])[0])[0]
    amortised = np.sqrt(np.mean((told / 255 - picture / 255) ** 2))
    assert last.error <= amortised + 0.003
    made = eight.decode(last.code[None])[0]
    assert np.sqrt(np.mean((made / 255 - picture / 255) ** 2)) == pytest.approx(last.error, abs=0.01)
    *_, again = finding.search(eight, picture)
    assert (again.code == last.code).all()
    with pytest.raises(VizlabError, match="8 × 8"):
        next(finding.search(eight, np.zeros((28, 28), np.uint8)))


def drawn_one(size: tuple[int, int], ink: str, paper: str) -> Image.Image:
    picture = Image.new("RGB", size, paper)
    ImageDraw.Draw(picture).line((size[0] * 0.7, size[1] * 0.1, size[0] * 0.7, size[1] * 0.6), ink, width=size[0] // 10)
    return picture


@pytest.mark.parametrize(("ink", "paper", "turned"), [("white", "black", False), ("#302010", "#ffe0d0", True)])
def test_ones_own_picture_comes_as_the_training_pictures_do(ink: str, paper: str, turned: bool) -> None:
    """Light on dark, 20 of 28 high, its mass in the middle, whatever its size and colours were."""
    made, told = own.fit(drawn_one((300, 420), ink, paper), "MNIST", (28, 28))
    assert made.shape == (28, 28)
    assert made.dtype == np.uint8
    assert ("turned into light on dark" in told) == turned
    assert "300 × 420 to 28 × 28" in told
    rows = np.flatnonzero((made > 60).any(1))
    assert rows[-1] - rows[0] + 1 in (19, 20, 21)
    weight = made / made.sum()
    assert abs((weight.sum(0) @ np.arange(28)) - 13.5) < 1
    assert abs((weight.sum(1) @ np.arange(28)) - 13.5) < 1


def test_a_picture_with_nothing_on_it_is_answered() -> None:
    for paper in ("black", "white", "#808080"):
        with pytest.raises(VizlabError, match="same grey everywhere"):
            own.fit(Image.new("RGB", (224, 224), paper), "MNIST", (28, 28))
    made, told = own.fit(Image.open(io.BytesIO(_png(drawn_one((20, 9), "white", "black")))), "Fashion-MNIST", (28, 28))
    assert made.shape == (28, 28)
    assert "middle" not in told


def _png(picture: Image.Image) -> bytes:
    packed = io.BytesIO()
    picture.save(packed, "PNG")
    return packed.getvalue()
