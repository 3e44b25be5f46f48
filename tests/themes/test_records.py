"""The columns other programs rely on, and that the records can fill them."""

from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from themes.records import FINDINGS, SPEAKER_GROUPS, TABLES, Call, Participant, Status, Turn

# As promised to readers of exports; a change here is a change for them.
PROMISED = {
    "sources": "source_id path sha256 layout status reason text duplicate_of",
    "calls": "call_id company_id company ticker event fiscal_quarter calendar_quarter call_date title source n_turns n_words inferred warnings basis doubts as_read",
    "turns": "call_id turn_index section speaker role title firm start_char end_char line page text",
    "chunks": "chunk_id call_id source turn_index exchange_index section speaker role kind is_short start_char end_char line n_words text text_hash subject subject_probability",
    "themes": "theme_id kind label broader description terms stability status first_run last_run label_terms tracked_twin tracked_share",
    "chunk_themes": "chunk_id theme_id kind score assigned reason origin merged_from matcher_score cues strong_cue meaning",
    "prevalence": "theme_id company_id call_id calendar_quarter fiscal_quarter speaker_group n_words_theme n_words share share_low share_high n_chunks n_words_strong n_words_meaning",
    "trends": "theme_id scope status since_quarter peak_quarter last_quarter change_per_year change_low change_high p_value q_value n_calls n_companies reason horizon share_before share_after n_passages carriers flip_p year_change year_low year_high two_years_change two_years_low two_years_high wording",
    "contrasts": "theme_id company_id call_id_from call_id_to share_from share_to difference low high p_value",
    "diffusion": "theme_id company_id first_call_date first_quarter rank lag_days p_value",
    "lineage": "event theme_id parents similarity ambiguity",
    "placements": "chunk_id text_hash theme_id score how run_id",
    "positions": "chunk_id x y",
    "run": "run_id started_at finished_at settings versions seed catalog_sha256 n_calls n_chunks n_new_calls decisions",
}


def test_tables_are_the_promised_ones() -> None:
    assert list(TABLES) == list(PROMISED)


@pytest.mark.parametrize("table", PROMISED)
def test_columns_are_the_promised_ones_in_their_order(table: str) -> None:
    assert " ".join(TABLES[table]) == PROMISED[table]


def test_speaker_groups_begin_with_all() -> None:
    assert SPEAKER_GROUPS == ("all", "management_prepared", "management_answers", "analyst_questions")


def test_call_has_every_column_of_calls_but_the_ones_a_study_adds() -> None:
    call = Call("a.txt", "bare", None, None, "other", None, None, None, None, {}, (), (), ())
    assert {c for c in TABLES["calls"] if not hasattr(call, c)} == {"call_id", "company_id", "n_turns", "n_words"}


def test_turn_has_every_column_of_turns_but_the_ones_a_study_adds() -> None:
    assert set(TABLES["turns"]) - {f.name for f in fields(Turn)} == {"call_id", "turn_index"}


def test_record_refuses_a_change_after_it_was_made() -> None:
    person = Participant("Ida Moss", "analyst")
    with pytest.raises(FrozenInstanceError):
        person.role = "executive"  # type: ignore[misc]


def test_participant_without_title_and_firm_has_none() -> None:
    assert (Participant("Ida Moss", "analyst").title, Participant("Ida Moss", "analyst").firm) == (None, None)


def test_turn_shows_its_words_but_not_its_runs() -> None:
    turn = Turn(0, "q_and_a", "Ida Moss", "analyst", None, None, 7, 12, 1, None, "Boats", ((0, 7),))
    assert "Boats" in repr(turn)
    assert "runs" not in repr(turn)


def test_status_is_its_name_in_text_and_tables() -> None:
    assert (str(Status.RISING), f"{Status.RISING}", json.dumps(Status.RISING)) == ("rising", "rising", '"rising"')
    assert Status("rising") is Status.RISING
    assert {"rising": 1}[Status.RISING] == 1


def test_findings_and_they_alone_have_verbs_for_a_headline() -> None:
    for status in Status:
        assert bool(status.verb) is (status in FINDINGS)
    assert {*Status} - {*FINDINGS} == {Status.STEADY, Status.UNCLEAR, Status.INSUFFICIENT, Status.ABSENT}


def test_too_little_was_said_to_test_what_is_insufficient_or_absent() -> None:
    assert [status for status in Status if status.is_untested] == [Status.INSUFFICIENT, Status.ABSENT]


def test_page_on_trends_defines_every_status() -> None:
    page = (Path(__file__).parents[2] / "docs" / "trends.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", page, flags=re.M)
    defined = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {*Status} <= defined
