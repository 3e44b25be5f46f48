"""A date whose year is misprinted is settled by the label, the other calls and the empty cell together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.corpus.ingest import ReadingSettings, find_files, take_in
from themes.corpus.quarter_voting import settled
from themes.quarters import Quarter
from themes.records import TABLES, Basis, Call, Inference

# A fiscal year that ends in September: the quarter that ends in December 2019 is 2020Q1.
HELD = [
    ("2019-11-06", "2019Q4", "2019Q3"),
    ("2020-02-05", "2020Q1", "2019Q4"),
    ("2020-04-29", "2020Q2", "2020Q1"),
    ("2020-07-29", "2020Q3", "2020Q2"),
    ("2020-11-04", "2020Q4", "2020Q3"),
    ("2021-04-28", "2021Q2", "2021Q1"),
    ("2021-07-28", "2021Q3", "2021Q2"),
]
MISPRINT = ("2020-02-03", "2021Q1", "2019Q4")


def call(day: str | None, label: str | None, quarter: str | None, **other: object) -> Call:
    facts: dict[str, object] = {
        "source": f"{label} {day}.txt", "layout": "plain", "company": "Otter Peak", "ticker": "OTTR",
        "event": "earnings", "fiscal_quarter": label, "call_date": day, "calendar_quarter": quarter, "title": None,
        "inferences": {}, "participants": (), "turns": (), "doubts": (),
    }  # fmt: skip
    return Call(**(facts | other))  # type: ignore[arg-type]


def hear(calls: Sequence[Call], company: str = "ottr") -> list[Call]:
    return settled(calls, [company] * len(calls), [f"{company}-{c.fiscal_quarter}" for c in calls])


def firm(*, without: Sequence[str] = ()) -> list[Call]:
    return [call(*held) for held in HELD if held[1] not in without]


def test_misprinted_year_is_corrected_and_both_days_are_named() -> None:
    found = hear([*firm(), call(*MISPRINT)])[-1]
    assert (found.call_date, found.fiscal_quarter, found.calendar_quarter) == ("2021-02-03", "2021Q1", "2020Q4")
    assert found.basis["call_date"] is Basis.NEIGHBOURS
    assert "2020-02-03" in found.inferred["call_date"]
    (doubt,) = (d for d in found.doubts if d.field == "call_date")
    assert all(said in doubt.sentence for said in ("2020-02-03", "2021-02-03", "ottr-2020Q1"))
    assert found.as_read == call(*MISPRINT)


def test_other_calls_stay_as_they_are() -> None:
    assert hear([*firm(), call(*MISPRINT)])[:-1] == firm()


def test_year_printed_too_late_is_corrected_as_well() -> None:
    rival = call("2021-02-03", "2021Q1", "2020Q4")
    late = call("2021-02-05", "2020Q1", "2020Q4")
    found = hear([*firm(without=["2020Q1"]), rival, late])[-1]
    assert (found.call_date, found.calendar_quarter) == ("2020-02-05", "2019Q4")


def test_calendar_year_read_as_one_that_ends_in_january_is_put_right() -> None:
    year = [("2018-02-21", "2017Q4", "2017Q4"), ("2018-05-08", "2018Q1", "2018Q1"), ("2018-08-03", "2018Q2", "2018Q2"),
            ("2018-11-07", "2018Q3", "2018Q3"), ("2019-05-03", "2019Q1", "2019Q1")]  # fmt: skip
    found = hear([*(call(*held) for held in year), call("2018-02-13", "2018Q4", "2018Q1")])[-1]
    assert (found.call_date, found.calendar_quarter) == ("2019-02-13", "2018Q4")


def test_the_call_it_collides_with_is_enough_where_label_and_date_are_impossible() -> None:
    found = hear([call(*HELD[1]), call(*MISPRINT)])[-1]
    assert (found.call_date, found.calendar_quarter) == ("2021-02-03", "2020Q4")


@pytest.mark.parametrize(
    "others",
    [
        [*firm(), call("2021-02-03", "2021Q1", "2020Q4")],  # the cell is not empty
        [*firm(), call("2021-01-20", None, "2020Q4")],  # nor is it where a call without a label was held about then
        firm(without=["2020Q1"]),  # the date's cell is empty: the label may be misprinted
        [*firm(without=["2020Q1"]), call("2020-02-05", "2019Q1", "2019Q4")],  # the other call contradicts itself
        [*firm(without=["2020Q1"]), call("2020-02-05", "2020Q1", "2019Q4", event="conference")],
    ],
    ids=["label held", "day held", "no rival", "doubtful rival", "rival is no earnings call"],
)
def test_date_stands_where_one_piece_of_evidence_is_lacking(others: list[Call]) -> None:
    assert hear([*others, call(*MISPRINT)])[-1].call_date == "2020-02-03"


@pytest.mark.parametrize("day", ["2020-02-06", "2020-02-07"], ids=["a Saturday in 2021", "a Sunday in 2021"])
def test_day_that_would_be_a_weekend_is_not_taken(day: str) -> None:
    assert hear([*firm(), call(day, "2021Q1", "2019Q4")])[-1].call_date == day


def test_leap_day_has_no_other_year() -> None:
    rival = call("2020-02-27", "2020Q1", "2019Q4")
    assert (
        hear([*firm(without=["2020Q1"]), rival, call("2020-02-29", "2021Q1", "2019Q4")])[-1].call_date == "2020-02-29"
    )


def test_date_of_a_person_is_never_changed() -> None:
    by_a_person = {"call_date": Inference(Basis.CORRECTION, "calls.csv")}
    assert hear([*firm(), call(*MISPRINT, inferences=by_a_person)])[-1].call_date == "2020-02-03"


def test_label_that_no_text_states_is_no_evidence() -> None:
    from_name = {"fiscal_quarter": Inference(Basis.FILE_NAME, "file name")}
    assert hear([*firm(), call(*MISPRINT, inferences=from_name)])[-1].call_date == "2020-02-03"


def test_period_end_that_was_spoken_speaks_for_the_date() -> None:
    spoken = {"calendar_quarter": Inference(Basis.PERIOD_END, "period ended 2019-12-29, as spoken")}
    assert hear([*firm(), call(*MISPRINT, inferences=spoken)])[-1].call_date == "2020-02-03"


def test_two_calls_that_claim_one_cell_are_both_left_in_doubt() -> None:
    found = hear([*firm(), call(*MISPRINT), call("2020-02-10", "2021Q1", "2019Q4")])
    assert [c.call_date for c in found[-2:]] == ["2020-02-03", "2020-02-10"]


def test_misprinted_label_is_still_replaced() -> None:
    rest = firm(without=["2021Q2", "2021Q3"])
    found = hear([*rest, call("2021-02-03", "2020Q1", "2020Q4")])[-1]
    assert (found.call_date, found.fiscal_quarter) == ("2021-02-03", "2021Q1")


FIRST = st.integers(Quarter(2008, 1).ordinal, Quarter(2020, 1).ordinal)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    first=FIRST,
    lead=st.integers(0, 3),
    day=st.integers(8, 26),
    wrong=st.integers(4, 11),
    late=st.booleans(),
    data=st.data(),
)
def test_one_misprint_in_three_years_is_found_whatever_the_fiscal_year(
    first: int, lead: int, day: int, wrong: int, late: bool, data: st.DataObject
) -> None:
    truth = []
    for number in range(first, first + 16):
        after = Quarter.from_ordinal(number).shift(1)
        held = pd.Timestamp(after.year, after.number * 3 - 1, day) + pd.offsets.BDay(0)
        truth.append(
            call(f"{held:%Y-%m-%d}", str(Quarter.from_ordinal(number + lead)), str(Quarter.from_ordinal(number)))
        )
    right = truth[wrong]
    stated = pd.Timestamp(right.call_date) + pd.DateOffset(years=1 if late else -1)
    read = call(f"{stated:%Y-%m-%d}", right.fiscal_quarter, str(Quarter.of_date(stated.date()).shift(-1)))
    calls = [*truth[:wrong], read, *truth[wrong + 1 :]]
    order = data.draw(st.permutations(range(16)))
    found = hear([calls[k] for k in order])
    assert [(c.call_date, c.calendar_quarter) for c in found] == [
        (truth[k].call_date, truth[k].calendar_quarter) for k in order
    ]
    assert [c.as_read for c in found if c.as_read] == [read]


WORDS = """
Mara Quist - Otter Peak - CEO
Dov Marsh - Otter Peak - CFO

