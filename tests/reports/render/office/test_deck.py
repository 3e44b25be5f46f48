"""The slides read back: what stands where, numbers of charts and tables, that all fits, hostile texts."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from itertools import combinations

import openpyxl
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.presentation import Presentation as Deck
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.text.text import TextFrame

from reports.data.brief import Driver, Finding, Window
from reports.data.scope import Only
from reports.data.shares import quarterly_means
from reports.render.office.deck import to_pptx
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.render.office.conftest import RISE, with_findings
from tests.reports.render.office.test_workbook import FORMULAS
from tests.reports.render.test_html import HOSTILE, with_hostile
from themes.formatting import per_hundred

LONG = "Nobody ever said so much about the price of copper in tunnels, and nobody will again. " * 500
POINT = 12_700  # of the file's unit


def opened(data: ReportData) -> Deck:
    return Presentation(io.BytesIO(to_pptx(data)))


def finding_of(data: ReportData) -> Slide:
    return opened(data).slides[1]


def named(slide: Slide, name: str) -> str:
    return next((shape.text_frame.text for shape in slide.shapes if shape.name == name), "")


def chart_of(slide: Slide) -> Chart:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def notes_of(slide: Slide) -> str:
    assert slide.notes_slide.notes_text_frame is not None
    return slide.notes_slide.notes_text_frame.text


def data_of(chart: Chart) -> list[tuple[object, ...]]:
    blob = chart.part.chart_workbook.xlsx_part.blob
    return list(openpyxl.load_workbook(io.BytesIO(blob)).active.iter_rows(values_only=True))


def test_slides_are_wide_and_one_a_finding(rising: ReportData) -> None:
    deck = opened(rising)
    assert (deck.slide_width, deck.slide_height) == (960 * POINT, 540 * POINT)
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert (titles[0], titles[1]) == (rising.title, RISE.headline)
    assert len(titles) == 4
    assert len(opened(with_findings(rising, RISE, RISE)).slides) == 5


def test_title_slide_says_what_was_read(rising: ReportData) -> None:
    assert named(opened(rising).slides[0], "What was read") == rising.lead


def test_finding_has_its_interval_its_drivers_and_its_quote(rising: ReportData) -> None:
    slide = finding_of(rising)
    sure = named(slide, "How sure")
    assert RISE.certainty in sure
    assert RISE.interval in sure
    assert named(slide, "Drivers").split("\n") == [
        "Juno Optics: 2.0% to 9.0%, +7.0 points",
        "Vesta Cable: 6.0% to 9.0%, +3.0 points",
    ]
    assert named(slide, "Quote") == "“Sharing ducts pays. …”"
    assert named(slide, "Citation") == "Ada Berg, CEO, Juno Optics, 2012Q4, juno-2012q4.txt:44"
    assert named(slide, "Source") == "callthemes, run 2, 1 June 2013"


def test_notes_hold_the_whole_sentence_the_whole_quote_and_the_ids(rising: ReportData) -> None:
    notes = notes_of(finding_of(rising))
    for said in (RISE.sentence, "open-access", "juno-2012q4:0002:01", "Sharing ducts pays. It does so every year."):
        assert said in notes


def test_chart_is_the_series_with_its_gap_and_the_windows_as_levels(rising: ReportData) -> None:
    chart = chart_of(finding_of(rising))
    assert list(chart.plots[0].categories) == ["2012Q1", "2012Q2", "2012Q3", "2012Q4", "2013Q1"]
    assert [series.values for series in chart.plots[0].series] == [
        (0.03, 0.05, None, 0.08, 0.1),
        (0.04, 0.04, None, None, None),
        (None, None, None, 0.09, 0.09),
    ]
    assert 'dispBlanksAs val="gap"' in chart._chartSpace.xml


def test_chart_opens_the_same_data_in_a_spreadsheet(rising: ReportData) -> None:
    chart = chart_of(finding_of(rising))
    _, *rows = data_of(chart)
    assert [row[0] for row in rows] == list(chart.plots[0].categories)
    assert [tuple(column) for column in zip(*(row[1:] for row in rows), strict=True)] == [
        series.values for series in chart.plots[0].series
    ]


def test_two_calls_compared_are_two_points_with_their_shares(data: ReportData) -> None:
    windows = Window("2012Q2", "2012Q2", 0.04), Window("2012Q4", "2012Q4", 0.15)
    pair = replace(RISE, basis="contrast", series=(("2012Q2", 0.04), ("2012Q4", 0.15)), windows=windows)
    (series,) = chart_of(finding_of(with_findings(data, pair))).plots[0].series
    assert (series.values, series.data_labels.show_value) == ((0.04, 0.15), True)


def test_single_quarter_has_no_chart(data: ReportData) -> None:
    one = replace(RISE, basis="description", series=(("2012Q2", 0.04),), windows=(Window("2012Q2", "2012Q2", 0.04),))
    assert not any(shape.has_chart for shape in finding_of(with_findings(data, one)).shapes)


def test_long_study_names_at_most_a_dozen_quarters_below_the_line(data: ReportData) -> None:
    series = tuple((f"{2010 + k // 4}Q{k % 4 + 1}", 0.01) for k in range(52))
    axis = chart_of(finding_of(with_findings(data, replace(RISE, series=series)))).category_axis
    assert 'tickLblSkip val="5"' in axis._element.xml


@pytest.mark.parametrize(("share", "written"), [(0.01, "0.0%"), (0.2, "0%")])
def test_axis_of_a_small_theme_has_tenths_so_that_no_two_ticks_read_alike(
    data: ReportData, share: float, written: str
) -> None:
    series = ("2012Q1", share), ("2012Q2", share / 2)
    shown = with_findings(data, replace(RISE, series=series, windows=(Window("2012Q1", "2012Q2", share),)))
    assert chart_of(finding_of(shown)).value_axis.tick_labels.number_format == written


def test_heat_map_is_a_table_of_the_shares_of_the_page(rising: ReportData) -> None:
    data = replace(rising, brief=replace(rising.brief, theme_ids=("open-access",), quarters=rising.coverage.quarters))
    table = next(shape.table for shape in opened(data).slides[2].shapes if shape.has_table)
    theme = next(theme for theme in data.themes if theme.theme_id == "open-access")
    means = quarterly_means(theme.points, data.coverage.quarters)
    cells = [cell.text for cell in table.rows[1].cells]
    assert cells == ["Open access", *("" if mean.share is None else per_hundred(mean.share) for mean in means)]
    assert cells[1] == "11.0"  # of 2012Q2: .04 and .18
    heads = [cell.text.rstrip("*") for cell in table.rows[0].cells]
    assert heads == ["Theme", *data.coverage.quarters]


def test_heat_map_of_one_company_speaks_of_no_mean(made: Tables) -> None:
    notes = []
    for only in (Only(), Only(None, "juno")):
        data = summarize(made, only=only)
        brief = replace(data.brief, findings=(), theme_ids=("open-access",), quarters=("2012Q2", "2012Q4"))
        notes.append(named(opened(replace(data, brief=brief)).slides[1], "Note"))
    assert ["Mean of the companies" in note for note in notes] == [True, False]


def test_long_list_of_themes_is_fifteen_rows_that_stay_on_the_slide(data: ReportData) -> None:
    themes = tuple(replace(data.themes[0], theme_id=f"t{k}", label=f"Theme {k} {'of many' * 9}") for k in range(20))
    brief = replace(data.brief, findings=(), theme_ids=tuple(t.theme_id for t in themes), quarters=("2012Q2",))
    slide = opened(replace(data, themes=themes, brief=brief)).slides[1]
    shape = next(shape for shape in slide.shapes if shape.has_table)
    assert len(shape.table.rows) == 16
    assert shape.top + sum(row.height for row in shape.table.rows) < 506 * POINT


def test_closing_slide_says_what_could_not_be_said(data: ReportData) -> None:
    slide = opened(replace(data, brief=replace(data.brief, not_said="Too few calls."))).slides[-1]
    assert len(named(slide, "Method").split("\n")) == 5
    assert "Too few calls." in named(slide, "Limits")


def test_report_of_nothing_is_a_title_and_the_method() -> None:
    assert len(opened(summarize({})).slides) == 2


def n_lines(text: str, width: float, font: ImageFont.FreeTypeFont) -> int:
    lines, used = 1, ""
    for word in text.split(" "):
        tried = f"{used} {word}".strip()
        lines, used = (lines, tried) if font.getlength(tried) <= width else (lines + 1, word)
    return lines


def overflow(frame: TextFrame, shape: BaseShape) -> float:
    """Points by which a text is higher than its box, measured with a font of its own, a little wider than the deck's."""
    size = frame.paragraphs[0].font.size
    assert size is not None
    font = ImageFont.load_default(size.pt)
    assert isinstance(font, ImageFont.FreeTypeFont)
    lines = sum(n_lines(line, shape.width / POINT - 8, font) for line in frame.text.split("\n"))
    return lines * 1.2 * size.pt + 8 - shape.height / POINT


