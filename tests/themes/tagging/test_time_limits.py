"""Themes with limits in time: calls outside of them have no row but those that people decided, however they are tagged."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.themes.tagging.test_parts import (
    CATALOG,
    CATALOG_VECTORS,
    CHUNKS,
    MATCHER,
    N_CALLS,
    NO_ROWS,
    PASSAGES,
    VECTORS,
    VERDICTS,
    split,
)
from themes.config.catalog import Catalog, TrackedTheme
from themes.tagging.incremental import Earlier, Scored, Scoring, definition, tag_incrementally
from themes.tagging.matcher import Matcher, tag_parts
from themes.tagging.time_limits import Outside, calls_outside

CALLS = pd.DataFrame(
    [
        ("before", "2008Q4", "2009-02-10"),
        ("first", "2009Q1", "2009-05-05"),
        ("last", "2013Q4", "2014-02-11"),
        ("after", "2014Q1", "2014-05-06"),
        ("dated", None, "2013-12-31"),
        ("dated after", None, "2014-01-01"),
        ("unknown", None, None),
    ],
    columns=["call_id", "calendar_quarter", "call_date"],
)
# what the planted study of test_parts says of *mood* in its calls c3 and c5, and of *cork* in c5, lies outside
OUTSIDE: Outside = {"mood": frozenset({"c3", "c5"}), "cork": frozenset({"c5"})}


def outside(**limits: str) -> set[str]:
    theme = TrackedTheme.model_validate({"id": "kayaks", "label": "Kayaks", "description": "Boats."} | limits)
    (calls,) = calls_outside(Catalog(theme=(theme,)), CALLS).values()
    return set(calls)


def scoring(without: Outside = OUTSIDE) -> Scoring:
    return Scoring(CATALOG, CATALOG_VECTORS, MATCHER.settings, "test", without)


def rows_and_scores(without: Outside, earlier: Earlier = NO_ROWS) -> tuple[pd.DataFrame, dict[str, Scored]]:
    return tag_incrementally(CHUNKS, VECTORS, scoring(without), earlier, ())


def test_call_counts_by_its_quarter_else_by_its_day_and_both_limits_are_inside() -> None:
    assert outside(**{"from": "2009Q1", "until": "2013Q4"}) == {"before", "after", "dated after"}


def test_one_limit_alone_leaves_the_other_side_open() -> None:
    assert outside(**{"from": "2009Q1"}) == {"before"}
    assert outside(until="2013Q4") == {"after", "dated after"}


def test_date_takes_in_its_quarter_and_is_exact_for_a_call_of_which_only_the_day_is_known() -> None:
    assert outside(**{"from": "2013-12-31"}) == {"before", "first"}
    assert outside(until="2013-12-30") == {"after", "dated", "dated after"}


def test_theme_without_limits_is_not_looked_at() -> None:
    assert calls_outside(Catalog(theme=CATALOG.theme), CALLS) == {}


def test_rows_are_those_without_limits_less_the_calls_outside_that_nobody_decided() -> None:
    free, _ = rows_and_scores({})
    limited, _ = rows_and_scores(OUTSIDE)
    call = free["chunk_id"].str.split(":").str[0]
    left_out = pd.Series([c in OUTSIDE.get(theme, ()) for c, theme in zip(call, free["theme_id"], strict=True)])
    gone = left_out & (free["origin"] == "matcher")
    assert gone.groupby(free["theme_id"]).any().to_dict() == {"cork": True, "freight": False, "mood": True}
    says_so_itself = ["reason", "matcher_score"]  # of decided passages: what the matcher, which leaves them out, says
    expected = free.drop(columns=says_so_itself)[~gone].reset_index(drop=True)
    pd.testing.assert_frame_equal(limited.drop(columns=says_so_itself), expected, check_exact=True)
    within = (~left_out[~gone]).to_numpy()
    pd.testing.assert_frame_equal(limited[within], free[~gone].reset_index(drop=True)[within], check_exact=True)


def test_what_people_decided_in_a_call_outside_is_obeyed() -> None:
    limited, _ = rows_and_scores(OUTSIDE)
    own = limited[(limited["theme_id"] == "mood") & limited["chunk_id"].str.startswith(("c3:", "c5:"))]
    hashes = CHUNKS.set_index("chunk_id")["text_hash"]
    verdicts = [VERDICTS[hashes[chunk], "mood"] for chunk in own["chunk_id"]]
    assert (set(own["origin"]), own["assigned"].tolist()) == ({"person"}, verdicts)
    assert {True, False} <= set(verdicts)
    assert (own["matcher_score"] == 0).all()


def test_limits_do_not_depend_on_how_calls_are_split() -> None:
    matcher = Matcher(CATALOG, CATALOG_VECTORS, MATCHER.settings, outside=OUTSIDE)
    whole = tag_parts(matcher, [PASSAGES])
    apart = tag_parts(matcher, split(PASSAGES, [k % 5 for k in range(N_CALLS)]))
    order = ["theme_id", "chunk_id"]
    one, other = (found.rows.sort_values(order, ignore_index=True) for found in (whole, apart))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize(
    "now", [OUTSIDE, {"mood": frozenset({"c3"}), "cork": frozenset({"c5", "c7"})}, {"mood": frozenset({"c4"})}]
)
def test_call_whose_quarter_was_corrected_is_tagged_as_if_it_had_always_been_there(now: Outside) -> None:
    before, how = rows_and_scores(OUTSIDE)
    again, still = rows_and_scores(now, Earlier(before, how, OUTSIDE))
    anew, _ = rows_and_scores(now)
    assert still == how
    pd.testing.assert_frame_equal(again, anew, check_exact=True)
    assert before.equals(anew) == (now is OUTSIDE)


def test_definition_without_limits_and_subjects_is_that_of_versions_that_had_neither() -> None:
    theme = {"id": "freight", "label": "freight", "description": "About freight.", "strong_cues": ("barge",)}
    as_it_was = definition(TrackedTheme.model_validate(theme))
    assert as_it_was == "f8d7e6563432"
    edited = [{"from": "2012Q1"}, {"until": "2012Q1"}, {"subjects": ("logistics-freight",)}]
    assert len({as_it_was, *(definition(TrackedTheme.model_validate(theme | field)) for field in edited)}) == 4
