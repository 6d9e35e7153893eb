"""The topic "Few words do most" of the view Words by counting: the heavy tail, and whom a loss is about."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.embedding_views import words_choice
from vizlab.embeddings.words import zipf
from vizlab.figures import embedding_counts as figures
from vizlab.figures.embedding_words import grouped
from vizlab.snippets import embedding_words as code


def look() -> None:
    """URL: corpus, seed, window, vocabulary, corpus_words, top_share."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        recipe = words_choice.pick_counting()
        shares = {share: f"{share:.0%}" for share in (0.01, 0.02, 0.05, 0.1)}
        share = float(common.choose(st.segmented_control, "The most frequent", list(shares), key="top_share", titles=shares))
    text = recipe.text()
    counts, line = text.counts, zipf.line(text.counts)
    _, table = words_choice.counted(recipe)
    losses = [zipf.loss_share(table, share, loss) for loss in zipf.LOSSES]
    with right:
        common.metrics(
            {
                "Slope, fitted": f"{line[0]:.2f}".replace("-", "−"),
                "Slope, Zipf's law": "−1",
                f"Of the text, the top {share:.0%}": f"{zipf.covered(counts, share):.0%}",
                "Of the loss, raw counts": f"{losses[0]:.0%}",
                "Of the loss, logarithms": f"{losses[1]:.0%}",
            }
        )
        first, second = st.columns(2, gap="large")
    with first:
        st.markdown("**How often each word stands there**")
        common.show(
            figures.zipf(counts, text.vocabulary, line, share=share, height_px=380),
            key="zipf",
            alt="Times in the text against rank, both logarithmic, with the fitted line",
            code=code.zipf(recipe, share),
            columns={"word": text.vocabulary, "times": counts},
        )
        st.caption(f"{len(text.ids):,} words, {len(counts):,} different. The line is fitted to words with {zipf.LEAST} or more.")
    with second:
        st.markdown(f"**What the top {share:.0%} carry of a loss**")
        common.show(
            grouped(list(zipf.LOSSES), {"share": losses}, title="share of the loss", height_px=380),
            key="losses",
            alt="Share of the squared error that the most frequent words carry, for counts, log counts and GloVe's loss",
            code=code.losses(recipe, share),
            columns={"loss": list(zipf.LOSSES), "share": losses},
        )
        st.caption("Squared error of the table of pairs before anything is learned, in their rows and columns.")
