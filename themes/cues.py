"""Cues of a theme in passages, sentence by sentence.

In: texts and a tracked theme.  Out: :class:`Cues`, arrays a row a text.  Sentences are what ends in ``.``, ``?`` or
``!`` before white space: precise enough to weigh how much of a passage a cue concerns, and fast.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.catalog import TrackedTheme, plain_quotes

_SENTENCE = re.compile(r"[^.?!]+(?:[.?!]+(?!\s|$)[^.?!]*)*[.?!]*")


@dataclass(frozen=True)
class Cues:
    """What the cues say, a row a text: strong cue present, share of words in its sentences, distinct weak cues."""

    has_strong: NDArray[np.float64]
    strong_share: NDArray[np.float64]
    n_weak: NDArray[np.float64]
    words: tuple[tuple[str, ...], ...]


def find_cues(texts: list[str], theme: TrackedTheme) -> Cues:
    """Find a theme's cues; a sentence with an excluding cue counts for nothing."""
    found = [_in_text(plain_quotes(text), theme) for text in texts]
    share = np.array([f[0] for f in found], dtype=float)
    weak = np.array([f[1] for f in found], dtype=float)
    return Cues((share > 0).astype(float), share, weak, tuple(f[2] for f in found))


def _in_text(text: str, theme: TrackedTheme) -> tuple[float, int, tuple[str, ...]]:
    if not any(p.search(text) for p in (*theme.strong, *theme.weak)):
        return 0.0, 0, ()
    strong_words, total, weak, words = 0, 0, set[int](), dict[str, None]()
    for match in _SENTENCE.finditer(text):
        sentence = match.group()
        n_words = len(sentence.split())
        total += n_words
        if any(p.search(sentence) for p in theme.excluding):
            continue
        hits = [m.group() for p in theme.strong if (m := p.search(sentence))]
        strong_words += n_words if hits else 0
        soft = {k: m.group() for k, p in enumerate(theme.weak) if (m := p.search(sentence))}
        weak |= soft.keys()
        words.update(dict.fromkeys([*hits, *soft.values()]))
    return strong_words / max(1, total), len(weak), tuple(words)
