"""The types of docs/tables.md are those of the schema."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from themes.records import TABLES
from themes.store.frames import schema_columns

TEXT = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_types_are_those_of_the_schema(table: str) -> None:
    section = re.search(rf"^## {table}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert section
    told = dict(re.findall(r"^\| (\w+) \| (?!type)([^|]+?) \|", section[1], re.MULTILINE))
    held = {c.name: c.type.lower() + (", may be null" if c.nullable else "") for c in schema_columns()[table]}
    assert told == held
