"""Passages that show a theme: content only, spread over calls, with a citation each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from reports.data.calls import companies_of
from reports.data.first_mentions import first_mentions_of
from reports.data.quotes import Passage, marks_of, passages_of, quotes_by_theme, recent_ones, spread_out
from reports.records import CallRead, Quote
from tests.reports.conftest import Tables
from themes.records import TABLES

CALL = CallRead(
    "", "juno", "Juno Optics", "earnings", None, "2012Q2", "2012-07-24", None, "a.txt", 1, 1, inferred=(), warnings=()
)


def passage(chunk_id: str, score: float, text: str | None = None, *, quarter: str | None = "2012Q2") -> Passage:
    """A passage that a reader would accept; its call is the part of the id before the colon."""
    call = replace(CALL, call_id=chunk_id.split(":")[0], calendar_quarter=quarter)
    return Passage(chunk_id, call, text or f"Words of {chunk_id}.", score, False, True, {}, {})


def chosen(tables: Tables, calls: Sequence[CallRead], max_quotes: int) -> dict[str, tuple[Quote, ...]]:
    begun = first_mentions_of(tables, companies_of(tables))
    return quotes_by_theme(passages_of(tables, calls), begun, max_quotes=max_quotes)


def ids(quotes: Sequence[Passage | Quote]) -> list[str]:
    return [found.chunk_id for found in quotes]


def test_best_of_every_call_comes_before_the_second_best_of_any() -> None:
    given = [passage("a:1", 0.9), passage("a:2", 0.8), passage("a:3", 0.7), passage("b:1", 0.3), passage("b:2", 0.2)]
    assert ids(spread_out(given, 5)) == ["a:1", "b:1", "a:2", "b:2", "a:3"]


def test_no_more_quotes_are_taken_than_asked_for() -> None:
    given = [passage("a:1", 0.9), passage("a:2", 0.8), passage("b:1", 0.3)]
    assert ids(spread_out(given, 2)) == ["a:1", "b:1"]


def test_no_quote_is_taken_where_none_is_asked_for() -> None:
    assert spread_out([passage("a:1", 0.9)], 0) == ()


def test_same_text_is_quoted_once_from_where_it_scores_best() -> None:
    given = [passage("a:1", 0.5, "Twice."), passage("b:1", 0.9, "Twice."), passage("a:2", 0.4)]
    assert ids(spread_out(given, 5)) == ["b:1", "a:2"]


def test_equal_scores_are_ordered_by_chunk_id() -> None:
    given = [passage("c:1", 0.5), passage("a:1", 0.5), passage("b:1", 0.5)]
    assert ids(spread_out(given, 3)) == ["a:1", "b:1", "c:1"]


def test_passage_without_a_score_comes_last() -> None:
    assert ids(spread_out([passage("a:1", 0.0), passage("b:1", 0.01)], 2)) == ["b:1", "a:1"]


def test_quotes_do_not_depend_on_the_order_of_the_rows() -> None:
    given = [passage("a:1", 0.9), passage("a:2", 0.9), passage("b:1", 0.3), passage("b:2", 0.3)]
    assert spread_out(given, 3) == spread_out(given[::-1], 3)


def test_quotes_are_spread_over_the_calls_of_the_study(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = chosen(tables | {"diffusion": tables["diffusion"].head(0)}, calls, max_quotes=5)
    assert ids(found["open-access"]) == [
        "juno-2012q2:0001:01",
        "juno-2012q4:0002:01",
        "vsta-2012q2:0001:01",
        # then the best of the last calls that are left
        "juno-2012q2:0001:02",
        "mrln-3fa9c1:0001:01",
    ]
    assert [quote.chosen_for for quote in found["open-access"]] == ["typical"] * 3 + ["recent"] * 2


@pytest.mark.parametrize(
    ("company", "day", "quarter", "expected"),
    [
        ("vsta", "2012-08-02", "2012Q2", "vsta-2012q2:0001:01"),
        ("juno", None, "2012Q4", "juno-2012q4:0002:01"),
        ("juno", "2012-07-24", "2012Q2", "juno-2012q2:0001:01"),
    ],
)
def test_first_quote_is_the_best_of_the_first_call(
    tables: Tables, calls: tuple[CallRead, ...], company: str, day: str | None, quarter: str, expected: str
) -> None:
    diffusion = pd.DataFrame([["open-access", company, day, quarter, 1, 0, None]], columns=list(TABLES["diffusion"]))
    tables["chunk_themes"]["origin"] = "person"
    found = chosen(tables | {"diffusion": diffusion}, calls, max_quotes=5)["open-access"]
    assert (found[0].chunk_id, found[0].chosen_for) == (expected, "first")
    assert [quote.chosen_for for quote in found[1:]] == ["typical"] * 2 + ["recent"] * 2
    assert len({quote.chunk_id for quote in found}) == 5


def test_first_quote_is_a_passage_that_a_reader_would_accept(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    """The surer of the first call's two passages, and none where both are below .91."""
    unsure, sure = (tables["chunk_themes"]["chunk_id"] == f"juno-2012q2:0001:0{k}" for k in (1, 2))
    assert "first" not in [quote.chosen_for for quote in chosen(tables, calls, max_quotes=5)["open-access"]]
    tables["chunk_themes"].loc[sure, "score"] = 0.91
    tables["chunk_themes"].loc[unsure, "score"] = 0.90
    best = chosen(tables, calls, max_quotes=5)["open-access"][0]
    assert (best.chunk_id, best.chosen_for) == ("juno-2012q2:0001:02", "first")


