"""The main job on the five real calls: what a reader should see, and that quotes stand where they are said to stand.

Runs by `make real`; the folder is named by CALLTHEMES_SHARED and must exist, so a wrong path is an error, not a skip.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from reports.render.html import render
from reports.summary import summarize
from themes.pipeline.refresh import refresh
from themes.store.runs import read_tables
from themes.study.create import create_study
from themes.study.study import Study

SHARED = Path(os.environ.get("CALLTHEMES_SHARED", "../shared")).resolve()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("five") / "study"
    create_study(folder, "telecom")
    refresh(folder, (str(SHARED / "transcripts"),))
    return Study.open(folder)


def share(study: Study, theme: str, company: str, quarter: str) -> float:
    rows = study.table("prevalence").query("speaker_group == 'all' and theme_id == @theme and company_id == @company")
    return float(rows.loc[rows["calendar_quarter"] == quarter, "share"].iloc[0])


@pytest.mark.parametrize(
    ("theme", "company", "quarter"),
    [
        ("broadband-stimulus", "calx", "2011Q2"),
        ("broadband-stimulus", "calx", "2012Q2"),
        ("broadband-stimulus", "calx", "2012Q4"),
        ("ericsson-channel", "calx", "2012Q4"),
        ("sdn", "jnpr", "2012Q4"),
        ("coherent-100g", "infn", "2010Q4"),
    ],
)
def test_known_story_is_seen_where_it_was_told(study: Study, theme: str, company: str, quarter: str) -> None:
    assert share(study, theme, company, quarter) > 0.02


@pytest.mark.parametrize("theme", ["covid-19", "work-from-home", "tariffs", "5g"])
def test_theme_of_another_decade_is_not_seen(study: Study, theme: str) -> None:
    said = study.table("prevalence").query("speaker_group == 'all' and theme_id == @theme")["n_words_theme"].sum()
    assert said == 0


def test_themes_nobody_asked_for_are_found_with_readable_labels(study: Study) -> None:
    discovered = study.themes.query("kind == 'discovered'")
    assert 10 <= len(discovered) <= 25
    speakers = {name.split()[-1].lower() for name in study.table("turns")["speaker"].unique()}
    for label in discovered["label"]:
        words = re.findall(r"[a-z0-9&-]+", label.lower())
        assert not speakers & set(words), label
        assert not any(word.isdigit() for word in words), label


def test_calls_of_one_company_come_together(study: Study) -> None:
    assert study.calls["company_id"].value_counts().to_dict() == {"calx": 3, "infn": 1, "jnpr": 1}


def test_every_quote_stands_at_its_offsets_and_line(study: Study) -> None:
    texts = study.table("sources").set_index("path")["text"]
    for chunk in study.chunks.itertuples():
        source = texts[chunk.source]
        span = iter(re.findall(r"\w+", source[chunk.start_char : chunk.end_char].replace("\\", "")))
        assert all(word in span for word in re.findall(r"\w+", chunk.text)), chunk.chunk_id
        assert source.count("\n", 0, chunk.start_char) + 1 == chunk.line, chunk.chunk_id


def test_seed_calls_are_read_exactly(study: Study, tmp_path: Path) -> None:
    parsed = tmp_path / "parsed.jsonl"
    files = sorted(str(p) for p in (SHARED / "transcripts").glob("*.txt"))
    themes = [str(Path(sys.executable).parent / "themes"), "parse", *files, "--format", "jsonl"]
    parsed.write_bytes(subprocess.run(themes, check=True, capture_output=True).stdout)
    scorer = [sys.executable, str(SHARED / "tools" / "score_parse.py"), "--parsed", str(parsed)]
    scored = subprocess.run(
        [*scorer, "--seeds", str(SHARED / "gold" / "seed_parse.json")], capture_output=True, text=True
    )
    assert scored.stdout.count("exact") == 2, scored.stdout


def test_two_studies_from_nothing_are_equal(study: Study, tmp_path: Path) -> None:
    create_study(tmp_path / "again", "telecom")
    refresh(tmp_path / "again", (str(SHARED / "transcripts"),))
    for name, table in read_tables(tmp_path / "again").items():
        if name != "run":
            pd.testing.assert_frame_equal(table, study.table(name), check_exact=True)


def test_report_quotes_are_passages_of_the_calls(study: Study) -> None:
    html = render(summarize(study.tables))
    assert len(html) < 2_500_000
    data = summarize(study.tables)
    spoken = set(study.chunks["text"])
    quotes = [quote.text for theme in data.themes for quote in theme.quotes]
    assert quotes
    assert set(quotes) <= spoken
    assert json.loads(study.table("run")["settings"].iloc[0])["model_id"] in html
