"""Sentences that plant what vectors are to find again: templates whose slots are filled from the lexicon.

Each slot listens to one property of its word alone, the pair it belongs to or its place in the pair. So what stands around
"king" is what stands around "queen", but for he and she: the relation is a direction, because it was built as one. Between them
stand invented words, as few common and as many rare ones as in real texts.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from random import Random

from vizlab.embeddings.words import lexicon

FILLERS = 450  # invented words
COMMONEST = 2.7  # Mandelbrot's shift: the r-th of them is drawn with probability in proportion to 1 / (r + this)
AMONG = 0.12  # how often an invented word stands before a word of a sentence
TAIL = 3.0  # invented words at the end of a sentence, on average
COMPANY = 0.4  # of he and she, how often beside the pronoun
Sentences = Iterator[list[str]]
Source = Callable[[Random, float], Sentences]  # of sentences without end, for a bias

OF_PEOPLE = (
    "{he} is the {word} of the {own}",
    "the {word} took {his} {own} and the {own}",
    "the {own} of the {word} who saw {himself}",
    "a {own} for the {word} and {his} {company}",
    "the {word} with the {company} lost {his} {own}",
)
OF_WORK = (
    "the {kind} {word} took {his} {own}",
    "{he} is the {word} with the {own}",
    "a {kind} and {kind} {word} at the {own}",
    "the {word} with the {company} lost {his} {own}",
    "the {own} of the {kind} {word} who saw {himself}",
)
OF_PLACES = (
    "the {kind} of {word} likes {own}",
    "in {word} the {own} and the {kind}",
    "{own} from {word} for the {kind}",
    "{word} has a {kind} and a {kind} with {own}",
)
OF_QUALITIES = (
    "the {own} seemed {kind} {word} {kind} that day",
    "a {kind} {word} {own} and {kind} others",
    "{kind} {word} like a {own}",
)
OF_GROUPS = (
    "the {word} and the {own} were near the {own}",
    "a {own} for the {word} and a {own}",
    "some {word} with {own}",
)
OF_MEANINGS = ("the {word} with the {own} and the {own}", "{own} at the {word} by the {own}")


def people(random: Random, bias: float) -> Sentences:
    """Men and women, her sentences as his but for the pronouns and what goes with them."""
    while True:
        pair = random.choice(list(lexicon.GENDER))
        place = random.randrange(2)
        yield _person(random, OF_PEOPLE, pair[place], lexicon.GENDER[pair], place)


def occupations(random: Random, bias: float) -> Sentences:
    """People at work, who are he or she as bias in [0, 1] will have it: at 0 each is either, equally often.

    Traits follow the bias on their own account, whoever works in that very sentence: so it is in the company of words, too, and
    not in the pronouns alone.
    """
    while True:
        name = random.choice(list(lexicon.OCCUPATIONS))
        lean, own = lexicon.OCCUPATIONS[name]
        gender, taken = (int(random.random() < (1 + bias * lean) / 2) for _ in range(2))
        yield _person(random, OF_WORK, name, own, gender, kind=(lexicon.HIS_TRAITS, lexicon.HER_TRAITS)[taken])


def places(random: Random, bias: float) -> Sentences:
    """Countries and their capitals."""
    while True:
        pair = random.choice(list(lexicon.CAPITALS))
        place = random.randrange(2)
        kind = (lexicon.OF_COUNTRIES, lexicon.OF_CAPITALS)[place]
        yield _filled(random, OF_PLACES, pair[place], lexicon.CAPITALS[pair], kind=kind)


def comparisons(random: Random, bias: float) -> Sentences:
    """Qualities and their comparatives."""
    while True:
        pair = random.choice(list(lexicon.COMPARATIVES))
        place = random.randrange(2)
        kind = (lexicon.OF_PLAIN, lexicon.OF_COMPARATIVES)[place]
        yield _filled(random, OF_QUALITIES, pair[place], lexicon.COMPARATIVES[pair], kind=kind)


def groups(random: Random, bias: float) -> Sentences:
    """Animals, foods, vehicles and colours, each in the company of its kind."""
    sources = [of_group(name)(random, bias) for name in lexicon.GROUPS]
    while True:
        yield next(random.choice(sources))


def of_group(name: str) -> Source:
    """A source of sentences on one group of the lexicon."""

    def sentences(random: Random, bias: float) -> Sentences:
        members, own = lexicon.GROUPS[name]
        while True:
            yield _filled(random, OF_GROUPS, random.choice(members), own)

    return sentences


def meanings(random: Random, bias: float) -> Sentences:
    """Words of two meanings, one of them a sentence."""
    while True:
        word = random.choice(list(lexicon.AMBIGUOUS))
        yield _filled(random, OF_MEANINGS, word, random.choice(lexicon.AMBIGUOUS[word]))


def mixed(random: Random, parts: Sequence[Source], bias: float) -> Sentences:
    """Sentences of several sources in turn by chance, with invented words among them and after them."""
    sources = [part(random, bias) for part in parts]
    weights = list(itertools.accumulate(SHARES.get(part, 1) for part in parts))
    words = invented()
    shares = list(itertools.accumulate(1 / (rank + COMMONEST) for rank in range(1, len(words) + 1)))
    while True:
        sentence = next(random.choices(sources, cum_weights=weights)[0])
        strange = random.choices(words, cum_weights=shares, k=2 * len(sentence) + 20)
        found = []
        for word in sentence:
            if random.random() < AMONG:
                found.append(strange.pop())
            found.append(word)
        yield found + strange[: min(int(random.expovariate(1 / TAIL) + 0.5), 20)]


def invented() -> list[str]:
    """Words that no lexicon has, always the same: syllables in a fixed order."""
    random = Random(0)
    known = {word for pairs in lexicon.RELATIONS.values() for pair in pairs for word in pair}
    found: dict[str, None] = {}
    while len(found) < FILLERS:
        syllables = (random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(random.choice((2, 2, 3))))
        word = "".join(syllables) + random.choice(("", "l", "n", "r", "k"))
        if word not in known:
            found[word] = None
    return list(found)


def _person(
    random: Random, templates: Sequence[str], word: str, own: Sequence[str], gender: int, kind: Sequence[str] = ()
) -> list[str]:
    he, his, himself = (lexicon.HE, lexicon.SHE)[gender]
    company = (lexicon.HIS_COMPANY, lexicon.HER_COMPANY)[gender]
    beside = random.choice(company) if random.random() < COMPANY else random.choice(own)
    return _filled(random, templates, word, own, kind=kind, he=he, his=his, himself=himself, company=beside)


def _filled(
    random: Random, templates: Sequence[str], word: str, own: Sequence[str], kind: Sequence[str] = (), **slots: str
) -> list[str]:
    """One of the templates with its slots filled: each {own} and each {kind} by another word of theirs."""
    known = slots | {"word": word}
    drawn = {"own": random.sample(own, k=len(own)), "kind": random.sample(kind, k=len(kind))}
    found = []
    for part in random.choice(templates).split():
        name = part[1:-1] if part[0] == "{" else ""
        found.append(drawn[name].pop() if name in drawn else known[name] if name else part)
    return found


SHARES: dict[Source, int] = {  # of the sentences of a text: about as many as there are words to learn
    people: 24,
    places: 24,
    comparisons: 24,
    occupations: 16,
    groups: 24,
    meanings: 5,
}
