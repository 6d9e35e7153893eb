"""What to embed and how: the pickers that the views of the page Embeddings share."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, knobs
from pages.embedding_views import choice_table
from pages.pickers import open_model, pick_model
from vizlab import embeddings, library, vae_codes
from vizlab.data import find
from vizlab.embeddings import KNOBS, EmbeddingRecipe, sources
from vizlab.embeddings.methods import METHODS
from vizlab.embeddings.recipe import FORCES, INITS, METRICS, largest_perplexity, usual

FIRST = ("perplexity", "neighbors", "min_dist", "seed")  # knobs that stand open; the others in an expander
WORDS = {"init": ("Start", INITS), "force": ("Repulsion", FORCES)}  # knobs that are names: their label, and what each means
LABELS = {"lr": "Learning rate", "min_dist": "Least distance", "neighbors": "Neighbours", "broad": "Second perplexity"}


@st.cache_data(max_entries=16, show_spinner=False)
def layer_titles(reference: str) -> dict[str, str]:
    sizes = embeddings.layer_sizes(open_model(reference))
    return {name: embeddings.layer_title(name, shape) for name, shape in sizes.items()}


def pick_vectors() -> dict[str, str]:
    """What to embed. URL: data, class_column, vectors, and reference, epoch, layer, or encoder."""
    left, right = st.columns(2)
    with left:
        titles = choice_table.offered()
        one, other = st.columns([3, 2], vertical_alignment="bottom")
        with one:
            data = common.choose(st.selectbox, "Data", list(titles), key="data", titles=titles)
        with other:
            choice_table.upload()
        if data.startswith(choice_table.TABLE):
            data = choice_table.pick_class(data)
    with right:
        of = sources.find(data).data
        titles = vectors_of(of)
        vectors = common.choose(st.segmented_control, "Vectors", list(titles), key="vectors", titles=titles, wrap=True)
    if vectors == "code":
        titles = encoders(of)
        encoder = common.choose(st.selectbox, "Auto-encoder", list(titles), key="encoder", titles=titles)
        return {"data": data, "reference": encoder, "layer": vae_codes.LAYER}
    if vectors != "layer":
        return {"data": data}
    model = pick_model(data=of)
    titles = layer_titles(model.reference)
    last = embeddings.last_hidden(list(titles))
    layer = common.choose(st.selectbox, "Layer", list(titles), key="layer", default=last, titles=titles)
    return {"data": data, "reference": model.reference, "layer": layer}


def vectors_of(data: str) -> dict[str, str]:
    """What there is to embed of a data set, the data themselves first; of a table, which is none, nothing else."""
    is_pictures = bool(data) and find(data).is_images
    found = {"pixels": "Raw pixels" if is_pictures else "Columns"}
    if data and any(entry.data == data for entry in library.entries()):
        found["layer"] = "A layer of a network"
    return found | ({"code": "Codes of an auto-encoder"} if encoders(data) else {})


@st.cache_data(max_entries=16, ttl=30, show_spinner=False)  # a look through the store
def encoders(data: str) -> dict[str, str]:
    """The auto-encoders of a data set: reference -> title."""
    return {name: title for name, title in vae_codes.titles().items() if data and vae_codes.data_of(name) == data}


def pick_method() -> dict[str, Any]:
    """Which way to a map, and into how many dimensions. URL: method, dims."""
    left, right = st.columns([4, 1])
    with left:
        method = common.choose(st.segmented_control, "Method", list(METHODS), key="method", wrap=True)
    with right:
        titles = {2: "2-D", 3: "3-D"}
        dims = common.choose(st.segmented_control, "Dimensions", list(titles), key="dims", titles=titles)
    st.caption(METHODS[method].about)
    return {"method": method, "dims": dims}


def pick_recipe(vectors: Mapping[str, str], **chosen: Any) -> EmbeddingRecipe:
    """How to embed it. chosen: what is not to be asked, else method and dims are. URL: n, and each knob that the method reads."""
    if "method" not in chosen:
        chosen |= pick_method()
    read = METHODS[chosen["method"]].knobs
    first = [name for name in FIRST if name in read]
    columns = st.columns([*[2] * max(len(first) + 1, 3), 1], vertical_alignment="bottom")
    with columns[0]:
        chosen["n"] = pick_n(vectors["data"], METHODS[chosen["method"]].most)
    for column, name in zip(columns[1:], first, strict=False):
        with column:
            chosen[name] = pick_knob(name, chosen["n"])
    more = [name for name in read if name not in first]
    with columns[-1], st.popover("More", width="stretch"):
        for name in [*more, "metric", "shuffled"]:
            chosen[name] = pick_knob(name, chosen["n"], least=chosen.get("perplexity", 0))
    return EmbeddingRecipe(**vectors, **chosen).settled


def pick_n(data: str, most: int) -> int:
    sizes = embeddings.sizes(data)
    fitting = [n for n in sizes if not most or n <= most]
    noun = f"{sources.find(data).noun.capitalize()}s"
    if len(fitting) == 1:
        st.caption(f"{noun}: {fitting[0]:,}, all that there are.")
        return fitting[0]
    default = max(n for n in fitting if n <= usual(data))
    return int(common.choose(st.select_slider, noun, fitting, key="n", default=default, help=KNOBS["n"].effect))


def pick_knob(name: str, n: int, least: float = 0) -> Any:
    """One knob by its name. n: points. least: the smaller of two perplexities."""
    if name == "metric":
        about = "; ".join(f"{one}: {text}" for one, text in METRICS.items())
        return common.choose(st.segmented_control, "Distance", list(METRICS), key=name, help=about)
    if name == "shuffled":
        about = "The control: each column of the vectors is dealt out anew, so that nothing is left to be found."
        return st.toggle("Shuffle the vectors", key=name, bind="query-params", help=about)
    if name in WORDS:
        label, known = WORDS[name]
        about = "; ".join(f"{one}: {text}" for one, text in known.items())
        return common.choose(st.segmented_control, label, list(known), key=name, help=about, wrap=True)
    known, default = KNOBS[name], getattr(EmbeddingRecipe(), name)
    label = LABELS.get(name) or name.replace("_", " ").capitalize()
    if name not in ("perplexity", "broad", "neighbors"):
        return knobs.knob(name, known, default if isinstance(default, float) and default % 1 else int(default), label=label)
    options = _within(name, known.choices, n, least)
    return common.choose(st.select_slider, label, options, key=name, default=int(default), help=known.effect)


def _within(name: str, choices: Sequence[float], n: int, least: float) -> list[float]:
    """Those of the choices that n points allow; a larger one that was asked for is corrected, which is said."""
    most = n - 1 if name == "neighbors" else largest_perplexity(n)
    options = [value for value in choices if value <= most and (value > least or not value)]
    asked = _number(st.session_state.get(name, st.query_params.get(name, "")))
    if options and asked is not None and asked in choices and asked > most:
        knobs.put({name: options[-1]})
        label = LABELS.get(name, name).lower()
        st.caption(f"{n:,} points allow a {label} of at most {most:,}; {asked:g} is set to {options[-1]:g}.")
    return options or [choices[0]]


def _number(text: Any) -> float | None:
    try:
        return float(text)
    except (TypeError, ValueError):
        return None
