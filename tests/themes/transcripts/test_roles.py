"""Roles of people whom no list places, by what they do."""

from __future__ import annotations

import pytest

from themes.records import Participant, Role
from themes.transcripts.roles import settle_roles

Said = tuple[str, Role, str]
OPENING: list[Said] = [("Ann Lee", "executive", "Let us hear what you want to know.")]
CALL: Said = ("Operator", "operator", "We go to the next caller.")


def roles(said: list[Said], begins: int | None = 1) -> dict[str, Role]:
    return settle_roles([Participant(name, role) for name, role, _ in said], [words for *_, words in said], begins)


def test_nobody_listed_is_settled_again() -> None:
    assert roles([*OPENING, ("Bo Ek", "analyst", "We build boats and nothing else.")]) == {}


@pytest.mark.parametrize("begins", [None, 2])
def test_who_speaks_before_the_questions_is_an_executive_even_when_asking(begins: int | None) -> None:
    said: list[Said] = [
        *OPENING,
        ("Bo Ek", "unknown", "Who would not buy a boat?"),
        ("Bo Ek", "unknown", "May I go on?"),
    ]
    assert roles(said, begins) == {"Bo Ek": "executive"}


@pytest.mark.parametrize(
    "words",
    [
        "How many boats do you sell?",
        "Thanks for taking my question on the boats.",
        "I have a couple of quick questions on boats.",
        "This is Bo sitting in for Lena Brook today.",
        "Good day, on behalf of Lena, about the boats.",
    ],
)
def test_who_asks_or_stands_in_is_an_analyst(words: str) -> None:
    assert roles([*OPENING, CALL, ("Bo Ek", "unknown", words), ("Ann Lee", "executive", "Nine.")]) == {
        "Bo Ek": "analyst"
    }


def test_stand_in_named_late_in_long_words_is_no_questioner() -> None:
    late = f"{'We build boats in every port. ' * 8} I am sitting in for Ann."
    assert roles([*OPENING, ("Lena Brook", "analyst", "Why?"), ("Bo Ek", "unknown", late)]) == {"Bo Ek": "executive"}


def test_who_answers_an_analyst_is_an_executive() -> None:
    said: list[Said] = [
        *OPENING,
        ("Lena Brook", "analyst", "Why boats?"),
        ("Bo Ek", "unknown", "They float rather well."),
    ]
    assert roles(said) == {"Bo Ek": "executive"}


def test_who_asks_back_after_an_analyst_is_not_taken_for_one() -> None:
    said: list[Said] = [
        *OPENING,
        ("Lena Brook", "analyst", "Why boats?"),
        ("Bo Ek", "unknown", "Do you mean the small ones?"),
        ("Lena Brook", "analyst", "Yes."),
        ("Bo Ek", "unknown", "They float better than most."),
    ]
    assert roles(said) == {"Bo Ek": "executive"}


@pytest.mark.parametrize("words", ["Why?", "Thank you.", "How many boats?"])
def test_few_words_tell_nothing(words: str) -> None:
    assert roles([*OPENING, CALL, ("Bo Ek", "unknown", words)]) == {}


def test_as_many_questions_as_answers_leave_a_person_unknown() -> None:
    said: list[Said] = [
        *OPENING,
        CALL,
        ("Bo Ek", "unknown", "How many boats are there?"),
        ("Ann Lee", "executive", "Nine."),
        ("Bo Ek", "unknown", "Nine boats are very few."),
    ]
    assert roles(said) == {}


def test_who_is_called_by_surname_asks_whatever_the_words() -> None:
    said: list[Said] = [
        *OPENING,
        ("Operator", "operator", "Mr. EK, go on."),
        ("Bo Ek", "unknown", "Congratulations on boats."),
    ]
    assert roles(said) == {"Bo Ek": "analyst"}


@pytest.mark.parametrize(
    "words",
    [
        "Your line is now open.",
        "The next question comes from Lena Brook.",
        "You may now disconnect.",
        "Everybody is in a listen-only mode.",
        "Lena Brook, from the line of Heron.",
    ],
)
def test_operator_under_a_name_is_known_by_what_is_said(words: str) -> None:
    assert roles([("Brad Poole", "unknown", words), *OPENING], None) == {"Brad Poole": "operator"}


def test_operators_words_in_half_of_the_turns_make_no_operator() -> None:
    said: list[Said] = [
        ("Brad Poole", "unknown", "Our next question comes by letter."),
        *OPENING,
        ("Brad Poole", "unknown", "We built nine boats."),
    ]
    assert roles(said, None) == {"Brad Poole": "executive"}


def test_operator_who_was_recognised_calls_analysts() -> None:
    said: list[Said] = [
        *OPENING,
        ("Brad Poole", "unknown", "Your line is open, Bo Ek."),
        ("Bo Ek", "unknown", "Congratulations on all the boats."),
    ]
    assert roles(said) == {"Brad Poole": "operator", "Bo Ek": "analyst"}


def test_questioner_who_uses_the_operators_words_stays_a_questioner() -> None:
    said: list[Said] = [
        *OPENING,
        ("Operator", "operator", "Bo Ek."),
        ("Bo Ek", "unknown", "Good that the line is open."),
    ]
    assert roles(said) == {"Bo Ek": "analyst"}


def test_who_is_called_by_an_executive_answers() -> None:
    said: list[Said] = [
        *OPENING,
        ("Ann Lee", "executive", "Bo Ek will tell you."),
        ("Bo Ek", "unknown", "We build boats of wood."),
    ]
    assert roles(said) == {"Bo Ek": "executive"}


@pytest.mark.parametrize(
    "name", ["Unidentified Analyst", "Unknown Speaker", "Interpreter", "Unknown", "Female Speaker"]
)
def test_placeholder_is_never_settled(name: str) -> None:
    assert roles([*OPENING, CALL, (name, "unknown", "How many boats do you sell?")]) == {}
