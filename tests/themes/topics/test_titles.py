"""Titles: a subject in plain words, and what sets a theme apart."""

from __future__ import annotations

import numpy as np
import pytest

from themes.subjects.subjects import Subject
from themes.topics.model import Topic
from themes.topics.telling_phrases import Placed
from themes.topics.titles import LEAST_ALONE, with_titles

SUPPLY = Subject(id="supply", name="Supply chain", group="g", description="Sourcing and valves.", routine=False)
RESULT = Subject(id="result", name="Revenue", group="g", description="Sales.", routine=True)
WORDS = {"lead": "The lead times and the valve are long.", "wheel": "The tide wheel and the barley are dry."}


def topics_of(kinds: dict[int, str], n: int = 12, n_saying: int | None = None) -> tuple[list[Topic], Placed]:
    """Topics of n passages each; ``n_saying`` of each say what their kind says, the others speak of a crane."""
    said = n if n_saying is None else n_saying
    texts = [WORDS[kind] if k < said else "The crane is here." for kind in kinds.values() for k in range(n)]
    labels = np.repeat(list(kinds), n).astype(np.int64)
    others = ["The heron and the reed are here."] * n
    placed = Placed(
        texts + others, np.append(labels, np.full(n, -1)), np.append(np.full(len(texts), 0.9), np.full(n, np.nan)),
        ["ab"[k % 2] for k in range(len(texts) + n)],
    )  # fmt: skip
    return [Topic(t, ("crane", "bank"), 1.0) for t in kinds], placed


def test_subject_and_what_most_passages_say() -> None:
    topics, placed = topics_of({0: "lead", 1: "wheel"})
    titled = with_titles(topics, placed, {0: SUPPLY, 1: None}, frozenset())
    # "valve" is the subject's own word
    assert titled[0].titles[0] == "Supply chain: lead times"
    assert titled[0].named_for == ("lead times",)


def test_phrases_alone_where_no_subject_is_clear() -> None:
    topics, placed = topics_of({0: "lead", 1: "wheel"})
    title = with_titles(topics, placed, {0: SUPPLY, 1: None}, frozenset())[1].titles[0]
    assert title in ("Tide wheel and barley", "Barley and tide wheel")


def test_phrase_of_few_passages_stands_in_no_title_unless_a_sibling_has_the_subject() -> None:
    topics, placed = topics_of({0: "lead", 1: "wheel"}, 20, n_saying=int(20 * LEAST_ALONE) - 1)
    alone = with_titles(topics, placed, {0: SUPPLY, 1: None}, frozenset())[0]
    assert alone.titles[0] == "Supply chain"
    siblings = with_titles(topics, placed, {0: SUPPLY, 1: SUPPLY}, frozenset())
    assert siblings[0].titles[0] == "Supply chain: lead times"
    assert siblings[0].titles[0] != siblings[1].titles[0]


def test_routine_subject_makes_a_routine_topic() -> None:
    topics, placed = topics_of({0: "lead", 1: "wheel"})
    titled = with_titles(topics, placed, {0: RESULT, 1: SUPPLY}, frozenset())
    assert [topic.is_routine for topic in titled] == [True, False]


def test_names_are_in_no_title() -> None:
    topics, placed = topics_of({0: "wheel", 1: "lead"})
    titled = with_titles(topics, placed, {0: None, 1: SUPPLY}, frozenset({"wheel"}))
    assert "wheel" not in " ".join(titled[0].titles).lower()


@pytest.mark.parametrize("subject", [SUPPLY, None])
def test_no_title_ends_in_dots_or_repeats_another(subject: Subject | None) -> None:
    topics, placed = topics_of({0: "lead", 1: "wheel"})
    for topic in with_titles(topics, placed, {0: subject, 1: None}, frozenset()):
        assert topic.titles
        assert len(set(topic.titles)) == len(topic.titles)
        assert not any(title.endswith(("…", "...", ",", ":")) for title in topic.titles)
