"""The shared pieces of every page: the frame, figures with their share bar, pickers of models and pictures, the job panel.

A page is `with common.frame(page): widgets -> one vizlab call -> common.show(figure)`. Widget keys are URL parameters are
argument names.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import streamlit as st

from pages import chart, memory
from pages.sharing import share_buttons
from vizlab import catalogue
from vizlab.errors import VizlabError

STYLE = Path(__file__).parent.parent / "assets" / "style.css"


@contextmanager
def frame(name: str) -> Iterator[None]:
    """A page's title and summary, its style, and one friendly sentence for whatever a user can cause."""
    _insist_on_navigation()
    page = catalogue.find_page(name)
    asked = dict(st.query_params)
    st.html(STYLE)
    st.title(page.heading)
    st.markdown(page.summary)
    notes = st.container()
    with friendly(notes):
        yield
    with notes:
        note_fallbacks(asked)
    memory.settle()


@contextmanager
def friendly(place: Any = st) -> Iterator[None]:
    """Show what a user can cause as one sentence, in `place`. A fragment needs its own: it runs again without its page."""
    try:
        yield
    except VizlabError as error:
        place.error(plain(str(error)))


def note_fallbacks(asked: Mapping[str, str]) -> None:
    """Say which values of the address were not understood; Streamlit has put their widgets on the default."""
    kept, put = dict(st.query_params), st.session_state.pop("_put", ())  # what a callback has set, the address did not ask for
    for key, text in asked.items():
        if key not in st.session_state:
            st.warning(f"This page has no setting “{_short(key)}”, so the address's “{_short(text)}” was left out.")
        elif key not in kept and key not in put and not _same(text, st.session_state[key]):
            shown = st.session_state[key]
            st.warning(f"“{_short(text)}” is not a possible value of {_short(key)} here; it is set to “{shown}”.")


def show(
    figure: Any,
    *,
    key: str,
    alt: str,
    code: str,
    columns: Mapping[str, Sequence[Any]] | None = None,
    arrays: Mapping[str, Any] | None = None,
    picked: chart.Picked | None = None,
    clicked: chart.Clicked | None = None,
) -> None:
    """A figure with its share and download bar.

    code: the lines of Python that make it again. columns: its data as a table (CSV); arrays: its data as arrays (NPZ).
    picked, clicked: called with a point of it, or a place on a map, that is clicked (see `chart.draw`).
    """
    with st.container(key=f"figure-{key}"):
        chart.draw(figure, key=f"chart-{key}", alt=alt, picked=picked, clicked=clicked)
    with st.container(horizontal=True, vertical_alignment="center", key=f"bar-{key}"):
        share_buttons(chart_key=f"figure-{key}", filename=f"vizlab-{key}", key=f"share-{key}")
        _take_along(figure, key, code, columns, arrays)


def sketch(figure: Any, *, key: str, alt: str, place: Any = None) -> None:
    """A figure on its way or beside the point: no share bar, no buttons. place: where it stands, if not here."""
    with place or nullcontext():
        chart.draw(figure, key=key, alt=alt, buttons=False)


def metrics(numbers: Mapping[str, str]) -> None:
    """Named numbers in a row that wraps on a phone."""
    with st.container(horizontal=True):
        for label, value in numbers.items():
            st.metric(label, value, border=True, width="content")


def visitor() -> str:
    """A name for this browser tab, for job limits and cancelling."""
    return st.session_state.setdefault("_visitor", uuid.uuid4().hex)


