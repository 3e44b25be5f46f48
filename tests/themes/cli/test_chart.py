"""``themes chart``: a picture with its source; what is wrong is said in a line and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from themes.cli.app import app
from themes.study.study import Study

pytestmark = pytest.mark.slow


def chart(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["chart", *(str(a) for a in arguments)])


@pytest.mark.parametrize("kind", ["share", "heatmap", "speakers"])
def test_picture_names_the_theme_and_what_it_was_made_of(stored: Path, tmp_path: Path, kind: str) -> None:
    study, out = Study.open(stored), tmp_path / "chart.svg"
    theme = study.table("prevalence").query("n_words_theme > 0")["theme_id"].iloc[0]
    done = chart(stored, kind, "--theme", theme, "--out", out)
    assert (done.exit_code, done.stdout.strip()) == (0, str(out))
    drawn = out.read_text(encoding="utf-8")
    assert f"{len(study.calls):,} call" in drawn
    assert study.themes.set_index("theme_id")["label"][theme] in drawn


def test_map_says_how_many_passages_it_shows(stored: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    done = chart(stored, "map", "--out", out)
    assert (done.exit_code, out.read_bytes()[:4]) == (0, b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["share", "--out", "x.svg"], "--theme"),
        (["heatmap", "--out", "x.gif"], ".gif"),
        (["share", "--theme", "nothing-of-it", "--out", "x.svg"], "nothing-of-it"),
        (["heatmap", "--company", "nobody", "--out", "x.svg"], "nobody"),
        (["map", "--company", "ottr", "--out", "x.svg"], "--company"),
        (["spread", "--out", "x.svg"], "--theme"),
    ],
)
def test_what_cannot_be_drawn_is_said_and_writes_nothing(
    stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = chart(stored, *arguments)
    assert done.exit_code in (1, 2)
    assert said in f"{done.output}{done.exception}"
    assert list(tmp_path.iterdir()) == []
