"""PDF, HTML, Word, Markdown and bilingual files become the text of a call."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from tests.themes.transcripts.drawn_pdf import Drawn, write_pdf
from themes.errors import TranscriptRefused
from themes.transcripts.extraction.bilingual import keep_english
from themes.transcripts.extraction.html import is_html, read_html
from themes.transcripts.extraction.markdown import is_markdown, read_markdown
from themes.transcripts.extraction.names_apart import names_apart
from themes.transcripts.extraction.pdf import read_pdf
from themes.transcripts.parse import parse_file
from themes.transcripts.reading import read_source

Placed = tuple[int, str]
LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") /P -4 >> /ID [(a) (a)]"


def make_pdf(pages: list[list[list[Placed]]], trailer: bytes = b"") -> bytes:
    """A PDF of pages of lines of (distance from the left, text), from the top."""
    return write_pdf(
        [[Drawn(x, 740 - 16 * n, text) for n, line in enumerate(page) for x, text in line] for page in pages], trailer
    )


def lines(*texts: str) -> list[list[Placed]]:
    """Lines that begin at the left."""
    return [[(70, text)] for text in texts]


def test_pdf_pages_follow_one_another_and_begin_with_a_form_feed() -> None:
    text, warnings = read_pdf(
        make_pdf([lines("Otter Corp.", "Second quarter call"), lines("Welcome to the kelp.")]), "a.pdf"
    )
    assert text == "Otter Corp.\nSecond quarter call\n\fWelcome to the kelp."
    assert warnings == ()


def test_pdf_name_in_the_margin_is_set_off_by_a_tab() -> None:
    page = [[(70, "Mara Quist"), (200, "Thank you for the kelp.")], [(200, "It grew well.")]]
    assert read_pdf(make_pdf([page]), "a.pdf")[0] == "Mara Quist\tThank you for the kelp.\nIt grew well."


def test_pdf_word_cut_at_a_line_end_is_whole_again() -> None:
    page = lines("The medium kelp term was long, kelp ferti-", "lisers sold, and the medium-", "term plan holds.")
    text, _ = read_pdf(make_pdf([page]), "a.pdf")
    assert "fertilisers sold" in text
    assert "medium-term plan" in text


def test_pdf_without_text_is_refused() -> None:
    with pytest.raises(TranscriptRefused, match=r"a.pdf: a PDF of 2 pages without text"):
        read_pdf(make_pdf([[], []]), "a.pdf")


def test_locked_pdf_is_refused_with_a_way_out() -> None:
    with pytest.raises(TranscriptRefused, match=r"locked by a password; save it without"):
        read_pdf(make_pdf([lines("Welcome all")], LOCK), "a.pdf")


def test_damaged_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes(b"%PDF-1.4\nnothing else")
    with pytest.raises(TranscriptRefused, match=r"call.txt: a damaged PDF"):
        read_source(path)


def test_pdf_is_known_by_its_bytes_and_its_turns_by_page_furniture(tmp_path: Path) -> None:
    head = ["Otter Corp. transcript", "Otter Corp. Q2 2021 Earnings Call", "May 4, 2021"]
    pages = [
        lines(
            *head, "Mara Quist, Chief Executive Officer", "OPERATOR: Welcome to the call.", "MARA QUIST: The kelp has"
        ),
        lines(*head, "grown on every coast.", "OPERATOR: The first question is from Bo Ek with Quill Securities."),
        lines(*head, "BO EK: Which coast was best?", "MARA QUIST: The northern one."),
    ]
    path = tmp_path / "call.bin"
    path.write_bytes(make_pdf(pages))
    call = parse_file(path)
    assert (call.layout, call.fiscal_quarter, call.call_date) == ("paged", "2021Q2", "2021-05-04")
    assert [(turn.speaker, turn.role) for turn in call.turns] == [
        ("Operator", "operator"), ("Mara Quist", "executive"), ("Operator", "operator"), ("Bo Ek", "analyst"),
        ("Mara Quist", "executive"),
    ]  # fmt: skip
    assert call.turns[1].text == "The kelp has grown on every coast."


def test_html_shows_blocks_as_lines_without_what_is_not_read() -> None:
    page = """<!DOCTYPE html><html><head><title>x</title><style>p {}</style></head><body><nav>Menu</nav>
    <button>Buy</button><script>var a;</script><h1>Otter   Corp.</h1><p>One <b>kelp</b><br>two &amp; three</p>
    <ul><li>first</li><li>second</li></ul></body></html>"""
    assert is_html(page)
    assert read_html(page) == "Otter Corp.\n\nOne kelp\ntwo & three\n\nfirst\n\nsecond\n"


@pytest.mark.parametrize("text", ["Operator: <b>bold</b>", "a < b", "1 <p> 2", ""])
def test_text_with_a_tag_somewhere_is_no_html(text: str) -> None:
    assert not is_html(text)


def test_html_whose_marks_of_looks_never_close_reads_like_any_other() -> None:
    marks = "".join(f"<font size={n} title='a'><b><p>kelp {n}" for n in range(3))
    assert read_html(f"<html><body>{marks}<i/> fin<strong >ny</strong></body></html>") == (
        "kelp 0\n\nkelp 1\n\nkelp 2 finny\n"
    )


def test_html_of_thousands_of_open_blocks_is_refused_in_one_line() -> None:
    with pytest.raises(TranscriptRefused, match=r"^kelp\.html: a damaged HTML page: 5,001 blocks"):
        read_html("<html><body>" + "<div>boat" * 5001, "kelp.html")


TRANSLATED = """<html><body><h1>번역 결과</h1><table><tr><th>Original</th><th>Translation</th></tr>
<tr><td>Otter Corp. Q2 2021 Earnings Call<br>May 4, 2021<br><br>Company Participants<br><br>Mara E.</td>
<td>오터 실적 발표</td></tr>
<tr><td>Quist - Chief Executive Officer<br><br>Conference Call Participants<br><br>Bo Ek - Quill Securities<br><br>
Operator<br><br>Welcome all. Go ahead, Mara. Mara E. Quist<br><br>The kelp grew. Thank you.</td>
<td>환영합니다</td></tr>
<tr><td>Operator: Bo Ek is next.<br><br>Bo Ek: Quill Securities Which coast?</td><td>어느 해안입니까</td></tr>
</table><h3>요약</h3><p>요약입니다</p></body></html>"""


def test_html_translation_beside_the_original_leaves_the_english_with_names_on_their_own_lines() -> None:
    shown = [line for line in read_html(TRANSLATED).split("\n") if line]
    assert shown[2:5] == [
        "Company Participants",
        "Mara E. Quist - Chief Executive Officer",
        "Conference Call Participants",
    ]
    assert shown[6:] == [
        "Operator", "Welcome all. Go ahead, Mara.", "Mara E. Quist", "The kelp grew. Thank you.", "Operator",
        "Bo Ek is next.", "Bo Ek", "Which coast?",
    ]  # fmt: skip


def test_html_table_of_figures_stays() -> None:
    rows = "".join(f"<tr><td>Kelp {n}</td><td>{n} tons</td></tr>" for n in range(4))
    assert "Kelp 2 2 tons" in read_html(f"<html><body><table>{rows}</table></body></html>")


def test_names_stay_glued_without_a_list_of_participants() -> None:
    text = "Go ahead, Mara. Mara Quist\n\nThe kelp grew."
    assert names_apart(text) == text


def test_word_paragraphs_and_cells_come_in_order(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Otter Corp.")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Mara Quist", "Chief Executive Officer"
    document.add_paragraph("The kelp grew.")
    path = tmp_path / "call.txt"
    document.save(str(path))
    assert read_source(path).text == "Otter Corp.\n\nMara Quist\n\nChief Executive Officer\n\nThe kelp grew.\n"


def test_archive_that_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.docx"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(TranscriptRefused, match="ZIP archive"):
        read_source(path)


def test_markdown_becomes_plain_lines() -> None:
    text = (
        "# Otter Corp.\n\n## Questions and Answers\n\n**Ann Lee** -- *Quill Securities*\n\n> We saw 3 * 4 = 12.\n\n"
        "* [Kelp](https://kelp.example) at $5\n- snake_case_word\n\n**Operator:** Welcome"
    )
    assert is_markdown(text)
    assert read_markdown(text) == (
        "Otter Corp.\n\nQuestions and Answers\n\nAnn Lee -- Quill Securities\n\nWe saw 3 * 4 = 12.\n\n"
        "Kelp at $5\nsnake_case_word\n\nOperator: Welcome"
    )


@pytest.mark.parametrize("text", ["#1 in kelp", "Ann Lee - *Quill - Analyst*\nBo Ek - *Otter - CEO*", "- one\n- two"])
def test_text_of_another_kind_is_no_markdown(text: str) -> None:
    assert not is_markdown(text)


INTERLEAVED = """====================
Company: Otter (水獭)
Ticker: OTTR
====================

  [  1] [EN] Otter Q2 2021 Earnings Call
       [中] 水獭二季度电话会议
