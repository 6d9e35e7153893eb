"""What a finished run shows: figures of merit, curves with their reading, confusions, and the most confident mistakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.pickers import open_model
from pages.train_quiz import quiz
from vizlab import data, training
from vizlab.data import samples, tables
from vizlab.figures.bars import counts
from vizlab.figures.curves import run_curves
from vizlab.figures.export import curve_columns
from vizlab.figures.matrices import confusion
from vizlab.figures.pictures import image_grid, mistake_grid
from vizlab.figures.points import decision_map, scatter
from vizlab.recipes import Recipe
from vizlab.snippets import training as code

SHOWN = 9


def results(recipe: Recipe, record: Mapping[str, Any], reference: str | None) -> None:
    """Everything about a finished run; `reference` is None when it could not be kept."""
    report = record["report"]
    common.metrics(
        {
            "Test accuracy": f"{report['accuracy']:.1%}",
            "Test loss": f"{report['loss']:.3f} nats",
            "Loss before training": f"{record['epochs'][0]['validation loss']:.2f}",
            "Chance, log C": f"{record['chance_loss']:.2f}",
            "Trained in": job_panel.duration(record["seconds"]),
        }
    )
    open_in(recipe, reference)
    curves(recipe, record)
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Who is taken for whom")
        dataset = data.find(recipe.data)
        classes = dataset.classes
        common.show(
            confusion(report["confusion"], classes),
            key="confusion",
            alt="Confusion matrix: rows are true classes, columns predictions",
            code=code.confusion(recipe),
            arrays={"confusion": report["confusion"]},
        )
    with right:
        if dataset.is_images:
            mistakes(recipe, report["mistakes"])
            if data.is_ready(recipe.data):
                quiz(recipe, report)
        elif dataset.shape != (2,):
            wrong_rows(report["mistakes"], classes)
        elif reference:
            plane(recipe, reference)


def open_in(recipe: Recipe, reference: str | None) -> None:
    """Links to the pages on which this model can be looked into."""
    if reference is None:
        st.warning("This run could not be kept, so no other page can open it; its results stay here until the app restarts.")
    elif data.find(recipe.data).is_images:
        st.page_link("pages/saliency.py", label="Open this model in **Saliency**", query_params={"reference": reference})


def curves(recipe: Recipe, record: Mapping[str, Any]) -> None:
    """The learning curves and what they say (METHODS O94-O96)."""
    st.subheader("How it learned")
    for finding in training.diagnose(record):
        st.info(f"**{finding.name.capitalize()}.** {finding.meaning} {finding.advice}")
    common.show(
        run_curves(record),
        key="curves",
        alt="Training and validation loss and accuracy by epoch",
        code=code.training(recipe),
        columns=curve_columns(record["series"]),
    )


def mistakes(recipe: Recipe, wrong: list[Mapping[str, Any]]) -> None:
    """The wrong answers of which the network was surest (METHODS S6)."""
    st.subheader("Its most confident mistakes")
    if not wrong:
        st.success("None: every test picture was recognised.")
        return
    if not data.is_ready(recipe.data):
        st.info(f"{recipe.data} is not on this machine; its pictures appear here once it is downloaded.")
        download(recipe.data)
        return
    classes = data.find(recipe.data).classes
    shown = wrong[:SHOWN]
    pixels = samples.test_inputs(recipe.data, [mistake["index"] for mistake in shown])
    common.show(
        mistake_grid(pixels, shown, classes),
        key="mistakes",
        alt="Test pictures that were classified wrongly with the highest probability",
        code=code.mistakes(recipe, SHOWN),
        columns={name: [m[name] for m in wrong] for name in wrong[0]},
    )


def wrong_rows(wrong: list[Mapping[str, Any]], classes: Sequence[str]) -> None:
    """The same of a table: which rows of the test set they are (METHODS S6)."""
    st.subheader("Its most confident mistakes")
    if not wrong:
        st.success("None: every row of the test set was recognised.")
        return
    rows = [
        {
            "row": mistake["index"],
            "is": classes[mistake["label"]],
            "taken for": classes[mistake["predicted"]],
            "probability": f"{mistake['probability']:.1%}",
        }
        for mistake in wrong[:SHOWN]
    ]
    st.dataframe(rows, hide_index=True, width="stretch")


def plane(recipe: Recipe, reference: str) -> None:
    """What the network says of every point of the plane, at any epoch."""
    st.subheader("What it says of the plane")
    epochs = list(open_model(reference).run.epochs)
    epoch = common.choose(st.select_slider, "Epoch", epochs, key="epoch", default=epochs[-1])
    model = open_model(f"{reference}@{epoch}")
    test = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed).test
    with model.lock:
        grid, answers = training.plane(model.network)
    common.show(
        decision_map(test.inputs, test.labels, grid_x=grid, grid_y=grid, surface=answers, classes=model.classes),
        key="plane",
        alt="Test points over the network's answer for every point of the plane",
        code=code.plane(model.reference),
        arrays={"grid": grid, "answers": answers},
    )


def preview(recipe: Recipe) -> None:
    """The data, before anything is trained."""
    st.subheader("The data")
    dataset = data.find(recipe.data)
    amount = f"{dataset.n_train:,} examples to learn from, {dataset.n_test:,} to be tested on, {len(dataset.classes)} classes."
    st.markdown(amount)
    if not data.is_ready(recipe.data):
        st.info(f"{recipe.data} is downloaded when training starts ({dataset.download_bytes / 1e6:.0f} MB).")
        download(recipe.data)
    if dataset.is_images:
        known = samples.samples(recipe.data)
        if len(known.labels):
            names = [dataset.classes[label] for label in known.labels[:20]]
            columns = 10 if dataset.shape[2] < 32 else 5  # as many as their names leave room for
            grid = image_grid([picture.transpose(1, 2, 0).squeeze() for picture in known.inputs[:20]], names, columns=columns)
            common.sketch(grid, key="samples", alt="Test pictures")
    else:
        train = data.load(recipe.data, noise=recipe.noise, seed=recipe.seed).train
        pair = [0, 1] if dataset.shape == (2,) else list(tables.most_telling(train))
        titles = [dataset.features[index] for index in pair] if dataset.features else [f"feature {i + 1}" for i in pair]
        cloud = scatter(train.inputs[:, pair], train.labels, dataset.classes, titles=titles)
        common.sketch(cloud, key="samples", alt="Training points")
        if len(pair) < dataset.shape[0]:
            st.caption("The two features that tell the classes apart best, in standard deviations from the mean.")
    if data.is_ready(recipe.data):
        balance = data.class_counts(recipe.data, noise=recipe.noise, seed=recipe.seed)
        bars = counts(dataset.classes, balance)
        common.sketch(bars, key="balance", alt="Examples a class")


def download(name: str) -> None:
    """Fetch a data set as a job, or show it under way."""
    job = f"download-{name.lower()}"
    snapshot = job_panel.watch(job)
    if snapshot and snapshot.is_live:
        job_panel.panel(job, lambda _: None)
        return
    job_panel.ending(snapshot)
    if st.button(f"Download {name} now", key="download"):
        job_panel.jobs().start("download", name, job=job, visitor=common.visitor())
        st.rerun()
