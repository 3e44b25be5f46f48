"""Every column that a study's methods return is explained: in docs/tables.md, or where the method is."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.study.call import Call
from themes.study.company import Company
from themes.study.study import Study
from themes.study.theme import Theme

ROOT = Path(__file__).parents[3]
THEME, COMPANY, CALL = ("barge-freight",), ("ottr",), ("ottr-2012q3",)
#: What each method is asked; properties are asked nothing.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "Study.shares": (), "Study.compare": ("ottr", "vsta"), "Study.quotes": THEME, "Study.evaluate": (), "Study.diff": (),
    "Study.diffusion": (), "Call.quotes": (),
    "Theme.shares": (), "Theme.quotes": (), "Theme.terms": ("2012Q3", "2012Q4"), "Company.shares": (), "Company.quotes": THEME,
}  # fmt: skip
SEARCHES = ("Study.search", "Company.search")
#: Tables by name, explained by name, or by their own page.
OTHERS = {
    "Study.table", "Study.sql", "Study.named", "Study.cited", "Study.trends_as_of", "Study.passage_positions", "Study.prevalence",
    "Study.prevalence_by_quarter", "Study.prevalence_by_year", "Study.vocabulary_drift",
}  # fmt: skip


def gives_a_table(member: object) -> bool:
    function = getattr(member, "fget", None) or getattr(member, "func", None) or member
    return inspect.isfunction(function) and function.__annotations__.get("return") == "pd.DataFrame"


def tables_of(owner: type) -> list[str]:
    names = [name for name, member in inspect.getmembers(owner) if not name.startswith("_") and gives_a_table(member)]
    return [f"{owner.__name__}.{name}" for name in names if f"{owner.__name__}.{name}" not in OTHERS]


QUESTIONS = [name for owner in (Study, Theme, Company, Call) for name in tables_of(owner)]


def ask(study: Study, question: str) -> pd.DataFrame:
    owner, name = question.split(".")
    views: dict[str, Callable[[], object]] = {
        "Study": lambda: study,
        "Theme": lambda: study.theme(*THEME),
        "Company": lambda: study.company(*COMPANY),
        "Call": lambda: study.call(*CALL),
    }
    found = getattr(views[owner](), name)
    if question in SEARCHES:
        found = found("timber", encoder=HashingEncoder())
    elif callable(found):
        found = found(*ARGUMENTS[question])
    assert isinstance(found, pd.DataFrame)
    return found


def explained(question: str) -> set[str]:
    """Names in backticks in the docstring, and in those of the methods of Study that it refers to."""
    owner, name = question.split(".")
    here = {"Study": Study, "Theme": Theme, "Company": Company, "Call": Call}[owner]
    text = inspect.getdoc(getattr(here, name)) or ""
    referred = re.findall(r"[`.](shares|quotes|trends|search|passages)\b", text) + (
        ["shares"] if 'by="c' in text else []
    )
    texts = [text, *(inspect.getdoc(getattr(Study, other)) or "" for other in referred)]
    texts += [inspect.getdoc(Theme.passages) or ""] if "theme.passages" in text else []
    return {name for text in texts for name in re.findall(r"``([\w<>]+)``", text)}


@pytest.fixture(scope="module")
def study(stored: Path) -> Study:
    return Study.open(stored)


def test_questions_are_many() -> None:
    assert len(QUESTIONS) > 20


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_column_is_explained(study: Study, question: str) -> None:
    stored = set(re.findall(r"^\| (\w+) \| ", (ROOT / "docs" / "tables.md").read_text(encoding="utf-8"), re.MULTILINE))
    columns = {re.sub(r"^(ottr|vsta)(?=_|$)", "<id>", str(column)) for column in ask(study, question).columns}
    assert columns - stored - explained(question) == set()