Otter Q2 2021 Earnings Call

  ━━ Call participants ━━
  ━━ 参会人员 ━━
  👤 Chief Executive Officer — Mara Quist
     首席执行官 — Mara Quist
原文：Chief Executive Officer — Mara Quist
  [  2] [EN] Mara Quist--Chief Executive Officer
       [中] Mara Quist--首席执行官
  [  3] [EN] The kelp grew on every coast this spring.
       [中] 今年春天海带在每个海岸都生长了。
The kelp grew on every coast this spring.
  [  4] [EN] We sell to Quill.
       [中] 我们卖给Quill。
  [  5] [EN] Thank you.
       [中] 谢谢。
  [  6] [EN] Thank you.
       [中] 谢谢大家。
"""


def test_bilingual_text_keeps_the_english_once() -> None:
    text, warnings = keep_english(INTERLEAVED)
    assert [line for line in text.split("\n") if line] == [
        "Company: Otter", "Ticker: OTTR", "Otter Q2 2021 Earnings Call", "Call participants",
        "Chief Executive Officer — Mara Quist", "Mara Quist--Chief Executive Officer",
        "The kelp grew on every coast this spring.", "We sell to Quill.", "Thank you.", "Thank you.",
    ]  # fmt: skip
    assert warnings == ("text: bilingual; 8 lines of a translation left out, the English kept",)


@pytest.mark.parametrize("text", ["Café “Otter”\nfünf\n", "海带\n" * 20, "One line\n海带\nMore lines\n"])
def test_text_that_is_not_bilingual_stays_as_it_is(text: str) -> None:
    assert keep_english(text) == (text, ())


def test_name_and_title_in_neighbouring_spans_stay_apart(tmp_path: Path) -> None:
    said = [
        ("Operator", "", "Welcome to the Otter Peak call."),
        ("Mara Quist", "Chief Executive Officer", "Boats sold well."),
    ]
    said += [
        ("Operator", "", "The first question is from Lena Brook."),
        ("Lena Brook", "Heron Securities", "How many?"),
    ]
    blocks = (f"<div><span>{n}</span>{f'<span>{t}</span>' if t else ''}<p>{w}</p></div>" for n, t, w in said)
    path = tmp_path / "saved.html"
    path.write_text(f"<html><body><h1>Otter Peak Q3 2014 Earnings Call</h1>{''.join(blocks)}</body></html>")
    assert [(turn.speaker, turn.text) for turn in parse_file(path).turns] == [(n, w) for n, _, w in said]
