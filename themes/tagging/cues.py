"""Cues of a theme in passages, sentence by sentence.

In: texts and a tracked theme.  Out: :class:`Cues`, arrays a row a text.  Sentences are what ends in ``.``, ``?`` or
``!`` before white space: precise enough to weigh how much of a passage a cue concerns, and fast.  Texts are split once
for all themes (:class:`Sentences`), and a cue is looked for only where its literal parts stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from themes.config.catalog import TrackedTheme, plain_quotes

# A point after one or two letters with a capital ("St. Olaf", "U.S. carriers") is an abbreviation's.
_SENTENCE = re.compile(r"[^.?!\n]+(?:(?:[.?!]+(?!\s|$)|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.)[^.?!\n]*)*[.?!]*")

MIN_TELLING = 3  # letters of a piece of a cue that is worth looking up

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Cues:
    """What the cues say, a row a text: strong cue present, share of words in its sentences, distinct weak cues."""

    has_strong: NDArray[np.float64]
    strong_share: NDArray[np.float64]
    n_weak: NDArray[np.float64]
    words: tuple[tuple[str, ...], ...]

    @classmethod
    def joined(cls, parts: Sequence[Cues]) -> Cues:
        """One after another; at least one part."""
        has_strong = np.concatenate([part.has_strong for part in parts])
        share = np.concatenate([part.strong_share for part in parts])
        n_weak = np.concatenate([part.n_weak for part in parts])
        return cls(has_strong, share, n_weak, tuple(words for part in parts for words in part.words))

    def __getitem__(self, rows: slice) -> Cues:
        """The cues of neighbouring texts."""
        return Cues(self.has_strong[rows], self.strong_share[rows], self.n_weak[rows], self.words[rows])


@dataclass(frozen=True)
class Sentences:
    """The sentences of some texts, in which the cues of any number of themes can be found.

    Parameters
    ----------
    n_texts : int
        Number of texts.
    said : list of str
        All sentences, with straight quotes, text by text in their order.
    text_of : ndarray of int64, shape (n_sentences,)
        Number of each sentence's text.
    """

    n_texts: int
    said: list[str]
    text_of: Numbers

    @classmethod
    def of(cls, texts: Sequence[str]) -> Sentences:
        """Split texts."""
        split = [_SENTENCE.findall(plain_quotes(text)) for text in texts]
        text_of = np.repeat(np.arange(len(split)), [len(sentences) for sentences in split])
        return cls(len(split), [sentence for sentences in split for sentence in sentences], text_of)

    @cached_property
    def n_words(self) -> Numbers:
        """Words of each sentence, shape (n_sentences,)."""
        return np.array([len(sentence.split()) for sentence in self.said], dtype=np.int64)

    @cached_property
    def _index(self) -> _WordIndex:
        return _WordIndex.of(self.said)

    def holding(self, parts: Sequence[str]) -> list[int]:
        """Numbers of the sentences that hold each of the lower-case parts, which have no white space, in any case."""
        of_parts = sorted(map(self._index.sentences_with, parts), key=len)
        numbers: list[int] = reduce(_common, of_parts).tolist()
        return numbers


def _common(few: Numbers, many: Numbers) -> Numbers:
    """Numbers that are in both, ascending as these are."""
    places = np.minimum(np.searchsorted(many, few), len(many) - 1)
    return few[many[places] == few] if len(many) else many


@dataclass(frozen=True)
class _WordIndex:
    """Which sentences hold a word: word ``k`` stands in ``sentences[starts[k] : starts[k + 1]]``.

    ``listed``: all words, lower-case, each after a line break; ``places``: where in it each begins.
    """

    listed: str
    places: Numbers
    starts: Numbers
    sentences: Numbers
    _looked_up: dict[str, Numbers] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Sequence[str]) -> _WordIndex:
        number: dict[str, int] = {}
        words = [[number.setdefault(word, len(number)) for word in sentence.lower().split()] for sentence in said]
        at = np.repeat(np.arange(len(words)), [len(own) for own in words])
        word = np.fromiter((k for own in words for k in own), dtype=np.int64, count=len(at))
        order = np.argsort(word, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(word, minlength=len(number)))])
        lengths = np.array([len(own) + 1 for own in number], dtype=np.int64)
        listed = "".join(f"\n{own}" for own in number)
        return cls(listed, np.cumsum(lengths) - lengths, starts, at[order])

    def sentences_with(self, part: str) -> Numbers:
        """Numbers of the sentences with a word that holds the part, ascending."""
        if part not in self._looked_up:
            self._looked_up[part] = self._look_up(part)
        return self._looked_up[part]

    def _look_up(self, part: str) -> Numbers:
        found, place = list[int](), self.listed.find(part)
        while place >= 0:
            found.append(place)
            place = self.listed.find(part, place + 1)
        words = np.unique(np.searchsorted(self.places, np.array(found, dtype=np.int64), side="right") - 1)
        own = [self.sentences[self.starts[k] : self.starts[k + 1]] for k in words]
        return np.unique(np.concatenate(own)) if own else np.zeros(0, dtype=np.int64)


def find_cues(sentences: Sentences, theme: TrackedTheme) -> Cues:
    """Find a theme's cues; a sentence with an excluding cue counts for nothing."""
    strong = _hits(sentences, theme.strong_cues, theme.strong)
    weak = _hits(sentences, theme.weak_cues, theme.weak)
    silenced = _hits(sentences, theme.not_cues, theme.excluding)
    n_words, strong_words = sentences.n_words, np.zeros(sentences.n_texts)
    weak_found, words = dict[int, set[int]](), dict[int, dict[str, None]]()
    for number in sorted((strong.keys() | weak.keys()) - silenced.keys()):
        text, own = int(sentences.text_of[number]), (strong.get(number, {}), weak.get(number, {}))
        strong_words[text] += n_words[number] if own[0] else 0
        weak_found.setdefault(text, set()).update(own[1])
        words.setdefault(text, {}).update(dict.fromkeys([*own[0].values(), *own[1].values()]))
    total = np.bincount(sentences.text_of, weights=n_words, minlength=sentences.n_texts)
    share, texts = strong_words / np.maximum(total, 1), range(sentences.n_texts)
    n_weak = np.array([len(weak_found.get(text, ())) for text in texts], dtype=float)
    return Cues((share > 0).astype(float), share, n_weak, tuple(tuple(words.get(text, ())) for text in texts))


