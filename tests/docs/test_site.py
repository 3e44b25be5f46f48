"""The site builds without a warning or a network, loads nothing from elsewhere, and has all that the program has."""

from __future__ import annotations

import inspect
import re
import socket
from importlib import import_module
from pathlib import Path

import pytest
import typer.main
from selectolax.lexbor import LexborHTMLParser

import themes
from tests.conftest import refuse
from tests.docs.building import REPOSITORY, build_site, generated
from themes.cli.app import app
from themes.config.settings import study_toml
from themes.records import TABLES

handed_out = generated.handed_out
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("site")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        for name in ("connect", "connect_ex"):
            patched.setattr(socket.socket, name, refuse)
        patched.setattr(socket, "getaddrinfo", refuse)
        return build_site(tmp_path_factory.mktemp("site"))


def read(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text(encoding="utf-8"))


def ids(page: Path) -> set[str]:
    return {str(node.attributes["id"]) for node in read(page).css("[id]")}


def test_every_document_has_a_page(site: Path) -> None:
    documents = [p.relative_to(REPOSITORY / "docs").with_suffix(".html") for p in (REPOSITORY / "docs").rglob("*.md")]
    assert [str(page) for page in documents if not (site / page).exists()] == []
    assert len(documents) > 30


def test_site_loads_nothing_from_another_host(site: Path) -> None:
    assert len(list(site.rglob("*.html"))) > 40
    loaded = "script[src], img[src], iframe[src], link[rel=stylesheet], link[rel=icon], link[rel=preload], link[rel=preconnect]"
    for page in site.rglob("*.html"):
        for node in read(page).css(loaded):
            target = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not re.match(r"(\w+:)?//", target), f"{page.name}: {target}"
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert re.findall(r"url\(['\"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*", text) == [], style.name


def test_every_command_with_every_option_is_in_the_reference(site: Path) -> None:
    page = read(site / "reference" / "commands.html")
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        for word, typed in getattr(command, "commands", {"": command}).items():
            heading = page.css_first("h2#" + f"themes-{name}-{word}".strip("-"))
            assert heading is not None, name
            block = next(
                node
                for node in page.css(".md-content pre")
                if f"Usage: themes {f'{name} {word}'.strip()} " in node.text()
            )
            assert typed.help, name
            for parameter in typed.params:
                assert parameter.help, f"{name} {parameter.name}"
                shown = (
                    parameter.opts[0]
                    if parameter.opts[0].startswith("-")
                    else parameter.metavar or parameter.name.upper()
                )
                assert shown in block.text(), f"{name} {parameter.name}"


def test_every_table_of_the_schema_is_described(site: Path) -> None:
    assert set(TABLES) <= ids(site / "tables.html")


def test_every_setting_is_in_the_reference(site: Path) -> None:
    text = read(site / "reference" / "settings.html").text()
    keys = re.findall(r"^(?:# )?(\w+) = ", study_toml(), re.MULTILINE)
    assert len(keys) > 15
    assert [key for key in keys if key not in text] == []


def public_members(cls: type) -> list[str]:
    ours = [base for base in cls.__mro__ if base.__module__.split(".")[0] in ("themes", "reports", "embeddings")]
    return sorted({name for base in ours for name in vars(base) if not name.startswith("_")})


@pytest.mark.parametrize("name", [name for name in themes.__all__ if name != "__version__"])
def test_every_public_name_and_method_is_in_the_reference(site: Path, name: str) -> None:
    documented = ids(site / "reference" / "python.html")
    value = getattr(themes, name)
    assert f"{value.__module__}.{value.__qualname__}" in documented
    for cls in [value, *handed_out(value)] if inspect.isclass(value) else []:
        places = [f"{cls.__module__}.{cls.__qualname__}.{member}" for member in public_members(cls)]
        assert [place for place in places if place not in documented] == []


def test_what_a_study_gives_is_found_by_its_annotations() -> None:
    assert {"Plot", "Explorer"} <= {cls.__name__ for cls in handed_out(themes.Study)}


def test_hook_lists_only_objects_that_exist(site: Path) -> None:
    for node in read(site / "reference" / "python.html").css(".doc-heading[id]"):
        parts = str(node.attributes["id"]).split(".")
        k = next(k for k in range(len(parts), 0, -1) if _is_module(".".join(parts[:k])))
        value = import_module(".".join(parts[:k]))
        for part in parts[k:]:
            if not hasattr(value, part):  # a field without a default stands in its annotations alone
                assert part in inspect.get_annotations(value), node.attributes["id"]
                break
            value = getattr(value, part)


def _is_module(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True
