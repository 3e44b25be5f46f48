"""The glossary has an entry for every status, interval and figure that the code has, and none for what is gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Literal, get_args, get_origin

import pandas as pd
import pytest
import typer.main
from pandas.api.types import is_bool_dtype, is_numeric_dtype

import reports.records
import themes.records
import themes.topics.lineage
from reports.render.sections import SECTIONS
from themes.cli.app import app
from themes.cli.catalog import SHOWN_COLUMNS
from themes.diffusion import first_mentions, initiative
from themes.evaluation import name_sheet
from themes.evaluation.gold_labels import Paragraph
from themes.evaluation.label_scores import LabelScores, score_labels, score_verdicts
from themes.evaluation.name_scores import FAULT, score_names
from themes.evaluation.topic_quality import Quality, measure_quality
from themes.feedback import uncertainty_sampling
from themes.prevalence import by_quarter, by_year, contrast_text
from themes.prevalence.vocabulary import DRIFT_COLUMNS
from themes.records import TABLES
from themes.stats import lead_test
from themes.store.frames import empty_table, schema_sql
from themes.tagging import catalog_checks, cue_suggestions

REPOSITORY = Path(__file__).parent.parent
#: Modules whose Literals and enums list what a column or a page may show.
DECLARING: tuple[ModuleType, ...] = (themes.records, themes.topics.lineage, reports.records)
#: Columns that name a row or hold its text; the glossary explains some of them, once for all tables.
NAMES_AND_TEXTS = frozenset(
    {"theme_id", "company_id", "chunk_id", "call_id_from", "call_id_to", "label", "before", "text", "text_hash"}
)


@dataclass(frozen=True)
class Entry:
    """A row of the glossary: its group, the terms it explains, what they mean, and where they stand."""

    group: str
    terms: tuple[str, ...]
    meaning: str
    places: frozenset[str]


def entries() -> tuple[Entry, ...]:
    """All rows of the glossary's tables, in their order."""
    found, group = [], ""
    for line in (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            group = line.removeprefix("## ")
        elif line.startswith("| ") and not line.startswith("| term |"):
            term, meaning, _, where = (cell.strip() for cell in line.strip("|").split("|"))
            terms = tuple(part.strip("`") for part in term.split(", "))
            found.append(Entry(group, terms, meaning, frozenset(re.findall(r"[`*]([^`*]+)[`*]", where))))
    return tuple(found)


ENTRIES = entries()


def explained() -> set[tuple[str, str]]:
    """Pairs of a place and a term that stands there."""
    return {(place, term) for entry in ENTRIES for place in entry.places for term in entry.terms}


def without_entry(place: str, terms: Collection[str]) -> list[str]:
    """The terms that no entry explains for a place."""
    known = explained()
    return sorted(term for term in terms if (place, term) not in known)


def closed_sets() -> dict[str, set[str]]:
    """By ``table.column`` the values that it may have, from the types that declare them and the schema's comments."""
    found = dict(listed_in_schema())
    declared: dict[str, Collection[str]] = {
        "calls.event": get_args(themes.records.Event),
        "calls.basis": tuple(themes.records.Basis),
        "turns.section": get_args(themes.records.Section),
        "turns.role": get_args(themes.records.Role),
        "chunks.kind": get_args(themes.records.ChunkKind),
        "prevalence.speaker_group": get_args(themes.records.SpeakerGroup),
        "trends.status": tuple(themes.records.Status),
        "lineage.event": get_args(themes.topics.lineage.Event),
    }
    for column, values in declared.items():
        found.setdefault(column, set()).update(values)
    return found


def listed_in_schema() -> Iterator[tuple[str, set[str]]]:
    """Columns whose comment in ``schema.sql`` is a list of single words, such as ``-- read, refused or duplicate``."""
    table = ""
    for line in schema_sql().splitlines():
        if begun := re.match(r"CREATE TABLE (\w+)", line):
            table = begun.group(1)
        if listed := re.match(r"    (\w+) VARCHAR.*-- (.+ or .+)$", line):
            words = re.sub(r"\(.*?\)", "", listed.group(2))
            values = {part.strip() for part in re.split(r"[,;]|\bor\b", words)} - {""}
            if all(re.fullmatch(r"[a-z_]+", value) for value in values):
                yield f"{table}.{listed.group(1)}", values


def declared_values(module: ModuleType) -> dict[str, tuple[str, ...]]:
    """By name the values of each Literal and enum of a module."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in vars(module).items():
        if get_origin(value) is Literal:
            found[name] = get_args(value)
        elif isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum:
            found[name] = tuple(value)
    return found


def figures(table: str) -> list[str]:
    """The columns of a table that hold a number, a yes or no, a quarter or a day."""
    dtypes = empty_table(table).dtypes
    return [
        name
        for name in TABLES[table]
        if is_numeric_dtype(dtypes[name]) or is_bool_dtype(dtypes[name]) or name.endswith(("_quarter", "_date"))
    ]


def views() -> dict[str, Collection[str]]:
    """By command the columns or fields that it prints and that no table of a run has."""
    one = Paragraph("p", "a.txt", "words", frozenset({"t"}), "t", "a.txt")
    scores = score_labels([one], {"p": Counter({None: 1})}, empty_table("chunk_themes"), ["t"])
    verdicts = score_verdicts({}, empty_table("chunk_themes"), 0.5)
    figures_of_scores = [f.name for f in fields(LabelScores) if f.name not in ("by_theme", "reliability")]
    theme = empty_table("themes").reindex([0]).assign(theme_id="t", kind="tracked", status="active")
    quality = measure_quality({name: empty_table(name) for name in TABLES} | {"themes": theme})
    named = pd.DataFrame([{"theme": 1, "theme_id": "t", "kind": "tracked", "name": "T", "passage": 1}])
    names = score_names(name_sheet.NameSheet(1, "all", named, 0), [name_sheet.Marks("a.csv", {}, {}, {}, {})] * 2)
    figures_of_quality = [f.name for f in fields(Quality) if f.name != "by_theme"]
    of_names = (names.shares, names.agreement, names.by_theme, names.not_marked)
    return {
        "themes prevalence --by-quarter": by_quarter.COLUMNS,
        "themes prevalence --by-year": by_year.COLUMNS,
        "themes contrasts": set(contrast_text.COLUMNS) - set(TABLES["contrasts"]),
        "themes vocabulary": [*DRIFT_COLUMNS, "came", "went"],
        "themes diffusion --view spread": first_mentions.ADOPTION_COLUMNS,
        "themes diffusion --view asked": initiative.COLUMNS,
        "themes diffusion --view leaders": lead_test.COLUMNS,
        "themes catalog show": SHOWN_COLUMNS,
        "themes catalog check": [*catalog_checks.FINDING_COLUMNS, "citation"],
        "themes catalog suggest": cue_suggestions.CUE_COLUMNS,
        "themes label": uncertainty_sampling.COLUMNS,
        "themes evaluate": [*quality.by_theme.columns, *figures_of_quality, "stability"],
        "themes evaluate --labels": [*scores.by_theme.columns, *verdicts.columns, *figures_of_scores],
        "themes evaluate --reliability": list(scores.reliability.columns),
        "themes evaluate --names": {*name_sheet.COLUMNS, *(c for t in of_names for c in t.columns), *FAULT},
    }


@pytest.mark.parametrize("column", sorted(closed_sets()))
def test_every_value_of_a_closed_set_has_an_entry(column: str) -> None:
    assert without_entry(column, closed_sets()[column]) == []


def test_closed_sets_are_found_where_the_schema_lists_them() -> None:
    found = closed_sets()
    assert found["sources.status"] >= {"read", "refused", "duplicate"}
    assert found["placements.how"] >= {"core", "near", "later", "born", "none"}
    assert found["themes.status"] >= {"active", "tentative", "retired"}
    assert found["trends.status"] >= {"rising", "fading", "steady", "insufficient", "revived"}


@pytest.mark.parametrize("module", DECLARING, ids=lambda module: module.__name__)
def test_every_value_that_a_type_declares_has_an_entry(module: ModuleType) -> None:
    terms = {term for entry in ENTRIES for term in entry.terms}
    declared = declared_values(module)
    assert declared
    assert {name: lacking for name, values in declared.items() if (lacking := set(values) - terms)} == {}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_figure_of_a_table_has_an_entry(table: str) -> None:
    assert [name for name in figures(table) if without_entry(f"{table}.{name}", [name])] == []


def test_bounds_of_intervals_count_as_figures() -> None:
    assert {"share_low", "share_high"} <= set(figures("prevalence"))
    assert {"change_low", "change_high", "q_value", "since_quarter"} <= set(figures("trends"))


@pytest.mark.parametrize("command", sorted(views()))
def test_every_column_of_a_command_has_an_entry(command: str) -> None:
    columns = set(views()[command])
    assert without_entry(command, columns - NAMES_AND_TEXTS) == []


def test_a_status_or_interval_without_an_entry_is_found() -> None:
    assert without_entry("trends.status", ["rising", "volatile"]) == ["volatile"]
    assert without_entry("prevalence.share", ["share"]) == []
    assert without_entry("contrasts.share", ["share"]) == ["share"]


def test_entries_name_only_what_is_there() -> None:
    commands: Mapping[str, object] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    titles = {section.title for section in SECTIONS}
    for place in {place for entry in ENTRIES for place in entry.places}:
        if place.startswith("themes "):
            assert place.split()[1] in commands, place
        elif "." in place:
            table, column = place.split(".")
            assert column in TABLES[table], place
        else:
            assert place in titles, place


def test_entries_are_sorted_and_explain_a_term_once_a_place() -> None:
    for group in dict.fromkeys(entry.group for entry in ENTRIES):
        first = [entry.terms[0].casefold() for entry in ENTRIES if entry.group == group]
        assert first == sorted(first), group
    counts = Counter((place, term) for entry in ENTRIES for place in entry.places for term in entry.terms)
    assert [pair for pair, n in counts.items() if n > 1] == []
    assert [entry.terms for entry in ENTRIES if not entry.meaning.endswith((".", ")"))] == []


def test_sources_are_those_that_entries_cite() -> None:
    text = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \*\*(.+? \d{4})\.\*\*", text, re.MULTILINE)
    in_brackets = [part for e in ENTRIES for part in re.findall(r"\(([^()]+)\)", e.meaning)]
    parts = {part.strip() for bracket in in_brackets for part in bracket.split(";")}
    assert {part for part in parts if re.search(r" (1[89]|20)\d\d$", part)} == set(listed)
    assert listed == sorted(listed, key=lambda source: source.casefold())
