"""What two calls can say, in words; corrected for the many comparisons that were tried."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.facts import facts
from themes.prevalence.contrast_text import COLUMNS, contrasts_in_words
from themes.records import TABLES

CALLS = pd.DataFrame(
    {
        "call_id": ["a1", "a2", "a3"],
        "company_id": ["a", "a", "a"],
        "company": ["Acme", "Acme", None],
        "calendar_quarter": ["2011Q2", "2012Q2", "2012Q4"],
    }
)
THEMES = pd.DataFrame(
    {
        "theme_id": ["tea", "ale", "gin", "rum"],
        "label": ["Tea", "Ale & porter", "Gin", "Rum"],
        "kind": ["tracked", "tracked", "tracked", "discovered"],
    }
)


def contrast(theme: str, p: float, shares: tuple[float, float] = (0.18, 0.04), **more: object) -> dict[str, object]:
    difference = shares[1] - shares[0]
    row = {
        "theme_id": theme, "company_id": "a", "call_id_from": "a1", "call_id_to": "a2", "share_from": shares[0],
        "share_to": shares[1], "difference": difference, "low": difference - 0.05, "high": difference + 0.06,
        "p_value": p,
    }  # fmt: skip
    return row | more


def told(*rows: dict[str, object]) -> pd.DataFrame:
    return contrasts_in_words(pd.DataFrame(list(rows), columns=list(TABLES["contrasts"])), CALLS, THEMES)


def test_difference_is_said_with_both_shares_quarters_and_by_how_much() -> None:
    found = told(contrast("tea", 0.003))
    assert facts(found["sentence"][0]) == [
        "“Tea”",
        "differs",
        "2011Q2",
        "18.0%",
        "2012Q2",
        "4.0%",
        "−14.0 points",
        "95%",
        "−19.0",
        "−8.0",
    ]


def test_difference_is_that_of_the_shares_as_they_are_written() -> None:
    found = told(contrast("tea", 0.003, (0.0996, 0.0344), low=-0.09, high=-0.04))  # by 6.52 points
    assert facts(found["sentence"][0])[2:7] == ["2011Q2", "10.0%", "2012Q2", "3.4%", "−6.6 points"]


def test_difference_whose_size_is_open_gives_none() -> None:
    found = told(contrast("tea", 0.003, high=0.02))
    assert found["differs"][0]
    assert facts(found["sentence"][0]) == ["“Tea”", "differs", "2011Q2", "18.0%", "2012Q2", "4.0%"]


def test_no_difference_is_said_with_what_would_agree() -> None:
    found = told(contrast("ale", 0.4, (0.12, 0.135), low=-0.034))
    assert facts(found["sentence"][0]) == [
        "no significant",
        "“Ale & porter”",
        "2011Q2",
        "12.0%",
        "2012Q2",
        "13.5%",
        "+1.5 points",
        "95%",
        "−3.4",
        "+7.5",
    ]


@pytest.mark.parametrize("word", ["ris", "fad", "trend", "grew", "fell", "increas", "decreas", "more", "less"])
def test_sentences_never_speak_of_a_trend(word: str) -> None:
    found = told(contrast("tea", 0.001), contrast("ale", 0.9), contrast("gin", 0.001, (0.0, 0.3), low=-0.1))
    assert not found["sentence"].str.contains(word).any()


def test_company_without_a_name_goes_by_its_id() -> None:
    found = told(contrast("tea", 0.001, call_id_from="a2", call_id_to="a3"))
    assert "“Tea” at a " in found["sentence"][0]


def test_p_is_corrected_within_a_pair_of_calls_and_a_kind_of_theme() -> None:
    found = told(
        contrast("tea", 0.01),
        contrast("ale", 0.04),
        contrast("gin", 0.03),
        contrast("rum", 0.04),
        contrast("tea", 0.04, call_id_from="a2", call_id_to="a3"),
    ).set_index(["call_id_to", "theme_id"])["q_value"]
    # of three, .01 · 3; then .04 · 3/3 for both, since .03 · 3/2 is more; the others stand alone
    assert found.to_dict() == {
        ("a2", "tea"): 0.03, ("a2", "ale"): 0.04, ("a2", "gin"): 0.04, ("a2", "rum"): 0.04, ("a3", "tea"): 0.04
    }  # fmt: skip


def test_what_differs_alone_does_not_among_many() -> None:
    assert told(contrast("tea", 0.04))["differs"].tolist() == [True]
    assert not told(contrast("tea", 0.04), contrast("ale", 0.5))["differs"].any()


def test_rows_go_pair_by_pair_and_what_differs_most_comes_first() -> None:
    found = told(
        contrast("tea", 0.001, call_id_from="a2", call_id_to="a3"),
        contrast("tea", 0.9, (0.5, 0.1)),
        contrast("ale", 0.001, (0.1, 0.3)),
        contrast("gin", 0.001, (0.1, 0.5)),
    )
    assert tuple(found.columns) == COLUMNS
    order = [["a2", "gin"], ["a2", "ale"], ["a2", "tea"], ["a3", "tea"]]
    assert found[["call_id_to", "theme_id"]].values.tolist() == order


def test_no_contrasts_give_a_table_without_rows() -> None:
    assert tuple(told().columns) == COLUMNS
    assert told().empty
