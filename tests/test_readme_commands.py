"""Every command that README's table shows runs on the sample study as it is printed there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from themes.cli.app import app

REPOSITORY = Path(__file__).parent.parent
CALLS = REPOSITORY / "data" / "sample" / "calls"
#: What stands for the reader's own; labels to evaluate against are not part of the sample.
OWN = {"study": "demo", "FILE": str(CALLS / "peregrail-2012q1.txt"), "FOLDER": str(CALLS), "--labels": "", "labels.jsonl": ""}  # fmt: skip
#: Commands that need a person, a second run or a language model say so.
REFUSED = {"label": "no terminal to ask on", "diff": "no run before run 1", "llm": "no [llm] section"}


def shown() -> list[str]:
    """Command lines of the table; an option alone belongs to the command before it."""
    found: list[str] = []
    for row in re.findall(
        r"^\|[^|]+\| (`.+) \|$", (REPOSITORY / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    ):
        first = ""
        for span in re.findall(r"`([^`]+)`", row):
            first = first if span.startswith("--") else span
            words = span if span == first else f"{' '.join(first.split()[:3])} {span}"
            if len(words.split()) > 2:  # alone it is only named
                found.append(words)
    return found


@pytest.fixture(scope="module")
def folder(demo_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readme")
    shutil.copytree(demo_study, made / "demo")
    return made


def test_table_shows_many_commands() -> None:
    assert len(shown()) > 20


@pytest.mark.parametrize("line", shown())
def test_command_runs_as_it_is_printed(line: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    words = [OWN.get(word, word) for word in shlex.split(line)[1:]]
    done = CliRunner().invoke(app, [word for word in words if word])
    refusal = REFUSED.get(words[0], "")
    assert done.exit_code == (1 if refusal else 0), done.output
    assert refusal in done.stderr
