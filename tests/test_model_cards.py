"""Cards: what is said of a network agrees with its record, its file and its weights."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from safetensors.torch import load

from vizlab import library, model_cards, models, training
from vizlab.errors import VizlabError
from vizlab.models import fitting, imports, pretrained
from vizlab.recipes import Recipe
from vizlab.shipped import SHIPPED
from vizlab.store import default_store
from vizlab.training import settled

QUICK = settled(Recipe(epochs=1, width=4, depth=1, batch_size=128))


def trained() -> str:
    for _ in training.train(QUICK):
        pass
    run = library.finished_run(QUICK)
    assert run is not None
    return run.reference


def brought() -> str:
    state = library.open_model("bundled/digits-cnn").network.state_dict()
    fit = fitting.compare(state, "small CNN", 8)
    return imports.keep(state, fit, title="Digits, brought along", source="digits.safetensors")


def test_every_network_has_a_card() -> None:
    own = {trained(), brought()}
    found = {card.reference: card for card in model_cards.cards()}
    shipped = {run.reference for run in library.bundled()}
    assert found.keys() == shipped | own | set(pretrained.PRETRAINED)
    assert {reference for reference, card in found.items() if card.is_here} == shipped | own
    assert {card.kind for card in found.values()} == set(model_cards.KINDS.values())


@pytest.mark.parametrize("name", [run.reference.removeprefix("bundled/") for run in library.bundled()])
def test_a_shipped_card_says_what_the_record_and_the_weights_say(name: str) -> None:
    card = model_cards.find(f"bundled/{name}")
    record, model = card.entry.run.record, library.open_model(f"bundled/{name}")  # type: ignore[union-attr]
    assert record is not None
    assert card.parameters == record["parameters"] == models.count_parameters(model.network)
    assert card.facts["Seed"] == str(card.recipe.seed)
    assert card.facts["Trained on"] == record["device"]
    assert SHIPPED[name].weaknesses in card.weaknesses
    files = Path(library.__file__).parents[2].joinpath("assets", "models", name).rglob("*")
    assert card.size_bytes == sum(path.stat().st_size for path in files if path.is_file())


def test_the_worst_pair_is_the_largest_confusion() -> None:
    counts = [[90, 7, 3], [0, 50, 50], [1, 0, 99]]
    sentence = model_cards.worst_pair(counts, ("cat", "dog", "bird"))
    assert sentence == "On its test set it takes dog for bird most often: 50 of 100 times."
    assert counts[1] == [0, 50, 50]
    assert model_cards.worst_pair([[5, 0], [0, 5]], ("a", "b")) == ""


def test_checksums_are_those_of_what_is_exported() -> None:
    reference = trained()
    with zipfile.ZipFile(io.BytesIO(model_cards.export(reference))) as archive:
        assert hashlib.sha256(archive.read("weights.safetensors")).hexdigest() == model_cards.checksum(reference)
    own = brought()
    with zipfile.ZipFile(io.BytesIO(model_cards.export(own))) as archive:
        weights = archive.read("weights.safetensors")
    assert model_cards.find(own).facts["SHA-256 of the weights"] == hashlib.sha256(weights).hexdigest()
    assert load(weights).keys() == library.open_model(own).network.state_dict().keys()


def test_cards_are_found_by_their_words() -> None:
    known = model_cards.cards()
    assert {card.entry.architecture for card in known if card.matches("lenet")} >= {"LeNet-5"}
    assert all(card.reference.startswith("imagenet/resnet") for card in known if card.matches("public RESNET"))
    assert not [card for card in known if card.matches("no such words")]


def test_own_networks_can_be_renamed_and_deleted_and_others_not() -> None:
    run, own = trained(), brought()
    for reference in (run, own):
        model_cards.rename(reference, "Another title")
        assert model_cards.find(reference).entry.title == "Another title"
        model_cards.delete(reference)
        with pytest.raises(VizlabError):
            model_cards.find(reference)
    for reference in ("bundled/digits-cnn", "imagenet/resnet18"):
        with pytest.raises(VizlabError, match="of your own"):
            model_cards.delete(reference)


def test_the_room_is_what_lies_in_the_store_and_tidying_frees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run, own = trained(), brought()
    room = model_cards.room()
    files = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert room.used_bytes == sum(path.stat().st_size for path in files) == sum(room.shares().values())
    assert set(room.shares()) == {"trained networks", "your own networks"}
    assert model_cards.tidy() == 0
    library.open_run(run)
    for path in (tmp_path / "store" / "models").rglob("*weights.safetensors"):
        path.write_bytes(b"damaged")
    with pytest.raises(VizlabError):
        library.open_model(own)
    assert "damaged files" in model_cards.room().shares()
    assert model_cards.tidy() > 0
    assert "damaged files" not in model_cards.room().shares()
    monkeypatch.setenv("VIZLAB_STORE_BYTES", "1000")
    model_cards.tidy()
    assert default_store().keys("runs") == []
