"""The topic What it is worth of GAN on images: what a GAN can be asked, beside a VAE, and what its features are good for."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from pages import common
from pages.generative_views import images_choice as chosen
from pages.generative_views.images_choice import SEEDS
from vizlab.figures.generative_images import few_labels, sheet
from vizlab.figures.sheets import share_of_width
from vizlab.frames import Frames
from vizlab.generative import judging
from vizlab.generative.image_gan import SHIPPED, UNTOLD, kept_epochs, worth
from vizlab.generative.image_gan.probe import DRAWS, LABELS
from vizlab.snippets import generative_images as code

SOME = 500  # labels, of which the text tells
NOTHING = 0.01  # of the held-out digits: ten of them


@st.cache_data(max_entries=12, show_spinner="Drawing, judging and timing …")
def measured(name: str, seed: int) -> tuple[worth.Worth, str, worth.Worth | None]:
    data = SHIPPED[name].image_data
    crowd = chosen.open_judge(data), chosen.open_reference(data)
    gan = worth.of_gan(chosen.open_at(name, kept_epochs(chosen.frames_of(name))[-1]), *crowd, seed)
    found = worth.beside(data)
    return (gan, "", None) if found is None else (gan, found[0], worth.of_vae(found[1], *crowd, seed))


def look() -> None:
    """URL: image_gan, code_seed."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        name = common.choose(st.segmented_control, "Generator", list(SHIPPED), key="image_gan", wrap=True)
    with right:
        seed = common.choose(st.select_slider, "Seed of the codes", SEEDS, key="code_seed", help="Another seed, other codes.")
    gan, title, vae = measured(name, seed)
    reference = chosen.open_reference(SHIPPED[name].image_data)
    left, right = st.columns([3, 2], gap="large")
    with left:
        the_card(name, gan, title, vae, reference)
    with right:
        the_pictures(name, seed, gan, vae)
    the_probe()


def the_card(name: str, gan: worth.Worth, title: str, vae: worth.Worth | None, reference: judging.Reference) -> None:
    """What can be asked of each, and how well it draws."""
    st.subheader("What can be asked")
    known = {name: gan} | ({} if vae is None else {title: vae})
    st.table(
        {"": list(ROWS)} | {column: [row(each) for row in ROWS.values()] for column, each in known.items()},
        border="horizontal",
        hide_index=True,
    )
    floor = reference.floor
    st.markdown(
        "How likely is this picture under a GAN? **It cannot say**: it has a way from a code to a picture, but no density, "
        "and no way "
        "back. A VAE has both, though only a bound on log p(x), of black and white pixels drawn with the grey values as "
        "probabilities."
    )
    st.caption(
        f"Times are of this machine, now. Real pictures: distance {chosen.number(floor.distance)}, precision "
        f"{floor.precision:.0%}, "
        f"recall {floor.recall:.0%}, of {reference.n:,} pictures, in the features of our own classifier."
    )


def the_pictures(name: str, seed: int, gan: worth.Worth, vae: worth.Worth | None) -> None:
    st.subheader("What they draw")
    if vae is None:
        st.markdown("No VAE of the same pictures comes along to be laid beside it.")
        return
    rows = np.concatenate([gan.pictures, vae.pictures]).reshape(4, -1, *gan.pictures.shape[1:])
    figure = sheet(rows, ["GAN", "", "VAE", ""])
    common.snug_at("beside", share_of_width(figure), 8)
    common.show(
        figure,
        key="beside",
        alt="Samples of the GAN above samples of the VAE",
        code=code.beside_vae(name, seed),
        arrays={"GAN": gan.pictures, "VAE": vae.pictures},
    )
    st.caption("Nothing was picked out. The VAE's are the means of its pixels: where it is unsure it is grey.")


def the_probe() -> None:
    """Features of a discriminator that was never told a class (METHODS G44)."""
    st.subheader("The discriminator's features")
    record: Any = Frames("dcgan", UNTOLD).record()
    if record is None:
        st.markdown("The GAN that was never told a class is not here.")
        return
    curves = {kind: list(zip(LABELS, values, strict=True)) for kind, values in record["probe"].items()}
    left, right = st.columns([3, 2], gap="large")
    with left:
        common.show(
            few_labels(curves, x_title="labelled digits", y_title="right on held-out digits"),
            key="probe",
            alt="Share of held-out digits that a linear classifier gets right, by number of labels, on three kinds of features",
            code=code.probe(UNTOLD),
            columns={"labels": list(LABELS)} | record["probe"],
        )
    with right:
        place = LABELS.index(SOME)
        some = {kind: values[place] for kind, values in record["probe"].items()}
        st.markdown(
            f"A GAN learned MNIST and was never told a class. From {SOME} labelled digits a linear classifier on its "
            f"discriminator's features gets **{some['discriminator']:.0%}** right, on raw pixels {some['raw pixels']:.0%}, on "
            f"the same "
            f"network before training {some['untrained']:.0%}; chance is 10%. So the convolutions help by how they are laid out, "
            f"{verdict_on(some['discriminator'] - some['untrained'])}."
        )
        st.caption(
            f"Ridge regression on one-hot classes, its strength the best of four for each point, mean over {DRAWS} draws of "
            f"labels; "
            "1,000 held-out digits."
        )


def verdict_on(gain: float) -> str:
    """What training has added to an untrained discriminator's features, in words."""
    if abs(gain) < NOTHING:
        return "and this GAN's training adds next to nothing"
    return f"and training {'adds' if gain > 0 else 'takes away'} {abs(gain):.0%} of all digits"


ROWS: dict[str, Any] = {  # what is asked -> the answer of one
    "64 samples": lambda each: f"{each.milliseconds:.1f} ms",
    "log p(x) of a picture": lambda each: (
        "— none" if each.log_p is None else f"≥ {each.log_p:.0f} nats on average".replace("-", "−")
    ),
    "the code of a picture": lambda each: "one pass of the encoder" if each.encodes else "— none",
    "Fréchet distance": lambda each: chosen.number(each.verdict.distance),
    "precision": lambda each: f"{each.verdict.precision:.0%}",
    "recall": lambda each: f"{each.verdict.recall:.0%}",
}
