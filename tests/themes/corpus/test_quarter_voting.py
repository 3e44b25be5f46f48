"""Neighbouring calls vote on labels and calendar quarters; only what texts state has a vote."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.corpus.quarter_voting import settled
from themes.records import Basis, Call, Doubt, Inference

BY_DATE = "neighbouring calls and call date"
BY_LABEL = "neighbouring calls and fiscal quarter"
# A fiscal year that ends in September: the quarter that ends in December 2011 is 2012Q1.
YEAR = [("2011-11-03", "2011Q4"), ("2012-02-02", "2012Q1"), ("2012-05-03", "2012Q2"), ("2012-08-02", "2012Q3")]


def call(day: str | None, label: str | None, quarter: str | None = None, **other: object) -> Call:
    facts: dict[str, object] = {
        "source": f"{day}.txt", "layout": "plain", "company": "Otter Peak", "ticker": "OTTR", "event": "earnings",
        "fiscal_quarter": label, "call_date": day, "calendar_quarter": quarter, "title": None, "inferences": {},
        "participants": (), "turns": (), "doubts": (),
    }  # fmt: skip
    return Call(**(facts | other))  # type: ignore[arg-type]


def hear(calls: Sequence[Call], companies: Sequence[str] | None = None) -> list[Call]:
    return settled(calls, companies or ["ottr"] * len(calls), [f"id-{k}" for k in range(len(calls))])


def year(quarters: Sequence[str | None] = (None,) * 4) -> list[Call]:
    return [call(day, label, quarter) for (day, label), quarter in zip(YEAR, quarters, strict=True)]


def test_call_without_a_label_gets_the_one_its_neighbours_suggest() -> None:
    missing = Doubt.about("fiscal_quarter", "neither stated nor inferable", is_missing=True)
    others = (Doubt.about("fiscal_quarter", "'soon' is not understood"), Doubt.about("title", "none", is_missing=True))
    found = hear([*year(), call("2012-11-01", None, doubts=(missing, *others))])[-1]
    assert (found.fiscal_quarter, found.inferences, found.doubts) == (
        "2012Q4", {"fiscal_quarter": (Basis.NEIGHBOURS, BY_DATE)}, others,
    )  # fmt: skip
    assert found.as_read == call("2012-11-01", None, doubts=(missing, *others))


def test_two_neighbours_are_too_few() -> None:
    assert hear([*year()[:2], call("2012-11-01", None)])[-1].fiscal_quarter is None


def test_neighbours_that_disagree_suggest_nothing() -> None:
    split = [call("2012-01-26", "2012Q1"), call("2012-04-26", "2012Q2"), call("2012-07-26", "2012Q3"),
             call("2012-10-25", "2013Q4"), call("2013-01-24", "2014Q1"), call("2013-04-25", "2014Q2")]  # fmt: skip
    assert hear([*split, call("2013-07-25", None)])[-1].fiscal_quarter is None


def test_nearest_calls_decide_after_the_fiscal_year_changed() -> None:
    old = [call(f"{y}-{m:02d}-01", f"{y}Q{q}") for y in (2005, 2006, 2007) for q, m in enumerate((3, 6, 9, 12), 1)]
    new = [call(f"{y}-{m:02d}-01", f"{y + 1}Q{q}") for y in (2010, 2011) for q, m in enumerate((3, 6, 9, 12), 1)]
    assert hear([*old, *new, call("2012-03-02", None)])[-1].fiscal_quarter == "2013Q1"


def test_stated_label_that_neighbours_contradict_stays_with_a_warning() -> None:
    found = hear([*year(), call("2012-11-01", "2012Q3")])
    assert found[-1].fiscal_quarter == "2012Q3"
    assert found[-1].warnings[0] == "fiscal_quarter: stated 2012Q3, neighbouring calls suggest 2012Q4"
    assert all("suggest" not in w for c in found[:-1] for w in c.warnings)


@pytest.mark.parametrize("day", ["2012-10-15", "2012-11-20"])
def test_call_a_few_weeks_early_or_late_raises_no_warning(day: str) -> None:
    assert hear([*year(), call(day, "2012Q4")])[-1].warnings == ()


def test_impossible_label_is_replaced_and_the_one_read_is_named() -> None:
    found = hear([*year(), call("2012-11-01", "2004Q4")])[-1]
    assert found.fiscal_quarter == "2012Q4"
    assert found.inferred["fiscal_quarter"] == f"{BY_DATE}; as read: 2004Q4"
    assert found.as_read == call("2012-11-01", "2004Q4")


def test_impossible_label_stays_where_another_call_has_the_suggested_one() -> None:
    found = hear([*year(), call("2012-05-05", "2004Q2")])[-1]
    assert (found.fiscal_quarter, found.inferred) == ("2004Q2", {})


def test_label_of_a_person_is_never_replaced() -> None:
    by_a_person = {"fiscal_quarter": Inference(Basis.CORRECTION, "calls.csv")}
    corrected = call("2012-11-01", "2004Q4", inferences=by_a_person)
    assert hear([*year(), corrected])[-1].fiscal_quarter == "2004Q4"


def test_quarter_named_without_a_year_takes_its_year_from_the_neighbours() -> None:
    how = Inference(Basis.QUARTER_WITHOUT_YEAR, "quarter named without a year; year of the call date")
    read = call("2013-01-31", "2012Q1", inferences={"fiscal_quarter": how})
    found = hear([*year(), read])[-1]
    assert found.fiscal_quarter == "2013Q1"
    assert found.inferred["fiscal_quarter"] == f"{BY_DATE}; as read: 2012Q1 ({how.how})"
    assert found.as_read == read


@pytest.mark.parametrize("basis", [Basis.MANIFEST, Basis.FILE_NAME, Basis.NEIGHBOURS])
def test_inferred_labels_have_no_vote(basis: Basis) -> None:
    weak = [call(day, label, inferences={"fiscal_quarter": Inference(basis, "…")}) for day, label in YEAR]
    assert hear([*weak, call("2012-11-01", None)])[-1].fiscal_quarter is None


def test_calls_of_other_companies_have_no_vote() -> None:
    found = hear([*year(), call("2012-11-01", None)], ["ottr"] * 4 + ["heron"])
    assert found[-1].fiscal_quarter is None


def test_conference_gets_no_label() -> None:
    assert hear([*year(), call("2012-11-01", None, event="conference")])[-1].fiscal_quarter is None


def test_undated_call_gets_its_calendar_quarter_from_its_label() -> None:
    how = Inference(Basis.FISCAL_QUARTER, "fiscal quarter, no call date")
    undated = call(None, "2012Q4", "2012Q4", inferences={"calendar_quarter": how})
    found = hear([*year(("2011Q3", "2011Q4", "2012Q1", "2012Q2")), undated])[-1]
    assert found.calendar_quarter == "2012Q3"
    assert found.inferences == {"calendar_quarter": (Basis.NEIGHBOURS, BY_LABEL)}
    assert found.as_read == undated


def test_period_end_that_was_spoken_is_not_overruled() -> None:
    ended = Inference(Basis.PERIOD_END, "period ended 2012-10-28, as spoken")
    spoken = call(None, "2012Q4", "2012Q4", inferences={"calendar_quarter": ended})
    found = hear([*year(("2011Q3", "2011Q4", "2012Q1", "2012Q2")), spoken])[-1]
    assert found.calendar_quarter == "2012Q4"


def test_same_label_months_apart_is_a_warning_at_both_that_names_the_other() -> None:
    one, other = hear([call("2012-02-02", "2012Q1"), call("2012-05-03", "2012Q1")])
    assert [one.warnings, other.warnings] == [
        ("fiscal_quarter: two neighbouring calls cannot both report 2012Q1: the other is id-1 of 2012-05-03",),
        ("fiscal_quarter: two neighbouring calls cannot both report 2012Q1: the other is id-0 of 2012-02-02",),
    ]


def test_same_label_within_weeks_is_no_warning() -> None:
    assert [c.warnings for c in hear([call("2012-02-02", "2012Q1"), call("2012-02-20", "2012Q1")])] == [(), ()]


BY_DAYS = {"calendar_quarter": Inference(Basis.CALL_DATE, "call date minus 45 days")}
# The calendar's year; the last quarter of 2011 is reported in the middle of March, two and a half months late.
YEARS = [("2011-05-05", "2011Q1"), ("2011-08-04", "2011Q2"), ("2011-11-03", "2011Q3"), ("2012-05-03", "2012Q1"),
         ("2012-08-02", "2012Q2")]  # fmt: skip


def reported(day: str, label: str, quarter: str | None = None) -> Call:
    return call(day, label, quarter or label, inferences=BY_DAYS)


def test_call_held_late_stands_in_the_quarter_of_its_label() -> None:
    found = hear([*(reported(*held) for held in YEARS), reported("2012-03-06", "2011Q4", "2012Q1")])[-1]
    assert (found.calendar_quarter, found.basis["calendar_quarter"]) == ("2011Q4", Basis.NEIGHBOURS)
    assert "2012Q1" in found.inferred["calendar_quarter"]


def test_calls_held_late_stand_there_before_the_next_call_has_come() -> None:
    found = hear([*(reported(*held) for held in YEARS[:3]), reported("2012-03-06", "2011Q4", "2012Q1")])[-1]
    assert found.calendar_quarter == "2011Q4"


@pytest.mark.parametrize(
    "odd",
    [
        reported("2012-03-06", "2011Q3", "2012Q1"),  # more than a quarter away
        reported("2012-05-20", "2011Q4", "2012Q1"),  # no report is that late: the label may be misprinted
        reported("2012-02-16", "2012Q1", "2011Q4"),  # the label runs ahead
        call("2012-03-06", "2011Q4", "2012Q1", inferences={"calendar_quarter": Inference(Basis.PERIOD_END, "spoken")}),
    ],
    ids=["far", "too late", "label ahead", "spoken"],
)
def test_call_that_was_not_merely_held_late_stays_where_its_date_puts_it(odd: Call) -> None:
    found = hear([*(reported(*held) for held in YEARS[:3]), odd, *(reported(*held) for held in YEARS[4:])])[3]
    assert found.calendar_quarter == odd.calendar_quarter


def test_call_held_late_stays_where_the_quarter_of_its_label_has_a_call() -> None:
    there = reported("2012-02-02", "2011Q4")
    found = hear([*(reported(*held) for held in YEARS), there, reported("2012-03-06", "2011Q4", "2012Q1")])[-1]
    assert found.calendar_quarter == "2012Q1"


CALLS = st.lists(
    st.builds(
        call,
        st.none() | st.sampled_from([day for day, _ in YEAR] + ["2012-11-01", "2013-02-03"]),
        st.none() | st.sampled_from([label for _, label in YEAR] + ["2012Q4", "2004Q1"]),
        st.none() | st.sampled_from(["2011Q3", "2011Q4", "2012Q1", "2012Q2"]),
        inferences=st.just(BY_DAYS) | st.just({}),
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(calls=CALLS)
def test_hearing_twice_changes_nothing_and_what_was_read_is_kept(calls: list[Call]) -> None:
    once = hear(calls)
    assert hear(once) == once
    assert [found.as_read or found for found in once] == calls


@settings(max_examples=150, deadline=None, derandomize=True)
@given(calls=CALLS, data=st.data())
def test_order_of_the_calls_does_not_matter(calls: list[Call], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(calls))))
    ids = [f"id-{k}" for k in range(len(calls))]
    shuffled = settled([calls[k] for k in order], ["ottr"] * len(calls), [ids[k] for k in order])
    straight = settled(calls, ["ottr"] * len(calls), ids)
    assert shuffled == [straight[k] for k in order]
