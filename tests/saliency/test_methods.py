"""What every method in the table must do, whatever it shows."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Callable
from inspect import signature
from typing import Any

import pytest
import torch
from torch import nn

from vizlab.errors import VizlabError
from vizlab.inspection import chunk_size
from vizlab.models import build
from vizlab.models.cifar_resnet import CifarResNet
from vizlab.models.squeezenet import SqueezeNet
from vizlab.randomness import RandomStream
from vizlab.recipes import Recipe
from vizlab.saliency import CHANNELS, METHODS, OUTPUTS, find, why_empty

EXPLANATIONS = [name for name in METHODS if not METHODS[name].is_control]
every_method = pytest.mark.parametrize("name", METHODS)
every_explanation = pytest.mark.parametrize("name", EXPLANATIONS)
CHEAP = {"n_samples": 3, "path_steps": 3, "window": 0.5, "n_masks": 16}  # for methods that look at a picture many times


def made(name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor, **options: Any) -> torch.Tensor:
    """The maps of the method of this name, with cheap options."""
    cheap = {key: value for key, value in CHEAP.items() if key in METHODS[name].options}
    return METHODS[name].map(model, images, targets, **cheap, **options)


def state_of(model: nn.Module) -> dict[str, Any]:
    """Everything that a method might leave changed."""
    return {
        "values": {key: value.clone() for key, value in model.state_dict().items()},
        "modes": [module.training for module in model.modules()],
        "requires_grad": [parameter.requires_grad for parameter in model.parameters()],
        "grads": [None if p.grad is None else p.grad.clone() for p in model.parameters()],
        "hooks": [(len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks)) for m in model.modules()],
        "layouts": [parameter.stride() for parameter in model.parameters()],
        "random": torch.get_rng_state(),
        "grad_mode": torch.is_grad_enabled(),
    }


def assert_same(a: Any, b: Any) -> None:
    torch.testing.assert_close(a, b, rtol=0, atol=0)


def make_awkward(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    """Mixed modes, mixed flags and gradients under way: none of it may be lost."""
    nn.functional.cross_entropy(model(images), targets).backward()
    model.get_submodule("block1").eval()
    next(model.parameters()).requires_grad_(False)


@every_method
def test_a_map_has_the_size_of_the_image_and_is_finite_and_signed_only_if_the_table_says_so(
    name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    for output in OUTPUTS if "output" in METHODS[name].options else [None]:
        saliency = made(name, model, images, targets, **({"output": output} if output else {}))
        assert saliency.shape == (4, 16, 16)
        assert saliency.isfinite().all()
        assert bool((saliency < 0).any()) == METHODS[name].is_signed
        assert not saliency.requires_grad


@every_method
def test_model_images_and_random_state_are_left_as_found(
    name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    make_awkward(model, images, targets)
    before, pixels = state_of(model), images.clone()
    made(name, model, images, targets)
    assert_same(state_of(model), before)
    assert_same(images, pixels)
    assert not images.requires_grad
    assert images.grad is None


@pytest.mark.parametrize(
    ("name", "breaks"),
    [(name, breaks) for name in EXPLANATIONS for breaks in ("the network", "the targets")]
    + [(name, "the output") for name in EXPLANATIONS if "output" in METHODS[name].options],
)
def test_model_is_left_as_found_after_a_failure(
    name: str, breaks: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    make_awkward(model, images, targets)
    if breaks == "the network":
        model.get_submodule("output").register_forward_hook(fail)
    wrong = {"the targets": targets + 5}.get(breaks, targets)
    before = state_of(model)
    with pytest.raises((VizlabError, ArithmeticError)):
        made(name, model, images, wrong, **({"output": "no such"} if breaks == "the output" else {}))
    assert_same(state_of(model), before)


def fail(*_: object) -> None:
    raise ArithmeticError("the network breaks")


@every_method
def test_a_network_that_works_in_place_changes_neither_images_nor_maps(name: str) -> None:
    with RandomStream(0):
        conv, last = nn.Conv2d(3, 4, 3), nn.Linear(4, 2)
    tail = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), last]
    usual = nn.Sequential(nn.ReLU(), conv, nn.ReLU(), *tail)
    in_place = nn.Sequential(nn.ReLU(inplace=True), conv, nn.ReLU(inplace=True), *tail)
    images, targets = torch.randn(2, 3, 8, 8), torch.tensor([0, 1])
    pixels = images.clone()
    torch.testing.assert_close(made(name, in_place, images, targets), made(name, usual, images, targets))
    assert in_place[0].inplace
    assert in_place[2].inplace
    assert_same(images, pixels)


@every_method
def test_a_batch_of_two_is_two_batches_of_one(name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    one_by_one = [made(name, model, images[i : i + 1], targets[i : i + 1]) for i in range(2)]
    together = made(name, model, images[:2], targets[:2])
    torch.testing.assert_close(together, torch.cat(one_by_one), rtol=1e-4, atol=1e-6)


@every_method
def test_more_images_than_fit_a_chunk_give_the_same_maps_in_the_same_order(name: str) -> None:
    side = 320
    images, targets = torch.rand(3, 3, side, side), torch.tensor([0, 1, 0])
    assert chunk_size(images) < 3
    with RandomStream(0):
        activation = "ReLU" if METHODS[name].needs_chain else "tanh"  # nothing smoother is taken
        model = build(Recipe(depth=3, width=4, activation=activation), (3, side, side), 2)
    alone = made(name, model, images[2:], targets[2:])
    torch.testing.assert_close(made(name, model, images, targets)[2:], alone, rtol=1e-4, atol=1e-8)


@every_method
def test_gradients_are_found_where_the_caller_records_none(
    name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    usual = made(name, model, images, targets)
    with torch.no_grad():
        saliency = made(name, model, images, targets)
        assert not torch.is_grad_enabled()
    assert_same(saliency, usual)


@every_method
def test_dropout_and_batch_norm_are_switched_to_evaluation(
    name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    training = made(name, model.train(), images, targets)
    assert_same(training, made(name, model.eval(), images, targets))


@every_method
@pytest.mark.parametrize(("channels", "side"), [(1, 5), (3, 11)])
def test_images_smaller_than_the_receptive_field_are_explained(name: str, channels: int, side: int) -> None:
    """Grey and colour, on a network whose last units see 38 px."""
    with RandomStream(0):
        model = CifarResNet(channels, 3, 1, shortcuts=False).eval()
    saliency = made(name, model, torch.rand(2, channels, side, side + 1), torch.tensor([0, 2]))
    assert saliency.shape == (2, side, side + 1)
    assert saliency.any()


@every_explanation
def test_another_class_gives_another_map(name: str, model: nn.Module, images: torch.Tensor) -> None:
    maps = [made(name, model, images, torch.full((4,), target)) for target in (0, 1)]
    assert (maps[0] - maps[1]).abs().amax(dim=(1, 2)).min() > 1e-4 * maps[0].abs().max()


@every_explanation
def test_a_randomised_model_changes_the_map(name: str, trained: Any) -> None:
    """Control: a map that does not depend on what was learned explains nothing (Adebayo 2018, arXiv:1810.03292)."""
    images, labels = trained.images[:30], trained.labels[:30]
    learned = METHODS[name].map(trained.model, images, labels)
    again = METHODS[name].map(copy.deepcopy(trained.model), images, labels)
    randomised = METHODS[name].map(trained.untrained, images, labels)
    assert mean_rank_correlation(learned, again) > 0.999
    assert mean_rank_correlation(learned, randomised) < 0.6


def mean_rank_correlation(a: torch.Tensor, b: torch.Tensor) -> float:
    """Spearman's, averaged over the maps."""
    ranks = torch.stack([m.flatten(1).argsort(stable=True).argsort().double() for m in (a, b)])
    ranks -= ranks.mean(dim=2, keepdim=True)
    return nn.functional.cosine_similarity(ranks[0], ranks[1]).mean().item()


