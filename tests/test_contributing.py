"""The worked examples of CONTRIBUTING.md: each is applied to a copy of the project, and its test must pass there.

An example is a section ``### Example: TITLE (at most N files)``.  A fenced block is a new file where the line before it
is `` `path` `` and a colon; it is put into a file where that line reads ``In `path`, after `text`:`` (after the first
line that is that text, indentation aside, or begins with it where it ends in ``…``) or ``In `path`, in place of `text`:``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

REPOSITORY = Path(__file__).parent.parent
LIMITS = {"layout": 3, "command": 3, "chart": 4, "section": 5, "status": 6, "model": 4}
_EXAMPLE = re.compile(
    r"^### Example: (?P<title>.+?) \(at most (?P<limit>\d) files\)\n(?P<body>.*?)(?=^##|\Z)", re.S | re.M
)
_STEP = re.compile(
    r"^(?P<indent> *)(?:\d\. )?(?:In )?`(?P<path>[\w./-]+)`(?:, (?P<how>after|in place of) `(?P<anchor>[^\n]+)`)?:\n\n"
    r"(?P<fence> *)```\w*\n(?P<text>.*?)^(?P=fence)```",
    re.S | re.M,
)


@dataclass(frozen=True)
class Step:
    """One block: a whole new file where ``anchor`` is empty, else lines put after an anchor or in its place."""

    path: str
    text: str
    anchor: str
    how: str

    def apply(self, root: Path) -> None:
        file = root / self.path
        if not self.anchor:
            assert not file.exists(), f"{self.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")
            return
        lines = file.read_text(encoding="utf-8").splitlines()
        at = next((k for k, line in enumerate(lines) if self._is_anchor(line.strip())), None)
        assert at is not None, f"{self.path} has no line {self.anchor!r}"
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        added = textwrap.indent(self.text.rstrip("\n"), indent).splitlines()
        lines[at : at + 1] = [*([lines[at]] if self.how == "after" else []), *added]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def _is_anchor(self, line: str) -> bool:
        return line.startswith(self.anchor[:-1]) if self.anchor.endswith("…") else line == self.anchor


def examples() -> dict[str, tuple[int, list[Step]]]:
    """Limit and steps of each example, by the last word of its title."""
    text = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = {}
    for example in _EXAMPLE.finditer(text):
        steps = [
            Step(s["path"], textwrap.dedent(s["text"]), s["anchor"] or "", s["how"] or "")
            for s in _STEP.finditer(example["body"])
        ]
        found[example["title"].split()[-1]] = (int(example["limit"]), steps)
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project's sources in a folder of their own."""
    ignored = shutil.ignore_patterns("__pycache__", "sample", "images")
    for name in ("themes", "reports", "embeddings", "tests", "data", "docs"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    return tmp_path


def test_every_kind_of_extension_has_an_example() -> None:
    assert {name: limit for name, (limit, _) in examples().items()} == LIMITS


@pytest.mark.parametrize("name", LIMITS)
def test_example_touches_few_files_and_its_test_passes(copy: Path, name: str) -> None:
    limit, steps = examples()[name]
    paths = {step.path for step in steps}
    assert len(paths) <= limit
    for step in steps:
        step.apply(copy)
    tests = sorted(path for path in paths if Path(path).name.startswith("test_"))
    assert tests
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(
        command, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
