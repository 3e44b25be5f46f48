"""A company that changes its name: where one's calls end as another's of the same people begin, the alias is offered."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.config.settings import StudySettings
from themes.corpus.entity_resolution import company_ids
from themes.corpus.renames import Rename, alias_lines, find_renames
from themes.quarters import quarter_range

Row = tuple[str, str, Sequence[str]]  # company id, calendar quarter, executives
QUARTERS = quarter_range("2019Q1", "2020Q4")
RIVER, LUMINO = ("Mara Quist", "Dov Marsh", "Piet van Aalst"), ("Mara Quist", "Dov B. Marsh", "Lena Brook")


def tables(rows: Sequence[Row]) -> tuple[pd.DataFrame, pd.DataFrame]:
    calls = pd.DataFrame(
        [(f"{c}-{q}", c, f"{c.title()} Works", c.upper(), q, None) for c, q, _ in rows],
        columns=["call_id", "company_id", "company", "ticker", "calendar_quarter", "call_date"],
    )
    spoken = [(f"{c}-{q}", name, "executive") for c, q, people in rows for name in people]
    others = [(f"{c}-{q}", name, role) for c, q, _ in rows for name, role in (("Ines Aldana", "analyst"), ("Operator", "operator"))]  # fmt: skip
    return calls, pd.DataFrame([*spoken, *others], columns=["call_id", "speaker", "role"])


def renames(*rows: Row) -> list[Rename]:
    calls, turns = tables(rows)
    return find_renames(calls, lambda: turns)


def held(company: str, first: str, last: str, people: Sequence[str]) -> list[Row]:
    return [(company, quarter, people) for quarter in quarter_range(first, last)]


def test_name_that_ends_where_another_of_the_same_people_begins_is_a_rename() -> None:
    (found,) = renames(*held("rvc", "2019Q1", "2020Q1", RIVER), *held("lmno", "2020Q2", "2020Q4", LUMINO))
    assert found == Rename("rvc", "lmno", "2020Q1", "2020Q2", ("Dov B. Marsh", "Mara Quist"), ("RVC", "Rvc Works"))  # fmt: skip


@pytest.mark.parametrize(
    ("first", "people"),
    [
        ("2020Q1", LUMINO),  # both hold a call in a quarter
        ("2020Q4", LUMINO),  # two quarters and more between them
        ("2020Q2", ("Mara Quist", "Tessa Brand")),  # one executive may have changed firms
        ("2020Q2", ("Mara Quist", "Unidentified Company Representative")),
        ("2020Q2", ("Mara Quist", "Mara J. Quist")),
        ("2020Q2", ("Ines Aldana", "Operator")),  # no executives of the other
    ],
    ids=["overlap", "gap", "one person", "nobody by name", "one person twice", "analysts"],
)
def test_two_companies_stay_two(first: str, people: Sequence[str]) -> None:
    before = [(c, q, (*p, "Unidentified Company Representative")) for c, q, p in held("rvc", "2019Q1", "2020Q1", RIVER)]
    assert renames(*before, *held("lmno", first, "2020Q4", people)) == []


def test_one_call_may_be_missing_between_the_names() -> None:
    assert len(renames(*held("rvc", "2019Q1", "2020Q1", RIVER), *held("lmno", "2020Q3", "2020Q4", LUMINO))) == 1


def test_company_that_was_split_is_no_rename() -> None:
    halves = [*held("east", "2020Q2", "2020Q4", LUMINO), *held("west", "2020Q2", "2020Q4", LUMINO)]
    assert renames(*held("rvc", "2019Q1", "2020Q1", RIVER), *halves) == []


def test_of_several_successors_the_one_with_most_people_is_taken() -> None:
    halves = [*held("east", "2020Q2", "2020Q4", LUMINO), *held("west", "2020Q2", "2020Q4", RIVER)]
    assert [found.new for found in renames(*held("rvc", "2019Q1", "2020Q1", RIVER), *halves)] == ["west"]


def test_call_of_an_unknown_company_is_no_other_name() -> None:
    calls, turns = tables([*held("rvc", "2019Q1", "2020Q1", RIVER), *held("call-9f", "2020Q2", "2020Q2", RIVER)])
    calls.loc[calls["company_id"] == "call-9f", ["company", "ticker"]] = None
    assert find_renames(calls, lambda: turns) == []


def test_turns_are_not_read_where_no_name_follows_another() -> None:
    calls, _ = tables([*held("rvc", "2019Q1", "2020Q4", RIVER), *held("vsta", "2019Q1", "2020Q4", LUMINO)])
    assert find_renames(calls, lambda: pytest.fail("read")) == []


def section(lines: str) -> dict[str, tuple[str, ...]]:
    """The aliases of the lines to paste, as study.toml is read."""
    pasted = StudySettings.model_validate(tomllib.loads(lines.partition("\n")[2]))
    return {company: kept.aliases for company, kept in pasted.company.items()}


def test_pasted_lines_make_one_company_of_the_two() -> None:
    rows = [*held("rvc", "2019Q1", "2020Q1", RIVER), *held("lmno", "2020Q2", "2020Q4", LUMINO)]
    calls, turns = tables(rows)
    (lines,) = alias_lines(find_renames(calls, lambda: turns), {})
    assert section(lines) == {"lmno": ("RVC", "Rvc Works")}
    stated = list(calls[["company", "ticker"]].itertuples(index=False, name=None))
    assert set(company_ids(stated, section(lines))) == {"lmno"}


def test_company_renamed_twice_gets_all_its_names_at_once() -> None:
    rows = [*held("rvc", "2019Q1", "2019Q3", RIVER), *held("lmno", "2019Q4", "2020Q2", RIVER), *held("zen", "2020Q3", "2020Q4", RIVER)]  # fmt: skip
    (lines,) = alias_lines(renames(*rows), {})
    assert section(lines) == {"zen": ("LMNO", "Lmno Works", "RVC", "Rvc Works")}


def test_aliases_that_study_toml_has_are_kept_and_odd_ids_are_quoted() -> None:
    rows = [*held("rvc", "2019Q1", "2020Q1", RIVER), *held("lm.b", "2020Q2", "2020Q4", LUMINO)]
    (lines,) = alias_lines(renames(*rows), {"LM.B": ('Lumino "B"',)})
    assert section(lines) == {"LM.B": ('Lumino "B"', "RVC", "Rvc Works")}


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from(QUARTERS),
            st.sampled_from([RIVER, LUMINO, ("Tessa Brand", "Ugo Lindt")]),
        ),
        max_size=14,
        unique_by=lambda row: row[:2],
    ),
    data=st.data(),
)
def test_order_of_the_calls_does_not_matter_and_no_name_has_two_successors(
    rows: list[Row], data: st.DataObject
) -> None:
    found = renames(*rows)
    assert renames(*data.draw(st.permutations(rows))) == found
    for side in ([rename.old for rename in found], [rename.new for rename in found]):
        assert len(set(side)) == len(side)
