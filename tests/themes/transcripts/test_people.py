"""Who is who: one name a person, roles by what people do, sections and names in odd spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.records import Participant, Role
from themes.transcripts.headers import has_firm_words, is_unnamed
from themes.transcripts.lines import split_lines, unglued
from themes.transcripts.people import Directory
from themes.transcripts.roles import settle_roles

ROSTER = [
    Participant("Roderick B. Marsh", "analyst", "Analyst", "Quill & Co."),
    Participant("Robert L. Fenn", "executive", "EVP", None),
    Participant("Sanjiv Rosanwani", "analyst", "Analyst", "Heron"),
    Participant("Ann Lee", "executive", "CEO", None),
    Participant("Amy Lee", "analyst", "Analyst", "Heron"),
    Participant("Wei van der Berg", "executive", "CFO", None),
]


@pytest.mark.parametrize(
    ("spoken", "name"),
    [
        ("Rod Marsh", "Roderick B. Marsh"),
        ("Bob Fenn", "Robert L. Fenn"),
        ("R. Fenn", "Robert L. Fenn"),
        ("Sanjiv Rosanwanı", "Sanjiv Rosanwani"),
        ("Sanjeev Rosawnani", "Sanjiv Rosanwani"),
        ("ANN LEE", "Ann Lee"),
        ("Wei Van Der Berg", "Wei van der Berg"),
        ("Roderick Marsh, CFA", "Roderick B. Marsh"),
    ],
)
def test_spellings_of_one_person_are_one_name(spoken: str, name: str) -> None:
    found = Directory(ROSTER).find(spoken)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("spoken", ["A. Lee", "Mary Fenn", "Rod Marshall", "Lee", "Bob", "Peter Rosanwani"])
def test_what_could_be_two_people_or_another_is_nobody(spoken: str) -> None:
    assert Directory(ROSTER).find(spoken) is None


@given(
    st.sampled_from(ROSTER),
    st.sampled_from([str.upper, str.lower, str.title, str]),
    st.sampled_from(["", " Jr.", ", CFA"]),
)
def test_every_listed_person_is_found_in_any_case_and_with_a_suffix(
    person: Participant, spell: type[str], suffix: str
) -> None:
    found = Directory(ROSTER).find(spell(person.name) + suffix)
    assert found is not None
    assert found.name == person.name


@pytest.mark.parametrize(
    ("name", "unnamed"),
    [
        ("Unidentified Analyst", True),
        ("Unknown Speaker", True),
        ("Unidentified Company Representative", True),
        ("Company Speaker", True),
        ("Male Speaker", True),
        ("Unity Marsh", False),
        ("Ann Lee", False),
    ],
)
def test_placeholders_are_told_from_people(name: str, unnamed: bool) -> None:
    assert is_unnamed(name) is unnamed


def test_firms_are_told_from_people() -> None:
    assert [has_firm_words(text) for text in ("Quill Securities", "Heron & Fox", "Ann Lee")] == [True, True, False]


def roles(said: list[tuple[str, Role, str]], begins: int | None) -> dict[str, Role]:
    return settle_roles([Participant(name, role) for name, role, _ in said], [words for *_, words in said], begins)


def test_who_speaks_before_the_questions_is_an_executive() -> None:
    assert roles([("Operator", "operator", "Welcome."), ("Ann Lee", "unknown", "Sales rose.")], None) == {
        "Ann Lee": "executive"
    }


def test_who_is_called_by_the_operator_asks() -> None:
    said: list[tuple[str, Role, str]] = [
        ("Ann Lee", "executive", "Let us hear questions."),
        ("Operator", "operator", "We go to Bo Ek."),
        ("Bo Ek", "unknown", "Tell me about the line that is now open to the north."),
    ]
    assert roles(said, 1) == {"Bo Ek": "analyst"}


def test_who_answers_is_an_executive_and_who_asks_is_an_analyst() -> None:
    said: list[tuple[str, Role, str]] = [
        ("Ann Lee", "executive", "Let us hear questions."),
        ("Operator", "operator", "The next caller."),
        ("Bo Ek", "unknown", "Hi, this is Bo in for Lena. What do you see in ferries?"),
        ("Cy Dahl", "unknown", "We see ferries grow, and we build more of them."),
        ("Bo Ek", "unknown", "And how many do you build this year?"),
        ("Cy Dahl", "unknown", "About twelve of them, perhaps a few more."),
    ]
    assert roles(said, 1) == {"Bo Ek": "analyst", "Cy Dahl": "executive"}


def test_operator_is_recognised_by_what_is_said() -> None:
    said: list[tuple[str, Role, str]] = [
        ("Brad Poole", "unknown", "All participants are in a listen-only mode."),
        ("Ann Lee", "executive", "Sales rose. Questions please."),
        ("Brad Poole", "unknown", "Our first question comes from Bo Ek. Your line is open."),
        ("Bo Ek", "analyst", "Why?"),
    ]
    assert roles(said, 2) == {"Brad Poole": "operator"}


def test_placeholder_stays_as_it_is() -> None:
    assert roles([("Ann Lee", "executive", "Well."), ("Unknown Speaker", "unknown", "How many boats?")], 1) == {}


def test_names_that_lost_their_line_ends_stand_alone_again() -> None:
    filler = "Boats sold well in every port, and ferries sold better still, which nobody foresaw. " * 3
    text = (
        f"Hello.\n{filler}Thank you.Ann Lee – QuillOne question.Bo EkOf course. I asked Bo Ek and Ann Lee – Quill too."
    )
    pieces = [line.text for line in unglued(split_lines(text), {"Ann Lee – Quill", "Bo Ek"})]
    assert pieces == [
        "Hello.",
        f"{filler}Thank you.",
        "Ann Lee – Quill",
        "One question.",
        "Bo Ek",
        "Of course. I asked Bo Ek and Ann Lee – Quill too.",
    ]
    assert all(text[line.start : line.end] == line.text for line in unglued(split_lines(text), {"Bo Ek"}))


@given(
    st.sampled_from(ROSTER),
    st.sampled_from(["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]),
    st.sampled_from([str.upper, str.lower, str]),
    st.sampled_from(["", "."]),
)
def test_every_listed_person_is_found_with_any_middle_initial_or_none(
    person: Participant, initial: str, spell: type[str], point: str
) -> None:
    first, *middle, last = person.name.split()
    kept = [word for word in middle if len(word) > 2 or word.islower()]
    spoken = " ".join([first, *([initial + point] if initial else []), *kept, last])
    assert Directory(ROSTER).find(spell(spoken)) == person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "Amy Lee"),
        ("Bo Ek", "Bo Dahl"),
        ("Rod Marsh", "Rod Marshall"),
        ("Peter Fenn", "Robert Fenn"),
        ("Tim Moss", "Tom Moss"),
        ("Karen Reed", "Kevin Reed"),
        ("Lena Brook", "Brook Lena"),
        ("Unidentified Analyst", "Unknown Speaker"),
    ],
)
def test_two_people_are_never_joined(one: str, other: str) -> None:
    both = Directory([Participant(one, "executive"), Participant(other, "analyst")])
    assert [person.name for person in both.people()] == [one, other]
    assert [both.find(name) for name in (one, other)] == [*both.people()]
    assert Directory([Participant(one, "executive")]).find(other, "Heron") is None


@pytest.mark.parametrize(
    ("one", "other"), [("Bo Chen", "Bo Cheng"), ("Paul Fenn", "Paula Fenn"), ("Ann Lee", "Ann Lees")]
)
def test_close_names_with_two_firms_on_the_lists_are_two_people(one: str, other: str) -> None:
    roster = [
        Participant(one, "executive", "CFO", "Otter Peak"),
        Participant(other, "analyst", "Analyst", "Heron & Fox"),
    ]
    both = Directory(roster)
    assert [*both.people()] == roster
    assert [both.find(person.name, person.firm) for person in roster] == roster


def test_two_people_of_one_firm_who_share_surname_and_initial_are_both_kept() -> None:
    roster = [
        Participant("Tim Moss", "executive", "CEO", "Otter"),
        Participant("Tom Moss", "executive", "CFO", "Otter"),
    ]
    both = Directory(roster)
    assert [both.find(name, "Otter") for name in ("Tim Moss", "Tom Moss")] == roster


def test_one_person_listed_twice_in_two_spellings_is_one() -> None:
    twice = [
        Participant("Rod Marsh", "analyst", None, "Quill & Co."),
        Participant("Roderick Marsh", "analyst", None, "Quill"),
    ]
    assert len(Directory(twice).people()) == 1


def test_other_first_name_with_the_same_initial_is_somebody_only_at_the_same_firm() -> None:
    roster = [
        Participant("Roberta Fenn", "analyst", None, "Heron"),
        Participant("Lena Brook", "analyst", None, "Quill"),
    ]
    assert Directory(roster).find("Rex Fenn", "Heron") == roster[0]
    assert Directory(roster).find("Rex Fenn", "Slate") is None


def test_operator_on_a_list_is_nobody_in_the_directory() -> None:
    assert Directory([Participant("Operator", "operator")]).people() == ()


def test_firm_found_later_is_added_and_a_printed_one_kept() -> None:
    directory = Directory([Participant("Bo Ek", "analyst"), Participant("Cy Dahl", "analyst", None, "Quill")])
    for name in ("Bo Ek", "Cy Dahl", "Uma Reyes"):
        directory.complete(name, "Heron")
    assert [person.firm for person in directory.people()] == ["Heron", "Quill"]


def test_slip_of_one_letter_in_a_first_name_is_the_same_person_and_of_two_is_not() -> None:
    directory = Directory([Participant("Cal Moss", "analyst")])
    assert [directory.find(name) is None for name in ("Cai Moss", "Cyd Moss", "Mal Grip")] == [False, True, True]
