"""The topic "Many pictures" of the view Evidence: methods ranked over many pictures, as a job whose result is kept."""

from __future__ import annotations

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from pages.saliency_views.compare_choice import OPTIONS
from pages.saliency_views.evidence_one import pick_missing
from vizlab import library, saliency
from vizlab.figures import saliency_evidence as figures
from vizlab.frames import Frames
from vizlab.jobs import Snapshot
from vizlab.saliency.evidence import ranking
from vizlab.saliency.evidence.recipe import DEFAULT_METHODS, KIND, KNOBS, EvidenceRecipe, joined
from vizlab.snippets import saliency_evidence as code


def pick_recipe(model: library.Model) -> EvidenceRecipe:
    """URL: sample_size, ranked, missing, seed."""
    wide, narrow = st.columns([3, 2], gap="large")
    with wide:
        names = list(saliency.METHODS)
        usual = [name for name in DEFAULT_METHODS if name in names]
        help_text = "Each as it comes, with its usual options. Leave random map in: it shows what chance scores."
        chosen = st.multiselect("Methods", names, default=usual, key="ranked", bind="query-params", wrap=True, help=help_text)
        missing = pick_missing()
    with narrow:
        sample_size = knob("sample_size", KNOBS["sample_size"], EvidenceRecipe.sample_size, label="Pictures")
        seed = OPTIONS["seed"](model)
    return EvidenceRecipe(reference=model.reference, sample_size=sample_size, ranked=joined(chosen), missing=missing, seed=seed)


def show(model: library.Model) -> None:
    recipe = pick_recipe(model)
    run = Frames(KIND, recipe)
    record = run.record()
    if record is None:
        show_unfinished(recipe, run)
    else:
        show_ranking(ranking.opened(recipe, record, job_panel.finished(run, record)))


def show_unfinished(recipe: EvidenceRecipe, run: Frames) -> None:
    def draw(snapshot: Snapshot) -> None:
        if (frame := job_panel.newest(run, snapshot)) is not None:
            so_far = ranking.partly(recipe, frame)
            common.sketch(drawn(so_far, ranking.FIRST), key="so-far", alt="The ranking so far")

    methods, sample_size = len(recipe.methods), recipe.sample_size
    if job_panel.offer(run, label=f"Rank {methods} methods over {sample_size} pictures", draw=draw):
        st.caption("It takes a second or two for each picture with a large network, less with a small one, and can be cancelled.")
        if (newest := run.newest()) is not None:
            common.sketch(drawn(ranking.partly(recipe, newest), ranking.FIRST), key="so-far", alt="The ranking so far")


def drawn(found: ranking.Ranking, measure: str) -> object:
    """The figure of one measure."""
    names, summary = found.ranked(measure)
    return figures.ranking(names, summary, title=measure, chance=found.chance(measure), percent=ranking.MEASURES[measure].is_rate)


def show_ranking(found: ranking.Ranking) -> None:
    """URL: measure."""
    titles = {name: name for name in found.measures}
    measure = common.choose(st.selectbox, "Ranked by", list(titles), key="measure", default=ranking.FIRST)
    st.caption(ranking.MEASURES[measure].about)
    names, summary = found.ranked(measure)
    common.show(
        drawn(found, measure),
        key="ranking",
        alt=f"Methods by their mean {measure}, with 95 % intervals",
        code=code.ranking(found.recipe, measure),
        columns={"method": names, **{word: summary[:, place].tolist() for place, word in enumerate(("mean", "low", "high"))}},
        arrays={"scores": found.scores},
    )
    st.dataframe(
        found.table(),
        hide_index=True,
        width="stretch",
        column_config={
            name: st.column_config.NumberColumn(help=ranking.MEASURES[name].about, format="%.3f") for name in found.measures
        },
    )
    st.caption(
        f"Means over {found.words}, each explained for the class that the network predicts; dots with 95 % intervals, of rates "
        "Wilson's. Chance comes from the masks' areas for pointing, mass and overlap, else it is what the random map scored."
    )
