"""The slides of a deck: title, a finding each, the small heat map, how it was made and what could not be said.

In: :class:`reports.report.ReportData`, its findings.  Out: slides.  Every text is as large as it fits; the
whole sentence and the ids of its evidence are in the speaker's notes.
"""

from __future__ import annotations

from datetime import datetime

from pptx.slide import Slide

from reports.data.brief import Driver, Finding, plain
from reports.formatting import percent
from reports.records import Quote
from reports.render.brief import place_of
from reports.render.office.boxes import (
    BODY,
    HIGH,
    INK,
    MARGIN,
    QUOTED,
    SMALL,
    SOURCE,
    SURE,
    TITLE,
    WIDE,
    Box,
    Look,
    notes,
    put_text,
    put_title,
)
from reports.render.office.chart import put_chart
from reports.render.office.stamp import source_line
from reports.report import ReportData
from themes.formatting import difference_as_written, points, short_name

MOST_DRIVERS = 5  # named on a slide
INNER = WIDE - 2 * MARGIN
_COLUMN = 340  # what stands beside the chart
_RIGHT = WIDE - MARGIN - _COLUMN
_TOP, _BOTTOM = 150, HIGH - 44
_CHART = Box(MARGIN, _TOP, INNER - _COLUMN - 20, _BOTTOM - _TOP)
_LABEL = Look((12,), bold=True)
METHOD = (
    "Share of talk: the part of a call's content words that stand in passages on the theme; legal notices and "
    "greetings do not count.",
    "Shares over companies: the mean of the companies, each counted once, as it would be had all of them called.",
    "Changes: the last four quarters against the four before, or eight against eight, with a 95% confidence interval.",
    "q: among the themes with a q as small, at most about this share moved by chance; findings have q ≤ 0.05.",
    "Quotes are what was said, word for word; each names its speaker, call, file and line.",
)


def title_slide(slide: Slide, data: ReportData) -> None:
    """What the deck is about: title, what was read, what is new."""
    put_title(slide, data.title, Box(MARGIN, 90, INNER, 110), Look((40, 36, 32, 28, 24, 20), bold=True))
    put_text(slide, data.lead, Box(MARGIN, 205, INNER, 80), Look((18, 16, 14, 12)), "What was read")
    news = data.brief.news
    if news is not None:
        put_text(slide, news.heading, Box(MARGIN, 300, INNER, 28), Look((16, 14), bold=True), "News, heading")
        said = "\n".join(map(plain, news.lines))
        put_text(slide, said, Box(MARGIN, 328, INNER, 140), BODY, "News")
    put_text(slide, data.imprint.author, Box(MARGIN, 470, INNER, 24), SMALL, "Author")
    put_source(slide, data)


def finding_slide(slide: Slide, finding: Finding, data: ReportData, made_at: datetime) -> None:
    """One finding: claim, how sure, chart, who drives it, quote."""
    put_title(slide, finding.headline, Box(MARGIN, 20, INNER, 76), TITLE)
    sure = ": ".join(filter(None, (finding.certainty, finding.interval)))
    put_text(slide, f"{sure}." if sure else "", Box(MARGIN, 98, INNER, 46), SURE, "How sure")
    put_chart(slide, finding, _CHART, made_at)
    top = _drivers(slide, finding, _TOP)
    if finding.quote is not None:
        _quote(slide, finding.excerpt, finding.quote, top)
    put_source(slide, data)
    notes(slide, "\n".join(_notes(finding)))


def _drivers(slide: Slide, finding: Finding, top: float) -> float:
    """Who drives it; returns where the next box may begin."""
    said = [_driver(driver) for driver in finding.drivers[:MOST_DRIVERS]]
    more = len(finding.drivers) - MOST_DRIVERS
    said += [f"and {more} more"] if more > 0 else []
    if not said:
        said = [f"{plain(finding.led_by)}."] if finding.led_by else []
    if not said:
        return top
    put_text(slide, "Driven by", Box(_RIGHT, top, _COLUMN, 24), _LABEL, "Drivers, heading")
    put_text(slide, "\n".join(said), Box(_RIGHT, top + 24, _COLUMN, 112), Look((14, 12, 11, 10)), "Drivers")
    return top + 142


def _driver(driver: Driver) -> str:
    by = difference_as_written(driver.before.share, driver.after.share)
    shares = f"{percent(driver.before.share)} to {percent(driver.after.share)}"
    return f"{short_name(driver.company)}: {shares}, {points(by, signed=True)} points"


def _quote(slide: Slide, excerpt: str, quote: Quote, top: float) -> None:
    cited = 58
    put_text(slide, f"“{excerpt}”", Box(_RIGHT, top, _COLUMN, _BOTTOM - top - cited), QUOTED, "Quote")
    put_text(slide, citation(quote), Box(_RIGHT, _BOTTOM - cited, _COLUMN, cited), SMALL, "Citation")


def citation(quote: Quote) -> str:
    """Who said it and where: speaker, title or else role, company, quarter, file and line."""
    when = quote.calendar_quarter or quote.call_date
    said_by = quote.speaker, quote.title or quote.role, short_name(quote.company), when, place_of(quote)
    return ", ".join(filter(None, said_by))


def _notes(finding: Finding) -> list[str]:
    said = [finding.sentence, f"Theme {finding.theme_id}, scope {finding.scope}, status {finding.status}."]
    said += [f"Mostly the same passages: {', '.join(finding.same)}."] if finding.same else []
    if finding.quote is not None:
        said += [f"Quote: passage {finding.quote.chunk_id}, {citation(finding.quote)}.", f"“{finding.quote.text}”"]
    return said


def closing_slide(slide: Slide, data: ReportData) -> None:
    """The method in five lines, and what could not be said."""
    put_title(slide, "How this was made, and what it cannot say", Box(MARGIN, 20, INNER, 60), TITLE)
    put_text(slide, "\n".join(METHOD), Box(MARGIN, 92, INNER, 210), BODY, "Method")
    limits = " ".join(filter(None, (data.brief.not_said, data.brief.note)))
    put_text(slide, "What could not be said" if limits else "", Box(MARGIN, 316, INNER, 28), _LABEL, "Limits, heading")
    put_text(slide, limits, Box(MARGIN, 346, INNER, 140), BODY, "Limits")
    put_source(slide, data)
    notes(slide, "\n".join(filter(None, (data.lead, limits, *_settings(data)))))


def _settings(data: ReportData) -> tuple[str, ...]:
    run = data.run
    if run is None:
        return ()
    return tuple(f"{name}: {value}" for name, value in (("Seed", run.seed), ("Sentence model", run.model)) if value)


def put_source(slide: Slide, data: ReportData) -> None:
    """The line at the foot of every slide."""
    put_text(slide, source_line(data), Box(MARGIN, HIGH - 34, INNER, 22), Look(SOURCE.sizes, INK), "Source")
