"""Telling phrases: noun phrases that many passages of a topic say, and other passages do not.

In: passages and the topic of each.  Out: phrases of each topic, best first.  Singular and plural are one phrase,
written as the texts mostly write it.  Phrases are weighed by a log odds ratio in standard errors (Monroe, Colaresi &
Quinn 2008), by the share of the topic that says them, and by how typical the passages are that do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from themes.text.noun_phrases import NounPhrases
from themes.text.phrases import stem, surface_forms
from themes.topics.model import Labels
from themes.topics.typicality import TYPICAL

Floats = NDArray[np.float64]

MIN_SAYING, MIN_SAYING_SHARE = 3, 0.04  # typical passages, and their share, that say a phrase
MIN_Z = 2.0  # standard errors of the log odds ratio
PART_OF = 0.5  # of the passages with a phrase have a longer one that holds it: the longer one stands for both
WORD_BONUS = 0.6  # share of its score that a phrase gains by each word after the first: it reads better
TYPICAL_BONUS = 2.0  # share of its score that a phrase gains where its passages are surer by 1 than the topic's
ONE_COMPANY = 0.8  # of a topic's passages, from which phrases of one company's calls alone may tell it
HALF = 0.5  # added to a count of passages elsewhere: none is not never


@dataclass(frozen=True)
class Placed:
    """Passages of a study: text, topic (-1: none), how surely (0-1), and company of each.

    ``least``: how surely a passage must be its topic's to be typical of it.
    """

    texts: Sequence[str]
    labels: Labels
    scores: Floats
    companies: Sequence[str]
    least: float = TYPICAL

    def typical(self, topic: int) -> NDArray[np.int64]:
        """Rows of a topic's typical passages; all of its passages where none is."""
        own = np.flatnonzero(self.labels == topic)
        typical = own[self.scores[own] >= self.least]
        return typical if len(typical) else own


@dataclass(frozen=True)
class TellingPhrases:
    """The phrases of all passages, by their stems; ``forms`` is how the texts write each."""

    placed: Placed
    said: Sequence[frozenset[str]]
    forms: Mapping[str, str]

    @classmethod
    def of(cls, placed: Placed, names: frozenset[str]) -> TellingPhrases:
        """Find the phrases of passages; ``names`` are lower-cased words that no phrase holds."""
        find = NounPhrases.of(placed.texts, names)
        found = [find(text) for text in placed.texts]
        uses = Counter((stems(phrase), phrase) for phrases in found for phrase in phrases)
        commonest = {key: phrase for (key, phrase), _ in sorted(uses.items(), key=lambda use: (use[1], use[0]))}
        written = surface_forms(placed.texts)
        forms = {key: " ".join(written.get(word, word) for word in p.split()) for key, p in commonest.items()}
        return cls(placed, [frozenset(map(stems, phrases)) for phrases in found], forms)

    @cached_property
    def _total(self) -> Counter[str]:
        return Counter(phrase for phrases in self.said for phrase in phrases)

    def ranked(self, topic: int) -> list[tuple[str, float]]:
        """The stems of a topic's phrases, best first, no two with a word in common; and the share that says each."""
        rows = self.placed.typical(topic)
        counts = Counter(phrase for k in rows for phrase in self.said[k])
        floor = max(MIN_SAYING, MIN_SAYING_SHARE * len(rows))
        often = {phrase: n for phrase, n in counts.items() if n >= floor}
        whole = [p for p, n in often.items() if not any(m >= PART_OF * n for q, m in often.items() if _holds(q, p))]
        weighed = [(self._weight(p, often[p], rows), p) for p in whole if self._is_common(p, rows)]
        chosen: list[tuple[str, float]] = []
        used: set[str] = set()
        for weight, phrase in sorted(weighed, key=lambda pair: (-pair[0], pair[1])):
            if weight > 0 and used.isdisjoint(phrase.split()):
                chosen.append((phrase, often[phrase] / len(rows)))
                used |= set(phrase.split())
        return chosen

    def _weight(self, phrase: str, n: int, rows: NDArray[np.int64]) -> float:
        elsewhere = self._total[phrase] - n + HALF
        share, share_elsewhere = n / len(rows), elsewhere / (len(self.said) - len(rows) + 1)
        z = np.log(share / share_elsewhere) / np.sqrt(1 / n + 1 / elsewhere)
        if z < MIN_Z:
            return 0.0
        scores = self.placed.scores
        surer = np.mean([scores[k] for k in rows if phrase in self.said[k]]) - scores[rows].mean()
        return float(z * np.sqrt(share) * (1 + WORD_BONUS * phrase.count(" ")) * (1 + TYPICAL_BONUS * surer))

    def _is_common(self, phrase: str, rows: NDArray[np.int64]) -> bool:
        """Whether calls of two companies say it, or the topic is one company's anyway."""
        companies = [self.placed.companies[k] for k in rows]
        if Counter(companies).most_common(1)[0][1] >= ONE_COMPANY * len(rows):
            return True
        return len({self.placed.companies[k] for k in rows if phrase in self.said[k]}) > 1


def companies_of(call_ids: Iterable[str]) -> list[str]:
    """The company's part of each call's id.

    Examples
    --------
    >>> companies_of(["vsta-2012q4", "vsta-2013q1"])
    ['vsta', 'vsta']
    """
    return [call_id.rsplit("-", 1)[0] for call_id in call_ids]


def stems(phrase: str) -> str:
    """A phrase with its words less their endings.

    Examples
    --------
    >>> stems("lead times") == stems("lead time")
    True
    """
    return " ".join(map(stem, phrase.split()))


def _holds(longer: str, phrase: str) -> bool:
    return longer != phrase and f" {phrase} " in f" {longer} "
