"""The view Latent space: its topics open finished, the lines under its figures make them, and what visitors bring is answered."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reading import assert_clean, assert_lines_make_figures, charts, plots, said
from streamlit.testing.v1 import AppTest

from vizlab import uploads

Open = Callable[..., AppTest]
TOPICS: list[dict[str, str]] = [
    {},
    {"decoder": "vae/509f9cd7e42e", "up": "3", "dir5": "1.0", "psi": "0.5", "at_epoch": "3"},
    {"decoder": "cvae-mnist", "asked": "5", "every": "false"},
    {"topic": "Way", "kind_b": "Sample"},
    {"topic": "Arithmetic", "group": "5", "member": "3"},
    {"topic": "Memorised?", "by": "codes"},
    {"topic": "Prior and posterior", "number": "1"},
]


@pytest.mark.parametrize("address", TOPICS, ids=lambda address: " ".join(address.values()) or "Plane")
def test_the_lines_under_the_latent_space_make_these_very_figures(
    address: dict[str, str], open_page: Open, tmp_path: Path
) -> None:
    at = open_page("generative", address)
    assert_clean(at, "generative")
    assert_lines_make_figures(at, tmp_path)


def test_the_page_opens_with_the_plane(open_page: Open) -> None:
    at = open_page("generative")
    assert_clean(at, "generative")
    assert list(charts(at)) == ["sheet", "latent-samples"]
    told = " ".join(str(box.value) for box in at.caption)
    assert "64 pictures in" in told


def test_models_are_timed(open_page: Open) -> None:
    at = open_page("generative", {"topic": "One pass"})
    assert_clean(at, "generative")
    one, many = plots(at)["milliseconds"]["data"]
    assert one["y"] == many["y"]
    assert {"fashion-plane", "vae-mnist-20d"} <= set(one["y"])
    assert all(0 < first <= all_of_them for first, all_of_them in zip(one["x"], many["x"], strict=True))
    assert many["x"][many["y"].index("fashion-plane")] < 60


def test_a_gan_is_asked_for_codes_it_cannot_tell(open_page: Open) -> None:
    at = open_page("generative", {"topic": "Way", "decoder": "dcgan-digits", "test_a": "1"})
    assert_clean(at, "generative")
    assert sum("A GAN has no encoder" in str(box.value) for box in at.caption) == 2
    at = open_page("generative", {"topic": "Prior and posterior", "decoder": "dcgan-digits"})
    assert any("not a possible value of decoder" in said(box) for box in at.warning)


def kept(ink: str, paper: str) -> str:
    picture = Image.new("RGB", (300, 200), paper)
    ImageDraw.Draw(picture).ellipse((90, 30, 210, 170), outline=ink, width=20)
    return uploads.keep(picture)


def test_ones_own_picture_is_brought_to_size_and_walked_to(open_page: Open, tmp_path: Path) -> None:
    at = open_page("generative", {"topic": "Way", "kind_b": "Your own", "own_b": kept("#a03020", "#fff8e0")})
    assert_clean(at, "generative")
    told = " ".join(str(box.value) for box in at.caption)
    assert "from 300 × 200 to 28 × 28 pixels, grey, turned into light on dark, put in the middle" in told
    assert_lines_make_figures(at, tmp_path)
    assert "→ 0" in " ".join(str(box.value) for box in at.markdown)  # a ring is a nought


def test_what_cannot_be_used_is_answered(open_page: Open) -> None:
    blank = uploads.keep(Image.new("RGB", (224, 224), "black"))
    for name, sentence in ((blank, "same grey everywhere"), ("0123456789abcdef", "no longer"), ("../x", "16 of the digits")):
        at = open_page("generative", {"topic": "Way", "kind_a": "Your own", "own_a": name})
        assert not at.exception
        assert len(at.error) == 1
        assert sentence in said(at.error[0]) or "not kept here" in said(at.error[0])
    early = {"topic": "Way", "at_epoch": "3", "kind_a": "Your own", "own_a": kept("white", "black"), "decoder": "fashion-plane"}
    at = open_page("generative", early)
    assert [said(box) for box in at.error] == [
        "Only the last epoch keeps its encoder, which finds the code of your picture; choose that epoch."
    ]


def test_an_upload_of_another_kind_is_answered(open_page: Open) -> None:
    at = open_page("generative", {"topic": "Way", "kind_a": "Your own"})
    assert any("Both ends need a picture" in said(box) for box in at.info)
    at.get("file_uploader")[0].set_value(("notes.png", b"no picture", "image/png")).run()
    assert not at.exception
    assert any("none of these" in said(box) for box in at.error)
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, "PNG")
    at.get("file_uploader")[0].set_value(("ramp.png", file.getvalue(), "image/png")).run()
    assert_clean(at, "generative")
    assert "ways" in charts(at)
