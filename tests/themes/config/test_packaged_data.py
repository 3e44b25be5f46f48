"""Where packaged data is found, and catalogs by name or by file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from themes.config import packaged_data as packaged
from themes.config.catalog import Catalog, load_catalog
from themes.config.packaged_data import catalog_text, packaged_data
from themes.errors import SettingsError


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package whose data lies beside it."""
    (tmp_path / "themes").mkdir()
    (tmp_path / "data" / "catalogs").mkdir(parents=True)
    (tmp_path / "data" / "catalogs" / "boats.toml").write_text('name = "böats"\n', encoding="utf-8")
    monkeypatch.setattr(packaged, "__file__", str(tmp_path / "themes" / "config" / "packaged_data.py"))
    return tmp_path / "themes"


def test_data_lies_beside_the_package_in_a_source_tree(installed: Path) -> None:
    assert packaged_data() == installed.parent / "data"


def test_data_lies_inside_the_package_when_it_is_installed(installed: Path) -> None:
    (installed / "_data").mkdir()
    assert packaged_data() == installed / "_data"


def test_data_of_this_tree_has_the_telecom_catalog() -> None:
    assert (packaged_data() / "catalogs" / "telecom.toml").is_file()


def test_catalog_is_found_by_name(installed: Path) -> None:
    assert catalog_text("boats") == 'name = "böats"\n'


def test_catalog_is_found_by_file(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\n', encoding="utf-8")
    assert catalog_text(str(tmp_path / "mine.toml")) == 'name = "mine"\n'


def test_packaged_catalog_wins_over_a_file_of_that_name(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "boats").write_text('name = "mine"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert catalog_text("boats") == 'name = "böats"\n'


def test_empty_catalog_has_a_name_and_no_theme(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(catalog_text("empty"), encoding="utf-8")
    assert load_catalog(tmp_path / "catalog.toml") == Catalog(name="empty")


def test_telecom_catalog_is_named_telecom() -> None:
    assert tomllib.loads(catalog_text("telecom"))["name"] == "telecom"


def test_unknown_catalog_is_an_error_that_names_the_known_ones(installed: Path) -> None:
    (installed.parent / "data" / "catalogs" / "a-first.toml").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        catalog_text("botas")
    assert str(caught.value) == "botas: no such catalog; give a file, or one of: a-first, boats, empty"


def test_folder_is_no_catalog(installed: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such catalog"):
        catalog_text(str(tmp_path))
