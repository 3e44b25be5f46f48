"""Every code block of README and docs runs on the sample study; every command within a sentence exists."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer.main

from tests.docs.snippets import CALLS, DOCUMENTS, REPOSITORY, Desk, blocks, spans
from themes.cli.app import app

WITH_BLOCKS = [document for document in DOCUMENTS if blocks(document)]


def name_of(document: Path) -> str:
    return str(document.relative_to(REPOSITORY))


@pytest.fixture
def desk(tmp_path: Path, demo_study: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for study in ("demo", "study"):
        shutil.copytree(demo_study, tmp_path / study)
    shutil.copytree(CALLS, tmp_path / "calls")
    (tmp_path / "data").symlink_to(REPOSITORY / "data")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("typer.launch", lambda *args, **kwargs: 0)
    return Desk(tmp_path)


@pytest.mark.timeout(900)  # some documents fit a study anew
@pytest.mark.parametrize("document", WITH_BLOCKS, ids=name_of)
def test_blocks_of_a_document_run_in_their_order(document: Path, desk: Desk) -> None:
    for block in blocks(document):
        desk.run(block)


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if d.name != "README.md"], ids=name_of)
def test_blocks_say_their_language(document: Path) -> None:
    assert [block.line for block in blocks(document) if not block.language] == []


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if spans(d)], ids=name_of)
def test_command_in_a_sentence_exists_with_its_options(document: Path) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for span in spans(document):
        words = span.split()[1:]
        command = commands[words[0]]
        if len(words) > 1 and words[1] in getattr(command, "commands", {}):
            command = command.commands[words[1]]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", span)) <= known, span


def test_documents_hold_many_commands_and_snippets() -> None:
    languages = [block.language for document in DOCUMENTS for block in blocks(document)]
    assert languages.count("bash") > 50
    assert languages.count("python") > 8
