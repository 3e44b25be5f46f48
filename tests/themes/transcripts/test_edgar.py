"""SEC filings: exhibits as HTML and as text, wrapped documents, whole submissions; the transcript is read or none is."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.extraction.edgar import is_submission, read_submission
from themes.transcripts.extraction.html import read_html
from themes.transcripts.parse import parse_file

TURNS = [
    ("Operator", "", "Good day, and welcome to the Otter Peak fourth quarter 2012 earnings call. Please go ahead."),
    ("Bea Holm", "Director, Investor Relations", "Thank you. With me today is Mara Quist, who will now speak of boats."),
    ("Mara Quist", "Chief Executive Officer", "Thank you, Bea. Boats sold well this year, and revenue grew by nine percent."),
    ("Operator", "", "Our first question comes from Lena Brook with Heron Securities."),
    ("Lena Brook", "Analyst", "Thanks for taking my question. How many boats did you sell?"),
    ("Mara Quist", "Chief Executive Officer", "Forty, which is more than we had planned."),
    ("Lena Brook", "Analyst", "And the margin?"),
    ("Bea Holm", "Director, Investor Relations", "It will stay where it is. That is all for today."),
    ("Operator", "", "This concludes today's conference call. You may now disconnect."),
]  # fmt: skip
HEAD = (
    "<P ALIGN=RIGHT><FONT SIZE=2><B>Exhibit 99.2</B></FONT></P><P><FONT SIZE=2><B>OTTER PEAK, INC.<BR>Fourth Quarter 2012 "
    "Earnings Conference Call<BR>February 5, 2013</B></FONT></P>"
)
PAGE_BREAK = "<P ALIGN=CENTER>3</P><HR SIZE=3 NOSHADE><P STYLE='page-break-before:always'></P>"
PRESS = (
    "<HTML><BODY><P>FOR IMMEDIATE RELEASE</P><P>HARBOUR, Maine, February 5, 2013 - Otter Peak, Inc. today announced results."
    "</P><P>About Otter Peak</P><P>Otter Peak builds boats.</P></BODY></HTML>"
)
EIGHT_K = (
    "<HTML><BODY><P>UNITED STATES SECURITIES AND EXCHANGE COMMISSION</P><P>FORM 8-K</P><P>(Exact name of registrant)</P>"
    "<P>Item 2.02 Results of Operations and Financial Condition.</P></BODY></HTML>"
)
FORMS: dict[str, Callable[[str, str, str], str]] = {
    "bold alone": lambda who, title, words: f"<P><FONT SIZE=2><B>{who}</B></FONT></P><P>{words}</P>",
    "bold and colon": lambda who, title, words: f"<P><B>{who.upper()}:</B>&nbsp;&nbsp;{words}</P>",
    "bold and title": lambda who, title, words: f"<P><B>{who}{', ' * bool(title)}{title}</B></P><P>{words}</P>",
    "bold, line end": lambda who, title, words: f"<P><B>{who}</B><BR>{words}</P>",
    "bold within": lambda who, title, words: f"<P><B>{who}</B> {words}</P>",
    "bold by style": lambda who, title, words: (
        f'<div><span style="color:#000;font-weight:bold">{who}</span> {words}</div>'
    ),
    "underlined": lambda who, title, words: f"<P><U>{who}</U></P><P>{words}</P>",
    "cells": lambda who, title, words: f"<TABLE><TR><TD><B>{who}</B></TD><TD>{words}</TD></TR></TABLE>",
}


def page(form: str) -> str:
    turns = [FORMS[form](*turn) + PAGE_BREAK * (i == 3) for i, turn in enumerate(TURNS)]
    body = "".join(turns).replace("</TABLE><TABLE>", "")
    return f"<HTML><HEAD><TITLE>ex99</TITLE></HEAD><BODY>{HEAD}{body}</BODY></HTML>"


def as_text() -> str:
    head = "EXHIBIT 99.2\n\n                  OTTER PEAK, INC.\n      Fourth Quarter 2012 Earnings Conference Call\n"
    turns = [textwrap.fill(f"{who.upper()}: {words}", 60, initial_indent="     ") for who, _, words in TURNS]
    turns[3] += "\n\n                          3\n<PAGE>"
    return head + "          February 5, 2013\n\n" + "\n\n".join(turns) + "\n"


def document(kind: str, name: str, body: str) -> str:
    return f"<DOCUMENT>\n<TYPE>{kind}\n<SEQUENCE>1\n<FILENAME>{name}\n<TEXT>\n{body}\n</TEXT>\n</DOCUMENT>\n"


def submission(*documents: str) -> str:
    header = "<SEC-HEADER>1.hdr.sgml : 20130206\nCOMPANY CONFORMED NAME:\t\tOTTER PEAK INC\n</SEC-HEADER>\n"
    return "<SEC-DOCUMENT>1.txt : 20130206\n" + header + "".join(documents) + "</SEC-DOCUMENT>\n"


def parsed(text: str, folder: Path, name: str = "ex992.htm") -> Call:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return parse_file(path)


def assert_is_the_call(call: Call) -> None:
    assert [(turn.speaker, turn.text) for turn in call.turns] == [(who, words) for who, _, words in TURNS]
    roles = {turn.speaker: turn.role for turn in call.turns}
    assert roles == {
        "Operator": "operator",
        "Bea Holm": "executive",
        "Mara Quist": "executive",
        "Lena Brook": "analyst",
    }
    assert (call.fiscal_quarter, call.call_date) == ("2012Q4", "2013-02-05")


@pytest.mark.parametrize("form", FORMS)
def test_exhibit_as_html_in_any_form_of_its_speakers(form: str, tmp_path: Path) -> None:
    assert_is_the_call(parsed(page(form), tmp_path))


def test_exhibit_as_text_with_page_marks(tmp_path: Path) -> None:
    assert_is_the_call(parsed(as_text(), tmp_path, "ex99.txt"))


@pytest.mark.parametrize("body", [page("bold alone"), as_text()], ids=["html", "text"])
def test_one_wrapped_document(body: str, tmp_path: Path) -> None:
    call = parsed(document("EX-99.2", "ex992.htm", body), tmp_path, "filing.txt")
    assert_is_the_call(call)
    assert not [warning for warning in call.warnings if "filing" in warning]


def test_inline_xbrl_header_is_not_shown(tmp_path: Path) -> None:
    hidden = '<div style="display:none"><ix:header><ix:hidden><ix:n>0000012345</ix:n></ix:hidden></ix:header></div>'
    start = "<?xml version='1.0'?>\n<!--XBRL-->\n<html xmlns:ix='http://www.xbrl.org/2013/inlineXBRL'><body>"
    text = start + hidden + page("bold alone").partition("<BODY>")[2]
    assert "0000012345" not in read_html(text)
    assert_is_the_call(parsed(text, tmp_path))


def test_transcript_of_a_submission_is_read_and_the_rest_is_said(tmp_path: Path) -> None:
    text = submission(
        document("8-K", "8k.htm", EIGHT_K),
        document("EX-99.1", "ex991.htm", PRESS),
        document("EX-99.2", "ex992.htm", page("bold alone")),
        document("GRAPHIC", "logo.jpg", "begin 644 logo.jpg\nM_]C_X\nend"),
    )
    call = parsed(text, tmp_path, "0001.txt")
    assert_is_the_call(call)
    (said,) = [warning for warning in call.warnings if warning.startswith("text:")]
    assert "EX-99.2 (ex992.htm) was read" in said
    assert "EX-99.1 (ex991.htm): a press release" in said


def test_submission_without_a_transcript_is_refused_by_what_its_documents_are(tmp_path: Path) -> None:
    text = submission(document("8-K", "8k.htm", EIGHT_K), document("EX-99.1", "ex991.htm", PRESS))
    with pytest.raises(TranscriptRefused, match=r"without a transcript: 8-K .*filing.*EX-99.1 .*press release"):
        parsed(text, tmp_path, "0001.txt")
    with pytest.raises(TranscriptRefused, match="press release"):
        parsed(document("EX-99.1", "ex991.htm", PRESS), tmp_path, "0002.txt")
    with pytest.raises(TranscriptRefused, match="press release"):
        parsed(PRESS, tmp_path, "ex991.htm")
    with pytest.raises(TranscriptRefused, match="without a document that is text"):
        parsed(submission(document("GRAPHIC", "a.jpg", "begin 644 a.jpg\nM_]\nend")), tmp_path, "0003.txt")


def test_bold_words_in_speech_part_nothing() -> None:
    text = "<HTML><BODY><P>We sold <B>Forty Boats</B> This year.</P><P><B>Revenue</B> Grew.</P></BODY></HTML>"
    assert read_html(text) == "We sold Forty Boats This year.\n\nRevenue Grew.\n"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<DOCUMENT>", "<TYPE>EX-99", "<TEXT>", "</TEXT>", "<PAGE>", "\n", "<P><B>Ann Lee</B> Hi.",
                                 "<ix:header>", "Operator: Good day.\n", "</DOCUMENT>", "<HTML>", "words "]), max_size=25))  # fmt: skip
def test_any_filing_is_read_or_refused(pieces: list[str]) -> None:
    text = "<DOCUMENT>\n<TYPE>" + "".join(pieces)
    assert is_submission(text)
    try:
        assert isinstance(read_submission(text)[0], str)
    except TranscriptRefused:
        return


@pytest.mark.parametrize(
    "text",
    [
        "<DOCUMENT>\n<TYPE>" * 20_000,
        "<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\n" + "<PAGE>\n" * 40_000,
        "<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\n<html><b>" + "<b>Ann Lee</b> Hi. " * 12_000,
        "<html><body>" + "<span style='font-weight:bold'>" * 4_000 + "x" * 100_000,
        "<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\n" + "<ix:header>" * 20_000,
    ],
    ids=["documents", "pages", "bold", "spans", "hidden"],
)
def test_hostile_filing_takes_under_two_seconds_a_megabyte(text: str, tmp_path: Path) -> None:
    began = time.process_time()
    try:
        parsed(text, tmp_path)
    except TranscriptRefused:
        pass
    assert time.process_time() - began < 2.0
