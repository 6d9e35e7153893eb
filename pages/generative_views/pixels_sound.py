"""The topic Sound of the view One pixel at a time: dilated causal convolutions, and a network that speaks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages import common, job_panel
from pages.knobs import knob
from vizlab.figures.export import curve_columns
from vizlab.figures.generative_pixels import dilated, spectra, waveforms
from vizlab.figures.progress import lines
from vizlab.frames import Frames
from vizlab.generative.pixelwise import wavenet, waves
from vizlab.generative.pixelwise.opened import series
from vizlab.generative.pixelwise.sound import SOUND_KNOBS, SoundRecipe, heard
from vizlab.jobs import Snapshot
from vizlab.snippets import generative_pixels as code

DEFAULTS = SoundRecipe()
PIECE = 1600  # samples drawn: 100 ms


def look() -> None:
    """URL: sound, sound_layers, sound_channels, sound_steps, sound_lr, sound_seed, dilated_layers."""
    show_dilations()
    st.subheader("A network that speaks")
    job_panel.side_by_side("sound", pick, unfinished, results)


def show_dilations() -> None:
    left, right = st.columns([2, 5], gap="large")
    with left:
        help_text = "Each has two weights: one for now, one for 1, 2, 4, 8 ... values ago."
        layers = common.choose(st.select_slider, "Layers", list(range(1, 11)), key="dilated_layers", default=5, help=help_text)
        steps = wavenet.dilations(layers)
        heard_back = wavenet.receptive_field(steps)
        st.metric("Values heard", f"{heard_back:,}", border=True)
        st.metric("at 16,000 a second", f"{1000 * heard_back / waves.RATE_HZ:g} ms", border=True)
        st.metric("without dilation", f"{wavenet.receptive_field((1,) * layers)} values", border=True)
        st.caption("A block of 10 layers hears 1,024 values, 64 ms. Blocks are stacked: five of them hear 0.32 s.")
    with right:
        common.show(
            dilated(steps, waves.RATE_HZ),
            key="sound-dilated",
            alt=f"The tree of {layers} dilated layers from the newest value back",
            code=code.dilated(layers),
            columns={"layer": list(range(1, layers + 1)), "dilation": list(steps)},
        )
        st.caption("Every line is a weight. With each layer the reach doubles, and the cost only grows by one layer.")


def pick() -> SoundRecipe:
    sound = common.choose(st.selectbox, "Sound", list(waves.SOUNDS), key="sound")
    names = {
        "sound_layers": "Dilated layers",
        "sound_channels": "Channels",
        "sound_steps": "Training steps",
        "sound_seed": "Seed",
    }
    values = {name: knob(name, SOUND_KNOBS[name], getattr(DEFAULTS, name), label=label) for name, label in names.items()}
    values["sound_lr"] = knob("sound_lr", SOUND_KNOBS["sound_lr"], DEFAULTS.sound_lr, label="Learning rate")
    st.caption(
        "256 levels by the mu-law, one softmax a value, and no idea of a tone: it learns from 20 seconds, and then speaks "
        "for 1.5, value by value."
    )
    return SoundRecipe(sound=sound, **values)


def unfinished(run: Frames) -> None:
    if job_panel.offer(run, label="Train and listen", draw=live):
        st.markdown("Nobody has trained this one yet. It takes about a minute on this server.")


def live(snapshot: Snapshot) -> None:
    if snapshot.series:
        figure = lines(snapshot.series, x_title="step", y_title="bits a value")
        common.sketch(figure, key="sound-live", alt="Bits a value so far")


def results(recipe: SoundRecipe, record: Any) -> None:
    frames = job_panel.finished(Frames("sound", recipe), record)
    common.metrics(
        {
            "Held-out": f"{record['bits']:.2f} bits a value",
            "knowing frequencies only": f"{record['histogram_bits']:.2f}",
            "knowing nothing": "8",
            "Spectrum shared with the true one": f"{record['overlap']:.0%}",
            "by its values shuffled": f"{record['overlap_of_shuffled']:.0%}",
            "by another true sound": f"{record['overlap_of_another']:.0%}",
        }
    )
    sounds = heard(recipe, frames)
    columns = st.columns(3)
    for column, (name, wave) in zip(columns, sounds.items(), strict=True):
        with column:
            st.markdown(f"**{name.capitalize()}**")
            st.audio(wave, sample_rate=waves.RATE_HZ)
    show_waveforms(recipe, sounds)
    left, right = st.columns(2)
    with left:
        show_spectra(recipe, sounds)
    with right:
        curves = series(frames)
        common.show(
            lines(curves, x_title="step", y_title="bits a sample"),
            key="sound-bits",
            alt="Bits a value by training step",
            code=code.sound(recipe, "bits"),
            columns=curve_columns(curves),
        )


def show_waveforms(recipe: SoundRecipe, sounds: dict[str, Any]) -> None:
    pieces = {name: wave[-PIECE:] for name, wave in sounds.items()}
    common.show(
        waveforms(pieces, waves.RATE_HZ),
        key="sound-waves",
        alt="The last 100 ms of the true sound, of the one that was made, and of its values in random order",
        code=code.sound(recipe, "waveforms"),
        arrays=pieces,
    )
    st.caption("The last 100 ms of each. The control has the same values as the made one, in random order: noise.")


def show_spectra(recipe: SoundRecipe, sounds: dict[str, Any]) -> None:
    powers = {name: waves.spectrum(wave)[1] for name, wave in sounds.items()}
    frequencies = waves.spectrum(sounds["true"])[0]
    common.show(
        spectra(frequencies, powers),
        key="sound-spectra",
        alt="Spectra of the true sound, the made one and the shuffled one",
        code=code.sound(recipe, "spectra"),
        columns={"hz": frequencies.tolist(), **{name: power.tolist() for name, power in powers.items()}},
    )
    st.caption(
        "The tones are where they should be; their loudness wanders, for nothing that was more than 64 ms ago is "
        "remembered, and what the network hears is what it said itself."
    )
