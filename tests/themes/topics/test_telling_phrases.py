"""Telling phrases: said by many passages of a topic and by few others."""

from __future__ import annotations

import numpy as np

from themes.topics.telling_phrases import Placed, TellingPhrases, stems

LEAD = "The lead times of the valve and the {} are long, and the lead time is what hurts."
MILL = "The tide wheel and the barley are here, and the barley is dry."


def planted(n: int = 12, companies: str = "ab") -> Placed:
    """Topic 0 speaks of lead times and valves, topic 1 of a tide wheel; every passage names a crane."""
    texts = [LEAD.format("crane") for _ in range(n)] + [f"{MILL} A crane is near." for _ in range(n)]
    labels = np.repeat([0, 1], n).astype(np.int64)
    return Placed(texts, labels, np.full(2 * n, 0.9), [companies[k % len(companies)] for k in range(2 * n)])


def written(placed: Placed, topic: int) -> list[str]:
    phrases = TellingPhrases.of(placed, frozenset())
    return [phrases.forms[phrase] for phrase, _ in phrases.ranked(topic)]


def test_singular_and_plural_are_one_phrase_written_as_it_mostly_stands() -> None:
    assert stems("lead times") == stems("lead time")
    assert written(planted(), 0)[0] in ("lead times", "lead time")
    assert len([p for p in written(planted(), 0) if p.startswith("lead")]) == 1


def test_what_every_passage_says_tells_nothing() -> None:
    assert "crane" not in written(planted(), 0) + written(planted(), 1)


def test_longer_phrase_stands_for_its_parts() -> None:
    assert "tide wheel" in written(planted(), 1)
    assert "wheel" not in written(planted(), 1)


def test_share_is_of_the_typical_passages() -> None:
    placed = planted()
    placed.texts[0] = "The valve is new, and the valve is here."
    assert dict(TellingPhrases.of(placed, frozenset()).ranked(0))[stems("lead times")] == 11 / 12
    unsure = Placed(placed.texts, placed.labels, np.array([0.1, *[0.9] * 23]), placed.companies)
    assert dict(TellingPhrases.of(unsure, frozenset()).ranked(0))[stems("lead times")] == 1


def test_phrase_of_one_company_tells_only_a_topic_of_that_company() -> None:
    placed = planted(40)
    for k in range(0, 40, 2):  # of company "a"
        placed.texts[k] += " The gantry rail is ours, and the gantry rail is good."
    assert "gantry rail" not in written(placed, 0)
    own = Placed(placed.texts, placed.labels, placed.scores, ["a"] * 80)
    assert "gantry rail" in written(own, 0)
