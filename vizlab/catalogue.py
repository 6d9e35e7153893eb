"""The index of demonstrations: each thing that can be seen, where it is, and the test that proves it.

To add a page: one `Page`, and a script of its name in `pages/`. To add a demonstration: one `Demonstration`; the home page
finds it, and a test opens its link and fails if the test that it names does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Page:
    """One page: `name` is its script in pages/, its address, and its picture in assets/thumbnails/."""

    name: str
    title: str
    heading: str
    summary: str

    @property
    def script(self) -> str:
        """Path of its script below the app."""
        return f"pages/{self.name}.py"


@dataclass(frozen=True)
class Demonstration:
    """One thing to see. methods: IDs of the method list. parameters: the URL that opens exactly it. proof: file::test."""

    title: str
    methods: tuple[str, ...]
    page: str
    proof: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def search(words: str) -> list[Demonstration]:
    """Demonstrations whose title, page or method ID contains every word, in the order of the table."""
    wanted = words.casefold().split()
    return [found for found in DEMONSTRATIONS if all(word in _haystack(found) for word in wanted)]


def find_page(name: str) -> Page:
    """The page of that name; KeyError if there is none."""
    return {page.name: page for page in PAGES}[name]


def _haystack(found: Demonstration) -> str:
    return " ".join((found.title, find_page(found.page).title, *found.methods, *found.parameters.values())).casefold()


PAGES: tuple[Page, ...] = (
    Page(
        "home",
        "Home",
        "See deep learning work",
        "vizlab trains real networks in front of you and lets you look inside them: one trained model opens on every page, at "
        "every epoch of its training. Every picture carries a number that says whether to believe it, and every view has a link "
        "that shows others the same.",
    ),
    Page(
        "train",
        "Train",
        "Train a network",
        "Choose data, a network and how it learns; watch it learn; then see what it gets wrong. Every run is kept, epoch by "
        "epoch, for all other pages.",
    ),
    Page(
        "landscapes",
        "Landscapes",
        "Optimizer landscapes",
        "A race of optimizers over one surface: every path is computed by the exact rule, none is clipped, and the table says "
        "who arrived, who got stuck and who flew off.",
    ),
    Page(
        "filters",
        "Filters",
        "Convolution filters",
        "What every layer of a trained network makes of your picture, at every epoch of its training; and the one operation "
        "behind it, with a kernel that you can edit.",
    ),
    Page(
        "saliency",
        "Saliency",
        "Where did the network look?",
        "Maps of what the answer depends on, side by side on your own picture, with numbers that say whether to believe them.",
    ),
    Page(
        "style",
        "Style",
        "Style transfer",
        "One picture painted in the manner of another, pixel by pixel, while you watch; the losses of every layer say what is "
        "being traded for what.",
    ),
    Page(
        "embeddings",
        "Embeddings",
        "Embeddings",
        "Hundreds of dimensions on a flat map, of raw pixels or of any layer of a trained network, with numbers that say how "
        "much of the map to believe.",
    ),
    Page(
        "generative",
        "Sampling",
        "GAN and VAE sampling",
        "Watch a distribution being learned, walk through the space of codes behind it, and count what was lost on the way.",
    ),
)

DEMONSTRATIONS: tuple[Demonstration, ...] = (
    Demonstration(
        "A network learns to read digits in seconds, on your machine",
        ("O4", "O95"),
        "train",
        "tests/training/test_loop.py::test_the_default_digits_network_reaches_98_percent",
    ),
    Demonstration(
        "Fashion-MNIST: 60,000 garments, over 91 % right after two minutes",
        ("O4", "C24"),
        "train",
        "tests/test_library.py::test_bundled_models_are_as_good_as_their_records_say",
        {"data": "Fashion-MNIST", "depth": "3", "epochs": "8", "batch_size": "128", "lr": "0.01", "augment": "flip"},
    ),
    Demonstration(
        "Learning rate far too small: the curve crawls",
        ("O96",),
        "train",
        "tests/training/test_diagnosis.py::test_a_tiny_learning_rate_is_called_slow",
        {"lr": "1e-05", "epochs": "10", "schedule": "constant"},
    ),
    Demonstration(
        "Learning rate far too large: the loss explodes",
        ("O96", "O94"),
        "train",
        "tests/training/test_loop.py::test_a_huge_learning_rate_ends_with_a_sentence",
        {
            "lr": "1.0",
            "optimizer": "SGD with momentum",
            "momentum": "0.95",
            "batch_norm": "false",
            "activation": "leaky ReLU",
            "schedule": "constant",
        },
    ),
    Demonstration(
        "A curve that looks flat but is still falling",
        ("O95",),
        "train",
        "tests/training/test_diagnosis.py::test_a_curve_that_still_falls_is_called_unfinished",
        {"optimizer": "SGD", "lr": "0.003", "epochs": "10", "schedule": "constant"},
    ),
    Demonstration(
        "A straight line cannot separate XOR",
        ("XG15", "O94"),
        "train",
        "tests/training/test_loop.py::test_a_line_cannot_separate_xor_and_a_hidden_layer_can",
        {"data": "XOR", "model": "logistic regression"},
    ),
    Demonstration(
        "One hidden layer bends the plane until XOR falls apart",
        ("XG16",),
        "train",
        "tests/training/test_loop.py::test_a_line_cannot_separate_xor_and_a_hidden_layer_can",
        {"data": "XOR", "model": "MLP", "depth": "1"},
    ),
    Demonstration(
        "Two spirals, unrolled by three layers",
        ("XG16",),
        "train",
        "tests/test_library.py::test_bundled_models_are_as_good_as_their_records_say",
        {"data": "spirals", "model": "MLP", "depth": "3"},
    ),
    Demonstration(
        "Before training the loss is log C: a network that knows nothing",
        ("XD21",),
        "train",
        "tests/training/test_loop.py::test_the_loss_before_training_is_that_of_chance",
    ),
    Demonstration(
        "Sanity check: learn sixteen examples by heart",
        ("XD21",),
        "train",
        "tests/training/test_checks.py::test_a_sound_network_learns_sixteen_examples_by_heart",
    ),
    Demonstration(
        "The most confident mistakes of a network",
        ("S6",),
        "train",
        "tests/training/test_report.py::test_mistakes_are_wrong_and_sorted_by_confidence",
        {"data": "Fashion-MNIST", "depth": "3", "epochs": "8", "batch_size": "128", "lr": "0.01", "augment": "flip"},
    ),
    Demonstration(
        "Predict the mistake: a quiz against chance",
        ("S6",),
        "train",
        "tests/training/test_quiz.py::test_a_question_offers_the_answer_the_truth_and_the_likeliest_other_class",
    ),
    Demonstration(
        "Which pixels would change the score: the input gradient",
        ("S8", "S9"),
        "saliency",
        "tests/saliency/test_gradient.py::test_captum_finds_the_same_gradient",
    ),
    Demonstration(
        "Sum over colours instead of the maximum",
        ("S10",),
        "saliency",
        "tests/saliency/test_gradient.py::test_joining_the_channels_matters_in_colour_only",
        {"channels": "sum"},
    ),
    Demonstration(
        "Why the score before softmax: the gradient of a sure network vanishes",
        ("S11",),
        "saliency",
        "tests/saliency/test_gradient.py::test_where_the_network_is_certain_only_the_score_still_shows_something",
        {"output": "log-probability"},
    ),
    Demonstration(
        "Where the network looked: Grad-CAM",
        ("S19",),
        "saliency",
        "tests/saliency/test_gradcam.py::test_captum_finds_the_same_map",
    ),
    Demonstration(
        "The same picture before any training: what the architecture alone shows",
        ("S8", "S19"),
        "saliency",
        "tests/saliency/test_methods.py::test_a_randomised_model_changes_the_map",
        {"epoch": "0"},
    ),
)
