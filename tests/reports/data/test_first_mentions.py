"""Who began a theme: one rule for quotes, cards and the view, from small tables worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from reports.data.first_mentions import first_mentions_of, passing_sentence
from reports.records import Company, FirstMention, FirstMentions
from reports.text.theme_notes import first_mentions_sentence
from reports.views.diffusion import spread_sentence

JUNO, VESTA = Company("juno", "Juno", 0), Company("vsta", "Vesta", 1)
NAMES = {"juno": "Juno", "vsta": "Vesta"}
Mentions = Callable[..., FirstMentions]


def mention(
    company: Company, quarter: str | None, day: str | None, p_value: float | None = 0.5, rank: int = 1
) -> FirstMention:
    return FirstMention(company, day, quarter, rank, None, p_value)


def begun(*mentions: FirstMention, **passing: tuple[str, str]) -> FirstMentions:
    return FirstMentions(mentions, passing)


def surely(*mentions: FirstMention, **passing: tuple[str, str]) -> FirstMentions:
    """The first of twenty-five companies that could have been first: p = .04."""
    return FirstMentions(tuple(replace(m, p_value=0.04) for m in mentions), passing, n_companies=25)


@pytest.mark.parametrize(
    ("passing", "expected"),
    [
        (("2012Q1", "2012-02-05"), "In passing before: Juno (2012-02-05)."),  # the same quarter, an earlier day
        (("2012Q1", "2012-04-05"), ""),
        (("2012Q1", ""), ""),  # without a day the quarter decides
        (("2011Q4", ""), "In passing before: Juno (2011Q4)."),
        (("", "2012-02-05"), "In passing before: Juno (2012-02-05)."),
        (("", ""), ""),
    ],
)
def test_passage_before_is_told_by_day_or_else_by_quarter(passing: tuple[str, str], expected: str) -> None:
    assert passing_sentence(begun(mention(VESTA, "2012Q1", "2012-03-05"), juno=passing), NAMES) == expected


def test_who_is_first_by_day_is_not_told_in_passing_before_itself() -> None:
    """Juno's year ends in July: a later quarter, an earlier day."""
    first, second = mention(JUNO, "2012Q3", "2012-08-30"), mention(VESTA, "2012Q2", "2012-09-05", rank=2)
    found = begun(first, second, juno=("2012Q3", "2012-08-30"), vsta=("2012Q2", "2012-09-05"))
    assert passing_sentence(found, NAMES) == ""
    assert found.leaders == (first,)


def test_companies_that_share_the_first_place_share_a_day_only_if_all_have_it() -> None:
    day, other = "2012-03-05", "2012-03-06"
    assert begun(mention(JUNO, "2012Q1", day), mention(VESTA, "2012Q1", day)).when == day
    assert begun(mention(JUNO, "2012Q1", day), mention(VESTA, "2012Q1", None)).when == "2012Q1"
    assert begun(mention(JUNO, None, other), mention(VESTA, None, None)).when == other


@pytest.mark.parametrize(
    ("quarter", "p_value", "doubt"),
    [
        ("2012Q1", 0.25, ""),
        ("2012Q1", None, "The first falls in the first quarter read, so it may be older."),
        (None, None, "The quarter of the first is not known, so it may be older."),
    ],
)
def test_first_mention_is_doubted_in_a_first_quarter_and_without_one(
    quarter: str | None, p_value: float | None, doubt: str
) -> None:
    found = begun(mention(JUNO, quarter, "2012-03-05", p_value))
    assert (found.doubt, found.p_value) == (doubt, p_value)


@pytest.mark.parametrize(
    ("n_first", "n_later", "expected"),
    [
        (1, 0, "C0 (2012Q1)."),
        (2, 0, "C0 (2012Q1) and C1 (2012Q1)."),
        (1, 2, "C0 (2012Q1), then by C1 (2012Q2), C2 (2012Q2)."),
        (1, 6, "C0 (2012Q1), then by C1 (2012Q2), C2 (2012Q2), C3 (2012Q2), C4 (2012Q2) and 2 more."),
        (7, 1, "C0 (2012Q1), C1 (2012Q1), C2 (2012Q1), C3 (2012Q1), C4 (2012Q1) and 2 more, then by 1 more."),
    ],
)
def test_first_movers_are_named_up_to_five(n_first: int, n_later: int, expected: str) -> None:
    first = [mention(Company(f"c{k}", f"C{k}", k), "2012Q1", None) for k in range(n_first)]
    later = [mention(Company(f"c{k}", f"C{k}", k), "2012Q2", None, rank=8) for k in range(n_first, n_first + n_later)]
    mentions = first + later
    assert first_mentions_sentence(surely(*mentions)) == f"First taken up (two clear passages in a call) by {expected}"


@pytest.mark.parametrize(
    ("n_companies", "p_value", "why"),
    [(3, 0.01, "3 companies are too few."), (4, 0.25, "chance could give this order.")],
)
def test_order_that_is_not_shown_is_dates_and_one_line(n_companies: int, p_value: float, why: str) -> None:
    first, then = mention(JUNO, "2012Q1", None, p_value), mention(VESTA, "2012Q2", None, 0.9, rank=2)
    found = FirstMentions((first, then), {}, n_companies=n_companies)
    dates = "First mentions (two clear passages in a call): Juno (2012Q1) and Vesta (2012Q2)."
    assert first_mentions_sentence(found) == f"{dates} Who led here is unknown: {why}"
    assert spread_sentence(found) == "Taken up by Juno (2012Q1) and Vesta (2012Q2)."


def test_company_that_is_the_first_of_twenty_five_is_said_to_be_first() -> None:
    found = surely(mention(JUNO, "2012Q1", "2012-03-05"))
    assert first_mentions_sentence(found) == "First taken up (two clear passages in a call) by Juno (2012-03-05)."


def test_company_that_took_it_up_in_a_call_without_day_and_quarter_is_apart() -> None:
    calls = pd.DataFrame(
        {"call_id": ["j1", "v1"], "company_id": ["juno", "vsta"], "call_date": ["2012-03-05", None],
         "calendar_quarter": ["2012Q1", None]}
    )  # fmt: skip
    chunks = pd.DataFrame({"chunk_id": list("pqrs"), "call_id": ["j1", "j1", "v1", "v1"], "kind": "content"})
    assigned = chunks[["chunk_id"]].assign(theme_id="sdn", score=0.95, origin="matcher", assigned=True)
    diffusion = pd.DataFrame(
        [("sdn", "juno", "2012-03-05", "2012Q1", 1, 0, None)],
        columns=["theme_id", "company_id", "first_call_date", "first_quarter", "rank", "lag_days", "p_value"],
    )
    prevalence = calls.assign(theme_id="sdn", speaker_group="all", n_chunks=[0, 2])
    tables = {"calls": calls, "chunks": chunks, "chunk_themes": assigned, "diffusion": diffusion}
    tables["prevalence"] = prevalence
    found = first_mentions_of(tables, (JUNO, VESTA))["sdn"]
    assert (found.undated, dict(found.passing)) == ({"vsta"}, {"juno": ("2012Q1", "2012-03-05")})
    assert (found.n_companies, found.spoke) == (1, {"vsta"})
    assigned.loc[3, "score"] = 0.9  # a reader would not accept it
    found = first_mentions_of(tables, (JUNO, VESTA))["sdn"]
    assert (found.undated, found.passing["vsta"]) == (frozenset(), ("", ""))
