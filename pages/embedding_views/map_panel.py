"""What can be asked of the points of a map: one point's neighbours, and what a selection has in common.

Marks are drawn in the browser; only what is said of them comes from here, in a fragment, so that the maps stay as they are.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages import common
from pages.embedding_views import map_data
from pages.map_points import map_points
from vizlab.embeddings import EmbeddingRecipe, selection
from vizlab.embeddings.sources import find
from vizlab.figures import embedding_map as figures
from vizlab.figures import sheets
from vizlab.figures.export import to_csv
from vizlab.snippets import embedding_map as code

CHARTS = ("figure-pca", "figure-map")
MOST_ROWS, MOST_IN_ROW, MOST_COLUMNS = 6, 20, 8  # of the contact sheet; columns that set a selection apart


def alone(n: int, names: Sequence[str]) -> str:
    """The points that stand alone, packed; "" if all are drawn."""
    return selection.pack(_selected(n, names), n) if _stand_alone() else ""


def show(recipe: EmbeddingRecipe, look: code.Drawn) -> None:
    """URL: find, point, selected, isolate."""
    _note(recipe.n)
    _panel(recipe, look)


@st.fragment
def _panel(recipe: EmbeddingRecipe, look: code.Drawn) -> None:
    with common.friendly():
        n = recipe.n
        names = map_data.names(map_data.space(recipe))
        left, right = st.columns([2, 3], vertical_alignment="bottom", gap="large")
        with left:
            _search(names)
        chosen, point = _selected(n, names), _point(n)
        if _wants_redraw(look, chosen, n):
            st.rerun()
        around = None if point is None else map_data.neighbours(recipe, point)
        with right:
            st.caption("Draw round points: shift adds, a double click lets go. Click one for its neighbours.")
            map_points(
                charts=CHARTS,
                key="marks",
                n=n,
                point=point,
                near=around.positions if around else (),
                far=around.features if around else (),
                chosen=chosen if chosen and not look.only else None,
                clicked=_take_point,
                lassoed=lambda ids: _take_selection(ids, n),
            )
        if point is not None:
            _show_point(recipe, point, around, names)
        if chosen:
            _show_selection(recipe, chosen, look)


def _search(names: Sequence[str]) -> None:
    about = "Part of a name, or a number: #17. Several with commas."
    settings = {"key": "find", "bind": "query-params", "on_change": _forget, "help": about, "placeholder": "a name, or #17"}
    words = st.text_input("Find points", **settings)
    if words and not selection.find(words, names):
        st.caption("No point has such a name.")


def _show_point(recipe: EmbeddingRecipe, point: int, around: Any, names: Sequence[str]) -> None:
    known, noun = map_data.items(map_data.space(recipe)), find(recipe.data).noun
    where = "PCA map" if map_data.positions(recipe) is None else f"{recipe.method} map"
    title = common.plain(f"{noun.capitalize()} {point}: {names[point]}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title}**. {len(around.shared)} of its {len(around.features)} nearest are shared by vectors and {where}.")
        st.button("Let go", key="let_go_point", type="tertiary", on_click=_take_point, args=(None,))
    shared, shown = set(around.shared), list(range(len(around.features)))
    if known.pictures is None:
        st.table(_as_table(around, names, shared), border="horizontal", hide_index=True)
        return
    rows = [
        figures.Near("Near in the vectors", around.features, [f"{gap:.3g}" for gap in around.feature_distances]),
        figures.Near(f"Near on the {where}", around.positions, [f"{gap:.1%}" for gap in around.position_distances]),
    ]
    figure = figures.neighbour_rows(known.pictures, names, point, rows)
    common.snug("neighbours", figure)
    common.show(
        figure,
        key="neighbours",
        alt=f"The nearest neighbours of {noun} {point} in the vectors and on the map",
        code=code.neighbours(recipe, point, where, is_finished=map_data.positions(recipe) is not None),
        columns={
            "rank": [rank + 1 for rank in shown],
            "in the vectors": around.features,
            "distance": around.feature_distances,
            "on the map": around.positions,
            "share of the width": around.position_distances,
        },
    )
    st.caption("Framed: near in both. On the maps, rings are its neighbours in the vectors, dashed ones those on the map alone.")


def _as_table(around: Any, names: Sequence[str], shared: set[int]) -> dict[str, list[str]]:
    said = [common.plain(f"{names[at]} ({at})" + (", both" if at in shared else "")) for at in around.features]
    mapped = [common.plain(f"{names[at]} ({at})" + (", both" if at in shared else "")) for at in around.positions]
    return {
        "Near in the vectors": said,
        "Distance": [f"{gap:.3g}" for gap in around.feature_distances],
        "Near on the map": mapped,
        "Share of its width": [f"{gap:.1%}" for gap in around.position_distances],
    }


def _show_selection(recipe: EmbeddingRecipe, chosen: Sequence[int], look: code.Drawn) -> None:
    known, lost = map_data.items(map_data.space(recipe)), map_data.lost(recipe)
    labels = known.labels.numpy()
    found = selection.describe(chosen, labels, known.classes, lost)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Selected: {found.n:,} of {recipe.n:,}**")
        about = "Draw them alone, as large as they fit; selecting again goes further in."
        st.toggle("Alone on the maps", key="isolate", bind="query-params", help=about)
        rows = to_csv(_rows(recipe, chosen))
        st.download_button("CSV", rows, file_name="vizlab-selection.csv", key="csv-chosen", on_click="ignore", type="tertiary")
        st.button("Let go", key="let_go", type="tertiary", on_click=_take_selection, args=([], recipe.n))
    numbers = {"Share of all": f"{found.share:.1%}"}
    if known.is_labelled:
        most = next(iter(found.counts))
        numbers |= {"Classes": str(len(found.counts)), f"Purity: {common.plain(most)}": f"{found.purity:.1%}"}
    if lost is not None:
        numbers |= {"Neighbours lost": f"{found.lost:.0%}", "of all points": f"{found.lost_of_all:.0%}"}
    common.metrics(numbers)
    if known.pictures is None:
        _show_columns(chosen, known)
    else:
        _show_sheet(recipe, chosen, known, map_data.names(map_data.space(recipe)))


def _show_sheet(recipe: EmbeddingRecipe, chosen: Sequence[int], known: Any, names: Sequence[str]) -> None:
    rows = selection.by_class(chosen, known.labels.numpy(), MOST_ROWS, MOST_IN_ROW)
    notes = [[f"{names[at]}, {at}" for at in row] for row in rows.values()]
    titles = [known.classes[label] for label in rows]
    figure = sheets.contact_sheet([known.pictures[row] for row in rows.values()], titles, notes=notes)
    common.snug("selection", figure)
    common.show(
        figure,
        key="selection",
        alt=f"Pictures of the {len(chosen)} selected points, a row a class",
        code=code.selected(recipe, selection.pack(chosen, recipe.n), MOST_ROWS, MOST_IN_ROW),
        columns=_rows(recipe, chosen),
    )


def _show_columns(chosen: Sequence[int], known: Any) -> None:
    """What sets rows apart, where there are no pictures."""
    gaps = list(selection.apart(chosen, known.columns).items())[:MOST_COLUMNS]
    if not gaps:
        return
    table = {
        "Column": [common.plain(name) for name, _ in gaps],
        "Mean here": [f"{own:.4g}" for _, (own, _, _) in gaps],
        "Mean of all": [f"{everyone:.4g}" for _, (_, everyone, _) in gaps],
        "Gap, standard deviations": [f"{gap:+.2f}" for _, (_, _, gap) in gaps],
    }
    st.table(table, border="horizontal", hide_index=True)


def _rows(recipe: EmbeddingRecipe, chosen: Sequence[int]) -> dict[str, Any]:
    known, at = map_data.items(map_data.space(recipe)), map_data.positions(recipe)
    at = map_data.plane(map_data.space(recipe))["positions"] if at is None else at
    places = {axis: at[list(chosen), number] for number, axis in zip(range(at.shape[1]), "xyz", strict=False)}
    return {"id": list(chosen), "class": [known.classes[label] for label in known.labels.numpy()[list(chosen)]], **places}


def _read(key: str) -> str:
    """A value that no widget holds: what was set here last, else what the address says."""
    return str(st.session_state.get(key, st.query_params.get(key, "")))


def _put(key: str, text: str) -> None:
    st.session_state[key] = text
    if text:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)


def _selected(n: int, names: Sequence[str]) -> list[int]:
    """Who is selected: drawn round, or else found by words."""
    words = str(st.session_state.get("find", st.query_params.get("find", "")))
    return selection.unpack(_read("selected"), n) or selection.find(words, names)


def _point(n: int) -> int | None:
    text = _read("point")
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) < n else None


def _forget() -> None:
    """What is found takes the place of what was drawn round."""
    _put("selected", "")


def _take_point(point: int | None) -> None:
    _put("point", "" if point is None else str(point))


def _take_selection(ids: list[int], n: int) -> None:
    st.session_state["find"] = ""
    _put("selected", selection.pack(ids, n))


def _note(n: int) -> None:
    """What the address asks for and these points do not have is taken out of it, which the page then says."""
    for key, is_known in (("selected", bool(selection.unpack(_read("selected"), n))), ("point", _point(n) is not None)):
        _put(key, _read(key) if is_known else "")


def _wants_redraw(look: code.Drawn, chosen: Sequence[int], n: int) -> bool:
    """Whether other points than those that are drawn are to stand alone."""
    return look.only != (selection.pack(chosen, n) if _stand_alone() else "")


def _stand_alone() -> bool:
    """Whether those who are selected are to be alone on the maps; before the switch is drawn the address knows."""
    return bool(st.session_state.get("isolate", st.query_params.get("isolate", "") == "true"))
