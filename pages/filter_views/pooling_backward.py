"""The topic Backward: the gradients of a convolution, term by term, with autograd beside them."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common
from pages.filter_views.pooling_grid import pick_cell, pick_numbers, take_cell
from vizlab import filters
from vizlab.figures import filter_walks
from vizlab.filters.backward import checks, gradients
from vizlab.snippets import filter_pooling as code

X, TAPS = "1 2 0 3; 0 1 4 1; 2 0 1 2; 3 1 0 1", "1 -1; 2 0.5"


def backward() -> None:
    """URL: x_grid, grad_kernel, operation, loss, seed, backward_of."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        x = pick_numbers("Input x", "x_grid", X, most=6)
        typed = pick_numbers("Kernel k", "grad_kernel", TAPS, most=3)
        operation = common.choose(st.segmented_control, "Operation", list(filters.OPERATIONS), key="operation")
        loss = common.choose(
            st.selectbox, "Loss L, of the output y", list(checks.LOSSES), key="loss", help="What the gradients are of."
        )
        seed = st.slider("Seed", 0, 99, 0, key="seed", bind="query-params", help="Of the weights of the weighted sum.")
    kernel = filters.OPERATIONS[operation](typed).copy()
    upstream = checks.autograd(x, kernel, loss, seed)[0]
    asked = (filters.format_weights(x), filters.format_weights(typed), operation, loss, seed)
    with right:
        way = common.choose(st.segmented_control, "Look at", list(WAYS), key="backward_of", wrap=True)
        wide, narrow = st.columns([3, 2], gap="large")
        WAYS[way](x, kernel, upstream, asked, wide, narrow)
        with narrow:
            gaps(x, kernel, loss, seed)


def one_weight(x: Any, kernel: Any, upstream: Any, asked: Any, wide: Any, narrow: Any) -> None:
    """URL: tap_row, tap_column."""
    with narrow:
        a = pick_cell("tap_row", "Row a of the weight", kernel.shape[0], 1)
        b = pick_cell("tap_column", "Column b of the weight", kernel.shape[1], 1)
    terms, gradient = gradients.weight_terms(x, upstream, kernel, a, b), gradients.kernel_gradient(x, upstream, kernel)
    with wide:
        common.show(
            filter_walks.weight_gradient(gradients.padded(x, kernel), upstream, terms.products, gradient, (a, b)),
            key="weight",
            alt=f"All products that kernel weight ({a}, {b}) has a part in",
            code=code.weight(*asked, (a, b)),
            arrays={"upstream": upstream, "products": terms.products, "gradient": gradient},
            picked=partial(take_cell, "dL/dk", ("tap_row", "tap_column")),
        )
        st.caption("Click a weight of dL/dk. Dotted: the zeros below and to the right that keep y as large as x.")
    with narrow:
        st.markdown(
            f"∂L/∂k({a}, {b}) = Σ ∂L/∂y(r, c) · x(r + {a}, c + {b}) = **{filters.cells(terms.total)}**, a sum of "
            f"{terms.products.size} products: the weight touches every output. Over all weights this is the cross-correlation "
            "of x and ∂L/∂y."
        )


def one_pixel(x: Any, kernel: Any, upstream: Any, asked: Any, wide: Any, narrow: Any) -> None:
    """URL: pixel_row, pixel_column."""
    with narrow:
        r = pick_cell("pixel_row", "Row r of the pixel", x.shape[0], 1)
        c = pick_cell("pixel_column", "Column c of the pixel", x.shape[1], 1)
    terms, gradient = gradients.pixel_terms(upstream, kernel, r, c), gradients.input_gradient(upstream, kernel)
    with wide:
        common.show(
            filter_walks.pixel_gradient(upstream, terms.factors, terms.products, gradient, (r, c)),
            key="pixel",
            alt=f"The outputs that input pixel ({r}, {c}) has a part in",
            code=code.pixel(*asked, (r, c)),
            arrays={"upstream": upstream, "products": terms.products, "gradient": gradient},
            picked=partial(take_cell, "dL/dx", ("pixel_row", "pixel_column")),
        )
        st.caption("Click a pixel of dL/dx. Before the first row and column there are no outputs: dotted zeros.")
    with narrow:
        st.markdown(
            f"∂L/∂x({r}, {c}) = Σ ∂L/∂y({r} − a, {c} − b) · k(a, b) = **{filters.cells(terms.total)}**, over the "
            f"{terms.products.size} outputs that the pixel touches. Over all pixels this is the convolution of ∂L/∂y and k."
        )


def both_ways(x: Any, kernel: Any, upstream: Any, asked: Any, wide: Any, narrow: Any) -> None:
    """Forward and backward, and by which operation each."""
    operation, typed = asked[2], filters.OPERATIONS[asked[2]](kernel).copy()
    names = (operation, next(name for name in filters.OPERATIONS if name != operation))
    y, gradient = gradients.forward(x, kernel), gradients.input_gradient(upstream, kernel)
    with wide:
        common.show(
            filter_walks.both_ways((x, typed, y), (upstream, typed, gradient), names),
            key="both-ways",
            alt=f"Forward a {names[0]} of input and kernel, backward a {names[1]} of upstream gradient and kernel",
            code=code.both_ways(*asked, names),
            arrays={"x": x, "k": typed, "y": y, "upstream": upstream, "gradient": gradient},
        )
        st.caption("⋆ is cross-correlation, ∗ is convolution.")
    with narrow:
        st.markdown(
            f"Forward, x and k are joined by **{names[0]}**; backward, ∂L/∂y and the same k by **{names[1]}**. "
            "Change the operation, and both change places."
        )


def gaps(x: Any, kernel: Any, loss: str, seed: int) -> None:
    """The formulas against other ways to the same numbers."""
    found = checks.gaps(x, kernel, loss, seed)
    st.table(
        {"Gradient, found by": list(found), "differs by": ["0" if gap == 0 else f"{gap:.0e}" for gap in found.values()]},
        border="horizontal",
    )


WAYS = {"one kernel weight": one_weight, "one input pixel": one_pixel, "both ways": both_ways}