def choose(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[Any],
    *,
    key: str,
    default: Any = None,
    titles: Mapping[Any, str] | None = None,
    **settings: Any,
) -> Any:
    """A choice that the URL carries; a value that is no longer offered falls back to the default.

    titles: what is read instead of the values; the URL still carries the values, which titles may not outlive.
    """
    default = default if default in options else options[0]
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]
    if titles is None:
        # the default in every run, for the address leaves out what it believes to be the default
        settings |= {"bind": "query-params"} | _start(widget, options, default)
    else:  # Streamlit would bind the titles
        settings["format_func"] = titles.__getitem__
        asked = {str(option): option for option in options}.get(st.query_params.get(key, ""), default)
        # set, not left: a widget of the same key on the page before is another one to Streamlit, and its value would be lost
        st.session_state[key] = st.session_state.get(key, asked)
    if widget in (st.segmented_control, st.pills):
        settings["required"] = True
    value = widget(label, options, key=key, **settings)
    if titles is not None:
        _carry(key, value, default)
    return value


def _start(widget: Callable[..., Any], options: Sequence[Any], default: Any) -> dict[str, Any]:
    if widget is st.selectbox:
        return {"index": options.index(default)}
    return {"default": default, "required": True} if widget in (st.segmented_control, st.pills) else {"value": default}


def _carry(key: str, value: Any, default: Any) -> None:
    """Put a value into the URL, or take it out if it is the default."""
    if value == default:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != str(value):
        st.query_params[key] = str(value)


def _insist_on_navigation() -> None:
    """Until app.py has run once, Streamlit takes the scripts in pages/ for pages of its own and may run this one directly."""
    if not st.session_state.get("_navigated"):
        st.navigation([st.Page(page.script, url_path=page.name) for page in catalogue.PAGES], position="hidden")
        st.rerun()


def _take_along(
    figure: Any, key: str, code: str, columns: Mapping[str, Sequence[Any]] | None, arrays: Mapping[str, Any] | None
) -> None:
    """What of a figure can be taken along: shown once it is opened, for a page has many figures and few of these are."""
    about = st.popover("Data, code", type="tertiary", key=f"about-{key}", on_change="rerun")
    if about.open:
        with about:
            _downloads(figure, key, columns, arrays)
            st.caption("These lines of Python make this figure again outside the app.")
            st.code(code, language="python")


def _downloads(figure: Any, key: str, columns: Mapping[str, Sequence[Any]] | None, arrays: Mapping[str, Any] | None) -> None:
    from vizlab.figures.export import to_csv, to_html, to_npz

    offers: list[tuple[str, str, Callable[[], Any]]] = [("HTML", "html", lambda: to_html(figure))]
    if columns is not None:
        offers.append(("CSV", "csv", lambda: to_csv(columns)))
    if arrays is not None:
        offers.append(("NPZ", "npz", lambda: to_npz(arrays)))
    with st.container(horizontal=True):
        for label, ending, make in offers:
            name = f"vizlab-{key}.{ending}"
            st.download_button(label, make, file_name=name, key=f"{ending}-{key}", on_click="ignore")


def _same(text: str, value: Any) -> bool:
    if isinstance(value, list):  # of several choices
        return any(_same(text, one) for one in value)
    if text.casefold() == str(value).casefold():
        return True
    try:
        return not isinstance(value, bool) and float(text) == float(value)
    except (TypeError, ValueError):
        return False


def plain(text: str) -> str:
    """A visitor's text, taken literally: Markdown in an address or a title must not fetch pictures from elsewhere."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _short(text: str) -> str:
    return plain(text if len(text) <= 40 else text[:39] + "…")


def snug(key: str, figure: Any) -> None:
    """Let a figure that is a picture take no more height than its proportions need, however narrow the screen."""
    x, y, margin = (figure.asked(part) for part in ("xaxis.range", "yaxis.range", "margin"))
    snug_at(key, abs(y[0] - y[1]) / (x[1] - x[0]), margin["t"] + margin["b"])


def snug_at(key: str, share: float, more_px: float = 0) -> None:
    """Let a figure take no more height than this share of its width, and so many pixels more."""
    st.html(
        f"<style>.st-key-figure-{key} {{ container-type: inline-size; }} .st-key-figure-{key} > * "
        f"{{ max-height: calc({100 * share:.1f}cqw + {more_px}px); overflow: hidden; }}</style>"
    )
