"""The index of demonstrations keeps its promises: every link opens exactly what it says, every named test exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from vizlab import catalogue
from vizlab.catalogue import DEMONSTRATIONS, PAGES, Demonstration, Page

ROOT = Path(__file__).resolve().parent.parent
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.mark.parametrize("shown", DEMONSTRATIONS, ids=lambda shown: shown.title)
def test_every_link_opens_exactly_what_it_says(shown: Demonstration) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.switch_page(catalogue.find_page(shown.page).script)
    for key, value in shown.parameters.items():
        at.query_params[key] = value if isinstance(value, str) else list(value)
    at.run()
    assert not at.exception
    assert [box.value for box in (*at.error, *at.warning)] == []  # among them: settings that the page does not have
    assert at.title[0].value == catalogue.find_page(shown.page).heading
    for key, text in shown.parameters.items():
        value = at.session_state[key]
        if not isinstance(text, str):
            assert value == list(text)
            continue
        assert str(value).casefold() == text.casefold() or float(value) == float(text)
    assert "vizlab.chart" in [piece.proto.component_name for piece in at.get("bidi_component")]


@cache
def functions(path: str) -> set[str]:
    """The names of the top-level functions of a test file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_named_test_exists() -> None:
    for shown in DEMONSTRATIONS:
        path, name = shown.proof.split("::")
        assert name.startswith("test_"), shown.title
        assert name in functions(path), shown.title


def test_every_demonstration_names_its_methods() -> None:
    for shown in DEMONSTRATIONS:
        assert shown.methods, shown.title
        assert all(re.fullmatch(r"[A-Z]{1,3}\d{1,3}", method) for method in shown.methods), shown.title
        assert shown.page in {page.name for page in PAGES}, shown.title


def test_no_two_demonstrations_have_the_same_title() -> None:
    assert len({shown.title for shown in DEMONSTRATIONS}) == len(DEMONSTRATIONS)


@every_page
def test_every_page_has_a_script_and_a_picture(page: Page) -> None:
    assert (ROOT / page.script).is_file()
    if page is not PAGES[0]:
        with Image.open(ROOT / "assets" / "thumbnails" / f"{page.name}.png") as picture:
            assert min(picture.size) >= 200
        assert any(shown.page == page.name for shown in DEMONSTRATIONS)


def test_pages_are_found_by_name() -> None:
    assert [catalogue.find_page(page.name) for page in PAGES] == list(PAGES)
    with pytest.raises(KeyError):
        catalogue.find_page("nothing")


@pytest.mark.parametrize(
    ("words", "part"),
    [("learning rate", "Learning rate far too"), ("S11", "before softmax"), ("grad-cam SALIENCY", "Grad-CAM"), ("xor", "XOR")],
)
def test_a_search_finds_what_has_all_words(words: str, part: str) -> None:
    found = catalogue.search(words)
    assert 0 < len(found) < len(DEMONSTRATIONS)
    assert any(part in shown.title for shown in found)


def test_a_search_keeps_the_order_and_may_find_nothing() -> None:
    assert catalogue.search("") == list(DEMONSTRATIONS)
    assert catalogue.search("xor saliency") == []
    found = catalogue.search("train")
    assert found == [shown for shown in DEMONSTRATIONS if shown in found]
