"""``themes doctor``: what is broken is said with how to mend it, and makes the exit code 1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from embeddings.errors import EncoderError
from themes.cli.app import app
from themes.study import machine

ROOT = Path(__file__).parents[3]


def told(folder: Path, exit_code: int) -> dict[str, Mapping[str, object]]:
    """The findings by the first word of their name."""
    done = CliRunner().invoke(app, ["doctor", str(folder), "--json"])
    assert done.exit_code == exit_code, done.output
    return {finding["name"].split()[0]: finding for finding in json.loads(done.stdout)}


def broken(found: Mapping[str, Mapping[str, object]]) -> list[str]:
    return [name for name, finding in found.items() if finding["is_broken"]]


def test_sound_machine_breaks_nothing_and_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    found = told(tmp_path, 0)
    assert broken(found) == []
    assert found["Python"]["found"].startswith(".".join(map(str, sys.version_info[:3])))  # type: ignore[attr-defined]
    assert found["cores"]["found"] == str(os.cpu_count())
    assert list(tmp_path.iterdir()) == []


def test_lines_for_a_person_say_as_much(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", str(tmp_path)])
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == len(told(tmp_path, 0))


def test_damaged_model_is_broken_with_its_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged() -> Path:
        raise EncoderError("model.safetensors: sha256 is another", mend="reinstall it")

    monkeypatch.setattr(machine, "packaged_model", damaged)
    found = told(tmp_path, 1)
    assert broken(found) == ["default"]
    assert "reinstall it" in str(found["default"]["mend"])


def test_folder_that_is_not_there_is_broken(tmp_path: Path) -> None:
    assert "folder" in broken(told(tmp_path / "nowhere", 1))


def test_full_disk_little_memory_and_old_python_are_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LEAST_DISK", "LEAST_MEMORY"):
        monkeypatch.setattr(machine, name, 1e9)
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (4, 0))
    assert broken(told(tmp_path, 1)) == ["Python", "memory", "free"]


def test_without_a_browser_there_is_a_note_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "no-browser"))
    found = told(tmp_path, 0)["Chromium,"]
    assert (found["found"], found["is_broken"]) == ("none", False)
    assert "no-browser" in str(found["mend"])


def test_torch_is_not_loaded(tmp_path: Path) -> None:
    code = """
import sys
from themes.cli.app import app
try:
    app()
finally:
    print([name for name in ("torch", "pandas", "bertopic") if name in sys.modules], file=sys.stderr)
"""
    command = [sys.executable, "-c", code, "doctor", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "[]\n")
