"""The command line: exit codes, one line an error, results on standard output."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.fakes import HashingEncoder
from themes import __version__
from themes.cli.app import app
from themes.config.catalog import load_catalog
from themes.config.packaged_data import packaged_data
from themes.config.settings import load_settings
from themes.pipeline import refresh as refresh_module
from themes.records import TABLES
from themes.store.lock import refresh_lock
from themes.store.runs import current_run, read_table
from themes.study import opened_run

Corpus = dict[str, str]
MakeStudy = Callable[..., Path]
Freeze = Callable[[Path], dict[str, bytes]]

ROOT = Path(__file__).parents[3]
COMMANDS = "demo init parse refresh label report trends quotes search export evaluate status".split()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256))


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refresh and search with the small encoder."""
    for module in (refresh_module, opened_run):
        monkeypatch.setattr(module, "lazy_encoder", lambda *_, **__: HashingEncoder())


def themes(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


def errors(result: Result) -> list[str]:
    return result.stderr.splitlines()


def run_alone(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own at the root of the project."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_version_is_printed() -> None:
    result = themes("--version")
    assert (result.exit_code, result.stdout) == (0, f"callthemes {__version__}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = themes(command, "--help")
    assert result.exit_code == 0
    assert f"themes {command}" in result.stdout


def test_help_lists_every_command() -> None:
    result = themes("--help")
    assert result.exit_code == 0
    assert [c for c in COMMANDS if f"\n  {c} " not in result.stdout] == []


HEAVY = ("torch", "bertopic", "umap", "sklearn", "pandas", "duckdb", "altair", "sentence_transformers")


def test_help_loads_no_heavy_library() -> None:
    code = f"""
import sys
sys.argv = ["themes", "--help"]
from themes.cli.app import app
try:
    app()
finally:
    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = run_alone(code)
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert "Usage: themes" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("trends",), ("quotes", "barge-freight"), ("status",)], ids=lambda a: a[0])
def test_command_that_only_reads_loads_no_model(stored: Path, arguments: tuple[str, ...]) -> None:
    code = """
import sys
from themes.cli.app import app
try:
    app()
finally:
    print([name for name in ("torch", "bertopic", "umap", "sklearn") if name in sys.modules], file=sys.stderr)
"""
    done = run_alone(code, arguments[0], stored, *arguments[1:])
    assert (done.returncode, done.stderr) == (0, "[]\n")


LIBRARY_WARNS = """
import sys, warnings
import themes.corpus.ingest as ingest

def warns(paths):
    warnings.warn("duplicate points in X", UserWarning)
    return []

ingest.find_files = warns
from themes.cli.app import app
app()
"""


@pytest.mark.parametrize(("debug", "n_lines"), [((), 0), (("--debug",), 1)], ids=["at a terminal", "with --debug"])
def test_warning_of_a_library_is_shown_to_who_asks_for_it(debug: tuple[str, ...], n_lines: int) -> None:
    done = run_alone(LIBRARY_WARNS, *debug, "parse", "calls")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.count("duplicate points in X") == n_lines
    assert bool(done.stderr) is bool(n_lines)


def test_warning_of_a_library_is_kept_in_the_log(
    tmp_path: Path, make_study: MakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def warns(*_: object, **__: object) -> None:
        warnings.warn("duplicate points in X", UserWarning, stacklevel=1)
        raise KeyboardInterrupt

    monkeypatch.setattr(refresh_module, "refresh", warns)
    study = make_study(tmp_path)
    assert themes("refresh", study, study.parent / "calls").stderr == "interrupted; the study is as it was\n"
    assert "duplicate points in X" in (study / "refresh.log").read_text()


def test_new_study_is_told_which_encoder_it_has(tmp_path: Path) -> None:
    done = themes("init", tmp_path / "boats", "--catalog", "empty", "--encoder", "plain")
    assert done.exit_code == 0
    assert load_settings(tmp_path / "boats" / "study.toml").encoder.model == "plain"
    assert errors(themes("init", tmp_path / "other", "--encoder", "./nowhere"))[0].startswith("themes: ./nowhere: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("trends",),
        ("trends", "x", "--nonsense"),
        ("trends", "x", "--format", "xml"),
        ("quotes", "x", "y", "--limit", "0"),
        ("refresh", "x", "--refit", "sometimes"),
        ("report", "x", "--run", "0"),
        ("parse",),
    ],
    ids=" ".join,
)
def test_wrong_usage_exits_with_two_and_prints_no_result(arguments: tuple[str, ...]) -> None:
    result = themes(*arguments)
    assert result.exit_code == 2
    assert "Usage: themes" in result.output


def test_unknown_command_is_named() -> None:
    assert "No such command 'nonsense'" in themes("nonsense").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("trends",),
        ("quotes", "tea"),
        ("search", "tea"),
        ("status",),
        ("evaluate",),
        ("refresh", "calls"),
    ],
    ids=lambda a: a[0],
)
def test_missing_study_exits_with_one_and_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = themes(arguments[0], tmp_path / "nowhere", *arguments[1:])
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(errors(result)) == 1
    assert errors(result)[0].startswith("themes: ")
    assert "nowhere" in errors(result)[0]
    assert "themes init" in errors(result)[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("quotes", "barge"), "no theme 'barge' in this study; the nearest is 'barge-freight'"),
        (("trends", "--company", "otr"), "no company 'otr' in this study; the nearest is 'ottr'"),
        (("trends", "--theme", "cork"), "no theme 'cork' in this study; the nearest is 'cork-shortage'"),
        (("trends", "--as-of", "soon"), "as of 'soon': neither a date nor a quarter; such as 2013-02-28 or 2012Q4"),
        (("search", " "), "nothing to search for"),
    ],
    ids=lambda a: " ".join(a) if isinstance(a, tuple) else "",
)
def test_controlled_error_is_one_line_that_says_how_to_mend_it(
    stored: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = themes(arguments[0], stored, *arguments[1:])
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(errors(result)) == 1
    assert message in errors(result)[0]


def test_debug_shows_the_traceback_of_a_controlled_error(stored: Path) -> None:
    code = "from themes.cli.app import app; app()"
    done = run_alone(code, "--debug", "trends", stored, "--company", "otr")
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr
    assert "no company 'otr'" in done.stderr


def test_init_makes_a_study_and_says_what_comes_next(tmp_path: Path) -> None:
    result = themes("init", tmp_path / "s", "--catalog", "empty")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Next: themes refresh" in result.stderr
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == ["catalog.toml", "study.toml"]
    assert themes("status", tmp_path / "s").exit_code == 0


def test_init_over_a_study_is_refused_and_changes_nothing(
    tmp_path: Path, make_study: MakeStudy, freeze: Freeze
) -> None:
    study = make_study(tmp_path)
    before = freeze(study)
    result = themes("init", study)
    assert (result.exit_code, len(errors(result))) == (1, 1)
    assert "there is a study already" in result.stderr
    assert freeze(study) == before


def test_init_for_a_folder_says_which_catalog_suits_and_takes_it_unless_another_is_asked_for(tmp_path: Path) -> None:
    calls = packaged_data() / "sample" / "calls"
    result = themes("init", tmp_path / "a", "--for", calls)
    assert result.exit_code == 0
    said, made = errors(result)
    assert said.startswith("the catalog telecom suits: of ")
    assert made.endswith(f": a study with catalog telecom. Next: themes refresh {tmp_path / 'a'} {calls}")
    assert themes("init", tmp_path / "b", "--for", calls, "--catalog", "general").exit_code == 0
    assert load_catalog(tmp_path / "b" / "catalog.toml").name == "general"


def test_init_with_an_unknown_catalog_lists_the_known(tmp_path: Path) -> None:
    result = themes("init", tmp_path / "s", "--catalog", "telcom")
    assert (result.exit_code, len(errors(result))) == (1, 1)
    assert "telecom, empty" in result.stderr
    assert not (tmp_path / "s").exists()


def test_parse_tells_a_call_as_json(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "vesta.txt"
    path.write_text(corpus["vesta.txt"])
    result = themes("parse", path, "--format", "json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["ticker"], told["call_date"], len(told["turns"])) == ("VSTA", "2013-02-12", 5)


def test_parse_prints_a_call_a_line_as_jsonl(tmp_path: Path, corpus: Corpus) -> None:
    paths = []
    for name, text in corpus.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(text)
    lines = themes("parse", *paths, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["ticker"] for line in lines] == ["OTTR", "OTTR", "VSTA"]


def test_parse_reads_on_after_a_refused_file_and_exits_with_one(tmp_path: Path, corpus: Corpus) -> None:
    (tmp_path / "a.txt").write_bytes(JPEG)
    (tmp_path / "b.txt").write_text(corpus["vesta.txt"])
    result = themes("parse", tmp_path / "a.txt", tmp_path / "missing.txt", tmp_path / "b.txt", "--format", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert [line.split(": ")[2] for line in errors(result)] == [
        "no such file, folder or match; give the transcripts' folder, files or a quoted glob",
        "a JPEG picture, not a text; save the transcript as a text file",
    ]


def test_parse_of_a_folder_gives_a_row_with_what_was_read_and_refused(tmp_path: Path, corpus: Corpus) -> None:
    (tmp_path / "a.txt").write_bytes(JPEG)
    (tmp_path / "b.txt").write_text(corpus["vesta.txt"])
    (tmp_path / "manifest.csv").write_text("file,ticker\nb.txt,VSTA\n")
    result = themes("parse", tmp_path, "--format", "table")
    heading, row = result.stdout.splitlines()
    assert heading.split()[:5] == ["folder", "files", "read", "refused", "whole"]
    assert row.split()[1:5] == ["2", "1", "1", "1/1"]


def test_refresh_tells_on_standard_error_and_prints_nothing(tmp_path: Path, make_study: MakeStudy) -> None:
    study = make_study(tmp_path)
    (tmp_path / "calls" / "photo.txt").write_bytes(JPEG)
    result = themes("refresh", study, tmp_path / "calls")
    assert (result.exit_code, result.stdout) == (0, "")
    told = errors(result)
    assert told[0].startswith(f"refused {tmp_path / 'calls' / 'photo.txt'}: a JPEG picture")
    assert told[1].startswith("run 1: 3 calls (3 new, 0 changed), 21 passages, 3 tracked and 0 discovered themes")
    again = themes("refresh", study)
    assert "nothing new: no run was made (3 calls, 3 files unchanged)" in again.stderr


def test_interrupted_refresh_exits_with_130_and_leaves_the_study(
    tmp_path: Path, make_study: MakeStudy, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = make_study(tmp_path)
    themes("refresh", study, tmp_path / "calls")
    before = freeze(study)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(refresh_module, "analyse", interrupt)
    result = themes("refresh", study, "--refit", "always")
    assert (result.exit_code, errors(result)) == (130, ["interrupted; the study is as it was"])
    assert freeze(study) == before


def test_refresh_of_a_locked_study_exits_with_one(tmp_path: Path, make_study: MakeStudy) -> None:
    study = make_study(tmp_path)
    with refresh_lock(study):
        result = themes("refresh", study, tmp_path / "calls")
    assert (result.exit_code, len(errors(result))) == (1, 1)
    assert "refresh.lock: held by process" in result.stderr
    assert current_run(study) is None


def test_unknown_key_in_the_settings_is_one_line(tmp_path: Path, make_study: MakeStudy) -> None:
    study = make_study(tmp_path, settings="[chunks]\nmax_word = 90\n")
    result = themes("refresh", study, tmp_path / "calls")
    assert result.exit_code == 1
    assert errors(result) == [
        f"themes: {study / 'study.toml'}: line 2: unknown key 'chunks.max_word'; the nearest known key is 'max_words'"
    ]


def test_trends_show_every_theme_overall_as_a_table(stored: Path) -> None:
    result = themes("trends", stored)
    assert result.exit_code == 0
    assert all(theme in result.stdout for theme in ("barge-freight", "cork-shortage", "glass-tax"))
    assert re.findall(r"\w+", result.stdout.splitlines()[1]) == [
        "theme_id", "status", "horizon", "share_before", "share_after", "peak_quarter", "last_quarter", "n_calls",
        "n_companies", "reason",
    ]  # fmt: skip
    assert "3 calls in 2 quarters" in result.stdout


def test_status_prints_json(stored: Path) -> None:
    result = themes("status", stored, "--format", "json")
    assert json.loads(result.stdout)["n_calls"] == 3


def test_status_prints_a_page(stored: Path) -> None:
    assert "a refresh would: nothing: 3 files are as they were" in themes("status", stored).stdout


def test_quotes_without_a_theme_lists_the_themes(stored: Path) -> None:
    result = themes("quotes", stored, "--format", "csv")
    assert result.exit_code == 0
    listed = pd.read_csv(io.StringIO(result.stdout)).set_index("theme_id")["n_passages"]
    assert set(listed.index) == set(read_table(stored, "themes")["theme_id"])
    assert listed["glass-tax"] == 0
    assert listed["cork-shortage"] > 0


def test_quotes_are_printed_with_their_citations(stored: Path) -> None:
    result = themes("quotes", stored, "barge-freight", "--limit", "1")
    assert result.exit_code == 0
    assert result.stdout.count("otter-a.txt:") == 1


def test_refresh_says_aloud_that_one_call_stands_under_three_names(
    tmp_path: Path, corpus: Corpus, make_study: MakeStudy
) -> None:
    text = corpus["otter-a.txt"]
    names = {"OTTR": "Otter Peak", "HRNC": "Heron Cork", "VLCK": "Vesta Lock"}
    files = {f"{t}.txt": text.replace("OTTR - ", f"{t} - ").replace("Otter Peak", name) for t, name in names.items()}
    study = make_study(tmp_path, files)
    told = themes("refresh", study, tmp_path / "calls")
    (line,) = (line for line in errors(told) if "word for word" in line)
    assert "2 other files" in line
    assert "1 call (1 new" in told.stderr
    assert themes("quotes", study, "barge-freight").stdout.count("nine hundred tons") == 1
    assert themes("status", study).stdout.count(": duplicate: word for word") == 2


def test_quotes_show_what_several_calls_say_once(tmp_path: Path, corpus: Corpus, make_study: MakeStudy) -> None:
    late = (
        corpus["otter-a.txt"].replace("Q3 2012", "Q4 2012").replace("NOVEMBER", "FEBRUARY").replace("sawmill", "quarry")
    )
    study = make_study(
        tmp_path, {"a.txt": corpus["otter-a.txt"], "b.txt": re.sub(r"(FEBRUARY \d\d, )2012", r"\g<1>2013", late)}
    )
    themes("refresh", study, tmp_path / "calls")
    shown = themes("quotes", study, "barge-freight").stdout
    assert shown.count("nine hundred tons") == 1
    assert "and 1 call more says the same" in " ".join(shown.replace("│", " ").split())
    rows = json.loads(themes("quotes", study, "barge-freight", "--format", "json").stdout)
    assert sorted(row["n_more_calls"] for row in rows if "nine hundred tons" in row["text"]) == [1]


def test_quotes_of_a_theme_never_heard_say_so(stored: Path) -> None:
    result = themes("quotes", stored, "glass-tax")
    assert (result.exit_code, errors(result)) == (0, ["no rows"])


def test_square_brackets_of_a_passage_are_no_markup(tmp_path: Path, corpus: Corpus, make_study: MakeStudy) -> None:
    text = corpus["otter-a.txt"].replace("nine hundred tons", "[bold]nine hundred[/bold] tons")
    study = make_study(tmp_path, {"otter.txt": text})
    themes("refresh", study, tmp_path / "calls")
    assert "[bold]nine hundred[/bold]" in themes("quotes", study, "barge-freight").stdout


def test_search_prints_the_obvious_passage_first(stored: Path) -> None:
    result = themes("search", stored, "ice closed the river for weeks", "--limit", "1")
    assert result.exit_code == 0
    assert "otter-b.txt:25" in result.stdout


def test_evaluate_prints_coverage(stored: Path) -> None:
    result = themes("evaluate", stored)
    assert result.exit_code == 0
    # barges: 55 words, cork: 21 + 18 + 19, of 111 + 79 + 78 words of content
    assert f"share of content words in a tracked theme {100 * 113 / 268:.1f}%, in a discovered one 0%" in result.stderr


@pytest.mark.parametrize("table", TABLES)
def test_exported_csv_has_the_columns_and_rows_of_its_table(stored: Path, table: str) -> None:
    result = themes("export", stored, table, "--format", "csv")
    rows = list(csv.reader(io.StringIO(result.stdout_bytes.decode())))
    assert result.exit_code == 0
    assert tuple(rows[0]) == TABLES[table]
    assert len(rows) - 1 == len(read_table(stored, table))


@pytest.mark.parametrize("table", TABLES)
def test_exported_parquet_comes_back_as_its_table(stored: Path, tmp_path: Path, table: str) -> None:
    out = tmp_path / f"{table}.parquet"
    assert themes("export", stored, table, "--format", "parquet", "--out", out).exit_code == 0
    back, kept = (t.astype(object).where(t.notna(), None) for t in (pd.read_parquet(out), read_table(stored, table)))
    assert tuple(back.columns) == TABLES[table]
    assert back.to_dict("records") == kept.to_dict("records")


def test_export_of_an_unknown_table_lists_the_tables(stored: Path) -> None:
    result = themes("export", stored, "callz")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no table 'callz'; there are: sources, calls" in result.stderr


def test_trends_are_printed_as_json_for_one_company(stored: Path) -> None:
    result = themes("trends", stored, "--company", "ottr", "--format", "json")
    told = json.loads(result.stdout)
    assert [(row["theme_id"], row["scope"], row["n_calls"]) for row in told] == [
        ("barge-freight", "ottr", 2), ("cork-shortage", "ottr", 2), ("glass-tax", "ottr", 2),
    ]  # fmt: skip