LONG_FINDING = replace(
    RISE,
    claim=(LONG,),
    bounds=(LONG,),
    excerpt=LONG,
    drivers=tuple(
        Driver(f"c{k}", f"Company {k} {LONG}", Window("2012Q1", "2012Q2", 0.1), Window("2012Q4", "2013Q1", 0.2))
        for k in range(20)
    ),
    quote=replace(RISE.quote, speaker=LONG, title=LONG, text=LONG),  # type: ignore[type-var]
)


@pytest.mark.parametrize("finding", [RISE, LONG_FINDING], ids=["short", "long"])
def test_all_text_fits_its_box_and_no_box_lies_on_another(data: ReportData, finding: Finding) -> None:
    brief = replace(data.brief, findings=(finding,), not_said=LONG if finding is LONG_FINDING else "None.")
    data = replace(data, brief=brief, lead=data.lead if finding is RISE else LONG)
    for slide in opened(data).slides:
        shapes = list(slide.shapes)
        assert [s.name for s in shapes if s.has_text_frame and overflow(s.text_frame, s) > 0] == []
        assert all(s.left >= 0 and s.left + s.width <= 960 * POINT for s in shapes)
        assert all(s.top >= 0 and s.top + s.height <= 540 * POINT for s in shapes)
        for one, other in combinations(shapes, 2):
            beside = one.left + one.width <= other.left or other.left + other.width <= one.left
            assert beside or one.top + one.height <= other.top or other.top + other.height <= one.top