def silencing_cues(sentences: Sentences, theme: TrackedTheme) -> dict[int, frozenset[str]]:
    """By number of the text, the not-cues in its sentences with a strong cue, where each of these has one."""
    excluding = _hits(sentences, theme.not_cues, theme.excluding)
    of_text = dict[int, list[set[str]]]()
    for number in _hits(sentences, theme.strong_cues, theme.strong):
        cues = {theme.not_cues[k] for k in excluding.get(number, ())}
        of_text.setdefault(int(sentences.text_of[number]), []).append(cues)
    return {text: frozenset[str]().union(*cues) for text, cues in of_text.items() if all(cues)}


def _hits(sentences: Sentences, cues: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> dict[int, dict[int, str]]:
    """What each cue matches by the numbers of the sentence and of the cue."""
    found: dict[int, dict[int, str]] = {}
    for k, (cue, pattern) in enumerate(zip(cues, patterns, strict=True)):
        for number in sentences.holding(stems(cue)):
            if match := pattern.search(sentences.said[number]):
                found.setdefault(number, {})[k] = match.group()
    return found


def stems(cue: str) -> list[str]:
    """The literal pieces of a cue, lower-cased: what a text must hold for the cue to match at all.

    Pieces of one or two letters, which most texts hold, are left out unless a part of the cue has no longer one.

    Examples
    --------
    >>> stems("qwest ... cert*"), stems("rate of net*")
    (['qwest', 'cert'], ['rate', 'net'])
    """
    parts = [re.split(r"[\s*-]+", part.strip()) for part in plain_quotes(cue).lower().split("...")]
    return [
        piece
        for pieces in parts
        for piece in [piece for piece in pieces if len(piece) >= MIN_TELLING] or [max(pieces, key=len)]
    ]
