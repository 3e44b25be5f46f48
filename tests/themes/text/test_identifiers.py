"""When two spellings are one company, and names as identifiers."""

from __future__ import annotations

import pytest

from themes.text.identifiers import company_key, slug


@pytest.mark.parametrize(
    "name",
    ["Otter Peak", "Otter Peak, Inc.", "OTTER PEAK INC", "The Otter Peak Corp.", "Otter Peak, L.L.C.", "Ötter-Peak S.A.",
     "Otter Peak Holdings Co., Ltd", "Otter Peak p.l.c.", " otter  peak "],
)  # fmt: skip
def test_key_is_free_of_case_accents_marks_and_legal_form(name: str) -> None:
    assert company_key(name) == "otter peak"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Otter's Dock", "otters dock"),
        ("Otter’s Dock", "otters dock"),
        ("O.T.R. Docks", "otr docks"),
        ("3Docks", "3docks"),
    ],
)
def test_key_closes_the_gap_of_a_point_or_an_apostrophe(name: str, key: str) -> None:
    assert company_key(name) == key


@pytest.mark.parametrize("name", ["Otterpeak", "Otter", "Otter Peak Docks"])
def test_key_keeps_other_names_apart(name: str) -> None:
    assert company_key(name) != "otter peak"


@pytest.mark.parametrize(
    "form",
    ["GmbH", "A/S", "Oy", "Oyj", "KGaA", "SE & Co. KGaA", "S.p.A.", "AB", "AB (publ)", "Pty Ltd", "Sdn Bhd", "S.A.B. de C.V.", "B.V.", "Tbk", "AS"],
)  # fmt: skip
def test_key_is_free_of_the_legal_forms_of_many_countries(form: str) -> None:
    assert company_key(f"Otter Peak {form}") == "otter peak"


@pytest.mark.parametrize("name", ["Otter & Heron", "Otter and Heron, Inc.", "OTTER AND HERON", "Otter & Heron & Co."])
def test_key_takes_and_in_sign_and_word_for_the_same(name: str) -> None:
    assert company_key(name) == company_key("Otter & Heron")


def test_key_of_a_name_that_is_all_legal_form_is_that_name() -> None:
    assert company_key("The Limited Co.") == "the limited co"


def test_key_of_a_name_in_another_script_is_that_name() -> None:
    assert company_key("カワウソ") == "カワウソ"


@pytest.mark.parametrize(
    ("text", "expected"), [("Otter Peak", "otter-peak"), ("A & B", "a-b"), ("a_b", "a-b"), ("?!", ""), ("", "")]
)
def test_slug_is_lower_case_words_joined_by_hyphens(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(("one", "other"), [("NV Docks, Inc.", "Docks Co"), ("Co-Sail, Inc.", "Sail Ltd")])
def test_key_keeps_a_legal_form_that_begins_the_name(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


def test_key_keeps_two_names_in_another_script_apart_when_both_have_a_legal_form() -> None:
    assert company_key("カワウソ Corp") != company_key("イルカ Corp")