def test_recent_quote_is_of_a_call_with_two_passages_that_a_reader_would_accept() -> None:
    given = [
        passage("old:1", 0.95, quarter="2012Q1"),
        passage("old:2", 0.92, quarter="2012Q1"),
        passage("new:1", 0.97, quarter="2012Q3"),
        replace(passage("new:2", 0.6, quarter="2012Q3"), is_accepted=False),
    ]
    assert ids(recent_ones(given, 1, apart_from=set())) == ["old:1"]


def test_first_call_without_a_passage_in_the_report_has_no_quote(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    other = tables["diffusion"].assign(company_id="elsewhere")
    found = chosen(tables | {"diffusion": other}, calls, max_quotes=5)["open-access"]
    assert [quote.chosen_for for quote in found] == ["typical"] * 3 + ["recent"] * 2


def test_recent_ones_are_the_best_of_the_last_calls_the_last_first() -> None:
    given = [
        passage("old:1", 0.9, quarter="2012Q1"),
        passage("mid:1", 0.8, quarter="2012Q2"),
        passage("new:1", 0.2, quarter="2012Q3"),
        passage("new:2", 0.4, quarter="2012Q3"),
        passage("new:3", 0.7, "Said already.", quarter="2012Q3"),
        passage("unknown:1", 1.0, quarter=None),
    ]
    assert ids(recent_ones(given, 2, apart_from={"Said already."})) == ["new:2", "mid:1"]
    assert ids(recent_ones(given, 4, apart_from=set())) == ["new:3", "mid:1", "old:1", "unknown:1"]
    assert recent_ones(given, 0, apart_from=set()) == ()


def test_recent_ones_are_of_calls_that_take_the_theme_up_not_of_one_that_has_it_in_passing() -> None:
    given = [
        passage("old:1", 0.9, quarter="2012Q1"),
        passage("old:2", 0.8, quarter="2012Q1"),
        passage("mid:1", 0.3, quarter="2012Q2"),
        passage("mid:2", 0.4, "Said already.", quarter="2012Q2"),
        passage("new:1", 1.0, quarter="2012Q3"),
    ]
    assert ids(recent_ones(given, 2, apart_from={"Said already."})) == ["mid:1", "old:1"]
    assert ids(recent_ones(given, 3, apart_from={"Said already."})) == ["new:1", "mid:1", "old:1"]


def test_short_passages_are_quoted_only_where_there_is_no_longer_one(
    tables: Tables, calls: tuple[CallRead, ...]
) -> None:
    short = tables["chunks"]["chunk_id"].str.startswith(("juno", "mrln"))
    found = chosen(tables | {"chunks": tables["chunks"].assign(is_short=short)}, calls, max_quotes=5)
    assert ids(found["open-access"]) == ["vsta-2012q2:0001:01"]
    assert ids(found["night-shift"]) == ["mrln-3fa9c1:0001:01"]


@pytest.mark.parametrize(
    ("words", "named", "marked"),
    [
        ("Fiber, fibers and FIBER", ["fiber"], ["Fiber", "fiber", "FIBER"]),
        ("the open\nRAN", ["open RAN"], ["open\nRAN"]),
        ("microfiber", ["fiber"], []),
        ("cloud spending", ["cloud spending", "cloud"], ["cloud spending"]),
        ("a+b (c)", ["a+b (c)"], ["a+b (c)"]),
        ("fiber", ["", " "], []),
    ],
)
def test_marks_are_the_words_named(words: str, named: list[str], marked: list[str]) -> None:
    assert [words[start:end] for start, end in marks_of(words, named)] == marked


def test_cues_of_a_passage_are_marked_else_the_terms_of_the_theme(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    def marked(theme_id: str, cues: str | None) -> set[str]:
        told = tables | {"chunk_themes": tables["chunk_themes"].assign(cues=cues)}
        quotes = chosen(told, calls, max_quotes=9)[theme_id]
        return {quote.text[start:end] for quote in quotes for start, end in quote.marks}

    assert marked("open-access", '["our ducts"]') == {"our ducts"}
    assert marked("night-shift", None) == {"night shift"}


@pytest.mark.parametrize("chunk_id", ["juno-2012q4:0000:01", "vsta-2013q1:0001:01"])
def test_boilerplate_and_passages_not_assigned_are_never_quoted(
    tables: Tables, calls: tuple[CallRead, ...], chunk_id: str
) -> None:
    assert chunk_id not in ids(chosen(tables, calls, max_quotes=99)["open-access"])


def test_quotes_of_calls_outside_the_study_are_left_out(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    found = chosen(tables, calls[2:3], max_quotes=5)
    assert ids(found["open-access"]) == ["mrln-3fa9c1:0001:01"]


def test_quote_carries_all_it_takes_to_find_it_again(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    best = chosen(tables, calls, max_quotes=1)["open-access"][0]
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
    assert chosen(nameless, calls, max_quotes=1)["open-access"][0].speaker == "Speaker unknown"


def test_source_of_the_call_stands_in_for_a_missing_one(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    missing = tables | {"chunks": tables["chunks"].assign(source=None)}
    assert chosen(missing, calls, max_quotes=1)["open-access"][0].source == "in/juno-2012q2.txt"


def test_theme_without_a_passage_has_no_entry(tables: Tables, calls: tuple[CallRead, ...]) -> None:
    assert set(chosen(tables, calls, max_quotes=5)) == {"open-access", "night-shift"}


def test_nothing_is_quoted_without_tables(calls: tuple[CallRead, ...]) -> None:
    assert chosen({}, calls, max_quotes=5) == {}


def test_passages_far_below_the_best_are_not_quoted_but_for_the_first_call_s(
    tables: Tables, calls: tuple[CallRead, ...]
) -> None:
    weak = tables["chunk_themes"]
    weak.loc[weak["chunk_id"].isin(["vsta-2012q2:0001:01", "mrln-3fa9c1:0001:01"]), "score"] = 0.4  # of .9
    weak["origin"] = "person"
    assert not {"vsta-2012q2:0001:01", "mrln-3fa9c1:0001:01"} & set(
        ids(chosen(tables, calls, max_quotes=5)["open-access"])
    )
    diffusion = pd.DataFrame(
        [["open-access", "vsta", "2012-08-02", "2012Q2", 1, 0, None]], columns=list(TABLES["diffusion"])
    )
    found = chosen(tables | {"diffusion": diffusion}, calls, max_quotes=5)["open-access"]
    assert (found[0].chunk_id, found[0].chosen_for) == ("vsta-2012q2:0001:01", "first")
