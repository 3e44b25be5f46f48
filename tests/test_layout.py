"""The layout of the packages: what the import contracts of pyproject.toml cannot hold by themselves."""

from __future__ import annotations

import pkgutil
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

import reports
import themes

ROOT = Path(__file__).parents[1]
#: What reports may import of themes; everything else must be forbidden to it by name.
OPEN_TO_REPORTS = {"errors", "formatting", "quarters", "records", "stats"}


def test_every_other_module_of_themes_is_forbidden_to_reports() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (forbidden,) = (
        c["forbidden_modules"] for c in contracts if c["type"] == "forbidden" and c["source_modules"] == ["reports"]
    )
    inside = {module.name for module in pkgutil.iter_modules(themes.__path__)}
    assert {f"themes.{name}" for name in inside - OPEN_TO_REPORTS} | {"embeddings"} == set(forbidden)


def test_reports_holds_six_files_beside_its_folders() -> None:
    files = {path.stem for path in Path(reports.__path__[0]).glob("*.py")}
    assert files == {"__init__", "formatting", "palette", "records", "report", "summary"}


def test_themes_holds_at_most_eight_files_beside_its_folders() -> None:
    assert len(list(Path(themes.__path__[0]).glob("*.py"))) <= 8


def test_no_two_modules_import_one_another_not_even_for_types() -> None:
    graph = grimp.build_graph("themes", "reports", "embeddings", exclude_type_checking_imports=False, cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    order = list(TopologicalSorter(imported).static_order())  # raises CycleError and names the circle
    assert len(order) == len(graph.modules) > 200
