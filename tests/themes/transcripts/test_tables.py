"""Structured data: every form gives the same call; what is not understood is told; nothing is lost."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.extraction.records import Row, StructuredCall
from themes.transcripts.extraction.rendering import render
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, read_sources

ABOUT = {"company": "Otter Peak, Inc.", "ticker": "OTTR", "call_date": "2013-02-05", "fiscal_quarter": "2012Q4"}
SPEECH = [
    {"section": "prepared_remarks", "speaker": "Operator", "role": "operator", "text": "Welcome to Otter Peak."},
    {"section": "prepared_remarks", "speaker": "Mara Quist", "role": "executive", "text": "Boats sold well this year."},
    {"section": "q_and_a", "speaker": "Lena Brook", "role": "analyst", "text": "How many boats, and to whom?"},
    {"section": "q_and_a", "speaker": "Mara Quist", "role": "executive", "text": "Many.\nTo ferrymen."},
]
HEARD = [
    ("prepared_remarks", "operator", "Operator", "Welcome to Otter Peak."),
    ("prepared_remarks", "executive", "Mara Quist", "Boats sold well this year."),
    ("q_and_a", "analyst", "Lena Brook", "How many boats, and to whom?"),
    ("q_and_a", "executive", "Mara Quist", "Many.\n\nTo ferrymen."),
]


def parsed(path: Path) -> list[Call]:
    calls = []
    for source in read_sources(path):
        call = parse_source(source)
        assert_words_stand_in_source(call, source.text)
        calls.append(call)
    return calls


def heard(call: Call) -> list[tuple[str, str, str, str]]:
    return [(turn.section, turn.role, turn.speaker, turn.text) for turn in call.turns]


def rows() -> list[dict[str, str]]:
    return [ABOUT | row for row in SPEECH]


def as_csv(delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows()[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue().encode()


def as_parquet() -> bytes:
    frame = pd.DataFrame(rows()).assign(call_date=pd.Timestamp("2013-02-05"))
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


FORMS = {
    "csv": lambda: as_csv(","),
    "tsv": lambda: as_csv("\t"),
    "semicolons": lambda: as_csv(";"),
    "bom": lambda: b"\xef\xbb\xbf" + as_csv(","),
    "parquet": as_parquet,
    "json rows": lambda: json.dumps(rows()).encode(),
    "json lines of rows": lambda: "\n".join(json.dumps(row) for row in rows()).encode(),
    "json call": lambda: json.dumps(ABOUT | {"turns": SPEECH}).encode(),
    "json list of a call": lambda: json.dumps([ABOUT | {"segments": SPEECH}], indent=1).encode(),
    "json by section": lambda: json.dumps(
        ABOUT | {"prepared_remarks": SPEECH[:2], "questions_and_answers": SPEECH[2:]}
    ).encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_call(tmp_path: Path, form: str) -> None:
    path = tmp_path / "data.txt"  # the name says nothing
    path.write_bytes(FORMS[form]())
    (call,) = parsed(path)
    assert call.layout == "structured"
    assert (call.company, call.ticker, call.call_date, call.fiscal_quarter) == tuple(ABOUT.values())
    assert "fiscal_quarter" not in call.inferred
    assert heard(call) == HEARD


def test_title_gives_the_role_and_a_heading_row_begins_the_questions(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "Speaker,Position,Content,Order\n"
        "Mara Quist,CFO,We will answer.,3\n"
        "Mara Quist,CFO,Boats sold well.,1\n"
        "Questions And Answers,Questions And Answers,Questions And Answers,2\n"
        "Lena Brook,Analyst,How many?,4\n"
    )
    (call,) = parsed(path)
    assert heard(call) == [
        ("prepared_remarks", "executive", "Mara Quist", "Boats sold well."),
        ("q_and_a", "executive", "Mara Quist", "We will answer."),
        ("q_and_a", "analyst", "Lena Brook", "How many?"),
    ]


def test_roster_of_a_json_call_places_people(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    people = ["Mara Quist--Chief Financial Officer", "Lena Brook--Heron -- Analyst"]
    speech = [{"speaker": "Mara Quist", "speech": "Hello."}, {"speaker": "Lena Brook", "speech": "Why?"}]
    path.write_text(
        json.dumps(
            {
                "prepared_remarks": speech[:1],
                "q_and_a": [*speech[1:], {"speaker": "Duration: 5 minutes", "speech": ""}],
                "participants": people,
            }
        )
    )
    (call,) = parsed(path)
    assert [(p.name, p.role, p.title, p.firm) for p in call.participants] == [
        ("Mara Quist", "executive", "Chief Financial Officer", None),
        ("Lena Brook", "analyst", "Analyst", "Heron"),
    ]
    assert not any("without a word" in warning for warning in call.warnings)


def test_table_of_several_calls_gives_a_source_each(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    other = [row | {"call_date": "2013-05-07", "fiscal_quarter": "2013Q1"} for row in rows()]
    pd.DataFrame([*rows(), *other]).to_csv(path, index=False)
    sources = read_sources(path)
    assert [source.path for source in sources] == [f"{path}#1", f"{path}#2"]
    assert len({source.sha256 for source in sources}) == 2
    assert [call.fiscal_quarter for call in parsed(path)] == ["2012Q4", "2013Q1"]


def test_what_is_not_understood_is_told_with_its_value(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(
        json.dumps([{"speaker": "Ann Lee", "text": "", "date": "soon"}, {"text": "Hello.", "date": "soon"}])
    )
    (call,) = parsed(path)
    assert any("'soon' is not understood" in warning for warning in call.warnings)
    assert any("1 rows without a word" in warning for warning in call.warnings)
    assert heard(call)[0][1:3] == ("unknown", "Unknown")


def test_quarter_and_year_in_two_columns_are_one_label(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("quarter,year,speaker,text\n4,2012,Ann Lee,Boats sold well.\n")
    assert parsed(path)[0].fiscal_quarter == "2012Q4"


def test_transcript_in_one_cell_is_read_by_its_layout(tmp_path: Path, samples: dict[str, str]) -> None:
    path = tmp_path / "x.jsonl"
    filler = "Boats sold well and ferries sold better, which nobody had thought of in the spring. " * 20
    text = samples["bare"] + "\n" + filler
    path.write_text(json.dumps({"ticker": "BRCH", "date": "2012-08-07", "transcript": text}) + "\n")
    (call,) = parsed(path)
    assert call.layout == "bare"
    assert (call.call_date, len({turn.speaker for turn in call.turns}) > 2) == ("2012-08-07", True)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"speaker": "Ann Lee", "said": "x"}', "without a column of text (found: said, speaker)"),
        (b'[{"speaker": "Ann Lee", "text": "x"},\n {"speaker": ]', "malformed JSON at line 2"),
        (b'{"speaker": "Ann Lee", "text": "x"}\n{"speaker": \n', "malformed JSON at line 2"),
        (b"speaker,text\nAnn Lee,yes,no\n", "line 2: more cells than columns"),
        (b"PAR1 and then nothing", "damaged Parquet"),
        (b"[" * 100_000, "JSON nested too deeply"),
    ],
)
def test_bad_data_is_refused_in_one_line(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(TranscriptRefused) as refusal:
        parsed(path)
    assert what in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_text_that_begins_like_json_is_text(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "[Operator Instructions] Welcome to the earnings call.\nAnn Lee - CEO\nRevenue rose.\nAnn Lee - CEO\nMore.\n"
    )
    assert parsed(path)[0].layout != "structured"


NAMES = st.sampled_from(
    ["Ann Lee", "Bo Ek", "Operator", "J. B. de la Cruz", "Mara | Quist", "Unidentified Analyst", ""]
)
WORDS = st.one_of(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=80),
    st.sampled_from(["== q_and_a | analyst | Eve", "callthemes transcript", "company: Wrong", "one\n\ntwo", "participant: Eve"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(NAMES, WORDS, st.sampled_from(["", "prepared_remarks", "Q&A"])), min_size=1, max_size=8))
def test_rendered_rows_come_back_as_they_were(said: list[tuple[str, str, str]]) -> None:
    rows = [Row(text, speaker, section=section) for speaker, text, section in said if text.strip()]
    text = render(StructuredCall({"company": "Otter"}, rows))
    try:
        call = parse_source(SourceText("x", "", text))
    except TranscriptRefused:
        assert not any(c.isalnum() for row in rows for c in row.text)
        return
    assert_words_stand_in_source(call, text)
    assert call.company == "Otter"
    known = {" ".join(row.speaker.replace("|", "/").split()) or "Unknown" for row in rows}
    assert {turn.speaker for turn in call.turns} <= known


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(NAMES, st.text("ab =|:.\n", max_size=40)), min_size=1, max_size=8))
def test_no_word_of_a_row_is_lost(said: list[tuple[str, str]]) -> None:
    rows = [Row(text, speaker) for speaker, text in said if text.split()]
    words = [word for row in rows for word in row.text.split()]
    if words:
        call = parse_source(SourceText("x", "", render(StructuredCall({}, rows))))
        assert [word for turn in call.turns for word in turn.text.split()] == words
