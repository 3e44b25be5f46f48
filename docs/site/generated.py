"""MkDocs hook: pages that are made from the program when the site is built, so that they cannot fall behind it.

In: the command line, the schema, the public names, documents that live beside what they describe.  Out: files that
MkDocs treats like those of ``docs``.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers_static, isclass
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, get_args, get_origin

import typer.main
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import themes
import themes.study
from themes.cli.app import app
from themes.config.settings import StudySettings, study_toml
from themes.store.frames import schema_sql

REPOSITORY = Path(__file__).parents[2]
#: Documents outside of ``docs`` and where the site has them; links to them are turned.
ELSEWHERE = {
    "CHANGELOG.md": "changes.md",
    "data/README.md": "sample.md",
    "data/encoder/README.md": "encoder_card.md",
    "reports/assets/report.schema.json": "reference/report.schema.json",
}
_LINK = re.compile(r"\]\((?P<path>(?!\w+:)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
#: Public beside what ``from themes import ...`` gives: heading, and the objects below it.
ALSO_PUBLIC = {
    "Charts": ("reports.vega.export.picture", "reports.vega.charts", "reports.vega.rows"),
    "Making and filling a study": ("themes.study.create.create_study", "themes.config.catalog.Catalog"),
    "Records": ("themes.records.Call", "themes.records.Turn", "themes.records.Status"),
    "Errors": ("themes.errors", "embeddings.errors"),
    "Parts of your own": ("embeddings.encoder.Encoder", "themes.topics.model.TopicModel", "themes.engines.base.Engine"),
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for uri, text in pages():
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links that are right in the repository into links that are right on the site."""
    here = page.file.src_uri
    written_at = next((source for source, uri in ELSEWHERE.items() if uri == here), f"docs/{here}")

    def turned(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(written_at), link["path"]))
        uri = ELSEWHERE.get(target) or target.removeprefix("docs/")
        return f"]({posixpath.relpath(uri, posixpath.dirname(here) or '.')}{link['anchor'] or ''})"

    return _LINK.sub(turned, markdown)


def pages() -> Iterator[tuple[str, str]]:
    """Each generated file, as its place on the site and its text."""
    yield "reference/commands.md", commands_page()
    yield "reference/schema.md", schema_page()
    yield "reference/settings.md", settings_page()
    yield "reference/python.md", python_page()
    for source, uri in ELSEWHERE.items():
        yield uri, (REPOSITORY / source).read_text(encoding="utf-8")


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that can be typed, by its words behind ``themes``, in the order of help."""
    waiting = list(typer.main.get_command(app).commands.items())  # type: ignore[attr-defined]  # a group has them
    for name, command in waiting:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        else:
            yield from ((f"{name} {word}", below) for word, below in inner.items())


def commands_page() -> str:
    """The help of every command, as the program prints it."""
    parts = [
        "# Commands",
        "Made from the program: what `themes COMMAND --help` prints. Results go to standard output, progress and "
        "messages to standard error. Exit code 0: done; 1: a controlled error in one line (`themes --debug COMMAND` "
        "adds the traceback); 2: wrong usage; 130: interrupted, with the study as it was. The "
        "[glossary](../glossary.md) explains the columns that commands print.",
    ]
    for name, command in commands():
        context = command.make_context(f"themes {name}", [], resilient_parsing=True)
        parts += [f"## themes {name}", f"```text\n{command.get_help(context).strip()}\n```"]
    return "\n\n".join(parts) + "\n"


def schema_page() -> str:
    """The schema of a run file, as it is created."""
    return (
        "# SQL schema\n\n"
        "A run is one DuckDB file, `STUDY/runs/NNNN.duckdb`; `STUDY/current` names the current one. These are the "
        "statements that make it. [Tables](../tables.md) explains every column, and "
        "[your own tools](../howto/own-tools.md) shows how to read it.\n\n"
        f"```sql\n{schema_sql().strip()}\n```\n"
    )


def settings_page() -> str:
    """Every key of study.toml: the file as a new study has it, then each section from the model that checks it."""
    parts = [
        "# Settings",
        "`study.toml` as `themes init` writes it. Most studies change none of it; an unknown key is an error that "
        "names the nearest. Whatever is changed, the next refresh says what it does anew.",
        f"```toml\n{study_toml().strip()}\n```",
        *_keys("The study", StudySettings),
    ]
    for name, field in StudySettings.model_fields.items():
        if section := _section(field.annotation):
            repeated = get_origin(field.annotation) is dict
            parts += _keys(f"[{name}.ID]" if repeated else f"[{name}]", section)
    return "\n\n".join(parts) + "\n"


def _section(annotation: object) -> type[BaseModel] | None:
    """The model of a section, also of one that may be left out or stands once a company."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _section(part))), None)


def _keys(title: str, section: type[BaseModel]) -> Iterator[str]:
    """Heading, description and keys of a section; sections within it are left to themselves."""
    rows = ["| key | default | |", "|---|---|---|"]
    for name, field in section.model_fields.items():
        if _section(field.annotation) is None:
            default = "must be given" if field.is_required() else f"`{json.dumps(_default(field))}`"
            rows.append(f"| `{name}` | {default} | {field.description or ''} |")
    yield f"## {title}"
    yield (section.__doc__ or "").strip()
    yield "\n".join(rows)


def _default(field: FieldInfo) -> object:
    return field.get_default(call_default_factory=True)


def python_page() -> str:
    """The public names of the package, then what else may be relied on."""
    parts = [
        "# Python",
        "`from themes import Study` and the other names of the first part cost nothing until they are used; reading a "
        "study loads no sentence model. Tables are pandas DataFrames with the columns of [Tables](../tables.md).",
        "## From `themes`",
    ]
    public = [getattr(themes, name) for name in themes.__all__ if name != "__version__"]
    parts += [f"::: {value.__module__}.{value.__qualname__}" for value in public]
    parts += ["## What a study gives", *(f"::: {c.__module__}.{c.__qualname__}" for c in handed_out(themes.Study))]
    for heading, names in ALSO_PUBLIC.items():
        parts += [f"## {heading}", *(f"::: {name}" for name in names)]
    return "\n\n".join(parts) + "\n"


def handed_out(given: type) -> list[type]:
    """Classes of ``themes.study`` that public members of a class return, and of those classes in turn."""
    modules = [import_module(module.name) for module in iter_modules(themes.study.__path__, "themes.study.")]
    classes = {c.__name__: c for m in modules for c in vars(m).values() if isclass(c) and c.__module__ == m.__name__}
    found = [given]
    for cls in found:
        members = [getattr(value, "fget", None) or getattr(value, "func", value) for _, value in getmembers_static(cls)]
        returned = [
            str(getattr(member, "__annotations__", {}).get("return", "")) for member in members if _is_public(member)
        ]
        names = {name for annotation in returned for name in re.findall(r"\w+", annotation)}
        found += [classes[name] for name in sorted(names & classes.keys()) if classes[name] not in found]
    return found[1:]


def _is_public(member: object) -> bool:
    return not getattr(member, "__name__", "_").startswith("_")
