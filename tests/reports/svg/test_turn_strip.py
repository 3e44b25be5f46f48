"""The strip of a call: a segment a turn, as long as its words, as high as its role."""

from __future__ import annotations

import re

from reports.data.reading import TurnSeen, reading_seen
from reports.svg.turn_strip import HEIGHT, HEIGHTS, WIDTH, turn_strip
from tests.reports.readings import TEXT, call
from themes.records import Role


def turn(index: int, role: Role, n_words: int, section: str = "Prepared remarks", speaker: str = "Mara") -> TurnSeen:
    return TurnSeen(index, speaker, role, "", section, index + 1, n_words)


def test_segments_are_as_long_as_their_words_and_as_high_as_their_role() -> None:
    drawn = turn_strip([turn(0, "operator", 10), turn(1, "executive", 30), turn(2, "operator", 10)])
    (operator,) = re.findall(r'class="operator" d="([^"]+)"', drawn)
    assert operator == f"M0.0 {HEIGHT}v-7h200.0v7zM800.0 {HEIGHT}v-7h200.0v7z"
    assert f'd="M200.0 {HEIGHT}v-24h600.0v24z"' in drawn


def test_roles_differ_in_height_or_are_hollow() -> None:
    assert len({HEIGHTS[role] for role in ("operator", "executive", "analyst")}) == 3


def test_questions_are_marked_where_they_begin() -> None:
    asked = turn_strip([turn(0, "executive", 60), turn(1, "analyst", 40, "Questions and answers")])
    assert f'class="questions" d="M600.0 0v{HEIGHT}"' in asked
    assert "questions" not in turn_strip([turn(0, "executive", 60)])


def test_segments_lead_to_turns_and_names_are_escaped() -> None:
    drawn = turn_strip([turn(0, "unknown", 1, speaker="<script>")], is_linked=True)
    assert '<a href="#turn-0" tabindex="-1">' in drawn
    assert "&lt;script&gt;, unknown: 1 word, line 1" in drawn
    assert "<script>" not in drawn


def test_all_turns_fill_the_strip() -> None:
    widths = re.findall(r"h([\d.]+)v", turn_strip(reading_seen(call(), TEXT).turns))
    assert abs(sum(map(float, widths)) - WIDTH) < 0.2


def test_call_without_a_word_is_an_empty_strip() -> None:
    assert "<path" not in turn_strip([])
    assert "h0.0v" in turn_strip([turn(0, "analyst", 0)])
