"""decisions.jsonl: what is appended is read again, the last verdict wins, damage is told by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from themes.errors import SettingsError
from themes.feedback.decisions import Decision, Decisions, ThemeDecision, append_decisions, latest, load_decisions

YES = Decision("sdn", "otr-2012q4:0001:01", "aa", True, "2013-02-05T10:00:00+00:00", "Mara Quist, Otter, line 4")
NO = Decision("sdn", "otr-2012q4:0001:01", "aa", False, "2013-02-06T10:00:00+00:00", "Mara Quist, Otter, “line” 4\n")


def test_what_is_appended_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    append_decisions(path, [YES])
    append_decisions(path, [NO])
    assert load_decisions(path).passages == (YES, NO)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_no_file_is_no_decisions(tmp_path: Path) -> None:
    assert load_decisions(tmp_path / "decisions.jsonl") == Decisions()


def test_last_verdict_on_a_text_and_theme_wins() -> None:
    other = Decision("cloud", "c", "aa", True, "2013", "")
    assert latest([YES, other, NO]) == {("aa", "sdn"): False, ("aa", "cloud"): True}


def line(**changed: object) -> str:
    record = {"decided_at": "2013", "decision": "passage", "theme_id": "t", "chunk_id": "c", "text_hash": "h"}
    return json.dumps(record | {"verdict": "yes", "citation": ""} | changed)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("{", r"decisions\.jsonl:2: not JSON"),
        ("[]", r":2: unknown decision \[\], known are passage, rename"),
        (line(decision="erase"), r":2: unknown decision 'erase', known are passage, rename, merge, hide, show"),
        (line(decision="rename"), r":2: no text under label"),
        (line(decision="merge", into=""), r":2: no text under into"),
        (line(verdict="maybe"), r":2: verdict 'maybe', not yes or no"),
        (line(text_hash=None), r":2: no text under text_hash"),
    ],
)
def test_damaged_line_is_told_by_its_number(tmp_path: Path, bad: str, reason: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{line()}\n{bad}\n{line()}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=reason):
        load_decisions(path)


def test_decisions_about_themes_and_passages_stand_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    made = [
        ThemeDecision("rename", "toll-gate", "Tolls", "2013-02-05T10:00:00+00:00"),
        ThemeDecision("merge", "toll", "toll-gate", "2013-02-05T10:01:00+00:00"),
        ThemeDecision("hide", "gate", "", "2013-02-05T10:02:00+00:00"),
        ThemeDecision("show", "gate", "", "2013-02-05T10:03:00+00:00"),
    ]
    append_decisions(path, [made[0], YES, *made[1:]])
    read = load_decisions(path)
    assert read == Decisions((YES,), tuple(made))
    assert [str(d) for d in read.themes[:3]] == [
        "rename toll-gate to “Tolls” (2013-02-05)", "merge toll into toll-gate (2013-02-05)", "hide gate (2013-02-05)",
    ]  # fmt: skip


def test_line_cut_by_a_crash_is_told_and_nothing_is_glued_to_it(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{line()}\n{line()[:40]}", encoding="utf-8")
    before = path.read_bytes()
    for attempt in (lambda: load_decisions(path), lambda: append_decisions(path, [YES])):
        with pytest.raises(SettingsError, match=r":2: the last line was cut off"):
            attempt()
    assert path.read_bytes() == before
