"""What a page says of a reading: counts by hand, and what is doubtful and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reports.data.reading import Gap, PersonSeen, ReadingSeen, reading_seen
from tests.reports.readings import DOUBTS, PEOPLE, TEXT, call, lone, said, whole


@pytest.fixture
def seen() -> ReadingSeen:
    return reading_seen(call(), TEXT, "names over rules")


def points(seen: ReadingSeen) -> dict[str, str]:
    return {point.name: point.sentence for point in seen.points}


def test_words_are_counted_by_what_became_of_them(seen: ReadingSeen) -> None:
    assert seen.words == {"said": 11, "name": 7, "head": 3, "out": 11}
    assert (seen.n_words, seen.share_said) == (32, 11 / 32)


def test_verdict_counts_turns_speakers_words_and_warnings(seen: ReadingSeen) -> None:
    assert seen.verdict == "3 turns by 2 speakers, 34.4% of the words in turns; 3 warnings"


def test_people_stand_in_the_order_in_which_they_speak_and_the_silent_last(seen: ReadingSeen) -> None:
    assert seen.people == (
        PersonSeen("Mara Quist", "executive", "CFO, Otter Peak", 2, 9, 5),
        PersonSeen("Lena Brook", "analyst", "Heron Securities", 1, 2, 12),
        PersonSeen("Silent Sam", "executive", "General Counsel, Otter Peak", 0, 0, None),
    )


def test_a_field_says_what_it_rests_on_and_which_warnings_are_about_it(seen: ReadingSeen) -> None:
    told = {field.name: (field.value, field.how, field.doubts) for field in seen.fields}
    assert told["company"] == ("Otter Peak", "stated", (2,))
    assert told["calendar quarter"] == ("2012Q4", "inferred: fiscal quarter", ())
    assert told["call date"] == (None, "neither stated nor inferable", ())


def test_warnings_keep_only_lines_that_the_source_has(seen: ReadingSeen) -> None:
    assert [(w.number, w.sentence, w.is_missing, w.lines) for w in seen.warnings] == [
        (1, DOUBTS[0].sentence, True, ()), (2, DOUBTS[1].sentence, False, ()), (3, DOUBTS[2].sentence, False, (5, 12)),
    ]  # fmt: skip


def test_longest_gaps_come_first(seen: ReadingSeen) -> None:
    assert seen.gaps[:3] == (Gap(14, 14, 5), Gap(7, 7, 4), Gap(1, 1, 3))


def test_a_call_that_is_whole_has_nothing_doubtful() -> None:
    seen = reading_seen(*whole())
    assert seen.doubtful == ()
    assert points(seen) == {
        "Call": "Otter Peak (OTTR), 2012Q4, date unknown",
        "Speakers": "1 executive, 1 analyst",
        "Sections": "questions from line 12",
        "Words": "16 of 146 words outside turns and speaker lines (11.0%)",
        "Warnings": "none",
    }


def test_ticker_that_the_name_has_is_not_told_twice() -> None:
    seen = reading_seen(*whole(company="Otter Peak (OTTR)"))
    assert points(seen)["Call"] == "Otter Peak (OTTR), 2012Q4, date unknown"


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"company": None, "ticker": None}, "company unknown, 2012Q4, date unknown"),
        (
            {"calendar_quarter": None, "call_date": "2013-02-05"},
            "Otter Peak (OTTR), calendar quarter unknown, held on 2013-02-05",
        ),
    ],
)
def test_a_call_without_company_or_quarter_stands_in_no_cell(changes: dict[str, object], lost: str) -> None:
    seen = reading_seen(*whole(**changes))
    assert seen.doubtful == ("Call",)
    assert points(seen)["Call"] == f"{lost}; stands in no cell of company × quarter"


def test_one_unknown_speaker_is_doubtful_in_speakers_and_sections() -> None:
    made = lone("unknown")
    seen = reading_seen(made, made.turns[0].text)
    assert seen.doubtful == ("Speakers", "Sections")
    assert points(seen)["Speakers"] == "1 speaker of unknown role, no executive, no analyst"
    assert points(seen)["Sections"] == "no questions found: all are prepared remarks"


def test_one_who_says_nearly_all_is_doubtful() -> None:
    made, text = whole()
    rare = replace(made, turns=(made.turns[0], replace(said(1, "q_and_a", PEOPLE[2], text, "many boats then?"))))
    assert points(reading_seen(rare, text))["Speakers"] == "1 executive, 1 analyst, Mara Quist has 96.8% of the words"


def test_much_left_out_is_doubtful(seen: ReadingSeen) -> None:
    lost = TEXT.replace("Nothing here may be copied.", "Nobody has these words. " * 10)
    assert "Words" not in seen.doubtful  # of next to nothing nobody can tell
    assert "Words" in reading_seen(call(text=lost), lost).doubtful


def test_warnings_are_doubtful_but_those_of_fields_that_nobody_states(seen: ReadingSeen) -> None:
    assert points(seen)["Warnings"] == "3, 1 of them of fields that nobody states"
    assert "Warnings" in seen.doubtful
    missing = reading_seen(call(DOUBTS[:1]), TEXT)
    assert "Warnings" not in missing.doubtful
