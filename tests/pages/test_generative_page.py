"""The page Sampling: opens clean, every widget moves something, wrong addresses fall back, and its lines of Python hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import assert_clean, assert_lines_make_figures, charts, leaves, plots
from streamlit.testing.v1 import AppTest

from vizlab.frames import Frames
from vizlab.generative import GAN_EXAMPLES, VAE_EXAMPLES, GanRecipe, VaeRecipe, train_gan, train_vae

Open = Callable[..., AppTest]
VAE_CHARTS = ["plane", "decoded", "codes", "cost", "way", "bound", "elbo", "numbers"]
GAN_CHARTS = ["film", "covered", "js", "losses", "logits", "slopes", "norms", "carried"]
DIGITS = {"data": "digits", "epochs": "100", "lr": "0.005"}


def test_the_vae_opens_finished(open_page: Open) -> None:
    at = open_page("generative", {"view": "VAE"})
    assert_clean(at, "generative")
    found = charts(at)
    assert list(found) == VAE_CHARTS
    assert all(len(spec) < 500_000 for spec in found.values()), {key: len(spec) for key, spec in found.items()}
    assert at.metric[0].value.startswith("−25")
    assert not [button for button in at.button if button.key == "start-vae"]


def test_the_gan_opens_finished(open_page: Open) -> None:
    at = open_page("generative", {"view": "GAN"})
    assert_clean(at, "generative")
    found = charts(at)
    assert list(found) == GAN_CHARTS
    assert all(len(spec) < 500_000 for spec in found.values()), {key: len(spec) for key, spec in found.items()}
    assert at.metric[0].value == "8 of 8"
    film = plots(at)["film"]
    assert len(film["frames"]) == 30
    assert [button["label"] for button in film["layout"]["updatemenus"][0]["buttons"]] == ["Play", "Pause"]


def test_wrong_values_fall_back_with_a_note(open_page: Open) -> None:
    for view in ("VAE", "GAN"):
        plain = open_page("generative", {"view": view})
        keys = [leaf.key for leaf in leaves(plain.main) if leaf.key in plain.session_state and leaf.type not in ("button",)]
        keys = [key for key in keys if key != "view" and not key.startswith(("chart-", "preset", "share", "html", "csv", "npz"))]
        assert len(keys) >= 10
        at = open_page("generative", {"view": view} | dict.fromkeys(keys, "no such value"))
        assert not at.exception
        assert [box.value for box in at.error] == []
        for key in keys:
            assert at.session_state[key] == plain.session_state[key]
            assert any("not a possible value of" in box.value for box in at.warning), key
        assert len(at.warning) == len(keys)


@pytest.mark.parametrize("title", [*VAE_EXAMPLES, *GAN_EXAMPLES])
def test_every_preset_opens_a_finished_run(title: str, open_page: Open) -> None:
    view = "VAE" if title in VAE_EXAMPLES else "GAN"
    at = open_page("generative", {"view": view})
    at.button(key=f"preset-{title}").click().run()
    assert_clean(at, "generative")
    recipe = (VAE_EXAMPLES if view == "VAE" else GAN_EXAMPLES)[title]
    assert at.session_state["seed"] == recipe.seed
    assert "film" in charts(at) or "plane" in charts(at)


def test_each_view_starts_from_its_own_defaults(open_page: Open) -> None:
    at = open_page("generative", {"view": "VAE", "latent": "8"})
    at.button_group(key="view").set_value("GAN").run()
    assert_clean(at, "generative")
    assert (at.session_state["latent"], at.session_state["batch_size"]) == (2, GanRecipe().batch_size)
    assert at.metric[0].value == "8 of 8"
    at.button_group(key="view").set_value("VAE").run()
    assert_clean(at, "generative")
    assert at.session_state["batch_size"] == VaeRecipe().batch_size
    assert "plane" in charts(at)


def test_a_run_that_nobody_has_made_is_offered_and_one_that_broke_off_is_continued(open_page: Open) -> None:
    address = {"view": "VAE", "data": "digits", "epochs": "3", "hidden": "16", "seed": "7"}
    recipe = VaeRecipe(data="digits", epochs=3, hidden=16, seed=7)
    at = open_page("generative", address)
    assert_clean(at, "generative")
    assert at.button(key="start-vae").label == "Train"
    steps = train_vae(recipe)
    while next(steps).frame != 1:
        pass
    steps.close()
    at = open_page("generative", address)
    assert_clean(at, "generative")
    assert at.button(key="start-vae").label == "Continue"
    assert list(charts(at)) == ["so-far"]
    list(train_vae(recipe))
    assert list(charts(open_page("generative", address))) == VAE_CHARTS


def test_a_gan_that_broke_off_shows_how_far_it_got(open_page: Open) -> None:
    recipe = GanRecipe(steps=100, hidden=16)
    steps = train_gan(recipe)
    while next(steps).frame != 50:
        pass
    steps.close()
    at = open_page("generative", {"view": "GAN", "steps": "100", "hidden": "16"})
    assert_clean(at, "generative")
    assert at.button(key="start-gan").label == "Continue"
    assert list(charts(at)) == ["so-far"]
    assert Frames("gan", recipe).record() is None


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ({"view": "VAE"} | DIGITS | {"epoch": "3", "z1": "-1.0", "path": "spherical", "spacing": "even square"}, VAE_CHARTS),
        ({"view": "GAN", "step": "0"}, GAN_CHARTS),
    ],
    ids=["VAE", "GAN"],
)
def test_the_lines_under_a_figure_make_this_very_figure(
    address: dict[str, str], keys: list[str], open_page: Open, tmp_path: Path
) -> None:
    assert_lines_make_figures(open_page("generative", address), tmp_path, keys, ("data", "frames"))
