"""Cues of a theme in passages, sentence by sentence.

In: texts and a tracked theme.  Out: :class:`Cues`, arrays a row a text.  Sentences are what ends in ``.``, ``?`` or
``!`` before white space: precise enough to weigh how much of a passage a cue concerns, and fast.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.config.catalog import TrackedTheme, plain_quotes

# A point after one or two letters with a capital ("St. Olaf", "U.S. carriers") is an abbreviation's.
_SENTENCE = re.compile(r"[^.?!]+(?:(?:[.?!]+(?!\s|$)|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.)[^.?!]*)*[.?!]*")


@dataclass(frozen=True)
class Cues:
    """What the cues say, a row a text: strong cue present, share of words in its sentences, distinct weak cues."""

    has_strong: NDArray[np.float64]
    strong_share: NDArray[np.float64]
    n_weak: NDArray[np.float64]
    words: tuple[tuple[str, ...], ...]


def find_cues(texts: list[str], theme: TrackedTheme) -> Cues:
    """Find a theme's cues; a sentence with an excluding cue counts for nothing."""
    strong = _CuePatterns(theme.strong_cues, theme.strong)
    weak = _CuePatterns(theme.weak_cues, theme.weak)
    found = [_in_text(plain_quotes(text), theme, strong, weak) for text in texts]
    share = np.array([f[0] for f in found], dtype=float)
    n_weak = np.array([f[1] for f in found], dtype=float)
    return Cues((share > 0).astype(float), share, n_weak, tuple(f[2] for f in found))


class _CuePatterns:
    """Cues with their stems: literal parts that a text must hold for the cue to match at all, which is quick to see."""

    def __init__(self, cues: tuple[str, ...], patterns: tuple[re.Pattern[str], ...]) -> None:
        self._cues = [(pattern, stems(cue)) for cue, pattern in zip(cues, patterns, strict=True)]

    def possible(self, lowered: str) -> list[re.Pattern[str]]:
        return [pattern for pattern, parts in self._cues if all(part in lowered for part in parts)]


def stems(cue: str) -> list[str]:
    """The longest literal piece of each part of a cue, lower-cased.

    Examples
    --------
    >>> stems("qwest ... cert*"), stems("software defined net*")
    (['qwest', 'cert'], ['software'])
    """
    parts = plain_quotes(cue).lower().split("...")
    return [max(re.split(r"[\s*-]+", part.strip()), key=len) for part in parts]


def _in_text(
    text: str, theme: TrackedTheme, strong: _CuePatterns, weak: _CuePatterns
) -> tuple[float, int, tuple[str, ...]]:
    lowered = text.lower()
    strong_patterns, weak_patterns = strong.possible(lowered), weak.possible(lowered)
    if not strong_patterns and not weak_patterns:
        return 0.0, 0, ()
    strong_words, total, weak_found, words = 0, 0, set[int](), dict[str, None]()
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        n_words = len(sentence.split())
        total += n_words
        if any(p.search(sentence) for p in theme.excluding):
            continue
        strong_hits = [m.group() for p in strong_patterns if (m := p.search(sentence))]
        strong_words += n_words if strong_hits else 0
        weak_hits = {k: m.group() for k, p in enumerate(weak_patterns) if (m := p.search(sentence))}
        weak_found |= weak_hits.keys()
        words.update(dict.fromkeys([*strong_hits, *weak_hits.values()]))
    return strong_words / max(1, total), len(weak_found), tuple(words)
