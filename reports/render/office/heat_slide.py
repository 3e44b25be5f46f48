"""The small heat map of the brief as a table of the slides' own: themes down, quarters across, shares in percent.

In: :class:`reports.report.ReportData`.  Out: a slide's table, whose cells can be edited.
"""

from __future__ import annotations

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Pt

from reports.data.shares import quarterly_means
from reports.palette import CLASSES, amounts, look_of
from reports.render.office.boxes import INK, MARGIN, SURE, TITLE, Box, Look, put_text, put_title, rgb, set_font
from reports.render.office.slides import INNER, put_source
from reports.render.office.text import on_one_line
from reports.report import ReportData
from themes.formatting import per_hundred

MOST_THEMES, MOST_QUARTERS = 15, 12
_NAMES, _ROW, _SIZE, _PAPER = 300, 23, 12, "#ffffff"  # points


def has_heat_map(data: ReportData) -> bool:
    """Whether there is a theme and a quarter to show."""
    return bool(data.brief.theme_ids and data.brief.quarters)


def heat_slide(slide: Slide, data: ReportData) -> None:
    """Themes of the brief over its quarters; a thin quarter has a star."""
    quarters = data.brief.quarters[-MOST_QUARTERS:]
    by_id = {theme.theme_id: theme for theme in data.themes}
    shown = [by_id[theme_id] for theme_id in data.brief.theme_ids[:MOST_THEMES]]
    put_title(slide, "Themes that matter, share of talk in %", Box(MARGIN, 20, INNER, 46), TITLE)
    thin = [quarter for quarter in quarters if quarter in data.coverage.thin]
    several = "Mean of the companies, each counted once, adjusted for who called"
    note = f"{several if len(data.companies) > 1 else 'Of all its words that count'}; empty: no call."
    note += " *Fewer than two thirds of the companies called." if thin else ""
    put_text(slide, note, Box(MARGIN, 66, INNER, 30), SURE, "Note")
    place = Box(MARGIN, 100, INNER, _ROW * (len(shown) + 1))
    frame = slide.shapes.add_table(len(shown) + 1, len(quarters) + 1, *place.emu)
    frame.name = "Heat map"
    table = frame.table
    table.columns[0].width = Pt(_NAMES)
    for k in range(len(quarters)):
        table.columns[k + 1].width = Pt((INNER - _NAMES) / len(quarters))
    for row in table.rows:
        row.height = Pt(_ROW)
    for k, head in enumerate(("Theme", *(f"{q}*" if q in thin else q for q in quarters))):
        _fill(table.cell(0, k), head, _PAPER, Look((_SIZE,), INK, bold=True), is_number=k > 0)
    for number, theme in enumerate(shown, start=1):
        label = on_one_line(theme.label, _NAMES - 16, _SIZE)
        _fill(table.cell(number, 0), label, _PAPER, Look((_SIZE,)), is_number=False)
        for k, mean in enumerate(quarterly_means(theme.points, quarters), start=1):
            ground, ink = _colours(mean.share)
            text = "" if mean.share is None else per_hundred(mean.share)
            _fill(table.cell(number, k), text, ground, Look((_SIZE,), ink), is_number=True)
    put_source(slide, data)


def _colours(share: float | None) -> tuple[str, str]:
    """Ground and ink of a cell: the classes of the page's heat map, on paper."""
    look = look_of(share)
    return amounts()[CLASSES.index(look)] if look in CLASSES else (_PAPER, INK)


def _fill(cell: _Cell, text: str, ground: str, look: Look, *, is_number: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = rgb(ground)
    cell.margin_left = cell.margin_right = Pt(6)
    cell.margin_top = cell.margin_bottom = Pt(2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.word_wrap = not is_number
    cell.text_frame.text = text
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if is_number else PP_ALIGN.LEFT
    set_font(paragraph.font, look.sizes[0], look)
