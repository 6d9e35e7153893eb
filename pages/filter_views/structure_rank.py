"""The topic Low rank of the view Structure: a convolution as two cheaper ones, and what the network loses by it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.filter_views.layers_choice import gather, note_corpus, pick_convolution, second_convolution
from pages.pickers import open_model
from vizlab import library
from vizlab.figures import filter_structure as figures
from vizlab.figures import mosaics
from vizlab.filters.reading import material
from vizlab.filters.structure import low_rank as structure
from vizlab.snippets import filter_structure as code

N, FEW = 200, 24  # pictures; photographs, which are larger
TRIED = 7  # ranks whose accuracy is measured


@st.cache_data(max_entries=32, show_spinner="Trying the ranks …")
def try_ranks(reference: str, layer: str, corpus: str, known: bool) -> tuple[list[int], list[float]]:
    """Some ranks, and for each how often the network answers right, or, where the classes are others, as it did before."""
    model = open_model(reference)
    pictures = gather(corpus, model.shape, count(known))
    with model.lock:
        wanted = pictures.labels if known else structure.answers(model.network, pictures.inputs)
        ranks = structure.some_ranks(model.network.get_submodule(layer), TRIED)
        return ranks, structure.agreement(model.network, layer, ranks, pictures.inputs, wanted)


@st.cache_data(max_entries=32, show_spinner=False)
def measured(reference: str, layer: str, rank: int, corpus: str, known: bool) -> tuple[float, float]:
    """The same share for one rank and for the convolution as it is."""
    model = open_model(reference)
    pictures = gather(corpus, model.shape, count(known))
    with model.lock:
        whole = structure.answers(model.network, pictures.inputs)
        wanted = pictures.labels if known else whole
        return structure.agreement(model.network, layer, [rank], pictures.inputs, wanted)[0], float((whole == wanted).mean())


def count(known: bool) -> int:
    return N if known else FEW


def low_rank(model: library.Model) -> None:
    """URL: layer, rank."""
    left, right = st.columns(2, gap="large")
    with left:
        layer = pick_convolution(model, default=second_convolution(model))
    conv = model.network.get_submodule(layer)
    most = structure.full_rank(conv)
    with right:
        help_text = "How many kernels are left. All maps of the layer are mixtures of the maps of these."
        rank = int(
            common.choose(st.select_slider, "Rank", range(1, most + 1), key="rank", default=max(most // 4, 1), help=help_text)
        )
    factors = structure.factor(conv, rank)
    known = model.data in material.at_hand(model.data)
    corpus = model.data if known else material.PHOTOGRAPHS
    numbers(model, layer, factors, corpus, known)
    left, right = st.columns(2, gap="large")
    with left:
        show_singular(model, layer, factors)
    with right:
        show_ranks(model, layer, factors, corpus, known)
    left, right = st.columns(2, gap="large")
    with left:
        show_kernels(model, layer, factors)
    with right:
        show_weights(conv, factors)
    note_corpus(model, corpus if known else model.data, gather(corpus, model.shape, count(known)).source)


def numbers(model: library.Model, layer: str, factors: Any, corpus: str, known: bool) -> None:
    conv = model.network.get_submodule(layer)
    gap = float(np.linalg.norm(factors.kernels - conv.weight.numpy()))
    share, whole = measured(model.reference, layer, factors.rank, corpus, known)
    word = "Accuracy" if known else "Answers as before"
    common.metrics(
        {
            "Error, on paper": f"{factors.tail:.6g}",
            "Error, measured": f"{gap:.6g}",
            "Weights and multiplications": f"{factors.ratio:.0%}",
            word: f"{whole:.1%} → {share:.1%}" if known else f"{share:.1%}",
        }
    )


def show_singular(model: library.Model, layer: str, factors: Any) -> None:
    st.subheader("What is cut off")
    common.show(
        figures.singular_values(factors.singular, factors.rank),
        key="singular",
        alt=f"Singular values of the kernels of {layer}",
        code=code.singular(model.reference, layer, factors.rank),
        columns={"number": list(range(1, len(factors.singular) + 1)), "singular value": factors.singular},
    )
    st.caption("The error on paper is the root of the sum of the squares of the grey bars: no pair of this rank comes nearer.")


def show_ranks(model: library.Model, layer: str, factors: Any, corpus: str, known: bool) -> None:
    st.subheader("What it costs")
    conv = model.network.get_submodule(layer)
    ranks, shares = try_ranks(model.reference, layer, corpus, known)
    name, even = "accuracy" if known else "answers as before", structure.break_even(conv)
    costs = structure.costs(conv)
    every = list(range(1, len(costs) + 1))
    common.show(
        figures.by_rank({name: (ranks, shares), "weights": (every, costs)}, rank=factors.rank, even=even),
        key="ranks",
        alt=f"{name.capitalize()} and weights against the rank of {layer}",
        code=code.ranks(model.reference, layer, (factors.rank, TRIED), corpus, count(known), known),
        columns={"rank": ranks, name: shares},
    )
    st.caption(f"In the green part, up to rank {even}, the pair has fewer weights than the convolution.")


def show_kernels(model: library.Model, layer: str, factors: Any) -> None:
    st.subheader("The kernels that are left")
    first = factors.first.mean(axis=1) if factors.first.shape[1] == 1 else factors.first[:, 0]
    labels = [str(index + 1) for index in range(factors.rank)]
    common.show(
        mosaics.mosaic(
            first, labels, numbers=range(1, factors.rank + 1), signed=True, each_own=True, title="weight", noun="kernel"
        ),
        key="left-kernels",
        alt=f"The {factors.rank} kernels that are left of {layer}, for its first input",
        code=code.left_kernels(model.reference, layer, factors.rank),
        arrays={"first": factors.first, "mixture": factors.mixture},
    )
    more = "" if factors.first.shape[1] == 1 else f" Shown for the first of {factors.first.shape[1]} inputs."
    st.caption(f"Each of the {len(factors.mixture)} maps of the layer is a mixture of the maps of these.{more}")


def show_weights(conv: Any, factors: Any) -> None:
    st.subheader("Counted")
    d, c, h, w = conv.weight.shape
    st.table(
        {
            "": ["convolution", "kernels that are left", "mixture, 1 × 1", "both together"],
            "shape": [f"{d} × {c} × {h} × {w}", f"{factors.rank} × {c} × {h} × {w}", f"{d} × {factors.rank}", ""],
            "weights": [f"{n:,}" for n in (conv.weight.numel(), factors.first.size, factors.mixture.size, factors.weights)],
        },
        border="horizontal",
    )
