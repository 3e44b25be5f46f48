"""What the documents tell is what there is: commands, tables, columns, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from themes.cli.app import app
from themes.records import TABLES

REPOSITORY = Path(__file__).parent.parent


def commands() -> set[str]:
    return set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_commands_of_the_contract_exist() -> None:
    promised = "demo init parse refresh label catalog report trends quotes search diff export evaluate status"
    promised += " rename merge hide prune prevalence contrasts diffusion"
    assert commands() >= set(promised.split())


def test_readme_names_only_commands_that_exist_and_all_of_them() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    code = re.findall(r"`themes (\w+)", text) + re.findall(r"^    themes (\w+)", text, re.MULTILINE)
    assert set(code) - {"COMMAND"} == commands() - {"demo"}  # `make demo` runs that one


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_is_described(table: str) -> None:
    text = (REPOSITORY / "docs" / "tables.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {table}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section is not None
    assert tuple(re.findall(r"^\| (\w+) \| (?!type)", section.group(1), re.MULTILINE)) == TABLES[table]


def test_links_in_documents_land() -> None:  # those of docs are held by the strict site, tests/docs/test_site.py
    for page in (*REPOSITORY.glob("*.md"), REPOSITORY / "data" / "README.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists() or "://" in target, f"{page.name}: {target}"
