"""What the topic "One map" says in numbers: how far to believe near and far, and what the vectors know before any map."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.embedding_views import map_data
from vizlab import embeddings
from vizlab.embeddings import EmbeddingRecipe
from vizlab.embeddings.methods import METHODS
from vizlab.figures import maps
from vizlab.frames import Frames
from vizlab.snippets import embeddings as code

NAMES = {
    "neighbour_accuracy": "kNN accuracy",
    "shuffled_accuracy": "with shuffled labels",
    "purity": "Purity of k-means",
    "adjusted_rand": "ARI",
}


def show(recipe: EmbeddingRecipe, run: Frames, record: Mapping[str, Any] | None) -> None:
    """Everything below the maps and their points."""
    if record is not None and recipe.method != "PCA":
        warn(recipe, record)
    is_labelled = map_data.items(map_data.space(recipe)).is_labelled
    if is_labelled:
        show_spaces(recipe, record)
    drawings: list[Callable[[], None]] = []
    if recipe.method != "PCA" or recipe.dims == 3:
        drawings.append(lambda: show_scree(recipe))
    if record is not None and len(job_panel.finished(run, record)) > 1:
        drawings.append(lambda: show_loss(recipe, run, record))
    if is_labelled and map_data.has_epochs(recipe):
        drawings.append(lambda: show_epochs(recipe, record))
    for begin in range(0, len(drawings), 2):
        pair = drawings[begin : begin + 2]
        for column, draw in zip(st.columns(len(pair), gap="large"), pair, strict=True):
            with column:
                draw()


def judged(quality: Mapping[str, float | None]) -> dict[str, str]:
    """The numbers of a map by name; without classes there is no kNN accuracy."""
    numbers = {
        "Trustworthiness": f"{quality['trustworthiness']:.3f}",
        "Continuity": f"{quality['continuity']:.3f}",
    }
    accuracy = quality["neighbour_accuracy"]
    return numbers if accuracy is None else numbers | {"kNN accuracy": f"{accuracy:.1%}"}


def warn(recipe: EmbeddingRecipe, record: Mapping[str, Any]) -> None:
    """How far to believe near and far on each map, in measured numbers."""
    pca, own = record["quality"]["PCA"], record["quality"][recipe.method]
    agrees = own["rank_correlation"] < pca["rank_correlation"]
    st.markdown(
        f"**Near** on the {recipe.method} map can be believed to {own['trustworthiness']:.3f}, the trustworthiness of ten "
        f"neighbours (PCA {pca['trustworthiness']:.3f}). **Far** {'cannot' if agrees else 'can as far as on the PCA map'}: the "
        "order of all pairwise distances agrees with that of the vectors at a rank correlation of "
        f"{own['rank_correlation']:.2f} (PCA {pca['rank_correlation']:.2f}); 1 would be complete."
    )


def surveys(recipe: EmbeddingRecipe, record: Mapping[str, Any] | None) -> dict[str, Mapping[str, float]]:
    """Label of each space to compare -> its numbers, pixels first."""
    if record is not None and record["spaces"]:
        return dict(record["spaces"])
    return {label: vars(map_data.survey(space)) for label, space in embeddings.spaces(map_data.space(recipe)).items()}


def show_spaces(recipe: EmbeddingRecipe, record: Mapping[str, Any] | None) -> None:
    """The vectors themselves, before any map, against pixels and the untrained network."""
    st.subheader("Before any map: do the vectors know the classes?")
    known = surveys(recipe, record)
    columns: dict[str, list[str]] = {"Vectors": [label[0].upper() + label[1:] for label in known]}
    for field, name in NAMES.items():
        style = "{:.2f}" if field == "adjusted_rand" else "{:.1%}"
        columns[name] = [style.format(numbers[field]) for numbers in known.values()]
    st.table(columns, border="horizontal", hide_index=True)
    chance = 1 / len(map_data.items(map_data.space(recipe)).classes)
    st.caption(
        "kNN: each point is classified by the majority of its ten nearest others; with shuffled labels that must fall to chance, "
        f"about {chance:.0%}. k-means never sees a label; ARI compares its clusters with the classes: 0 is chance, 1 is complete."
    )


def show_epochs(recipe: EmbeddingRecipe, record: Mapping[str, Any] | None) -> None:
    points = record["epochs"] if record and record["epochs"] else map_data.over_epochs(map_data.space(recipe))
    pixels = surveys(recipe, record)["pixels"]
    levels = [("pixels", pixels["neighbour_accuracy"]), ("shuffled labels", pixels["shuffled_accuracy"])]
    epoch = int(recipe.reference.split("@")[1])
    st.markdown("**The same layer over the training**")
    common.show(
        maps.accuracy_curve(points, levels, chosen=epoch),
        key="epochs",
        alt="kNN accuracy in this layer at each epoch",
        code=code.accuracy(recipe, epoch),
        columns={"epoch": [at for at, _ in points], "accuracy": [value for _, value in points]},
    )


def show_scree(recipe: EmbeddingRecipe) -> None:
    explained = map_data.plane(map_data.space(recipe))["explained"]
    st.markdown("**How many dimensions the variance needs**")
    common.show(
        maps.scree(explained),
        key="scree",
        alt="Share of the variance along each principal component",
        code=code.scree(recipe),
        columns={"component": list(range(1, len(explained) + 1)), "share": explained},
    )


def curve_titles(recipe: EmbeddingRecipe) -> dict[str, Any]:
    """What the curve of a method's loss is told about it."""
    method = METHODS[recipe.method]
    exaggerated = embeddings.EXAGGERATED if "exaggeration" in method.knobs else 0
    return {"exaggerated": exaggerated, "title": method.loss + (", nats" if method.loss == "KL divergence" else "")}


def loss_curve(recipe: EmbeddingRecipe, points: Sequence[tuple[float, float]]) -> Any:
    """What the method makes small, against iterations."""
    return maps.divergence_curve(points, **curve_titles(recipe))


def show_loss(recipe: EmbeddingRecipe, run: Frames, record: Mapping[str, Any]) -> None:
    points = embeddings.losses(job_panel.finished(run, record))
    loss = METHODS[recipe.method].loss
    st.markdown(f"**How the {recipe.method} map settled**")
    common.show(
        loss_curve(recipe, points),
        key="loss",
        alt=f"{loss} at each kept iteration",
        code=code.loss(recipe, **curve_titles(recipe)),
        columns={"iteration": [at for at, _ in points], "loss": [value for _, value in points]},
    )


def expected(recipe: EmbeddingRecipe) -> str:
    """What a job will take, said before it starts."""
    read = [name for name in METHODS[recipe.method].knobs if name not in ("iterations", "seed")]
    settings = ", ".join(f"{name.replace('_', ' ')} {getattr(recipe, name)}" for name in read)
    steps = "" if METHODS[recipe.method].is_exact else f"{recipe.iterations:,} iterations over "
    what = f"{steps}{recipe.n:,} points{f' ({settings})' if settings else ''}"
    return f"{what}, in a job that can be cancelled and gone on with.{_cost(recipe)}"


def _cost(recipe: EmbeddingRecipe) -> str:
    """The order of time and memory, where it is known."""
    if recipe.method != "t-SNE":
        return ""
    seconds, size_bytes = embeddings.estimate(recipe, map_data.items(map_data.space(recipe)).features.shape[1])
    time = f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    return f" On one core of a recent server that is of the order of {time}, in {size_bytes / 1e9:.1g} GB of memory."
