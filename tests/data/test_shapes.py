"""Shapes: masks are exact, each switch changes what it says and nothing else, and a shortcut tells as often as it should."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2_contingency
from skimage.draw import polygon2mask
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from vizlab import data
from vizlab.data import samples, shape_drawing, shape_scenes, shapes
from vizlab.data.shapes import CLASSES, PLACES, SHORTCUTS, TEXTURES, Drawn, Options, draw, labels
from vizlab.errors import VizlabError

CORNERS = [place for place in PLACES if place != "none"]
OPTIONS = [
    Options(),
    Options(shortcut="tag", agreement=0.5, place="bottom right"),
    Options(shortcut="background", distractor=True),
    Options(texture="of another class", second=True),
]


def equal(a: Drawn, b: Drawn, part: slice) -> bool:
    names = [field.name for field in dataclasses.fields(Drawn)]
    return all(np.array_equal(getattr(a, name)[part], getattr(b, name)) for name in names)


def where(images: NDArray[np.uint8], masks: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The pixels of images (n, 3, h, w) that masks (n, h, w) enclose: (pixels, 3)."""
    return images.transpose(0, 2, 3, 1)[masks]


# Random numbers


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_an_image_is_the_same_in_any_batch(options: Options) -> None:
    whole = draw(150, options, seed=3)
    assert equal(whole, draw(90, options, seed=3, start=37), slice(37, 127))
    assert equal(whole, draw(1, options, seed=3, start=149), slice(149, 150))
    np.testing.assert_array_equal(labels(90, 3, 37), whole.labels[37:127])
    other = draw(150, options, seed=4)
    assert not np.array_equal(whole.images, other.images)
    assert not np.array_equal(whole.labels, other.labels)


def test_training_and_test_images_are_drawn_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shapes, "N_TRAIN", 640)  # of the same streams, to save time
    train, test = data.load("Shapes").train, data.load("Shapes").test
    seen = {image.tobytes() for image in train.inputs}
    assert len(seen) == len(train)
    assert not seen & {image.tobytes() for image in test.inputs}
    assert [(train.labels == index).sum() for index in range(8)] == data.class_counts("Shapes")
    np.testing.assert_array_equal(data.load("Shapes with a tag").train_labels, train.labels)


def test_classes_are_balanced() -> None:
    assert np.bincount(draw(640, Options(), 0).labels).tolist() == [80] * 8


# Masks


@pytest.mark.parametrize("second", [False, True])
def test_masks_are_exact(second: bool) -> None:
    """A pixel within does not depend on the background, one outside not on the texture: so each is what its mask says."""
    plain = draw(256, Options(second=second), 0)
    objects = plain.masks | plain.second_masks
    elsewhere = draw(256, Options(second=second, shortcut="background"), 0)
    np.testing.assert_array_equal(elsewhere.masks, plain.masks)
    np.testing.assert_array_equal(where(elsewhere.images, objects), where(plain.images, objects))
    assert (where(elsewhere.images, ~objects) != where(plain.images, ~objects)).any(1).mean() > 0.7  # 7 of 8 are others
    clad = draw(256, Options(second=second, texture="of another class"), 0)
    np.testing.assert_array_equal(clad.masks, plain.masks)
    np.testing.assert_array_equal(where(clad.images, ~objects), where(plain.images, ~objects))
    assert (where(clad.images, objects) != where(plain.images, objects)).any(1).mean() > 0.2


def lens(a: float, b: float, d: float) -> float:
    """Area common to two discs of radii a, b, their middles d apart."""
    first = a * a * math.acos((d * d + a * a - b * b) / (2 * d * a))
    second = b * b * math.acos((d * d + b * b - a * a) / (2 * d * b))
    return first + second - 0.5 * math.sqrt((-d + a + b) * (d + a - b) * (d - a + b) * (d + a + b))


AREAS = {  # in squared radii, by school geometry
    "disc": math.pi * 0.85**2,
    "square": 1.4**2,
    "triangle": 3 * math.sqrt(3) / 4,
    "star": 5 * 0.45 * math.sin(math.pi / 5),
    "cross": 2 * 1.84 * 0.6 - 0.6**2,
    "ring": math.pi * (0.92**2 - 0.5**2),
    "heart": 1 + math.pi / 4,
    "crescent": math.pi - lens(1, 0.8, 0.45),
}


def things(seed: int, radius: float) -> shape_scenes.Things:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(24, 40, (2, shape_scenes.BLOCK)).astype(np.float32)
    angle = rng.uniform(-np.pi, np.pi, shape_scenes.BLOCK).astype(np.float32)
    return shape_scenes.Things(x, y, np.full(shape_scenes.BLOCK, radius, np.float32), angle)


