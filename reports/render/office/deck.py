"""Report data to slides (PowerPoint): the brief, one finding a slide, charts and tables that can be edited.

In: :class:`reports.report.ReportData`.  Out: bytes of a ``.pptx`` file, 16:9; equal data give equal bytes.
"""

from __future__ import annotations

import io
from datetime import datetime

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Emu, Pt

from reports.render.office.boxes import HIGH, WIDE
from reports.render.office.heat_slide import has_heat_map, heat_slide
from reports.render.office.slides import closing_slide, finding_slide, title_slide
from reports.render.office.stamp import MOST_IN_PROPERTY, made_at, without_times
from reports.render.office.text import legal
from reports.report import ReportData

_TITLE_ONLY = 5  # the layout of the library's own template that has a title and nothing else


def to_pptx(data: ReportData) -> bytes:
    """Write the brief as slides.

    Parameters
    ----------
    data : ReportData
        Of a study, or narrowed to a theme or a company.

    Returns
    -------
    bytes
        A title slide, a slide a finding, the heat map of the themes that matter where there is one, method and limits.
    """
    deck, when = _empty_deck(), made_at(data)
    title_slide(_new_slide(deck), data)
    for finding in data.brief.findings:
        finding_slide(_new_slide(deck), finding, data, when)
    if has_heat_map(data):
        heat_slide(_new_slide(deck), data)
    closing_slide(_new_slide(deck), data)
    _sign(deck, data, when)
    buffer = io.BytesIO()
    deck.save(buffer)
    return without_times(buffer.getvalue())


def _empty_deck() -> Deck:
    """The library's template, which is 4:3, made 16:9: its layouts are widened, for slides that somebody adds."""
    deck = Presentation()
    assert deck.slide_width is not None, "the template says how wide it is"
    wider = Pt(WIDE) / deck.slide_width
    deck.slide_width, deck.slide_height = Emu(Pt(WIDE)), Emu(Pt(HIGH))
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            if shape._element.spPr.find(qn("a:xfrm")) is not None:  # others take the place of the master's
                shape.left, shape.width = Emu(round(shape.left * wider)), Emu(round(shape.width * wider))
    return deck


def _new_slide(deck: Deck) -> Slide:
    return deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])


def _sign(deck: Deck, data: ReportData, when: datetime) -> None:
    about = deck.core_properties
    about.title, about.author = legal(data.title)[:MOST_IN_PROPERTY], legal(data.imprint.author)[:MOST_IN_PROPERTY]
    about.comments, about.last_modified_by = "", "callthemes"
    about.created = about.modified = when
