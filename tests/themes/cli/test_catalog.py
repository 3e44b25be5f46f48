"""``themes catalog``: both commands on a stored study, and one line an error."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from embeddings import cached
from tests.fakes import HashingEncoder
from themes.cli.app import app
from themes.config.packaged_data import catalog_text
from themes.study import catalog_findings, opened_run


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cached, catalog_findings, opened_run):
        monkeypatch.setattr(module, "lazy_encoder", lambda *_, **__: HashingEncoder())


def catalog(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["catalog", *map(str, arguments)])


def test_show_lists_themes_with_limits_and_subjects(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(
        '[[theme]]\nid = "kayaks"\nlabel = "Kayaks"\ndescription = "Boats."\n'
        '[[theme]]\nid = "locks"\nlabel = "Locks"\ndescription = "Sluices."\n'
        'from = "2009Q1"\nuntil = 2013-12-31\nsubjects = ["toys-leisure", "5g"]\n'
    )
    first, second = json.loads(catalog("show", tmp_path, "--format", "json").stdout)
    assert [first[key] for key in ("theme_id", "from", "until", "subjects")] == ["kayaks", None, None, ""]
    assert list(second.values()) == ["locks", "Locks", "2009Q1", "2013-12-31", "toys-leisure, 5g"]


def test_check_holds_a_theme_against_the_calls_within_its_limits(tmp_path: Path, stored: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(stored, study)
    text = (study / "catalog.toml").read_text()
    (study / "catalog.toml").write_text(text.replace('id = "barge-freight"', 'id = "barge-freight"\nuntil = "2011Q4"'))
    rows = json.loads(catalog("check", study, "--format", "json").stdout)
    own = {row["finding"]: row["what"] for row in rows if row["theme_id"] == "barge-freight"}
    assert own["no call within the theme's limits"] == "from ever until 2011Q4"
    assert not any("cue" in finding for finding in own)


def test_check_names_what_never_fires_and_what_lacks_examples(stored: Path) -> None:
    result = catalog("check", stored, "--format", "json")
    rows = {(row["theme_id"], row["finding"]): row["what"] for row in json.loads(result.stdout)}
    assert rows["glass-tax", "cues never fire"] == "glass tax"
    assert rows["glass-tax", "fewer than 3 examples"] == "0"
    assert f"11 findings in 3 themes of {stored / 'catalog.toml'}; 1 more: --limit 11\n" in result.stderr


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A study with the general catalog and no run."""
    assert CliRunner().invoke(app, ["init", str(tmp_path / "study")]).exit_code == 0
    return tmp_path / "study"


def test_check_leaves_themes_alone_that_are_as_they_came(new: Path) -> None:
    result = catalog("check", new, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "28 themes as callthemes has them, not looked at: --all" in result.stderr


@pytest.mark.slow
def test_check_without_a_run_looks_at_the_examples_only(new: Path) -> None:
    text = catalog_text("general").replace('label = "Guidance', 'label = "Our guidance', 1)
    (new / "catalog.toml").write_text(text)
    result = catalog("check", new, "--format", "json")
    assert result.exit_code == 0
    assert "no run yet: only the examples are checked" in result.stderr
    found = json.loads(result.stdout)
    assert {row["theme_id"] for row in found} <= {"guidance"}
    assert not any("cues never fire" in row["finding"] for row in found)
    everything = catalog("check", new, "--all", "--format", "json")
    assert len(json.loads(everything.stdout)) == 10
    assert " more: --limit " in everything.stderr


def test_check_cites_a_passage_and_says_what_to_do(stored: Path) -> None:
    rows = json.loads(catalog("check", stored, "--format", "json").stdout)
    assert all(row["mend"] for row in rows)
    shown = [row for row in rows if row["example"]]
    assert shown
    assert all(".txt:" in row["citation"] for row in shown)


def test_check_says_that_the_catalog_changed_after_the_run(tmp_path: Path, stored: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(stored, study)
    with (study / "catalog.toml").open("a") as file:
        file.write("# changed\n")
    assert "catalog.toml was changed after run 1" in catalog("check", study).stderr


def test_suggest_prints_toml(stored: Path) -> None:
    result = catalog("suggest", stored)
    assert result.exit_code == 0
    assert set(tomllib.loads(result.stdout)) <= {"theme"}


def test_suggested_cues_go_to_a_reader_and_come_back_as_judged(tmp_path: Path, stored: Path) -> None:
    sheet = tmp_path / "cues.csv"
    written = catalog("suggest", stored, "--judge", sheet)
    assert (written.exit_code, written.stdout) == (0, "")
    header, *rows = sheet.read_text().splitlines()
    assert header.startswith("theme_id,cue,kind,useful,")
    sheet.write_text(
        "\n".join([header, "cork-shortage,cork oak*,strong,yes,9,8,3,2,Cork oaks died.,a.txt:3,,,,", *rows])
    )
    back = catalog("suggest", stored, "--judged", sheet)
    assert back.exit_code == 0
    assert '#   strong_cues = [..., "cork oak*"]' in back.stdout
    assert "1 cue and 0 themes suggested" in back.stderr


def test_theme_that_is_not_in_the_catalog_is_one_line(stored: Path) -> None:
    result = catalog("suggest", stored, "--theme", "cork-shortag")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "themes: no tracked theme 'cork-shortag' in this study; the nearest is 'cork-shortage'\n"