@pytest.mark.parametrize("name", CLASSES)
def test_outlines_have_the_area_of_their_figure(name: str) -> None:
    masks = shape_scenes.inside(things(0, 21.0), np.full(shape_scenes.BLOCK, CLASSES.index(name)))
    areas = masks.sum((1, 2)) / 21.0**2
    assert areas.mean() == pytest.approx(AREAS[name], rel=0.005)
    np.testing.assert_allclose(areas, AREAS[name], rtol=0.05)


def star_corners() -> NDArray[np.float64]:
    angle = np.arange(10) * np.pi / 5
    radius = np.where(np.arange(10) % 2, 0.45, 1)
    return np.stack([radius * np.sin(angle), -radius * np.cos(angle)], axis=1)


CORNERED = {
    "triangle": np.array([[0, 1], [-math.sqrt(0.75), -0.5], [math.sqrt(0.75), -0.5]]) * [1, -1],
    "square": 0.7 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]),
    "star": star_corners(),
}


@pytest.mark.parametrize("name", CORNERED)
def test_outlines_point_where_their_corners_do(name: str) -> None:
    placed = things(1, 20.0)
    masks = shape_scenes.inside(placed, np.full(shape_scenes.BLOCK, CLASSES.index(name)))
    for mask, x, y, angle in zip(masks[:8], placed.x, placed.y, placed.angle, strict=False):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        corners = 20.0 * CORNERED[name] @ turn.T + [x, y]
        oracle = polygon2mask((64, 64), corners[:, ::-1] - 0.5)  # its pixels are points (row, column)
        assert (mask & oracle).sum() / (mask | oracle).sum() > 0.97


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_objects_lie_within_the_image_and_clear_of_every_corner(options: Options) -> None:
    drawn = draw(256, options, 1)
    objects = drawn.masks | drawn.second_masks
    assert drawn.masks.sum((1, 2)).min() >= 60
    assert not objects[:, [0, -1]].any()
    assert not objects[:, :, [0, -1]].any()
    for corner in CORNERS:
        assert not (objects & draw(256, Options(shortcut="tag", place=corner), 1).tag_masks).any()


def test_two_objects_do_not_overlap_and_are_of_two_classes() -> None:
    drawn = draw(1024, Options(second=True), 0)
    assert not (drawn.masks & drawn.second_masks).any()
    assert (drawn.labels != drawn.second_labels).all()
    assert drawn.second_masks.sum((1, 2)).min() >= 60
    middles = [masks.mean((0, 1)) for masks in (drawn.masks, drawn.second_masks)]
    assert abs(middles[0][:32].sum() - middles[1][:32].sum()) < 0.1 * middles[0].sum()  # neither has a side of its own
    alone = draw(64, Options(), 0)
    assert (alone.second_labels == -1).all()
    assert not alone.second_masks.any()


# Shortcuts


def tags_seen(drawn: Drawn) -> NDArray[np.int64]:
    """Which of the eight plates is in each image, by its pixels alone."""
    patches = where(drawn.images, drawn.tag_masks).reshape(len(drawn.labels), 1, -1).astype(int)
    plates = shape_drawing.plates().transpose(0, 2, 3, 1).reshape(1, 8, -1)
    gaps = np.abs(patches - plates).sum(2)
    assert (gaps.min(1) == 0).all()
    return gaps.argmin(1)


@pytest.mark.parametrize("agreement", [1.0, 0.5, 1 / 8, 0.0])
@pytest.mark.parametrize("place", ["top left", "bottom right"])
def test_the_tag_tells_the_class_as_often_as_the_switch_says(agreement: float, place: str) -> None:
    n = 2048
    drawn = draw(n, Options(shortcut="tag", agreement=agreement, place=place), 5)
    told = tags_seen(drawn)
    np.testing.assert_array_equal(told, drawn.cues)
    assert (told == drawn.labels).mean() == pytest.approx(agreement, abs=4 * math.sqrt(agreement * (1 - agreement) / n))
    assert (drawn.tag_masks.sum((1, 2)) == 64).all()
    rows, columns = np.nonzero(drawn.tag_masks[0])
    assert ("top" in place, "left" in place) == (rows.max() < 10, columns.max() < 10)
    misses = np.bincount((told - drawn.labels)[told != drawn.labels] % 8, minlength=8)[1:]
    if misses.any():  # every wrong class is told equally often
        np.testing.assert_allclose(misses, misses.mean(), atol=4.5 * math.sqrt(misses.mean()))
    table = np.histogram2d(told, drawn.labels, bins=8)[0]
    assert (chi2_contingency(table + 0.01).pvalue > 1e-3) == (agreement == 1 / 8)  # an eighth is no connection at all


def surroundings(drawn: Drawn) -> NDArray[np.float64]:
    """Mean and spread of each colour outside the object: what a background looks like without any shape."""
    outside = (~drawn.masks)[:, None]
    count = outside.sum((2, 3))
    mean = (drawn.images * outside).sum((2, 3)) / count
    spread = np.sqrt((np.square(drawn.images - mean[:, :, None, None]) * outside).sum((2, 3)) / count)
    return np.concatenate([mean, spread, np.log1p(spread)], axis=1)


