"""Passages that show a theme: content only, spread over calls, with a citation each."""

from __future__ import annotations

import pytest

from reports.quotes import quotes_by_theme, spread
from reports.report_data import CallRead, Quote
from tests.reports.conftest import Tables


def quote(chunk_id: str, score: float | None, text: str | None = None) -> Quote:
    """A passage; its call is the part of the id before the colon."""
    call_id = chunk_id.split(":")[0]
    words = text or f"Words of {chunk_id}."
    return Quote(
        chunk_id,
        call_id,
        "Ada Berg",
        "executive",
        "juno",
        "Juno Optics",
        "2012Q2",
        None,
        "a.txt",
        1,
        "",
        words,
        score,
        None,
    )


def ids(quotes: tuple[Quote, ...]) -> list[str]:
    return [found.chunk_id for found in quotes]


def test_best_of_every_call_comes_before_the_second_best_of_any() -> None:
    given = [quote("a:1", 0.9), quote("a:2", 0.8), quote("a:3", 0.7), quote("b:1", 0.3), quote("b:2", 0.2)]
    assert ids(spread(given, 5)) == ["a:1", "b:1", "a:2", "b:2", "a:3"]


def test_no_more_quotes_are_taken_than_asked_for() -> None:
    given = [quote("a:1", 0.9), quote("a:2", 0.8), quote("b:1", 0.3)]
    assert ids(spread(given, 2)) == ["a:1", "b:1"]


def test_no_quote_is_taken_where_none_is_asked_for() -> None:
    assert spread([quote("a:1", 0.9)], 0) == ()


def test_same_text_is_quoted_once_from_where_it_scores_best() -> None:
    given = [quote("a:1", 0.5, "Twice."), quote("b:1", 0.9, "Twice."), quote("a:2", 0.4)]
    assert ids(spread(given, 5)) == ["b:1", "a:2"]


def test_equal_scores_are_ordered_by_chunk_id() -> None:
    given = [quote("c:1", 0.5), quote("a:1", 0.5), quote("b:1", 0.5)]
    assert ids(spread(given, 3)) == ["a:1", "b:1", "c:1"]


def test_quote_without_a_score_comes_last() -> None:
    assert ids(spread([quote("a:1", None), quote("b:1", 0.01)], 2)) == ["b:1", "a:1"]


def test_quotes_do_not_depend_on_the_order_of_the_rows() -> None:
    given = [quote("a:1", 0.9), quote("a:2", 0.9), quote("b:1", 0.3), quote("b:2", 0.3)]
    assert spread(given, 3) == spread(given[::-1], 3)


def test_quotes_are_spread_over_the_calls_of_the_study(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = quotes_by_theme(tables, calls, max_quotes=5)
    assert ids(found["open-access"]) == [
        "juno-2012q2:0001:01",
        "juno-2012q4:0002:01",
        "vsta-2012q2:0001:01",
        "mrln-3fa9c1:0001:01",
        "juno-2012q2:0001:02",
    ]


@pytest.mark.parametrize("chunk_id", ["juno-2012q4:0000:01", "vsta-2013q1:0001:01"])
def test_boilerplate_and_passages_not_assigned_are_never_quoted(
    tables: Tables, calls: tuple[CallRead, ...], chunk_id: str
) -> None:
    assert chunk_id not in ids(quotes_by_theme(tables, calls, max_quotes=99)["open-access"])


def test_quotes_of_calls_outside_the_study_are_left_out(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = quotes_by_theme(tables, calls[2:3], max_quotes=5)
    assert ids(found["open-access"]) == ["mrln-3fa9c1:0001:01"]


def test_quote_carries_all_it_takes_to_find_it_again(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    best = quotes_by_theme(tables, calls, max_quotes=1)["open-access"][0]
    assert (best.speaker, best.role, best.company, best.section) == (
        "Ada Berg",
        "executive",
        "Juno Optics",
        "prepared remarks",
    )
    assert (best.calendar_quarter, best.call_date, best.source, best.line) == (
        "2012Q2",
        "2012-07-24",
        "in/juno-2012q2.txt",
        21,
    )
    assert (best.text, best.score, best.reason) == ("Rivals share our ducts.", 0.9, "cue: share our ducts")


def test_speaker_without_a_name_is_called_unknown(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    nameless = tables | {"chunks": tables["chunks"].assign(speaker="")}
    assert quotes_by_theme(nameless, calls, max_quotes=1)["open-access"][0].speaker == "Speaker unknown"


def test_source_of_the_call_stands_in_for_a_missing_one(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    missing = tables | {"chunks": tables["chunks"].assign(source=None)}
    assert quotes_by_theme(missing, calls, max_quotes=1)["open-access"][0].source == "in/juno-2012q2.txt"


def test_theme_without_a_passage_has_no_entry(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    assert set(quotes_by_theme(tables, calls, max_quotes=5)) == {"open-access", "night-shift"}


def test_nothing_is_quoted_without_tables(calls: tuple[CallRead, ...]) -> None:
    assert quotes_by_theme({}, calls, max_quotes=5) == {}
