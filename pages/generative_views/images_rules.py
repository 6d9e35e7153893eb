"""The topic Rules of GAN on images: what becomes of small GANs that break one rule of DCGAN each."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from vizlab.figures.generative_images import broken_rules, sheet
from vizlab.figures.sheets import share_of_width
from vizlab.frames import Frames
from vizlab.generative.image_gan import rules
from vizlab.generative.image_gan.rules import RULE_KNOBS, STABLE, Outcome, RulesRecipe
from vizlab.jobs import Snapshot
from vizlab.snippets import generative_images as code

DEFAULTS = RulesRecipe()
LABELS = {"rule_epochs": "Epochs", "rule_seeds": "Networks a rule", "rule_lr": "Learning rate"}
NETWORK_S = 8  # what one takes, about, at 40 epochs


def look() -> None:
    """URL: rule_epochs, rule_seeds, rule_lr, rule."""
    job_panel.side_by_side("dcgan-rules", pick_recipe, unfinished, results)


def pick_recipe() -> RulesRecipe:
    values: dict[str, Any] = {
        name: knob(name, RULE_KNOBS[name], getattr(DEFAULTS, name), label=label) for name, label in LABELS.items()
    }
    st.caption(
        "Unconditional GANs on 8 × 8 digits, all else alike. **Stable**: at the end all ten classes are covered, each by at "
        "least a "
        f"fifth of its fair share of the samples, and the Fréchet distance is at most {STABLE:g} times that of two halves of the "
        "real digits. Both are measured by the bundled classifier."
    )
    return RulesRecipe(**values)


def unfinished(run: Frames) -> None:
    """A study that is under way, broken off, or not begun."""
    if not job_panel.offer(run, label="Train them all", draw=partial(live, run)):
        return
    networks = (1 + len(rules.RULES)) * run.recipe.rule_seeds
    minutes = networks * NETWORK_S * run.recipe.rule_epochs / DEFAULTS.rule_epochs / 60
    st.markdown(f"{networks} small networks, about {max(minutes, 1):.0f} minutes on one core.")


def live(run: Frames, snapshot: Snapshot) -> None:
    """The newest rule that is finished."""
    frame = job_panel.newest(run, snapshot)
    if frame is not None:
        st.caption(f"Samples with “{frame.notes['rule']}”, a seed a row.")
        pictures = frame.arrays["sheets"]
        figure = sheet(pictures, [f"seed {seed}" for seed in range(len(pictures))])
        common.sketch(figure, key="rules-live", alt="Samples of the networks trained last")


def results(recipe: RulesRecipe, record: Any) -> None:
    """How the networks ended."""
    frames = job_panel.finished(Frames("dcgan-rules", recipe), record)
    found = rules.outcome(frames, record)
    labels = [name if index == 0 else f"without: {name}" for index, name in enumerate(found.names)]
    common.show(
        broken_rules(found.names, found.distances, found.stable, most=STABLE),
        key="rules",
        alt="Fréchet distances of networks that break one rule each, by rule and seed",
        code=code.rules(recipe),
        columns={
            "broken": [name for name, row in zip(labels, found.distances, strict=True) for _ in row],
            "floors": [value for row in found.distances for value in row],
            "stable": [value for row in found.stable for value in row],
        },
    )
    say(found, record, recipe)
    the_samples(recipe, frames)


def say(found: Outcome, record: Any, recipe: RulesRecipe) -> None:
    """What mattered and what did not, from the counts."""
    rates = {name: found.rate(index) for index, name in enumerate(found.names)}
    kept, *broken = rates
    fine = [f"{name} ({rates[name]})" for name in broken if rates[name] == rates[kept]]
    worse = [f"{name} ({rates[name]})" for name in broken if rates[name] != rates[kept]]
    if not any(found.stable[0]):
        st.info("With all rules kept none is stable after so few epochs, or at this rate: nothing can be told from the others.")
    st.markdown(
        f"With all rules kept **{rates[kept]}** are stable. Breaking one changes that for: {'; '.join(worse) or 'none'}. It "
        f"does not "
        f"for: {'; '.join(fine) or 'none'}. What does not matter on 8 × 8 digits may on larger pictures, where the rules were "
        f"found."
    )
    st.caption(
        f"Each point is a network that breaks the rule of its row; left of the dotted line it is close enough. "
        f"{len(rates)} × "
        f"{recipe.rule_seeds} networks of {recipe.rule_epochs} epochs in {job_panel.duration(record['seconds'])}. That batch "
        f"norm "
        "stays away from both ends is a rule of the paper that lists of the rules often leave out."
    )


def the_samples(recipe: RulesRecipe, frames: Any) -> None:
    st.subheader("What they draw")
    names = [frame.notes["rule"] for frame in frames]
    rule = common.choose(st.selectbox, "Rule that is broken", names, key="rule")
    index = names.index(rule)
    pictures = frames[index].arrays["sheets"]
    figure = sheet(pictures, [f"seed {seed}" for seed in range(len(pictures))])
    common.snug_at("rule-samples", share_of_width(figure), 8)
    common.show(
        figure,
        key="rule-samples",
        alt="Samples of the networks that break this rule, a seed a row",
        code=code.rule_sheet(recipe, index),
        arrays={"pictures": pictures},
    )
