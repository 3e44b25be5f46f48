"""Which passages say which phrases: noun phrases and words that recur, singular and plural as one.

In: passages and names.  Out: a :class:`PhraseIndex`, from which cues of themes are suggested.  Unlike the phrases of
labels (:mod:`themes.text.phrases`), which leave out what people say on every call, these may hold an everyday word
beside a telling one: "new stores", "wage increases".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from themes.config.catalog import plain_quotes
from themes.text.lexicons import word_list
from themes.text.phrases import phrase_analyzer

MIN_PASSAGES = 3  # with a phrase, before it recurs
MIN_STEM = 4  # letters of a word that a star may end: "ev*" would match "every"
_CONTRACTION = re.compile(r".*'(d|ll|m|re|s|t|ve)$")

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Phrase:
    """A phrase as passages mostly write it, a cue for it, and how many of its words tell something."""

    text: str
    cue: str
    n_telling: int


@dataclass(frozen=True)
class PhraseIndex:
    """Phrases that recur, and the passages that say them.

    Parameters
    ----------
    phrases : tuple of Phrase
        In the order in which they are first said.
    phrase_of, passage_of : ndarray of int64, shape (n_uses,)
        Numbers of a phrase and of a passage that says it, each pair once, ordered by phrase.
    """

    phrases: tuple[Phrase, ...]
    phrase_of: Numbers
    passage_of: Numbers

    @classmethod
    def of(cls, passages: pd.DataFrame, names: frozenset[str]) -> PhraseIndex:
        """Index the ``text`` of passages; ``names``: lower-cased words of names, which no phrase holds."""
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # slow to import

        analyze = phrase_analyzer(names, frozenset(ENGLISH_STOP_WORDS))
        forms, said_in = dict[str, Counter[str]](), dict[str, list[int]]()
        for number, text in enumerate(passages["text"]):
            for phrase in dict.fromkeys(analyze(plain_quotes(text))):
                if _CONTRACTION.search(phrase):
                    continue
                key = " ".join(map(singular, phrase.split()))
                forms.setdefault(key, Counter())[phrase] += 1
                own = said_in.setdefault(key, [])
                if not own or own[-1] != number:
                    own.append(number)
        recurring = {key: rows for key, rows in said_in.items() if len(rows) >= MIN_PASSAGES}
        sizes = [len(rows) for rows in recurring.values()]
        rows = np.fromiter((row for own in recurring.values() for row in own), dtype=np.int64, count=sum(sizes))
        return cls(tuple(_phrase(forms[key]) for key in recurring), np.repeat(np.arange(len(sizes)), sizes), rows)


def _phrase(forms: Mapping[str, int]) -> Phrase:
    text = max(forms, key=lambda form: (forms[form], form))
    told = sum(word not in word_list("talk") for word in text.split())
    return Phrase(text, _cue_of(text, forms), told)


def _cue_of(text: str, forms: Mapping[str, int]) -> str:
    """One cue for both numbers where they differ by an s of the last word; else the commonest form."""
    *before, last = text.split()
    stem = singular(last)
    plain = " ".join([*before, stem])
    is_plural_s = f"{plain}s" in forms and len(stem) >= MIN_STEM
    return f"{plain}*" if is_plural_s else text


def singular(word: str) -> str:
    """The word without a plural ending.

    Examples
    --------
    >>> [singular(word) for word in ("shortages", "batteries", "losses", "evs", "gas", "status")]
    ['shortage', 'battery', 'loss', 'ev', 'gas', 'status']
    """
    if len(word) > MIN_STEM and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > MIN_STEM and re.search(r"(ss|x|ch|sh)es$", word):
        return word[:-2]
    ending = r"[^siu]s$" if len(word) > 3 else r"^[^s][^aeiousy]s$"
    return word[:-1] if re.search(ending, word) else word
