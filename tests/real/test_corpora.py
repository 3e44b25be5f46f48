"""Reading the real collections: every transcript is understood, every refusal is deserved.

Runs by `make real`, on the folder named by CALLTHEMES_SHARED where it holds `corpora` and `gold`.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_sources
from themes.transcripts.showing import call_to_dict

SHARED = Path(os.environ.get("CALLTHEMES_SHARED", "../shared")).resolve()
CORPORA = SHARED / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="this folder holds no corpora")

Corpus = tuple[dict[Path, tuple[Call, ...]], dict[Path, str]]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    read: dict[Path, tuple[Call, ...]] = {}
    refused: dict[Path, str] = {}
    for path in sorted(p for p in CORPORA.rglob("*") if p.is_file() and p.name != "manifest.csv"):
        try:
            read[path.relative_to(CORPORA)] = tuple(parse_source(source) for source in read_sources(path))
        except TranscriptRefused as refusal:
            refused[path.relative_to(CORPORA)] = str(refusal)
    return read, refused


def manifest(folder: str) -> list[dict[str, str]]:
    with (CORPORA / folder / "manifest.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def scored(calls: list[Call], folder: Path, *options: str) -> dict[str, float]:
    """The means that the scoring tool prints in its last line."""
    parsed = folder / "parsed.jsonl"
    parsed.write_text("".join(json.dumps(call_to_dict(call)) + "\n" for call in calls), encoding="utf-8")
    gold = str(SHARED / "gold" / "streetevents_turns.jsonl")
    tool = str(SHARED / "tools" / "score_parse.py")
    command = [sys.executable, tool, "--parsed", str(parsed), "--gold", gold, *options]
    last = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip().splitlines()[-1]
    means = last.partition("  worst")[0]
    return {name: float(value) for name, value in re.findall(r"(\w+) ([01]\.\d+) \(floor", means)}


def test_exactly_the_event_briefs_of_the_ruled_files_are_refused(corpus: Corpus) -> None:
    briefs = {row["file"] for row in manifest("nasdaq10_streetevents") if row["kind"] == "event_brief"}
    _, refused = corpus
    assert {str(Path(*p.parts[1:])) for p in refused} == briefs
    assert all("event brief" in reason for reason in refused.values())


def test_nearly_every_call_with_speakers_has_both_sides_and_both_sections(corpus: Corpus) -> None:
    calls = [call for several in corpus[0].values() for call in several]
    spoken = [call for call in calls if len({turn.speaker for turn in call.turns}) > 1]
    whole = [
        call
        for call in spoken
        if {"executive", "analyst"} <= {turn.role for turn in call.turns} and len({t.section for t in call.turns}) == 2
    ]
    assert len(whole) >= 0.99 * len(spoken)


def test_ruled_files_meet_the_gates(corpus: Corpus, tmp_path: Path) -> None:
    calls = [
        call for path, several in corpus[0].items() if path.parts[0] == "nasdaq10_streetevents" for call in several
    ]
    means = scored(calls, tmp_path)
    assert means["attribution"] >= 0.99
    assert means["role"] >= 0.98
    assert means["turns"] >= 0.98
    assert means["metadata"] >= 0.99


def test_the_same_calls_from_another_vendor_come_close(corpus: Corpus, tmp_path: Path) -> None:
    calls = [call for path, several in corpus[0].items() if path.parts[0] == "nasdaq10_sa_twins" for call in several]
    means = scored(calls, tmp_path, "--twins", str(CORPORA / "nasdaq10_sa_twins" / "manifest.csv"))
    assert means["attribution"] >= 0.925
    assert means["role"] >= 0.925
    assert means["turns"] >= 0.86
    assert means["metadata"] >= 0.97


@pytest.mark.parametrize("folder", ["telecom_seekingalpha", "nasdaq10_sa_twins", "jpm_factiva", "fool_zh_bilingual"])
def test_date_and_label_agree_with_the_manifest(corpus: Corpus, folder: str) -> None:
    rows = manifest(folder)
    right = 0
    for row in rows:
        (call,) = corpus[0][Path(folder) / row["file"]]
        right += (call.call_date, call.fiscal_quarter) == (row["call_date"], row["fiscal_label"])
    assert right >= 0.98 * len(rows)


def test_layouts_of_the_five_calls_are_those_that_join_their_broken_paragraphs() -> None:
    files = sorted((SHARED / "transcripts").glob("*.txt"))
    layouts = [parse_source(source).layout for path in files for source in read_sources(path)]
    assert layouts == ["bulleted", "streetevents", "streetevents", "streetevents", "bare"]
