"""The paragraphs that each section gives the Markdown form of a report.

In: :class:`reports.report.ReportData`, :class:`reports.render.page_model.Page`.  Out: paragraphs.  Everything that a
transcript, a catalog or a person could have written is escaped, so that it shows as itself, as no markup, link or HTML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from reports.data.brief import Finding, plain
from reports.formatting import percent, tested_change
from reports.records import Quote, ThemeReport
from reports.render.brief import place_of
from reports.render.page_model import Page
from reports.report import ReportData
from reports.text.finding_text import same_sentence
from reports.text.theme_notes import aside_because
from themes.formatting import counted

#: Themes, passages a theme of a whole report; a one-pager of a theme shows all its passages.
MAX_THEMES, MAX_QUOTES = 30, 1
OVER_COMPANIES = "All companies: the mean of the companies, each counted once, as it would be had all of them called."
#: Signs that mean something wherever they stand, and those that would make a link of an address.
_ANYWHERE = re.compile(r"[\\`*_{}\[\]|~$]|(?<=www)\.|:(?=//)", re.IGNORECASE)
#: A text that would begin a list, a heading or an underline.
_AT_START = re.compile(r"^(\d{0,9})([.)]|[#+\-=]+)(?=\s|$)")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escaped(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, on one line.

    Examples
    --------
    >>> print(escaped("<b>1. *Net*</b>"), escaped("1. Net"), escaped("see http://x"), sep="; ")
    &lt;b&gt;1. \*Net\*&lt;/b&gt;; 1\. Net; see http\://x
    """
    visible = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    one_line = re.sub(" +", " ", visible).strip()
    signs = _AT_START.sub(r"\1\\\2", _ANYWHERE.sub(r"\\\g<0>", one_line))
    return re.sub("[&<>]", lambda found: _HTML[found.group()], signs)


def brief(data: ReportData, page: Page) -> list[str]:
    """What is new, the findings with a quote each, and what could not be said."""
    own = data.brief
    parts = []
    if own.news:
        parts += [f"## {escaped(own.news.heading)}", "\n".join(f"- {escaped(plain(line))}" for line in own.news.lines)]
    parts.append("## What stands out")
    parts += ["\n".join(_finding(finding) for finding in own.findings)] if own.findings else []
    return [*parts, *(escaped(note) for note in (own.note, data.long_run_note, own.not_said) if note)]


def _finding(finding: Finding) -> str:
    said = finding.sentence.removeprefix(f"{finding.headline}.").strip()
    same = f" {escaped(same_sentence(finding.same))}." if finding.same else ""
    line = f"- **{escaped(finding.headline)}.** {escaped(said)}{same}"
    if finding.quote is None:
        return line
    cited = f"{finding.quote.speaker}, {finding.quote.company} {finding.quote.calendar_quarter or ''}".rstrip()
    return f"{line} “{escaped(finding.excerpt)}” ({escaped(cited)}, {escaped(place_of(finding.quote))})"


def _table_of_themes(data: ReportData, page: Page) -> list[str]:
    """The largest themes by share of words; nothing where none was mentioned."""
    if not page.mentioned:
        return []
    largest = sorted(page.mentioned, key=lambda theme: -(theme.share or 0.0))[:MAX_THEMES]
    more = len(page.mentioned) - MAX_THEMES
    left_out = [f"{counted(more, 'theme')} with less talk not shown."] if more > 0 else []
    aside = [f"{escaped(theme.label)} ({escaped(aside_because(theme))})" for theme in page.aside]
    left_out += [f"Set aside: {'; '.join(aside)}."] if aside else []
    return ["## Themes", _themes([theme for theme in page.mentioned if theme in largest]), *left_out]


def themes(data: ReportData, page: Page) -> list[str]:
    """The table of themes, then the passages."""
    return [*_table_of_themes(data, page), *_each_theme(data, page)]


def _each_theme(data: ReportData, page: Page) -> list[str]:
    """Passages of the themes that stand out; of a single theme also its shares, and all its passages."""
    alone = len(data.themes) == 1
    named = {finding.theme_id for finding in data.brief.findings}
    parts = []
    for theme in page.mentioned:
        if alone:
            parts += _shares(theme, page)
        if alone or theme.theme_id in named:
            parts += _quotes(theme, len(theme.quotes) if alone else MAX_QUOTES)
    return parts


def run(data: ReportData, page: Page) -> list[str]:
    """Which run it is, and what its numbers are."""
    if data.run is None:
        return []
    model = f", sentence model {escaped(data.run.model)}" if data.run.model else ""
    finished = f", finished {escaped(data.run.finished_at)}" if data.run.finished_at else ""
    return [f"Run {escaped(data.run.run_id)}{finished}{model}. Shares are of content words; intervals are 95% CI."]


def _themes(themes: Sequence[ThemeReport]) -> str:
    rows = []
    for theme in themes:
        trend = theme.trends[0] if theme.trends else None
        counts = percent(theme.share), f"{theme.n_calls_with:,}", f"{theme.n_companies_with:,}"
        rows.append(
            (
                theme.label,
                *counts,
                trend.status.plain if trend else "–",
                tested_change(trend) if trend else "–",
            )
        )
    return table(("Theme", "Share of words", "Calls", "Companies", "Trend", "Change, points (95% CI)"), rows)


def _shares(theme: ThemeReport, page: Page) -> list[str]:
    """Quarters down, companies across: a note is read on narrow screens."""
    scopes = {row.link: row for row in page.trajectory(theme)}
    if not page.quarters or not scopes:
        return []
    overall = scopes.pop("ALL", None)
    columns = {row.label: row.cells for row in scopes.values()}
    notes = []
    if overall:
        means = overall.cells
        raw = tuple(replace(cell, share=cell.share if cell.raw is None else cell.raw) for cell in means)
        columns |= {"All companies": means, "Mean of those that called": raw}
        notes = [escaped(note) for note in (OVER_COMPANIES, page.thin_note) if note]
    rows = [
        (quarter, *(percent(cells[place].share) if cells[place].has_call else "no call" for cells in columns.values()))
        for place, quarter in enumerate(page.quarters)
    ]
    return ["## Share of words by quarter", table(("Quarter", *columns), rows), *notes]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table, its first column left, the others right; all cells escaped."""
    lines = [head, *rows]
    written = ["| " + " | ".join(escaped(cell) for cell in line) + " |" for line in lines]
    return "\n".join([written[0], "|---" + "|---:" * (len(head) - 1) + "|", *written[1:]])


def _quotes(theme: ThemeReport, n_quotes: int) -> list[str]:
    if not theme.quotes[:n_quotes]:
        return []
    return [f"### {escaped(theme.label)}: in their words", *(_quote(quote) for quote in theme.quotes[:n_quotes])]


def _quote(quote: Quote) -> str:
    when = [text for text in (quote.calendar_quarter, quote.call_date) if text]
    place = f"{quote.source.rsplit('/', 1)[-1]}:{quote.line}" if quote.line else quote.source.rsplit("/", 1)[-1]
    cited = ", ".join(
        [f"{quote.speaker} ({', '.join(filter(None, (quote.role, quote.title)))})", quote.company, *when, place]
    )
    return f"> {escaped(quote.text)}\n>\n> — {escaped(cited)}"