@pytest.mark.parametrize("agreement", [1.0, 0.5, 1 / 8])
def test_the_background_tells_the_class_as_often_as_the_switch_says(agreement: float) -> None:
    """Measured by a classifier that sees six numbers of the surroundings and learned which background is whose."""
    teacher = draw(1024, Options(shortcut="background"), 6)
    judge = LinearDiscriminantAnalysis().fit(surroundings(teacher), teacher.cues)
    drawn = draw(1024, Options(shortcut="background", agreement=agreement), 7)
    told = judge.predict(surroundings(drawn))
    assert (told == drawn.cues).mean() > 0.95
    assert (told == drawn.labels).mean() == pytest.approx(agreement, abs=0.06)


def test_honest_images_give_nothing_away_by_their_surroundings() -> None:
    teacher, drawn = draw(2048, Options(), 6), draw(1024, Options(), 7)
    judge = LinearDiscriminantAnalysis().fit(surroundings(teacher), teacher.labels)
    assert judge.score(surroundings(drawn), drawn.labels) < 0.2
    assert (drawn.cues == -1).all()


def test_a_tag_that_moves_or_leaves_takes_nothing_else_with_it() -> None:
    honest = draw(128, Options(), 2)
    for place in CORNERS:
        drawn = draw(128, Options(shortcut="tag", place=place), 2)
        np.testing.assert_array_equal(where(drawn.images, ~drawn.tag_masks), where(honest.images, ~drawn.tag_masks))
        assert (where(drawn.images, drawn.tag_masks) != where(honest.images, drawn.tag_masks)).any(1).mean() > 0.9
    gone = draw(128, Options(shortcut="tag", place="none"), 2)
    np.testing.assert_array_equal(gone.images, honest.images)
    assert not gone.tag_masks.any()


@pytest.mark.parametrize(("texture", "agreement"), [("of the class", 1.0), ("of another class", 0.0)])
def test_cue_conflict_never_agrees_and_its_control_always_does(texture: str, agreement: float) -> None:
    drawn = draw(512, Options(texture=texture), 0)
    assert (drawn.cues == drawn.labels).mean() == agreement
    assert np.bincount(drawn.cues, minlength=8).min() > 30
    tones = np.array(
        [len(np.unique(where(one[None], mask[None]), axis=0)) for one, mask in zip(drawn.images, drawn.masks, strict=True)]
    )
    names = np.array(list(shape_drawing.TEXTURES))[drawn.cues]
    np.testing.assert_array_equal(tones == 1, names == "plain")  # the painted texture is the one that is told
    np.testing.assert_array_equal(tones > 2, names == "noise")


def test_a_distractor_changes_nothing_but_the_background() -> None:
    honest, drawn = draw(256, Options(), 0), draw(256, Options(distractor=True), 0)
    np.testing.assert_array_equal(drawn.labels, honest.labels)
    np.testing.assert_array_equal(where(drawn.images, drawn.masks), where(honest.images, honest.masks))
    changed = (drawn.images != honest.images).any(1).sum((1, 2))
    assert changed.min() >= 20
    assert changed.max() <= math.pi * 9**2


# Sentences


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"shortcut": "colour"}, f"shortcut must be one of {', '.join(SHORTCUTS)}; got 'colour'"),
        ({"place": "middle"}, f"place must be one of {', '.join(PLACES)}; got 'middle'"),
        ({"texture": ""}, f"texture must be one of {', '.join(TEXTURES)}; got ''"),
        ({"agreement": 1.1}, "agreement must be from 0 to 1; got 1.1"),
        ({"agreement": math.nan}, "agreement must be from 0 to 1; got nan"),
    ],
)
def test_options_that_are_none(options: dict[str, object], complaint: str) -> None:
    with pytest.raises(VizlabError, match=complaint):
        Options(**options)


@pytest.mark.parametrize("numbers", [(0, 0, 0), (1, -1, 0), (1, 0, -1)])
def test_numbers_that_are_none(numbers: tuple[int, int, int]) -> None:
    n, seed, start = numbers
    with pytest.raises(VizlabError, match="n must be 1 or more, start and seed 0 or more"):
        draw(n, Options(), seed, start)


def test_what_is_drawn_of_a_test_picture_is_that_very_picture() -> None:
    for name, options in shapes.PLANTED.items():
        for index in (0, 3, 70):
            known = samples.drawn(name, index)
            assert known is not None
            assert np.array_equal(known.images[0], shapes.load(options).test.inputs[index])
            assert np.array_equal(known.images[0], samples.samples(name).inputs[index])
    assert samples.drawn("digits", 0) is None
