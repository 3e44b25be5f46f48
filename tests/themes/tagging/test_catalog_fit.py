"""What a refresh warns of: a catalog for other calls, themes that hardly occur, and near misses that contradict what was assigned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from themes.config.catalog import Catalog, TrackedTheme, packaged_catalogs
from themes.records import TABLES
from themes.tagging.catalog_fit import fit_warnings
from themes.tagging.matcher import CatalogVectors

AXES = np.eye(3, dtype=np.float32)
N_CALLS = 20
CHUNKS = pd.DataFrame(
    {"chunk_id": [f"c{k}" for k in range(N_CALLS)], "call_id": [f"call{k}" for k in range(N_CALLS)]}
).assign(kind="content")
IS, IS_NOT = 0, 1


def warned(assigned: dict[str, int], n_against: int = 0, origin: str = "matcher", n_calls: int = N_CALLS) -> list[str]:
    """Warnings where each theme is assigned its number of passages, of which the first lie among its near misses."""
    catalog = Catalog(
        theme=tuple(TrackedTheme(id=t, label=t, description=t, near_misses=("Not it.",)) for t in assigned)
    )
    known = CatalogVectors({t: AXES[[IS]] for t in assigned}, {t: AXES[[IS_NOT]] for t in assigned})
    chunks = CHUNKS.head(n_calls)
    vectors = AXES[[IS_NOT] * n_against + [IS] * (n_calls - n_against)]
    rows = [(f"c{k}", t, "tracked", True, origin) for t, n in assigned.items() for k in range(n)]
    table = pd.DataFrame(rows, columns=["chunk_id", "theme_id", "kind", "assigned", "origin"])
    return list(fit_warnings(catalog, known, chunks, vectors, table.reindex(columns=list(TABLES["chunk_themes"]))))


def test_themes_that_occur_are_not_warned_of() -> None:
    assert warned({"barges": 2, "locks": 12, "ice": 1}) == []


def test_themes_of_a_persons_own_that_hardly_occur_are_named_in_one_line() -> None:
    (line,) = warned({"barges": 12, "locks": 0, "ice": 0})
    assert line.startswith("2 themes of yours hardly occur in 20 calls: locks, ice; ")


def test_few_calls_and_an_empty_catalog_are_not_judged() -> None:
    assert warned({"barges": 0}, n_calls=4) == []
    assert warned({}) == []


@pytest.mark.parametrize(("n_naming", "n_lines"), [(0, 1), (1, 0)])
def test_packaged_catalog_of_another_industry_is_warned_of(n_naming: int, n_lines: int) -> None:
    (telecom,) = (catalog for catalog in packaged_catalogs() if catalog.name == "telecom")
    known = {theme.id: AXES[[IS]] for theme in telecom.theme}
    rows = [{"chunk_id": f"c{k}", "theme_id": "lte", "kind": "tracked", "assigned": False} for k in range(n_naming)]
    table = pd.DataFrame(rows, columns=list(TABLES["chunk_themes"])).assign(strong_cue=True)
    lines = list(fit_warnings(telecom, CatalogVectors(known, known), CHUNKS, AXES[[IS] * N_CALLS], table))
    assert len(lines) == n_lines
    assert all(line.startswith("the catalog telecom hardly suits these calls: 0% of passages") for line in lines)


def test_theme_most_of_whose_passages_are_nearer_to_a_near_miss_is_named_with_its_counts() -> None:
    (line,) = warned({"barges": 10, "locks": 16}, n_against=8)
    assert "barges (8 of 10)" in line
    assert "locks" not in line


def test_few_passages_and_those_that_people_decided_are_not_held_against_a_theme() -> None:
    assert warned({"barges": 4}, n_against=4) == []
    assert warned({"barges": 10}, n_against=10, origin="person") == []
