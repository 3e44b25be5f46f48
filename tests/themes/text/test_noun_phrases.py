"""Noun phrases are found by how a corpus uses its words."""

from __future__ import annotations

from themes.text.noun_phrases import NounPhrases

CORPUS = [
    "We launched the lock gate last spring. The lock gate has a crane, and the crane lifts timber.",
    "They launched another crane; it was competitive. A competitive market for timber helps the lock gate.",
    "You have launched the tide wheel, which is new. The tide wheel and the T-Lock of Vesta grind barley.",
    "The net tonnage of the lock gate rose. Net tonnage is what we watch, and the net tonnage fell.",
]


def phrases(text: str, names: frozenset[str] = frozenset()) -> list[str]:
    return NounPhrases.of(CORPUS, names)(text)


def test_verbs_and_what_they_do_are_told_apart() -> None:
    assert phrases("We launched the lock gate.") == ["gate", "lock gate"]


def test_word_that_goes_before_others_ends_no_phrase() -> None:
    assert "competitive" not in phrases("The competitive market.")
    assert "net" not in phrases("The net tonnage.")


def test_modifier_is_part_of_a_phrase_and_no_verb() -> None:
    assert "net tonnage" in phrases("Our net tonnage.")


def test_names_break_a_phrase_also_where_they_hold_a_hyphen() -> None:
    said = phrases("The Vesta crane and the T-Lock crane.", frozenset({"vesta", "t-lock"}))
    assert said == ["crane"]


def test_phrase_never_crosses_a_pause() -> None:
    assert "crane timber" not in phrases("The crane, timber and barley.")


def test_words_of_the_trade_stand_only_beside_a_telling_one() -> None:
    corpus = [*CORPUS, "The barley growth and the growth of barley.", "The barley growth was the growth."]
    find = NounPhrases.of(corpus)
    assert "growth" not in find("The barley growth.")
    assert "barley growth" in find("The barley growth.")
