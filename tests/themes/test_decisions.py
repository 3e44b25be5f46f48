"""decisions.jsonl: what is appended is read again, the last verdict wins, damage is told by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from themes.decisions import Decision, append_decisions, latest, load_decisions
from themes.errors import SettingsError

YES = Decision("sdn", "otr-2012q4:0001:01", "aa", True, "2013-02-05T10:00:00+00:00", "Mara Quist, Otter, line 4")
NO = Decision("sdn", "otr-2012q4:0001:01", "aa", False, "2013-02-06T10:00:00+00:00", "Mara Quist, Otter, “line” 4\n")


def test_what_is_appended_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    append_decisions(path, [YES])
    append_decisions(path, [NO])
    assert load_decisions(path) == (YES, NO)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_no_file_is_no_decisions(tmp_path: Path) -> None:
    assert load_decisions(tmp_path / "decisions.jsonl") == ()


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
        ("[]", r":2: unknown decision \[\], known are passage"),
        (line(decision="rename"), r":2: unknown decision 'rename', known are passage"),
        (line(verdict="maybe"), r":2: verdict 'maybe', not yes or no"),
        (line(text_hash=None), r":2: no text under text_hash"),
    ],
)
def test_damaged_line_is_told_by_its_number(tmp_path: Path, bad: str, reason: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{line()}\n{bad}\n{line()}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=reason):
        load_decisions(path)


def test_line_cut_by_a_crash_is_told_and_nothing_is_glued_to_it(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text(f"{line()}\n{line()[:40]}", encoding="utf-8")
    before = path.read_bytes()
    for attempt in (lambda: load_decisions(path), lambda: append_decisions(path, [YES])):
        with pytest.raises(SettingsError, match=r":2: the last line was cut off"):
            attempt()
    assert path.read_bytes() == before
