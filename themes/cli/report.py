"""``themes report``: one run as a page, a note or data; of the whole study, a theme or a company."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from themes.cli.progress import busy
from themes.cli.terminal import CompanyOption, RunOption, StudyArgument, ThemeOption, say, shown_ids
from themes.study.report_forms import FORMS, ReportFormat, report_data

if TYPE_CHECKING:
    from themes.study.study import Study


OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="The file; if not given, STUDY/report.html, .pdf, .pptx or .xlsx, or brief.html and brief.pdf; -THEME, "
        "-COMPANY or -with-transcripts added.",
    ),
]
OpenOption = Annotated[bool, typer.Option("--open", help="Open it in the browser.")]
TranscriptsOption = Annotated[
    bool, typer.Option("--with-transcripts", help="Put the whole texts of the calls into the page; mind their licence.")
]
FormOption = Annotated[
    ReportFormat,
    typer.Option(
        "--format", help="A page, its brief alone, on paper, slides, a workbook, a note, or data (docs/report.md)."
    ),
]


def report(
    study: StudyArgument,
    run_number: RunOption = None,
    out: OutOption = None,
    open_it: OpenOption = False,
    theme: ThemeOption = None,
    company: CompanyOption = None,
    format: FormOption = "html",
    with_transcripts: TranscriptsOption = False,
) -> None:
    """Write a report and print its path; Markdown and JSON go to standard output unless --out is given."""
    from themes.study.create import write_output
    from themes.study.study import Study

    if with_transcripts and format != "html":
        raise typer.BadParameter(f"--with-transcripts is for pages: it has no meaning with --format {format}")
    opened = Study.open(study, run_number)
    theme, company = shown_ids(opened, theme, company)
    # title, author, logo and accent as the run was made, whatever study.toml says now: an old report stays the same
    _tell_changed_settings(opened, study)
    form = FORMS[format]
    if form.is_page and theme is None and company is None:
        _tell_missing_map(opened)
    with busy("making the report"):
        data = report_data(opened, form, theme, company, with_transcripts=with_transcripts)
        on_paper = form.paper is not None and out is not None and out.suffix.lower() == ".pdf"
        made = form.paper(data, say) if form.paper and on_paper else form.make(data, say)
    if out is None and form.is_printed and not open_it:
        typer.echo(made, nl=False)
        return
    target = out or study / file_name(theme, company, format, with_transcripts=with_transcripts)
    write_output(target, made)
    typer.echo(str(target))
    if open_it:
        typer.launch(str(target))
    if form.paper and out is None:
        beside = target.with_suffix(".pdf")
        write_output(beside, form.paper(data, say))
        typer.echo(str(beside))


def _tell_changed_settings(opened: Study, study: Path) -> None:
    from themes.errors import CallthemesError
    from themes.pipeline.refresh import settings_changed
    from themes.store.runs import current_run

    if opened.run != current_run(study):
        return
    try:
        if settings_changed(study, opened.tables):
            say(f"the report is of run {opened.run}; settings were changed since: themes refresh {study}")
    except CallthemesError as error:
        say(f"the report is of run {opened.run}; a refresh would stop: {error}")


def _tell_missing_map(study: Study) -> None:
    if study.table("positions").empty:
        mend = f"themes refresh {study.folder} --refit always"
        say(f"the report has no map of passages: run {study.run} kept none; {mend}")


def file_name(theme: str | None, company: str | None, format: ReportFormat, *, with_transcripts: bool = False) -> str:
    """Name a report's file after what it is about; one that holds whole transcripts never takes another's place.

    >>> file_name(None, None, "html"), file_name("sdn", "csco", "markdown"), file_name(None, None, "brief")
    ('report.html', 'report-sdn-csco.md', 'brief.html')
    >>> file_name(None, None, "html", with_transcripts=True)
    'report-with-transcripts.html'
    """
    whole = "with-transcripts" if with_transcripts else None
    names = [re.sub(r"[^\w.-]", "-", name) for name in (FORMS[format].name, theme, company, whole) if name]
    return "-".join(names) + FORMS[format].ending


EXAMPLES = {
    "report": (
        "themes report study --open",
        "themes report study --format pdf --out report.pdf",
        "themes report study --company pgrl",
    ),
}
COMMANDS = (report,)
