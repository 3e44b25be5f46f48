"""Marks in cells: each stands where its number is on the axis, and nothing stands where nothing is known."""

from __future__ import annotations

import re

from reports.records import SpeakerShare
from reports.svg.cell_marks import ASKED, BAR, LIFE, asked_chart, life_chart, share_bar
from reports.views.lineage import Life, NamedTheme
from reports.views.speaker_gap import AskedRow


def test_bar_is_as_long_as_its_share_of_the_largest() -> None:
    groups = [
        SpeakerShare("analyst_questions", label, share, 1, 2) for label, share in (("a", 0.4), ("b", 0.1), ("c", None))
    ]
    lengths = [re.findall(r"M0 0h(\d+)v", share_bar(group.share, groups)) for group in groups]
    assert lengths == [[str(BAR.width)], [str(BAR.width // 4)], []]


def test_life_goes_from_the_run_of_birth_to_the_last() -> None:
    drawn = life_chart(Life(NamedTheme("a", "A", True), "active", 2, 3, None), 5)
    # four steps between the ends of an axis of 140 - 2 * 4 pixels
    assert f'd="M{4 + 33} 7H{4 + 66}"' in drawn
    assert drawn.count('cx="37"') == 1


def test_life_of_a_first_run_is_a_dot_at_the_start() -> None:
    assert f'd="M{LIFE.edge} 7H{LIFE.edge}"' in life_chart(Life(NamedTheme("a", "A", True), "active", 1, 1, "born"), 1)


def test_shares_stand_on_one_axis_and_a_silent_group_has_no_mark() -> None:
    drawn = asked_chart(AskedRow("a", "A", prepared=0.0, answers=None, questions=0.2, gap=0.2, is_gap=True), 0.2)
    assert f'class="gap" d="M{ASKED.edge} 9H{ASKED.width - ASKED.edge}"' in drawn
    assert "<circle" not in drawn
    assert "gap" not in asked_chart(AskedRow("a", "A", None, 0.1, 0.2, None, False), 0.2)
