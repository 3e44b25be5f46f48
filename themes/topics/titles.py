"""Titles of discovered themes: a subject in plain words, and what sets this theme apart: "COVID-19: delta variant".

In: topics, their passages, and what the subjects make of them.  Out: the same topics with titles, terms and whether
they are routine.  The subject is the one that the heads see in the passages and whose description lies near their
centre (:mod:`themes.topics.typicality`); where none is clear, phrases alone are the title
(:mod:`themes.topics.telling_phrases`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from themes.subjects.subjects import Subject
from themes.text.lexicons import word_list
from themes.text.phrases import stem
from themes.topics.model import Topic
from themes.topics.telling_phrases import Placed, TellingPhrases

# Share of the passages that say a phrase which stands after the subject: where no other theme has the subject, a phrase
# must tell of most of the theme, or the subject alone is the better title.
LEAST_ALONE, LEAST_AMONG_SIBLINGS = 0.35, 0.12
N_PHRASES, N_TERMS = 2, 8  # in a title; in the list of terms
ROOT_LETTERS = 6  # of two words that begin alike and are one to a reader: "competitive", "competition"


def with_titles(
    topics: Sequence[Topic], placed: Placed, subjects: Mapping[int, Subject | None], names: frozenset[str]
) -> list[Topic]:
    """The topics with ``titles`` (best first), the phrases they are named for, ``terms``, and ``is_routine``.

    Parameters
    ----------
    topics : sequence of Topic
        Each with at least one passage.
    placed : Placed
        All passages of the study, those of no topic too: phrases are weighed against them.
    subjects : mapping of int to Subject or None
        The subject of each topic where one is clear (:func:`themes.topics.typicality.judge`).
    names : frozenset of str
        Lower-cased words of names, which are in no title.
    """
    if not topics:
        return []
    phrases = TellingPhrases.of(placed, names)
    n_of = Counter(subject.id for topic in topics if (subject := subjects[topic.index]) is not None)
    return [_titled(topic, subjects[topic.index], phrases, n_of) for topic in topics]


def _titled(topic: Topic, subject: Subject | None, phrases: TellingPhrases, n_of: Mapping[str, int]) -> Topic:
    ranked = phrases.ranked(topic.index)
    said = [phrases.forms[phrase] for phrase, _ in ranked]
    terms = tuple(said[:N_TERMS]) if len(said) >= N_PHRASES else topic.terms
    if subject is None:
        telling = [term for term in terms if term.lower() not in word_list("generic")] or list(terms)
        titles = [joined(telling[:n]) for n in range(min(N_PHRASES, len(telling)), len(telling) + 1)] if terms else []
        return replace(topic, titles=_different(titles), named_for=tuple(telling[:N_PHRASES]), terms=terms)
    least = LEAST_AMONG_SIBLINGS if n_of[subject.id] > 1 else LEAST_ALONE
    apart = [
        form
        for form, share in ((phrases.forms[phrase], share) for phrase, share in ranked)
        if share >= least and _is_new(form, subject) and (n_of[subject.id] > 1 or _is_term(form))
    ]
    first = f"{subject.name}: {joined(apart[:N_PHRASES])}" if apart else subject.name
    others = [term for term in terms if term not in apart[:N_PHRASES] and _is_new(term, subject)]
    rest = [f"{subject.name}: {joined([*apart[: N_PHRASES - 1], other])}" for other in others]
    return replace(
        topic,
        titles=_different([first, *rest]),
        named_for=tuple(apart[:N_PHRASES]) or terms[:N_PHRASES],
        terms=terms,
        is_routine=subject.routine,
    )


def _is_term(phrase: str) -> bool:
    """Whether a phrase is a term by itself: of several words, or an acronym; "brands" after a subject adds little."""
    return " " in phrase or phrase != phrase.lower()


def _is_new(phrase: str, subject: Subject) -> bool:
    """Whether a phrase is neither the subject again nor, as a single word, what any business speaks of."""
    words, told = phrase.lower().split(), subject.name.lower()
    if len(words) == 1:
        if words[0] in word_list("generic"):
            return False
        told += subject.description.lower()
    return all(_root(word) not in told for word in words)


def _root(word: str) -> str:
    return stem(word)[:ROOT_LETTERS]


def joined(phrases: Sequence[str]) -> str:
    """Phrases as a person would list them.

    Examples
    --------
    >>> joined(["lead times"]), joined(["lead times", "freight"]), joined(["films", "audiences", "theaters"])
    ('lead times', 'lead times and freight', 'films, audiences and theaters')
    """
    *others, last = phrases
    return f"{', '.join(others)} and {last}" if others else last


def _different(titles: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(title[0].upper() + title[1:] for title in titles))
