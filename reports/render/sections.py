"""The sections of a report, in order: the page, its list of contents, JSON and Markdown are all written from them.

To add a section, add a :class:`Section` to :data:`SECTIONS`; CONTRIBUTING.md does it step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.render import json_fields, markdown_parts
from reports.render.brief import brief_view, place_of, short_title
from reports.render.highlights import highlighted_quote, highlighted_turn
from reports.render.map_payload import map_payload
from reports.render.page_model import Page
from reports.report import ReportData
from reports.svg.cell_marks import asked_chart, life_chart, share_bar
from reports.svg.finding_chart import finding_chart
from reports.svg.passage_map import map_chart
from reports.svg.small_multiples import n_not_drawn, small_multiples
from reports.svg.sparkline import table_line
from reports.svg.spread import spread_chart
from reports.text.captions import (
    compared_note,
    over_time_caption,
    peak_caption,
    reported_contrasts,
    reported_trends,
    speakers_caption,
)
from reports.text.finding_text import same_sentence
from reports.text.theme_notes import aside_because
from reports.views.speaker_gap import LEAST_GAP, LEAST_RATIO, LEAST_WORDS
from themes.formatting import short_name


def _always(data: ReportData, page: Page) -> bool:
    return True


def _nothing(data: ReportData, page: Page) -> object:
    return None


@dataclass(frozen=True)
class Section:
    """One section of a report.

    Parameters
    ----------
    anchor : str
        Its address on the page (``#who-led``); part of the page's contract, so it stays.
    title : str
        Its heading.
    template : str
        A file of ``reports/templates`` with what stands below the heading.  It sees ``data``
        (:class:`reports.report.ReportData`), ``page`` (:class:`reports.render.page_model.Page`) and ``view``.
    nav : str, optional
        A shorter title for the list of contents.
    is_shown : callable, optional
        Whether the report has the section, on the page, in the list of contents and in Markdown; always by default.
    view : callable, optional
        Makes what the template sees as ``view``.
    styles, scripts : tuple of str
        Files of ``reports/assets``; a page has the styles of all sections and the scripts of those it shows.
    names : mapping
        Functions (also as filters) and constants that the template uses, by name; names are the whole page's.
    to_json : callable, optional
        Makes the section's fields of the JSON form, shown or not: a form always has all its fields.
    to_markdown : callable, optional
        Makes the section's paragraphs of the Markdown form, heading included, all text :func:`escaped
        <reports.render.markdown_parts.escaped>`.
    """

    anchor: str
    title: str
    template: str
    nav: str = ""
    is_shown: Callable[[ReportData, Page], bool] = _always
    view: Callable[[ReportData, Page], object] = _nothing
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    names: Mapping[str, object] = field(default_factory=dict)
    to_json: Callable[[ReportData], Mapping[str, object]] | None = None
    to_markdown: Callable[[ReportData, Page], Sequence[str]] | None = None


def shown_sections(data: ReportData, page: Page) -> tuple[Section, ...]:
    """The sections that a report has, in order."""
    return tuple(section for section in SECTIONS if section.is_shown(data, page))


SECTIONS = (
    Section(
        "stands-out",
        "What stands out",
        "brief.html.jinja",
        nav="Brief",
        view=brief_view,
        names={
            "finding_chart": finding_chart,
            "same_sentence": same_sentence,
            "short_name": short_name,
            "place_of": place_of,
            "short_title": short_title,
        },
        to_json=json_fields.brief,
        to_markdown=markdown_parts.brief,
    ),
    Section(
        "themes",
        "Themes",
        "themes.html.jinja",
        names={
            "table_line": table_line,
            "highlighted_quote": highlighted_quote,
            "small_multiples": small_multiples,
            "n_not_drawn": n_not_drawn,
            "share_bar": share_bar,
            "reported_trends": reported_trends,
            "reported_contrasts": reported_contrasts,
            "compared_note": compared_note,
            "speakers_caption": speakers_caption,
            "over_time_caption": over_time_caption,
            "aside_because": aside_because,
            "peak_caption": peak_caption,
        },
        to_json=json_fields.themes,
        to_markdown=markdown_parts.themes,
    ),
    Section(
        "heat-map",
        "Themes over quarters",
        "heat_map.html.jinja",
        nav="Heat map",
        to_json=json_fields.quarters,
    ),
    Section(
        "quarters",
        "Quarter by quarter",
        "quarters.html.jinja",
        nav="Quarters",
        is_shown=lambda data, page: bool(page.quarter_rows),
    ),
    Section(
        "companies",
        "Companies",
        "companies.html.jinja",
        names={"table_line": table_line},
        to_json=json_fields.companies,
    ),
    Section(
        "who-led",
        "Who led",
        "who_led.html.jinja",
        view=lambda data, page: data.views.who_led,
        styles=("who-led.css",),
        names={"spread_chart": spread_chart},
    ),
    Section(
        "asked-answered",
        "Asked and answered",
        "asked_answered.html.jinja",
        view=lambda data, page: data.views.asked_answered,
        styles=("asked-answered.css",),
        names={
            "asked_chart": asked_chart,
            "asked_rule": {"ratio": LEAST_RATIO, "gap": LEAST_GAP, "words": LEAST_WORDS},
        },
    ),
    Section(
        "passage-map",
        "Map of passages",
        "passage_map.html.jinja",
        nav="Map",
        is_shown=lambda data, page: data.views.passage_map is not None,
        view=lambda data, page: data.views.passage_map,
        styles=("passage-map.css",),
        scripts=("passage-map.js",),
        names={"map_chart": map_chart, "map_payload": map_payload},
    ),
    Section("read", "What was read", "calls_read.html.jinja", nav="Calls", to_json=json_fields.calls_read),
    Section(
        "lineage",
        "Since the run before",
        "lineage.html.jinja",
        nav="Changes",
        is_shown=lambda data, page: data.views.lineage is not None and not data.views.lineage.is_first_run,
        view=lambda data, page: data.views.lineage,
        styles=("lineage.css",),
        names={"life_chart": life_chart},
    ),
    Section(
        "method",
        "Method and limits",
        "method.html.jinja",
        nav="Method",
        to_json=json_fields.run,
        to_markdown=markdown_parts.run,
    ),
    Section(
        "transcripts",
        "Transcripts",
        "transcripts.html.jinja",
        is_shown=lambda data, page: data.transcripts is not None,
        names={"highlighted_turn": highlighted_turn},
    ),
)