Operator: Good day, and welcome to the Otter Peak earnings conference call.

Mara Quist: {words}

Dov Marsh: Thank you. {words}
"""


def transcript(day: str, label: str, seed: int) -> str:
    words = " ".join(f"barge{seed}lock{k}" for k in range(60))
    when = f"{pd.Timestamp(day):%B %d, %Y}"
    return f"Otter Peak Corporation (NYSE: OTTR) Q{label[5]} {label[:4]} Earnings Call\n{when}\n" + WORDS.format(
        words=words
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_calls_that_come_one_by_one_end_as_those_that_come_together(tmp_path: Path, order: tuple[int, ...]) -> None:
    held = [*HELD[1:3], MISPRINT]
    for k, (day, label, _) in enumerate(held):
        (tmp_path / f"{label}.txt").write_text(transcript(day, label, k))
    nothing = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    together = take_in(find_files([str(tmp_path)]), nothing, ReadingSettings()).tables["calls"]
    tables = nothing
    for n in range(1, 4):
        files = sorted(tmp_path / f"{held[k][1]}.txt" for k in order[:n])
        tables = take_in(files, tables, ReadingSettings()).tables
    assert together["call_date"].tolist() == ["2020-02-05", "2020-04-29", "2021-02-03"]
    pd.testing.assert_frame_equal(tables["calls"], together)
    again = take_in(find_files([str(tmp_path)]), tables, ReadingSettings()).tables["calls"]
    pd.testing.assert_frame_equal(again, together)


def test_call_of_an_earlier_run_that_gets_another_date_is_told_of(tmp_path: Path) -> None:
    for k, (day, label, _) in enumerate([*HELD[1:3], MISPRINT]):
        (tmp_path / f"{label}.txt").write_text(transcript(day, label, k))
    nothing = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    first = take_in([tmp_path / "2021Q1.txt"], nothing, ReadingSettings())
    second = take_in(find_files([str(tmp_path)]), first.tables, ReadingSettings())
    assert first.notes == ()
    (note,) = second.notes
    assert note.startswith("ottr-2021q1: call_date: 2020-02-03 taken for 2021-02-03")
    assert take_in(find_files([str(tmp_path)]), second.tables, ReadingSettings()).notes == ()