def test_two_threads_on_one_model_get_the_maps_that_each_would_get_alone(
    model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    """Taking turns at its lock, as pages do: no method leaves anything behind that another would stumble over."""
    alone = {name: made(name, model, images, targets) for name in METHODS}
    lock, found = threading.Lock(), dict[str, torch.Tensor]()

    def work(names: list[str]) -> None:
        for name in names:
            with lock:
                found[name] = made(name, model, images, targets)

    threads = [threading.Thread(target=work, args=[names]) for names in (list(METHODS)[::2], list(METHODS)[1::2])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert_same(found, alone)


@every_method
def test_the_options_in_the_table_are_the_keywords_of_the_method(name: str) -> None:
    parameters = signature(METHODS[name].map).parameters.values()
    assert set(METHODS[name].options) == {p.name for p in parameters if p.kind is p.KEYWORD_ONLY}


@every_method
def test_methods_that_need_convolutions_say_so(name: str) -> None:
    mlp = build(Recipe(model="MLP"), (1, 8, 8), 10)
    images, targets = torch.rand(1, 1, 8, 8), torch.tensor([0])
    if METHODS[name].needs_convolutions:
        with pytest.raises(VizlabError, match="needs a convolutional layer; this network has none"):
            made(name, mlp, images, targets)
    else:
        assert made(name, mlp, images, targets).shape == (1, 8, 8)


@every_explanation
def test_an_empty_map_is_explained(name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    """A network that says the same of every picture, and that no target is possible; its last maps are zero."""
    for parameter in ("output.weight", "block2.norm.weight", "block2.norm.bias"):
        nn.init.zeros_(model.get_parameter(parameter))
    with torch.no_grad():
        model.get_parameter("output.bias")[1] = 1e4
    empty = made(name, model, images, targets)
    assert not empty.any()
    sentence = why_empty(name, empty[0])
    assert sentence is not None
    assert sentence.endswith(".")
    assert why_empty(name, torch.eye(3)) is None


@every_method
def test_a_network_for_photographs_is_explained(name: str) -> None:
    with RandomStream(0):
        model = SqueezeNet(n_classes=3)
        images = torch.randn(1, 3, 80, 64).repeat(3, 1, 1, 1)
    if METHODS[name].needs_chain:
        with pytest.raises(VizlabError, match=r"needs a plain chain of .*; this network adds or joins ways"):
            made(name, model, images, torch.arange(3))
        return
    saliency = made(name, model, images, torch.arange(3))
    assert saliency.shape == (3, 80, 64)
    assert saliency.amax(dim=(1, 2)).gt(0).any()


BAD_CALLS: dict[str, tuple[Callable[[torch.Tensor, torch.Tensor], tuple[Any, ...]], str]] = {
    "one image": (lambda x, t: (x[0], t[:1]), r"Images must be float values|one class number"),
    "bytes": (lambda x, t: ((255 * x).byte(), t), r"Images must be float .*; got uint8 values of shape \(4, 3, 16, 16\)"),
    "no images": (lambda x, t: (x[:0], t[:0]), r"Images must be .*; got float32 values of shape \(0, 3, 16, 16\)"),
    "too few targets": (lambda x, t: (x, t[:3]), r"one class number .*; got int64 values of shape \(3,\)"),
    "real targets": (lambda x, t: (x, t.float()), r"one class number .*; got float32 values"),
    "negative": (lambda x, t: (x, t - 1), r"a class from 0 to 4; got -1"),
    "too large": (lambda x, t: (x, t + 1), r"a class from 0 to 4; got 5"),
}


OF_CLASSES = ("negative", "too large")  # a control does not know how many classes there are


@pytest.mark.parametrize(
    ("name", "case"),
    [(name, case) for name in METHODS for case in BAD_CALLS if case not in OF_CLASSES or not METHODS[name].is_control],
)
def test_wrong_images_and_targets_are_said_in_a_sentence(
    name: str, case: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    change, sentence = BAD_CALLS[case]
    with pytest.raises(VizlabError, match=sentence):
        made(name, model, *change(images, targets))


@every_explanation
def test_a_network_that_diverged_is_said_in_a_sentence(
    name: str, model: nn.Module, images: torch.Tensor, targets: torch.Tensor
) -> None:
    nn.init.constant_(model.get_parameter("output.bias"), torch.nan)
    with pytest.raises(VizlabError, match=r"must be finite .*diverge"):
        made(name, model, images, targets)


def test_unknown_names_are_said_in_a_sentence(model: nn.Module, images: torch.Tensor, targets: torch.Tensor) -> None:
    with pytest.raises(VizlabError, match=f"must be one of {re.escape(', '.join(METHODS))}; got 'LIME'"):
        find("LIME")
    with pytest.raises(VizlabError, match="must be one of class score, log-probability, loss; got 'odds'"):
        METHODS["gradient"].map(model, images, targets, output="odds")
    with pytest.raises(VizlabError, match=f"must be joined by one of {', '.join(CHANNELS)}; got 'mean'"):
        METHODS["gradient"].map(model, images, targets, channels="mean")
