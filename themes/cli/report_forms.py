"""The forms of a report: what makes each, how its file ends, and where it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from themes.cli.terminal import say

if TYPE_CHECKING:
    from reports.report import ReportData

ReportFormat = Literal["html", "brief", "pdf", "pptx", "xlsx", "markdown", "json"]


@dataclass(frozen=True)
class Form:
    """How a form is made (text, or a file's bytes) and how its file ends.

    ``is_page``: it holds the map of passages; ``is_printed``: it goes to standard output unless ``--out`` is given;
    ``name``: how its file begins; ``paper``: what is written beside it as PDF, or alone where ``--out`` ends so.
    """

    ending: str
    make: Callable[[ReportData], str | bytes]
    is_page: bool = False
    is_printed: bool = False
    name: str = "report"
    paper: Callable[[ReportData], bytes] | None = None


def _html(data: ReportData) -> str:
    from reports.render.html import render

    return render(data)


def _brief(data: ReportData) -> str:
    from reports.render.html import render_brief

    return render_brief(data)


def _brief_on_paper(data: ReportData) -> bytes:
    return _print(data, _brief(data))


def _pdf(data: ReportData) -> bytes:
    from reports.render.html import render

    return _print(data, render(data, print_all=True))


def _print(data: ReportData, page: str) -> bytes:
    """Print a page and say which program did, since programs of two makers do not print alike."""
    from reports.render.pdf import to_pdf

    printed = to_pdf(page, data.title, data.run.finished_at if data.run else None)
    say(f"printed by {printed.engine}")
    return printed.pdf


def _pptx(data: ReportData) -> bytes:
    from reports.render.office.deck import to_pptx

    return to_pptx(data)


def _xlsx(data: ReportData) -> bytes:
    from reports.render.office.workbook import to_xlsx

    return to_xlsx(data)


def _markdown(data: ReportData) -> str:
    from reports.render.markdown import to_markdown

    return to_markdown(data)


def _json(data: ReportData) -> str:
    from reports.render.json import to_json

    return to_json(data)


FORMS: Mapping[ReportFormat, Form] = {
    "html": Form(".html", _html, is_page=True),
    "brief": Form(".html", _brief, name="brief", paper=_brief_on_paper),
    "pdf": Form(".pdf", _pdf, is_page=True),
    "pptx": Form(".pptx", _pptx),
    "xlsx": Form(".xlsx", _xlsx),
    "markdown": Form(".md", _markdown, is_printed=True),
    "json": Form(".json", _json, is_printed=True),
}