def test_what_is_cut_ends_in_an_ellipsis_and_stands_whole_in_the_notes(data: ReportData) -> None:
    slide = finding_of(with_findings(data, LONG_FINDING))
    assert slide.shapes.title.text.endswith(" …")
    assert LONG.strip() in notes_of(slide)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_name_becomes_a_formula_in_the_chart_s_spreadsheet(data: ReportData, formula: str) -> None:
    named_so = replace(RISE, series=((formula, 0.1), ("2012Q2", 0.2)), windows=(Window(formula, formula, 0.1),))
    blob = chart_of(finding_of(with_findings(data, named_so))).part.chart_workbook.xlsx_part.blob
    packed = zipfile.ZipFile(io.BytesIO(blob))
    assert "<f>" not in packed.read("xl/worksheets/sheet1.xml").decode()
    cells = openpyxl.load_workbook(io.BytesIO(blob)).active
    assert (cells["A2"].value, cells["A2"].data_type) == (formula, "s")


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_is_shown_as_it_is_and_links_to_nothing(tables: Tables, hostile: str) -> None:
    data = summarize(with_hostile(tables, hostile), title=f"Calls {hostile}")
    assert RISE.quote is not None
    quote = replace(RISE.quote, speaker=hostile, company=hostile, source=hostile)
    finding = replace(RISE, claim=(hostile,), label=hostile, excerpt=hostile, quote=quote)
    made = to_pptx(with_findings(data, finding))
    slides = Presentation(io.BytesIO(made)).slides
    assert hostile in slides[0].notes_slide.notes_text_frame.text if slides[0].has_notes_slide else True
    assert named(slides[1], "Quote") == f"“{hostile}”" or named(slides[1], "Quote").endswith(" …”")
    packed = zipfile.ZipFile(io.BytesIO(made))
    assert not any("External" in packed.read(name).decode() for name in packed.namelist() if name.endswith(".rels"))


def test_characters_that_no_file_may_hold_are_replaced(data: ReportData) -> None:
    slide = finding_of(with_findings(data, replace(RISE, claim=("a\x01b \ud800",), label="\x02")))
    assert slide.shapes.title.text == "a\ufffdb \ufffd"


def test_same_data_give_the_same_bytes_and_the_time_of_the_run(rising: ReportData) -> None:
    made = to_pptx(rising)
    assert made == to_pptx(rising)
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = opened(rising).core_properties
    assert (about.created, about.title) == (datetime(2013, 6, 1, 10, 1), rising.title)
    blob = chart_of(finding_of(rising)).part.chart_workbook.xlsx_part.blob
    assert openpyxl.load_workbook(io.BytesIO(blob)).properties.created == datetime(2013, 6, 1, 10, 1)
