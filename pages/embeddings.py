"""Embeddings: hundreds of dimensions on two flat maps, PCA and t-SNE, with numbers that say how much of them to believe."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages import common, job_panel, knobs
from pages.hover_picture import hover_pictures
from pages.pickers import open_model, pick_model
from vizlab import embeddings
from vizlab.data import DATASETS, find, is_ready
from vizlab.embeddings import KNOBS, EmbeddingRecipe
from vizlab.figures import maps
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.snippets import embeddings as code

MAPS = ("pca", "t-sne")


@st.cache_data(max_entries=16, show_spinner="Finding the plane …")
def flat_map(space: EmbeddingRecipe) -> dict[str, Any]:
    """The PCA map of what a recipe embeds, with labels and the shares of the variance."""
    items = embeddings.read(space)
    plane = embeddings.fit(items.features)
    positions = plane.project(items.features).numpy()
    return {"positions": positions, "labels": items.labels.numpy(), "explained": plane.explained.tolist()[: embeddings.SCREE]}


@st.cache_data(max_entries=16, show_spinner="Looking for clusters …")
def clusters(space: EmbeddingRecipe) -> Any:
    return embeddings.cluster_of(embeddings.read(space), space.seed).numpy()


@st.cache_data(max_entries=32, show_spinner="Asking the neighbours …")
def survey(space: EmbeddingRecipe) -> Any:
    return embeddings.survey(embeddings.read(space), space.seed)


@st.cache_data(max_entries=8, show_spinner="Going through the epochs …")
def over_epochs(space: EmbeddingRecipe) -> Any:
    return list(embeddings.over_epochs(space))


@st.cache_data(max_entries=4, show_spinner=False)
def pictures(data: str, n: int) -> Any:
    return embeddings.sheet(embeddings.pictures_of(data, n)[0])


@st.cache_data(max_entries=16, show_spinner=False)
def layer_titles(reference: str) -> dict[str, str]:
    sizes = embeddings.layer_sizes(open_model(reference))
    return {name: embeddings.layer_title(name, shape) for name, shape in sizes.items()}


@st.cache_data(max_entries=8, show_spinner=False)
def film(recipe: EmbeddingRecipe, colour: str) -> Any:
    known = flat_map(plain(recipe))
    labels = known["labels"] if colour == "class" else clusters(plain(recipe))
    frames = Frames(embeddings.KIND, recipe).read()
    return maps.film(embeddings.moments(frames), labels, find(recipe.data).classes)


def plain(recipe: EmbeddingRecipe) -> EmbeddingRecipe:
    """The same vectors: what decides the t-SNE map alone at its default, so that caches are shared."""
    return EmbeddingRecipe(
        data=recipe.data, reference=recipe.reference, layer=recipe.layer, n=recipe.n, perplexity=20.0, seed=recipe.seed
    )


def pick_vectors() -> dict[str, str]:
    """What to embed. URL: data, vectors, and reference, epoch, layer."""
    left, right = st.columns(2)
    with left:
        known = [name for name, data in DATASETS.items() if data.is_images]
        offered = [name for name in known if is_ready(name)]
        data = common.choose(st.selectbox, "Data", offered, key="data")
        if missing := ", ".join(name for name in known if name not in offered):
            st.caption(f"To be offered here, a data set must be downloaded on the page Train first: {missing}.")
    with right:
        titles = {"pixels": "Raw pixels", "layer": "A layer of a network"}
        vectors = common.choose(st.segmented_control, "Vectors", list(titles), key="vectors", titles=titles)
    if vectors == "pixels":
        return {"data": data}
    model = pick_model(needs_images=True, data=data)
    titles = layer_titles(model.reference)
    last = embeddings.last_hidden(list(titles))
    layer = common.choose(st.selectbox, "Layer", list(titles), key="layer", default=last, titles=titles)
    return {"data": data, "reference": model.reference, "layer": layer}


def pick_recipe(vectors: Mapping[str, str]) -> EmbeddingRecipe:
    """How to embed it. URL: n, perplexity, seed, exaggeration, iterations, lr, init."""
    sizes, default = embeddings.sizes(vectors["data"]), EmbeddingRecipe()
    columns = st.columns(3)
    with columns[0]:
        n = common.choose(st.select_slider, "Pictures", sizes, key="n", default=sizes[-1], help=KNOBS["n"].effect)
    with columns[1]:
        perplexity = knobs.knob("perplexity", KNOBS["perplexity"], 30)
    with columns[2]:
        seed = knobs.knob("seed", KNOBS["seed"], default.seed)
    with st.expander("More about the descent"):
        columns = st.columns(4)
        chosen = {}
        for column, name in zip(columns, ("exaggeration", "iterations", "lr"), strict=False):
            with column:
                label = "Learning rate" if name == "lr" else ""
                chosen[name] = knobs.knob(name, KNOBS[name], int(getattr(default, name)), label=label)
        with columns[3]:
            about = "; ".join(f"{name}: {text}" for name, text in embeddings.INITS.items())
            init = common.choose(st.segmented_control, "Start", list(embeddings.INITS), key="init", help=about)
    return EmbeddingRecipe(**vectors, n=n, perplexity=perplexity, seed=seed, init=init, **chosen)


def pick_colour() -> str:
    """What colours the points. URL: colour."""
    titles = {"class": "Class", "cluster": "k-means cluster"}
    help_text = "k-means gathers the vectors themselves, before any map, into as many clusters as there are classes."
    return str(common.choose(st.segmented_control, "Colour", list(titles), key="colour", titles=titles, help=help_text))


def show_pca(recipe: EmbeddingRecipe, colour: str, record: Mapping[str, Any] | None) -> None:
    known = flat_map(plain(recipe))
    labels = known["labels"] if colour == "class" else clusters(plain(recipe))
    explained = known["explained"]
    st.subheader("PCA", help="The plane of greatest variance: distances on it are real, but it shows only what lies in it.")
    common.show(
        maps.point_map(known["positions"], labels, find(recipe.data).classes, titles=embeddings.axis_titles(explained)),
        key="pca",
        alt="The vectors on their first two principal components",
        code=code.point_map(recipe, colour),
        columns={"x": known["positions"][:, 0], "y": known["positions"][:, 1], "class": known["labels"]},
    )
    numbers = {"Variance": f"{explained[0] + explained[1]:.0%}"}
    common.metrics(numbers | ({} if record is None else judged(record["quality"]["PCA"])))


def judged(quality: Mapping[str, float]) -> dict[str, str]:
    return {
        "Trustworthiness": f"{quality['trustworthiness']:.3f}",
        "Continuity": f"{quality['continuity']:.3f}",
        "kNN accuracy": f"{quality['neighbour_accuracy']:.1%}",
    }


def show_tsne(recipe: EmbeddingRecipe, colour: str, run: Frames, record: Mapping[str, Any]) -> None:
    st.subheader("t-SNE", help="Neighbours stay neighbours; sizes of clusters and the gaps between them mean nothing.")
    figure = film(recipe, colour)
    last = job_panel.finished(run, record)[-1]
    labels = flat_map(plain(recipe))["labels"]
    positions = last.arrays["positions"]
    common.show(
        figure,
        key="t-sne",
        alt=f"t-SNE of the same vectors, iteration {last.index}",
        code=code.film(recipe, colour),
        columns={"x": positions[:, 0], "y": positions[:, 1], "class": labels},
    )
    common.metrics({"KL, nats": f"{record['divergence']:.2f}"} | judged(record["quality"]["t-SNE"]))
    st.caption("Each moment is drawn as large as it fits; its true width is written over the slider.")


def draw_live(snapshot: Snapshot, run: Frames, labels: Any) -> None:
    """The newest frame of a job under way, and its curve."""
    left, right = st.columns(2)
    frame = job_panel.newest(run, snapshot)
    if frame is not None:
        classes = find(run.recipe.data).classes
        figure = maps.point_map(frame.arrays["map"], labels, classes, height_px=420)
        common.sketch(figure, key="live-map", alt="The map so far", place=left)
    if points := snapshot.series.get("KL divergence"):
        curve = maps.divergence_curve(points, exaggerated=embeddings.EXAGGERATED)
        common.sketch(curve, key="live-kl", alt="KL so far", place=right)


def warn(record: Mapping[str, Any]) -> None:
    """How far to believe near and far on each map, in measured numbers."""
    pca, tsne = record["quality"]["PCA"], record["quality"]["t-SNE"]
    st.markdown(
        f"**Near** on the t-SNE map can be believed: trustworthiness {tsne['trustworthiness']:.3f} for ten neighbours (PCA "
        f"{pca['trustworthiness']:.3f}). **Far** cannot: the order of all pairwise distances agrees with that of the vectors "
        f"at a rank correlation of {tsne['rank_correlation']:.2f} (PCA {pca['rank_correlation']:.2f}); 1 would be complete. "
        "Gaps between clusters, their sizes and the axes of a t-SNE map mean nothing."
    )


def surveys(recipe: EmbeddingRecipe, record: Mapping[str, Any] | None) -> dict[str, Mapping[str, float]]:
    """Label of each space to compare -> its numbers, pixels first."""
    if record is not None:
        return dict(record["spaces"])
    return {label: vars(survey(plain(space))) for label, space in embeddings.spaces(recipe).items()}


def show_spaces(recipe: EmbeddingRecipe, record: Mapping[str, Any] | None) -> None:
    """The vectors themselves, before any map, against pixels and the untrained network."""
    st.subheader("Before any map: do the vectors know the classes?")
    known = surveys(recipe, record)
    names = {
        "neighbour_accuracy": "kNN accuracy",
        "shuffled_accuracy": "with shuffled labels",
        "purity": "Purity of k-means",
        "adjusted_rand": "ARI",
    }
    columns: dict[str, list[str]] = {"Vectors": [label[0].upper() + label[1:] for label in known]}
    for field, name in names.items():
        style = "{:.2f}" if field == "adjusted_rand" else "{:.1%}"
        columns[name] = [style.format(numbers[field]) for numbers in known.values()]
    st.table(columns, border="horizontal", hide_index=True)
    chance = 1 / len(find(recipe.data).classes)
    st.caption(
        "kNN: each picture is classified by the majority of its ten nearest others, without itself. With shuffled labels that "
        f"must fall to chance, about {chance:.0%}. k-means never sees a label; ARI, the adjusted Rand index, compares its "
        "clusters with the classes: 0 is chance, 1 is complete."
    )


def show_epochs(recipe: EmbeddingRecipe, record: Mapping[str, Any] | None) -> None:
    points = record["epochs"] if record else over_epochs(plain(recipe))
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
    explained = flat_map(plain(recipe))["explained"]
    st.markdown("**How many dimensions the variance needs**")
    common.show(
        maps.scree(explained),
        key="scree",
        alt="Share of the variance along each principal component",
        code=code.scree(recipe),
        columns={"component": list(range(1, len(explained) + 1)), "share": explained},
    )


def show_divergence(recipe: EmbeddingRecipe, run: Frames, record: Mapping[str, Any]) -> None:
    points = embeddings.divergences(job_panel.finished(run, record))
    st.markdown("**How the t-SNE map settled**")
    common.show(
        maps.divergence_curve(points, exaggerated=embeddings.EXAGGERATED),
        key="divergence",
        alt="KL divergence at each kept iteration",
        code=code.divergence(recipe),
        columns={"iteration": [at for at, _ in points], "divergence": [value for _, value in points]},
    )


def look(recipe: EmbeddingRecipe) -> None:
    run = Frames(embeddings.KIND, recipe)
    record = run.record()
    colour = pick_colour()
    left, right = st.columns(2, gap="large")
    with left:
        show_pca(recipe, colour, record)
    with right:
        if record is None:
            labels = flat_map(plain(recipe))["labels"]
            offer(recipe, run, labels)
        else:
            show_tsne(recipe, colour, run, record)
    if record is not None:
        warn(record)
    show_spaces(recipe, record)
    drawings: list[Callable[[], None]] = [lambda: show_scree(recipe)]
    drawings += [] if record is None else [lambda: show_divergence(recipe, run, record)]
    drawings += [lambda: show_epochs(recipe, record)] if recipe.reference else []
    for begin in range(0, len(drawings), 2):
        pair = drawings[begin : begin + 2]
        for column, draw in zip(st.columns(len(pair), gap="large"), pair, strict=True):
            with column:
                draw()
    labels, classes = flat_map(plain(recipe))["labels"], find(recipe.data).classes
    names = [classes[label] for label in labels]
    hover_pictures(
        charts=[f"figure-{name}" for name in MAPS],
        sheet=pictures(recipe.data, recipe.n),
        names=names,
        noun="picture",
        key="hover",
    )


def offer(recipe: EmbeddingRecipe, run: Frames, labels: Any) -> None:
    st.subheader("t-SNE")
    at_rest = job_panel.offer(run, label="Compute the t-SNE map", draw=lambda snapshot: draw_live(snapshot, run, labels))
    if at_rest:
        st.caption(f"{recipe.iterations:,} iterations over all {recipe.n * (recipe.n - 1) // 2:,} pairs of pictures, in a job.")


with common.frame("embeddings"):
    look(pick_recipe(pick_vectors()))
