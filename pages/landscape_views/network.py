"""The view Network of the page Landscapes: the loss of a trained network around its weights, and how much of it to believe."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.landscape_views.sharpness import show_batch_sizes
from pages.pickers import pick_model
from vizlab import library
from vizlab.figures import landscape_network as drawings
from vizlab.figures.progress import lines
from vizlab.frames import Frame, Frames
from vizlab.jobs import Snapshot
from vizlab.landscapes import network
from vizlab.landscapes.network import KNOBS, SurfaceRecipe
from vizlab.snippets import landscape_network as code

FIRST = "bundled/digits-cnn"
PLANES = {"random": "Random", "path": "Training path", "eigenvectors": "Sharpest bends", "line": "Line to another"}
PARTS = {"training": "Training", "test": "Test", "samples": "That come along"}


@st.cache_data(max_entries=24, show_spinner="A first look …")
def glance(recipe: SurfaceRecipe) -> Frame | None:
    return network.glance(recipe)


def pick_recipe() -> tuple[SurfaceRecipe, str]:
    """What to look at, and the model beside it. URL: reference, epoch, plane, beside, to, and the knobs of `SurfaceRecipe`."""
    model = pick_model(needs_run=True, default=FIRST)
    left, right = st.columns([3, 2])
    with left:
        about = "; ".join(f"{PLANES[name]}: {text}" for name, text in network.PLANES.items())
        plane = common.choose(st.segmented_control, "Plane", list(PLANES), key="plane", titles=PLANES, help=about, wrap=True)
    with right:
        target, beside = pick_other(model, plane)
    with st.expander("Examples, reach, points"):
        chosen = pick_numbers(model)
    return SurfaceRecipe(reference=model.reference, plane=plane, to=target, **chosen), beside


def pick_other(model: library.Model, plane: str) -> tuple[str, str]:
    """The other end of a line, or a model to compare with. URL: to, beside."""
    same = [entry for entry in library.entries() if entry.run and entry.data == model.data]
    if plane == "line":
        ends = {network.PERMUTED: "Itself, units reordered"}
        ends |= {f"{entry.reference}@{entry.epochs[-1]}": entry.title for entry in same}
        name = library.split_reference(model.reference)[0]
        ends |= {f"{name}@{epoch}": f"Itself, epoch {epoch}" for epoch in model.epochs if epoch != model.epoch}
        ends.pop(model.reference, None)
        return common.choose(st.selectbox, "To", list(ends), key="to", titles=ends), ""
    others = {"nothing": "Nothing"}
    others |= {f"{e.reference}@{e.epochs[-1]}": e.title for e in same}
    others.pop(model.reference, None)
    name = library.split_reference(model.reference)[0]
    others |= {f"{name}@{epoch}": f"Itself, epoch {epoch}" for epoch in model.epochs[:1] if epoch != model.epoch}
    found = common.choose(st.selectbox, "Beside it", list(others), key="beside", titles=others)
    return "", "" if found == "nothing" else found


def pick_numbers(model: library.Model) -> dict[str, Any]:
    """URL: part, n, draw, span, points, seed."""
    chosen: dict[str, Any] = {}
    columns = st.columns(3)
    with columns[0]:
        default = network.default_part(model.data)
        chosen["part"] = common.choose(
            st.segmented_control, "Examples", list(PARTS), key="part", default=default, titles=PARTS, wrap=True
        )
    labels = {"n": "How many", "draw": "Draw", "span": "Reach", "points": "Points along a side", "seed": "Seed"}
    for index, (name, label) in enumerate(labels.items(), start=1):
        with columns[index % 3]:
            chosen[name] = knob(name, KNOBS[name], getattr(SurfaceRecipe(), name), label=label)
    return chosen


def look() -> None:
    recipe, beside = pick_recipe()
    if recipe.plane == "line":
        show_line(recipe)
        return
    recipes = [recipe, *([dataclasses.replace(recipe, reference=beside)] if beside else [])]
    runs = [Frames(network.KIND, each) for each in recipes]
    records = [run.record() for run in runs]
    unfinished = next((place for place, record in enumerate(records) if record is None), None)
    if unfinished is None:
        show_finished(recipes, runs, [record for record in records if record])
    else:
        columns = st.columns(len(recipes), gap="large")
        for place, (column, run, record) in enumerate(zip(columns, runs, records, strict=True)):
            with column:
                if place == unfinished:
                    offer(recipes, runs, place)
                else:
                    st.markdown(f"**{common.plain(title(recipes[place]))}**")
                    first = job_panel.finished(run, record)[-1] if record else glance(recipes[place])
                    if first is not None:
                        sketch(recipes[place], first, str(place))
    show_batch_sizes(recipe.seed)


def show_finished(recipes: list[SurfaceRecipe], runs: list[Frames], records: list[Mapping[str, Any]]) -> None:
    log = st.toggle("Logarithmic loss", True, key="log_loss", bind="query-params")
    lasts = [job_panel.finished(run, record)[-1].arrays for run, record in zip(runs, records, strict=True)]
    between = drawings.shared_range([last["loss"] for last in lasts], log=log)
    for drawing in ("contours", "relief") if len(recipes) > 1 else ("both",):
        columns = st.columns(2, gap="large")
        for place, (recipe, record, last) in enumerate(zip(recipes, records, lasts, strict=True)):
            others = [other for other in recipes if other is not recipe]
            wanted = ("contours", "relief") if drawing == "both" else (drawing,)
            for offset, name in enumerate(wanted):
                with columns[place + offset]:
                    show_surface(name, recipe, record, last, others, between=between, log=log, place=place)
    show_numbers(recipes, records)
    show_checks(recipes, records, lasts[0])


def show_surface(
    name: str,
    recipe: SurfaceRecipe,
    record: Mapping[str, Any],
    last: Mapping[str, Any],
    others: list[SurfaceRecipe],
    *,
    between: tuple[float, float],
    log: bool,
    place: int,
) -> None:
    if name == "contours":
        st.markdown(f"**{common.plain(title(recipe))}**")
    draw = {"contours": drawings.contours, "relief": drawings.relief}[name]
    titles, path = network.axis_titles(recipe, record), network.path_columns(record)
    common.show(
        draw(last["x"], last["y"], last["loss"], log=log, between=between, titles=titles, path=path),
        key=f"{name}{place or ''}",
        alt=f"Loss of {title(recipe)} around its weights, as {name}",
        code=code.surface(recipe, name, others, log=log),
        arrays={key: last[key] for key in ("x", "y", "loss")},
    )


def title(recipe: SurfaceRecipe) -> str:
    name, epoch = library.split_reference(recipe.reference)
    return f"{library.entry(name).title}, epoch {epoch}"


def show_numbers(recipes: list[SurfaceRecipe], records: list[Mapping[str, Any]]) -> None:
    """What the surface says in numbers; a table where there are two."""
    rows = [network.numbers(record) for record in records]
    if len(rows) == 1:
        common.metrics(rows[0])
    else:
        names = [title(recipe) for recipe in recipes]
        st.table({"Network": names} | {key: [row[key] for row in rows] for key in rows[0]}, border="horizontal", hide_index=True)
    st.caption(
        f"Mean over {records[0]['words']}. Not convex: the share of the surface at which it bends downwards in some direction; "
        "a convex loss has none."
    )


def show_checks(recipes: list[SurfaceRecipe], records: list[Mapping[str, Any]], last: Mapping[str, Any]) -> None:
    recipe, record = recipes[0], records[0]
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("One mini-batch sees another landscape")
        common.show(
            drawings.flicker(**network.thinned(last), titles=network.axis_titles(recipe, record)),
            key="flicker",
            alt="Lines of equal loss of mini-batches over those of all examples",
            code=code.flicker(recipe),
            arrays={"loss": last["loss"], "batches": last["batches"]},
        )
        st.caption(
            f"Each mini-batch has {network.count(record)} examples; in the middle its loss scatters by "
            f"{network.scatter(last):.0%}. The mean of all is the full loss: they differ by {network.apart(last):.0e} at most."
        )
    with right:
        if "path" in record:
            show_gap(recipe, record)
        else:
            show_taylor(recipe, record)
            show_noise(recipes, records)


def show_gap(recipe: SurfaceRecipe, record: Mapping[str, Any]) -> None:
    st.subheader("Is the path on the plane the true one?")
    curves = network.gap(record)
    common.show(
        lines(curves, x_title="epoch", y_title="loss, nats", log=True, height_px=340),
        key="gap",
        alt="Loss at each epoch on the plane, and the true one",
        code=code.gap(recipe),
        columns=network.path_columns(record),
    )
    epoch, plane, true = network.widest_gap(record)
    st.caption(
        f"The plane holds {sum(record['explained']):.0%} of the path's squared distances, and yet at epoch {epoch} it shows "
        f"{plane:,.3g} nats where the network had {true:.3g}. It lacks the rest, and batch norm keeps today's statistics on it."
    )


def show_taylor(recipe: SurfaceRecipe, record: Mapping[str, Any]) -> None:
    st.subheader("How far a parabola holds")
    found = record["taylor"]
    common.show(
        drawings.orders(found["places"], network.taylor_lines(record)),
        key="taylor",
        alt="Error of the second-order Taylor model against distance",
        code=code.orders(recipe),
        columns={"t": found["places"], "network": found["network"], "smooth": found["smooth"]},
    )
    st.caption("A smooth loss leaves its parabola as t³. The kinks of ReLU and max pooling cost an order.")


def show_noise(recipes: list[SurfaceRecipe], records: list[Mapping[str, Any]]) -> None:
    st.subheader("How sharp: the rise under weight noise")
    named = {title(recipe): recipe for recipe in recipes}
    curves = network.rises({name: record for name, record in zip(named, records, strict=True)})
    common.show(
        lines(curves, x_title="noise, in lengths of each filter", y_title="rise of the loss, nats"),
        key="noise",
        alt="Rise of the loss under random weight noise",
        code=code.noise(named),
        columns={"noise": [x for x, _ in curves[next(iter(curves))]]}
        | {name: [y for _, y in row] for name, row in curves.items()},
    )


def show_line(recipe: SurfaceRecipe) -> None:
    run = Frames(network.KIND, recipe)
    record = run.record()
    left, right = st.columns(2, gap="large")
    with left:
        if record is None:
            offer([recipe], [run], 0)
        else:
            show_hump(recipe, job_panel.finished(run, record)[-1].arrays, record)
    with right:
        show_toy()


def show_hump(recipe: SurfaceRecipe, last: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    st.markdown(f"**{common.plain(title(recipe))}, on a straight line**")
    loss = last["loss"][0]
    common.show(
        drawings.hump(last["x"], loss, ends=network.end_titles(recipe)),
        key="hump",
        alt="Loss on the straight line between two models",
        code=code.hump(recipe),
        columns={"share": last["x"], "loss": loss},
    )
    st.caption(
        f"The ends have {loss[0]:.4g} and {loss[-1]:.4g} nats, the middle {loss[len(loss) // 2]:.3g}, over {record['words']}. "
        "A convex loss would stay below the chord."
    )


def show_toy() -> None:
    st.markdown("**The smallest such network: two tanh units, swapped**")
    t, loss, halfway = network.toy_columns()
    common.show(
        drawings.hump(t, loss, ends=("two units", "swapped"), y_title="mean squared error"),
        key="toy",
        alt="Squared error between a network of two units and itself with the units swapped",
        code=code.toy(),
        columns={"share": t, "loss": loss},
    )
    st.caption(
        f"Both ends answer 2 tanh x without error; halfway all weights are zero. By formula 4 (1 − tanh(2)/2) = {halfway:.4f} "
        f"there, measured {loss[len(loss) // 2]:.4f}."
    )


def offer(recipes: list[SurfaceRecipe], runs: list[Frames], place: int) -> None:
    """The way of a surface that is not finished: a first look at once, and the job that refines it."""
    recipe, run = recipes[place], runs[place]
    points = recipe.points if recipe.plane == "line" else recipe.points**2
    st.markdown(f"**{common.plain(title(recipe))}**")
    if not job_panel.offer(run, label=f"Compute all {points:,} points", draw=lambda snapshot: draw_live(snapshot, run)):
        return
    first = run.newest() or glance(recipe)
    if first is None:
        st.caption("No first look: it would take more than a second. The job shows a coarse picture first.")
    else:
        sketch(recipe, first, "first")
        seen = len(first.arrays["x"])
        st.caption(f"A first look, {seen} of {recipe.points} points along a side; the numbers come with the job.")


def draw_live(snapshot: Snapshot, run: Frames) -> None:
    frame = job_panel.newest(run, snapshot)
    if frame is not None:
        sketch(run.recipe, frame, "live")


def sketch(recipe: SurfaceRecipe, frame: Frame, key: str) -> None:
    loss, titles = frame.arrays["loss"], network.axis_titles(recipe, {})
    if recipe.plane == "line":
        figure = drawings.hump(frame.arrays["x"], loss[0], ends=network.end_titles(recipe))
    else:
        between = drawings.shared_range([loss], log=True)
        figure = drawings.contours(frame.arrays["x"], frame.arrays["y"], loss, log=True, between=between, titles=titles)
    common.sketch(figure, key=f"sketch-{key}", alt="The loss so far")
