"""``themes evaluate``: what is printed against labels and verdicts, and which files are refused."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.pipeline.refresh import refresh
from themes.study.study import Study

MakeStudy = Callable[..., Path]

# Of the stored study the matcher takes, from 0.3 on: three passages for barge-freight, three for cork-shortage.
BARGES = "We moved nine hundred tons of timber by barge this quarter, and the barge fleet paid for itself early."
SAWMILL = "Our sawmill in the valley ran at full load, with fewer stops for repairs than in any quarter of the decade."
ICE = "Ice closed the river for six weeks, so no timber left the valley and the yards filled up with logs."
CORK = "Cork was hard to find all winter, and what cork we found cost us twice as much as the year before."
LABELS = [
    {"id": "a1", "source": "otter-a.txt", "text": BARGES, "themes": ["barge-freight"], "primary": "barge-freight", "exchange": 0},
    {"id": "a2", "source": "otter-a.txt", "text": SAWMILL, "themes": ["output"], "primary": "output", "exchange": 0},
    {"id": "b1", "source": "otter-b.txt", "text": ICE, "themes": ["barge-freight"], "primary": "barge-freight", "exchange": 0},
    {"id": "v1", "source": "vesta.txt", "text": CORK, "themes": ["prices"], "primary": "prices", "exchange": 0},
]  # fmt: skip


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return write(tmp_path / "labels.jsonl", LABELS)


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def told(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def test_labels_score_the_themes_that_occur_in_them(stored: Path, labels: Path) -> None:
    found = told(evaluate(stored, "--labels", labels, "--format", "json"))
    # the matcher takes a1 and misses b1; cork-shortage, which it gives to v1, is in no label
    assert found["themes"] == [
        {"theme_id": "barge-freight", "n_readers": 2, "n_found": 1, "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3)}
    ]  # fmt: skip
    assert isinstance(found["micro_f1"], dict)
    assert found["micro_f1"]["value"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == {"value": None, "low": None, "high": None}  # no theme of ten paragraphs
    assert found["placed"] == 0
    assert found["lost"] == 0
    assert found["not_scored"] == {
        "output": "not tracked in this study",
        "prices": "not tracked in this study",
        "cork-shortage": "in no label: was it looked for?",
        "glass-tax": "in no label: was it looked for?",
    }


def test_theme_that_readers_looked_for_and_never_saw_is_scored(stored: Path, tmp_path: Path) -> None:
    rows = [row | {"scored_themes": "all"} for row in LABELS]
    result = evaluate(stored, "--labels", write(tmp_path / "all.jsonl", rows))
    assert result.exit_code == 0
    assert "cork-shortage" in result.stdout
    # one of four paragraphs of substance is given cork-shortage; 2 * 1 / (2 yes of readers + 2 of the matcher)
    assert "micro-F1 0.500" in result.stderr
    assert "at most 25.0% of substance in a theme that no reader saw" in result.stderr
    assert "in no label" not in result.stderr


def test_summary_says_what_lies_in_no_passage_and_what_is_not_scored(stored: Path, tmp_path: Path) -> None:
    strange = LABELS[0] | {"id": "x1", "text": "one two three"}  # a row of three words that nobody said
    result = evaluate(
        stored, "--labels", write(tmp_path / "l.jsonl", [LABELS[0] | {"text": "hundred tons of"}, strange])
    )
    assert "2 paragraphs of 1 call, 50.0% of their words in no passage" in result.stderr
    assert "not scored (in no label: was it looked for?): cork-shortage, glass-tax" in result.stderr


def test_calls_that_the_study_lacks_are_named_and_count_as_missed(stored: Path, labels: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other.jsonl", [LABELS[0] | {"id": "o", "source": "nowhere.txt"}])
    result = evaluate(stored, "--labels", labels, "--labels", other)
    assert result.exit_code == 0
    assert "labelled, but not in this study, so that all their themes count as missed: nowhere.txt" in result.stderr
    assert "micro-F1 0.500" in result.stderr  # 2 * 1 / (3 + 1)
    alone = evaluate(stored, "--labels", other)
    assert (alone.exit_code, alone.stdout) == (1, "")
    assert "other.jsonl: no labelled file is in this study, such as nowhere.txt" in alone.stderr


def test_reliability_is_a_second_table_and_the_only_one_in_a_csv(stored: Path, labels: Path) -> None:
    assert "share_of_readers" not in evaluate(stored, "--labels", labels).stdout
    assert "share_of_readers" in evaluate(stored, "--labels", labels, "--reliability").stdout
    result = evaluate(stored, "--labels", labels, "--reliability", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    # b1, a2 and v1 have no row for barge-freight, a1 one of 0.7577
    assert [(row["score_from"], row["n"], float(row["share_of_readers"])) for row in rows] == [
        ("0.0", "3", pytest.approx(1 / 3)),
        ("0.65", "1", 1.0),
    ]


def test_reliability_without_labels_is_wrong_usage(stored: Path) -> None:
    result = evaluate(stored, "--reliability")
    assert result.exit_code == 2
    assert "--reliability needs --labels" in result.stderr


def test_csv_of_labels_is_the_table_of_themes(stored: Path, labels: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(evaluate(stored, "--labels", labels, "--format", "csv").stdout)))
    assert [(row["theme_id"], row["n_readers"], row["recall"]) for row in rows] == [("barge-freight", "2", "0.5")]


@pytest.fixture
def chunk_of(stored: Path) -> dict[str, str]:
    chunks = Study.open(stored).chunks
    return dict(zip(chunks["text"], chunks["chunk_id"], strict=True))


def test_spreadsheet_of_verdicts_is_scored_by_the_scores_of_the_matcher(
    stored: Path, chunk_of: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "answers.csv"
    lines = [f"barge-freight,{chunk_of[BARGES]},yes", f"barge-freight,{chunk_of[ICE]},yes",
             f"barge-freight,{chunk_of[SAWMILL]},", f"cork-shortage,{chunk_of[CORK]},no"]  # fmt: skip
    file.write_text("\n".join(["theme_id,chunk_id,verdict", *lines]) + "\n")
    found = told(evaluate(stored, "--labels", file, "--format", "json"))
    assert found["verdicts"] == [
        {"theme_id": "barge-freight", "n_decided": 2, "n_yes": 2, "n_found": 1, "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3)},
        {"theme_id": "cork-shortage", "n_decided": 1, "n_yes": 0, "n_found": 1, "precision": 0.0, "recall": None, "f1": 0.0},
        {"theme_id": "ALL", "n_decided": 3, "n_yes": 2, "n_found": 2, "precision": 0.5, "recall": 0.5, "f1": 0.5},
    ]  # fmt: skip


def decision(theme: str, chunk: str, text_hash: str, verdict: str) -> dict[str, object]:
    return {"decided_at": "2013-02-06T10:00:00+00:00", "decision": "passage", "theme_id": theme, "chunk_id": chunk,
            "text_hash": text_hash, "verdict": verdict, "citation": ""}  # fmt: skip


def test_decisions_of_a_study_are_scored_by_the_matcher_alone_also_after_it_obeyed(
    tmp_path: Path, make_study: MakeStudy
) -> None:
    study = make_study(tmp_path)
    refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    chunks = Study.open(study).chunks.set_index("text")
    rows = [decision("barge-freight", "renumbered:0:0", str(chunks.loc[BARGES, "text_hash"]), "yes"),
            decision("barge-freight", "renumbered:0:1", str(chunks.loc[BARGES, "text_hash"]), "no"),
            decision("barge-freight", "", "text-of-no-passage", "yes")]  # fmt: skip
    file = write(study / "decisions.jsonl", rows)
    before = evaluate(study, "--labels", file, "--format", "json")
    refresh(study, (str(tmp_path / "calls"),), encoder=HashingEncoder())
    after = evaluate(study, "--labels", file, "--format", "json")
    # the last verdict on the text counts: no, where the matcher says yes
    expected = {"n_decided": 1, "n_yes": 0, "n_found": 1, "precision": 0.0, "recall": None, "f1": 0.0}
    assert told(before)["verdicts"] == [{"theme_id": name} | expected for name in ("barge-freight", "ALL")]
    assert told(before)["n_verdicts_not_scored"] == 1
    assert Study.open(study).table("chunk_themes")["reason"].str.startswith("you said no").sum() == 1
    assert after.stdout == before.stdout


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("l.jsonl", '{"id": "a"}\n', "l.jsonl:1: source is missing; each line is an object with id"),
        ("l.jsonl", "", "l.jsonl: no labelled paragraph"),
        ("l.jsonl", '{"decision": "passage"}\n', "l.jsonl:1: no text under decided_at"),
        ("l.csv", "theme_id,chunk_id,verdict\nsdn,x,yes\n", "l.csv:2: no tracked theme 'sdn' in this study"),
        ("l.csv", "theme_id,chunk_id,verdict\n", "l.csv: no verdict; write yes or no"),
        ("l.csv", "a,b\n1,2\n", "l.csv: no column theme_id, chunk_id, verdict"),
        ("d.jsonl", json.dumps(decision("sdn", "", "0", "yes")) + "\n", "d.jsonl: no verdict is about a tracked theme"),
    ],
)
def test_labels_that_cannot_be_used_are_one_line_with_the_place_and_the_mend(
    stored: Path, tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text)
    result = evaluate(stored, "--labels", tmp_path / name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert message in result.stderr


@pytest.mark.parametrize("name", ["none.jsonl", "none.csv"])
def test_missing_labels_are_one_line(stored: Path, tmp_path: Path, name: str) -> None:
    result = evaluate(stored, "--labels", tmp_path / name)
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert f"{name}: cannot be read" in result.stderr


def test_two_kinds_of_labels_fit_no_csv_and_reliability_needs_paragraphs(
    stored: Path, labels: Path, chunk_of: dict[str, str], tmp_path: Path
) -> None:
    verdicts = tmp_path / "v.csv"
    verdicts.write_text(f"theme_id,chunk_id,verdict\nbarge-freight,{chunk_of[BARGES]},yes\n")
    both = ("--labels", labels, "--labels", verdicts)
    assert {"themes", "verdicts"} <= told(evaluate(stored, *both, "--format", "json")).keys()
    assert "a CSV holds one table" in evaluate(stored, *both, "--format", "csv").stderr
    assert "--reliability needs labelled paragraphs" in evaluate(stored, "--labels", verdicts, "--reliability").stderr


def test_help_of_the_command_line_imports_no_table_library() -> None:
    code = "import sys; from themes.cli.app import app; print([m for m in ('pandas', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"
