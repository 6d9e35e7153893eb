"""The colours of config.toml against WCAG 2.2: 4.5:1 for text, 3:1 for shapes and chart colours."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from vizlab.figures import matrices, theme

ROOT = Path(__file__).parents[2]
CONFIG: dict[str, Any] = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
SCHEMES = ("light", "dark")
AA_TEXT, AA_SHAPE = 4.5, 3.0


def _channels(color: str) -> list[float]:
    return [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def _luminance(color: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(color)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, "contrast ratio"."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(front: str, back: str, alpha: float) -> str:
    pairs = zip(_channels(front), _channels(back), strict=True)
    return "#" + "".join(f"{round(255 * (alpha * f + (1 - alpha) * b)):02x}" for f, b in pairs)


def _backgrounds(scheme: str) -> list[str]:
    page = CONFIG["theme"][scheme]
    names = ("backgroundColor", "secondaryBackgroundColor")
    return [part[name] for part in (page, page["sidebar"]) for name in names]


def test_the_formula() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)  # the well-known lightest AA grey


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_and_accent_are_readable(scheme: str) -> None:
    page = CONFIG["theme"][scheme]
    for background in _backgrounds(scheme):
        assert contrast(page["textColor"], background) >= 7
        assert contrast(page["linkColor"], background) >= AA_TEXT
        assert contrast(page["primaryColor"], background) >= AA_TEXT  # slider values, active tabs
        # Selected segments: the accent on a tenth of itself, as Streamlit 1.67 draws them.
        assert contrast(page["primaryColor"], over(page["primaryColor"], background, 0.1)) >= AA_TEXT
    assert contrast("#ffffff", page["primaryColor"]) >= AA_SHAPE  # ticks of checkboxes, knobs of toggles


@pytest.mark.parametrize("scheme", SCHEMES)
def test_primary_buttons_are_readable(scheme: str) -> None:
    css = (ROOT / "assets/style.css").read_text(encoding="utf-8")
    colors = dict(re.findall(r"--vizlab-([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", css))
    accent, ink = (colors[name].split(", ")[SCHEMES.index(scheme)] for name in ("accent", "on-accent"))
    assert accent == CONFIG["theme"][scheme]["primaryColor"]
    assert contrast(ink, accent) >= AA_TEXT


@pytest.mark.parametrize("color", theme.CATEGORICAL)
def test_chart_colors_stand_out_in_both_themes(color: str) -> None:
    for scheme in SCHEMES:
        assert contrast(color, CONFIG["theme"][scheme]["backgroundColor"]) >= AA_SHAPE


def test_white_counts_are_readable_on_dark_cells() -> None:
    ink = dict(matrices.STEPS)[matrices.INK]
    for scheme in SCHEMES:
        cell = over(theme.CATEGORICAL[0], CONFIG["theme"][scheme]["backgroundColor"], ink)
        assert contrast("#ffffff", cell) >= AA_SHAPE


def test_config_and_figures_share_their_colors() -> None:
    shared = CONFIG["theme"]
    assert tuple(shared["chartCategoricalColors"]) == theme.CATEGORICAL
    assert tuple(shared["chartSequentialColors"]) == theme.SEQUENTIAL
    assert tuple(shared["chartDivergingColors"]) == theme.DIVERGING
    assert len(theme.SEQUENTIAL) == len(theme.DIVERGING) == 10  # Streamlit drops tables of any other length


def test_viridis_grows_lighter_and_the_diverging_scale_is_symmetrical() -> None:
    light = [_luminance(color) for color in theme.SEQUENTIAL]
    assert light == sorted(light)
    low, high = theme.DIVERGING[:5], theme.DIVERGING[:4:-1]
    assert all(abs(_luminance(a) - _luminance(b)) < 0.08 for a, b in zip(low, high, strict=True))


def test_nothing_leaves_the_server() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    for name in (".streamlit/config.toml", "assets/style.css", "assets/share_bar.css", "assets/share_bar.js"):
        assert "//" not in re.sub(r"(?m)(^|\s)//.*$", "", (ROOT / name).read_text(encoding="utf-8"))


def test_the_file_names_only_options_that_streamlit_has() -> None:
    from streamlit import config

    known = {name.lower() for name in config.get_config_options(force_reparse=False)}
    for section in ("server", "browser", "client"):
        for option in CONFIG[section]:
            assert f"{section}.{option}".lower() in known
    for option, value in CONFIG["theme"].items():
        if not isinstance(value, dict):
            assert f"theme.{option}".lower() in known
