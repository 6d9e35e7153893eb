"""The view VAE: its topics open finished, lines under figures make these very figures, strange pictures are answered."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reading import assert_clean, assert_lines_make_figures, charts, made, plots, said
from streamlit.testing.v1 import AppTest

from vizlab.errors import VizlabError
from vizlab.frames import Frames
from vizlab.generative import VaeRecipe, train_vae
from vizlab.generative.vae.collapse import CollapseRecipe, go_through
from vizlab.generative.vae.dial import BETAS, DialRecipe, turn

Open = Callable[..., AppTest]
TOPICS: list[dict[str, str]] = [
    {"topic": "Beta dial", "dial_beta": "4.0", "distortion": "mse"},
    {"topic": "Collapse", "cause": "noisy pixels", "vae_cure": "learned noise"},
    {"topic": "Tighter", "bound_picture": "5", "pixels": "black and white", "draws": "1000", "bound_seed": "1"},
    {"topic": "Amortised", "refine_steps": "20", "strange": "noise"},
    {"topic": "Estimators", "toy_mu": "0.5", "toy_sigma": "0.3", "toy_n": "1000", "est_picture": "3", "est_n": "500"},
]


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: address["topic"])
def test_topics_open_finished_and_their_lines_make_their_figures(
    address: dict[str, str], open_page: Open, tmp_path: Path
) -> None:
    at = open_page("generative", {"view": "VAE", **address})
    assert_clean(at, "generative")
    assert not [button for button in at.button if str(button.key).startswith("start-")]
    assert len(charts(at)) >= 2
    for key, figure in plots(at).items():
        if key != "weighed-picture":  # a sketch beside the point
            assert made(at, key, tmp_path)["data"] == figure["data"], key


@pytest.mark.parametrize(
    "address",
    [
        {"data": "MNIST", "latent": "8", "epochs": "30", "batch_size": "128", "conditional": "true", "asked_class": "7"},
        {"data": "MNIST", "latent": "20", "hidden": "400", "depth": "1", "epochs": "50", "batch_size": "128", "epoch": "10"},
    ],
    ids=["conditional", "twenty numbers"],
)
def test_the_shipped_ones_can_be_walked_through(address: dict[str, str], open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", {"view": "VAE", **address})
    assert_clean(at, "generative")
    assert_lines_make_figures(at, tmp_path)


def test_another_class_is_another_plane(open_page: Open) -> None:
    address = {"view": "VAE", "data": "MNIST", "latent": "8", "epochs": "30", "batch_size": "128", "conditional": "true"}
    zero, seven = (charts(open_page("generative", {**address, "asked_class": name}))["plane"] for name in ("0", "7"))
    assert zero != seven


def test_gaussian_pixels_are_offered_with_their_noise_and_explained(open_page: Open) -> None:
    address = {"view": "VAE", "data": "digits", "epochs": "3", "hidden": "16", "observation": "Gaussian", "eta": "0.02"}
    at = open_page("generative", address)
    assert_clean(at, "generative")
    assert at.button(key="start-vae").label == "Train"
    list(train_vae(VaeRecipe(data="digits", epochs=3, hidden=16, observation="Gaussian", eta=0.02)))
    at = open_page("generative", address)
    assert_clean(at, "generative")
    told = " ".join(str(caption.value) for caption in at.caption)
    assert "Pixels are Gaussian with variance η (0.02)" in told
    assert "variance 0.0200 by the model" in told


def test_a_run_that_broke_down_shows_its_last_good_epoch(open_page: Open) -> None:
    recipe = VaeRecipe(data="digits", lr=0.1, hidden=512, epochs=20, latent=16)
    with pytest.raises(VizlabError, match="stopped being a number"):
        list(train_vae(recipe))
    assert Frames("vae", recipe).read()
    address = {"view": "VAE", "data": "digits", "lr": "0.1", "hidden": "512", "epochs": "20", "latent": "16"}
    at = open_page("generative", address)
    assert_clean(at, "generative")
    assert list(charts(at)) == ["so-far"]
    assert any("this is how far it got" in box.value for box in at.info)


def test_series_that_broke_off_show_what_there_is_and_end_with_all(open_page: Open) -> None:
    for recipe, work, topic, fields in (
        (DialRecipe(dial_epochs=2), turn, "Beta dial", {"dial_epochs": "2"}),
        (CollapseRecipe(collapse_epochs=2), go_through, "Collapse", {"collapse_epochs": "2"}),
    ):
        address = {"view": "VAE", "topic": topic, **fields}
        at = open_page("generative", address)
        assert_clean(at, "generative")
        assert any(button.label == "Train them all" for button in at.button)
        steps = work(recipe)
        while next(steps).frame != 1:
            pass
        steps.close()
        at = open_page("generative", address)
        assert_clean(at, "generative")
        assert any(button.label == "Continue" for button in at.button)
        assert list(charts(at)) == ["series-live"]
        taken = list(work(recipe))
        assert [step.phase for step in taken if step.frame is not None][:2] == ["replaying", "replaying"]
        assert_clean(open_page("generative", address), "generative")


def test_the_dial_turns_the_rate_down_and_the_distortion_up(open_page: Open) -> None:
    """METHODS G18, G23, of the series that comes along."""
    notes = [frame.notes for frame in Frames("vae-dial", DialRecipe()).read()]
    assert [note["own"]["beta"] for note in notes] == list(BETAS)
    rate, distortion = [note["KL"] for note in notes], [note["reconstruction"] for note in notes]
    assert all(later < earlier + 0.1 for earlier, later in pairwise(rate))
    assert all(later > earlier - 0.1 for earlier, later in pairwise(distortion))
    assert rate[0] > 3 * rate[4]
    assert notes[0]["mse"] < notes[-1]["mse"] / 2
    sigma = [note["sigma"] for note in notes]
    assert sigma[0] < 0.5 < 0.95 < sigma[-1]
    best = min(-note["ELBO"] for note in notes)
    assert -notes[BETAS.index(1.0)]["ELBO"] < best + 0.3, "minus the ELBO is what beta = 1 brings down"


def picture(size: tuple[int, int], mode: str = "RGB") -> bytes:
    buffer = io.BytesIO()
    drawn = np.random.default_rng(0).integers(0, 256, (*size[::-1], 3), np.uint8)
    Image.fromarray(drawn).convert(mode).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(("size", "mode"), [((3, 90), "RGB"), ((28, 28), "L"), ((200, 140), "RGBA")])
def test_an_upload_of_any_size_and_colour_is_weighed(size: tuple[int, int], mode: str, open_page: Open) -> None:
    at = open_page("generative", {"view": "VAE", "topic": "Amortised", "refine_steps": "20", "strange": "upload"})
    assert_clean(at, "generative")
    assert any("Choose a picture" in box.value for box in at.info)
    at.file_uploader(key="vae_upload").set_value((f"own.{mode}.png", picture(size, mode), "image/png")).run()
    assert_clean(at, "generative")
    assert {"gaps", "trio", "scores"} <= set(charts(at))
    assert any("the middle square in grey, 28 × 28" in caption.value for caption in at.caption)


def test_what_is_no_picture_is_answered_in_a_sentence(open_page: Open) -> None:
    at = open_page("generative", {"view": "VAE", "topic": "Amortised", "refine_steps": "20", "strange": "upload"})
    at.file_uploader(key="vae_upload").set_value(("own.png", b"no picture at all", "image/png")).run()
    assert not at.exception
    assert len(at.error) == 1
    assert "picture" in said(at.error[0])
