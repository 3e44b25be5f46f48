"""The forms of a report: what makes each, how its file ends, and where it goes; and a report from Python.

In: a study, or a report's data.  Out: text or bytes.  The command and :meth:`themes.study.study.Study.report` use it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from themes.errors import StudyError
from themes.records import TABLES

if TYPE_CHECKING:
    import pandas as pd

    from reports.render.table_export import Format
    from reports.report import ReportData
    from themes.study.opened_run import OpenedRun

Tell = Callable[[str], None]
ReportFormat = Literal["html", "brief", "pdf", "pptx", "xlsx", "markdown", "json"]


@dataclass(frozen=True)
class Form:
    """How a form is made (text, or a file's bytes; what is to be known of it is told) and how its file ends.

    ``is_page``: it holds the map of passages; ``is_printed``: it goes to standard output unless ``--out`` is given;
    ``name``: how its file begins; ``paper``: what is written beside it as PDF, or alone where ``--out`` ends so.
    """

    ending: str
    make: Callable[[ReportData, Tell], str | bytes]
    is_page: bool = False
    is_printed: bool = False
    name: str = "report"
    paper: Callable[[ReportData, Tell], bytes] | None = None


def _html(data: ReportData, tell: Tell) -> str:
    from reports.render.html import render

    return render(data)


def _brief(data: ReportData, tell: Tell) -> str:
    from reports.render.html import render_brief

    return render_brief(data)


def _brief_on_paper(data: ReportData, tell: Tell) -> bytes:
    return _print(data, _brief(data, tell), tell)


def _pdf(data: ReportData, tell: Tell) -> bytes:
    from reports.render.html import render

    return _print(data, render(data, print_all=True), tell)


def _print(data: ReportData, page: str, tell: Tell) -> bytes:
    """Print a page and say which program did, since programs of two makers do not print alike."""
    from reports.render.pdf import to_pdf

    printed = to_pdf(page, data.title, data.run.finished_at if data.run else None)
    tell(f"printed by {printed.engine}")
    return printed.pdf


def _pptx(data: ReportData, tell: Tell) -> bytes:
    from reports.render.office.deck import to_pptx

    return to_pptx(data)


def _xlsx(data: ReportData, tell: Tell) -> bytes:
    from reports.render.office.workbook import to_xlsx

    return to_xlsx(data)


def _markdown(data: ReportData, tell: Tell) -> str:
    from reports.render.markdown import to_markdown

    return to_markdown(data)


def _json(data: ReportData, tell: Tell) -> str:
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
QUOTES, QUOTES_OF_ONE_THEME = 5, 12  # a theme


def form_of(out: Path) -> ReportFormat:
    """The form that a file's ending stands for.

    Raises
    ------
    StudyError
        No form ends so.
    """
    for name, form in FORMS.items():
        if out.suffix.lower() == form.ending and name != "brief":
            return name
    endings = ", ".join(dict.fromkeys(form.ending for form in FORMS.values()))
    raise StudyError(f"{out}: no report ends in {out.suffix or 'nothing'}", mend=f"name it {endings}")


def made_report(study: OpenedRun, out: Path, theme: str | None, company: str | None) -> None:
    """Write a report of a study, or of one theme or company, in the form of the file's ending."""
    from themes.study.create import write_output

    form = FORMS[form_of(out)]
    data = report_data(study, form, theme, company)
    write_output(out, form.make(data, logging.getLogger(__name__).info))


def report_data(
    study: OpenedRun, form: Form, theme: str | None, company: str | None, *, with_transcripts: bool = False
) -> ReportData:
    """What a report in some form is made from; a run that kept no places has no map."""
    from reports.data.scope import Only
    from reports.summary import summarize

    only = Only(theme, company)
    positions = study.table("positions") if form.is_page and not only.about else None
    return summarize(
        study.tables,
        only=only,
        max_quotes=QUOTES if theme is None else QUOTES_OF_ONE_THEME,
        positions=positions if positions is not None and len(positions) else None,
        with_transcripts=with_transcripts,
        previous=tables_before(study.folder, study.run),
    )


def exported(study: OpenedRun, table: str, out: Path) -> Path:
    """Write a table of a run to a file, in the form of its ending.

    Raises
    ------
    StudyError
        No such table, or no form ends so.
    """
    import pandas as pd

    from reports.render.table_export import export_table

    study.check("table", table, pd.Series(list(TABLES)))
    forms: dict[str, Format] = {".csv": "csv", ".parquet": "parquet", ".json": "json"}
    if out.suffix.lower() not in forms:
        raise StudyError(f"{out}: no table ends in {out.suffix or 'nothing'}", mend=f"name it {', '.join(forms)}")
    export_table(study.table(table), forms[out.suffix.lower()], out)
    return out


def tables_before(folder: Path, run: int) -> Mapping[str, pd.DataFrame] | None:
    """Tables of the run before, for what changed since; None of a first run, or where that run is no longer kept."""
    from themes.store.runs import list_runs, read_table

    earlier = [number for number in list_runs(folder) if number < run]
    if not earlier:
        return None
    return {name: read_table(folder, name, earlier[-1]) for name in ("calls", "themes", "trends", "run")}
