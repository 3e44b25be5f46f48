"""Shell completion: themes and companies of the study that a command line names; nothing, and no error, elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CODE = """
import sys
sys.argv = ["themes"]
from themes.cli.app import app
try:
    app(prog_name="themes")
finally:
    print([name for name in ("torch", "bertopic") if name in sys.modules], file=sys.stderr)
"""


def completed(words: str) -> list[str]:
    """What bash is given for a command line whose last word is to be completed."""
    asked = {"_THEMES_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    command = [sys.executable, "-c", CODE]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | asked, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "[]\n")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("themes trends {study} --theme b", ["barge-freight"]),
        ("themes trends {study} --company ", ["ottr", "vsta"]),
        ("themes quotes {study} c", ["cork-shortage"]),
        ("themes quotes {study}/nowhere c", []),
        ("themes trends --theme b", []),
        ("themes pre", ["prevalence"]),
    ],
)
def test_names_of_the_study_are_completed(stored: Path, line: str, expected: list[str]) -> None:
    assert completed(line.format(study=stored)) == expected
