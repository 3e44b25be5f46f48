"""Phrases for naming themes: which word sequences of a passage could stand in a label.

In: passages and the names (people, companies, brokers) of a study.  Out: an analyzer for scikit-learn's vectorizers
that yields phrases of one to three words without stop words, names or numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, partial

from themes.text.lexicons import word_list

_TOKEN = re.compile(r"[^\W_](?:[\w&'’.-]*[^\W_])?|[^\s\w]")
_WORD = re.compile(r"(?=.*[^\W\d_])[^\W_](?:[\w&-]*[^\W_])")
MAX_PHRASE_WORDS = 3  # of a label's phrase
WORD_BONUS = 0.9  # share of its score that a phrase gains by each word after the first: it reads better in a label
# A word after another word of the same sentence; "--" and quotes may begin a sentence, so they do not count.
_INSIDE_SENTENCE = re.compile(r"(?<=[A-Za-z0-9,;] )([A-Za-z0-9][A-Za-z0-9&’'-]*)")
_CAPITALISED = re.compile(r"(?=.*[a-z].*[a-z])[A-Z][A-Za-z’'-]*|[A-Z]+&[A-Z]+")


@cache
def stop_words() -> frozenset[str]:
    """English stop words and what people say on every call."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS  # slow to import, and few commands need it

    return frozenset(ENGLISH_STOP_WORDS) | word_list("talk")


def name_words(names: Iterable[str | None]) -> frozenset[str]:
    """Words of names of people and companies, lower-cased, less the ordinary words of the trade.

    Examples
    --------
    >>> sorted(name_words(["Juno Networks, Inc.", "Ann O'Hara", None]))
    ['ann', 'hara', 'inc', 'juno', "o'hara"]
    """
    words: set[str] = set()
    for name in names:
        for word in re.findall(r"[^\W_][\w&'’-]*", (name or "").lower()):
            words |= {word, *(part for part in re.split(r"['’-]", word) if len(part) > 2)}
    return frozenset(w for w in words if len(w) > 1 and not w.isdigit()) - word_list("trade")


def proper_nouns(texts: Iterable[str]) -> frozenset[str]:
    """Words that texts write with a capital where no sentence begins: names of people, companies, places, products.

    A word counts when at least nine in ten of its uses inside sentences are so; acronyms (``SDN``, ``100G``) do not,
    since they name things a theme can be about.

    Examples
    --------
    >>> sorted(proper_nouns(["We sold it to Vesta last year. Margins at Vesta rose, and SDN helped."]))
    ['vesta']
    """
    capital: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    for text in texts:
        for match in _INSIDE_SENTENCE.finditer(text):
            word = match.group(1)
            uses[word.lower()] += 1
            capital[word.lower()] += bool(_CAPITALISED.fullmatch(word))
    found = (w for w, n in capital.items() if n >= 0.9 * uses[w])
    return frozenset(found) - word_list("trade")


def surface_forms(texts: Iterable[str]) -> dict[str, str]:
    """How texts write each word inside sentences, where that is not in lower case: ``{"usf": "USF"}``."""
    uses: dict[str, Counter[str]] = {}
    for text in texts:
        for match in _INSIDE_SENTENCE.finditer(text):
            word = match.group(1).rstrip("'’-")
            uses.setdefault(word.lower(), Counter())[word] += 1
    commonest = {word: max(forms.items(), key=lambda f: (f[1], f[0]))[0] for word, forms in uses.items()}
    return {word: form for word, form in commonest.items() if form != word}


def phrase_analyzer(
    names: frozenset[str] = frozenset(), stopping: frozenset[str] | None = None
) -> Callable[[str], list[str]]:
    """Make an analyzer: text → phrases of up to three neighbouring words, none a stop word, a name or a bare number.

    Examples
    --------
    >>> phrase_analyzer(frozenset({"juno"}))("Juno's gross margin, at 44% of the 100G mix.")
    ['gross', 'gross margin', 'margin', '100g']
    """
    stopped = (stop_words() if stopping is None else stopping) | names
    return partial(_phrases, stopped=stopped, names=names)  # unlike an inner function it can be pickled


def _phrases(text: str, stopped: frozenset[str], names: frozenset[str]) -> list[str]:
    phrases: list[str] = []
    open_run: list[str] = []
    for token in _TOKEN.findall(text.lower()):
        word = re.sub(r"['’]s$", "", token).strip(".'’-")
        if not _WORD.fullmatch(word) or word in stopped or any(part in names for part in word.split("-")):
            open_run = []
            continue
        open_run = [*open_run[-(MAX_PHRASE_WORDS - 1) :], word]
        phrases.extend(" ".join(open_run[k:]) for k in range(len(open_run)))
    return phrases


def choose_terms(ranked: Iterable[tuple[str, float]], limit: int) -> list[str]:
    """The best phrases without repetition: a phrase that shares most of its words with a better one is left out.

    A longer phrase takes the place of its own part when it scores about half as much, since "gross margin" tells more
    than "margin".

    Examples
    --------
    >>> choose_terms([("margin", 1.0), ("gross margin", 0.8), ("mix", 0.3), ("margins", 0.2)], 3)
    ['gross margin', 'mix']
    """
    candidates = list(ranked)
    score = dict(candidates)
    lifted = {p: s * (1 + WORD_BONUS * p.count(" ")) for p, s in score.items()}
    chosen: list[str] = []
    for phrase, _ in sorted(lifted.items(), key=lambda item: (-item[1], item[0])):
        stems = {stem(w) for w in phrase.split()}
        if all(len(stems & {stem(w) for w in c.split()}) == 0 for c in chosen):
            chosen.append(phrase)
        if len(chosen) == limit:
            break
    return chosen


def stem(word: str) -> str:
    """A word less its ending, so that singular and plural are one.

    Examples
    --------
    >>> stem("margins"), stem("pricing"), stem("mix")
    ('margin', 'pric', 'mix')
    """
    # Not Snowball's Porter2: it changes what themes are called in studies that exist (1 of 36 lists of terms of the
    # sample and five real calls, no label).
    for ending in ("ies", "es", "s", "ing", "ed", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
