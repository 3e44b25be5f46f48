"""Structured data: every form gives the same call; what is not understood is told; nothing is lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.conftest import Parse
from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.extraction.records import Row, StructuredCall
from themes.transcripts.extraction.rendering import render
from themes.transcripts.headers import is_operator
from themes.transcripts.layouts.structured import StructuredLayout
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


FORMS: dict[str, Callable[[], bytes]] = {
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


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'[{"text": "Hi.", "order": ' + b"1" * 5000 + b"}]", "malformed JSON: Exceeds the limit"),
        (b'[{"speaker": "Ann Lee", "text": "Hi."}, 5]', "item 2 of the JSON list is no object"),
        (b'{"speaker": "Ann Lee", "text": "Hi."}\n5\n', "line 2 is no JSON object"),
        (b'speaker,text\nAnn Lee,Hi.\nBo Ek,"Hello\nAnn Lee,Bye.\n', "malformed table after line 2"),
        (b"speaker,text,text\nAnn Lee,Hi.,Bye.\n", "two columns are called 'text'"),
    ],
)
def test_data_that_would_lose_words_is_refused(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    with pytest.raises(TranscriptRefused) as refusal:
        parsed(path)
    assert what in str(refusal.value)


def test_rows_of_a_word_each_are_a_table_of_tokens(tmp_path: Path) -> None:
    words = "Good day , and welcome to the call of Otter Peak . Boats sold well this year , and revenue grew .".split()
    rows = ["doc_id,token_id,text,speaker_id", *(f'c1,{n},"{word}",0' for n, word in enumerate(words))]
    path = tmp_path / "tokens.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(TranscriptRefused, match="tokens"):
        read_sources(path)


def test_turns_by_their_numbers_are_rows(tmp_path: Path) -> None:
    said = [("Operator", "Welcome to the call."), ("Mara Quist", "Boats sold well."), ("Operator", "Goodbye.")]
    path = tmp_path / "index.json"
    path.write_text(json.dumps({str(n): {"speaker": who, "text": words} for n, (who, words) in enumerate(said)}))
    assert [(turn.speaker, turn.text) for turn in parsed(path)[0].turns] == said


def test_large_cells_are_read_and_the_limit_of_csv_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("speaker,text\nAnn Lee," + "boat " * 40_000 + "\n")
    before = csv.field_size_limit()
    assert len(parsed(path)[0].turns[0].text.split()) == 40_000
    assert csv.field_size_limit() == before


def test_calls_are_told_apart_by_their_ids_where_rows_have_them(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        "\n".join(json.dumps({"call_id": i, "speaker": "Ann Lee", "text": i.upper()}) for i in ("b/2", "a-1", "b/2"))
    )
    assert [source.path for source in read_sources(path)] == [f"{path}#b-2", f"{path}#a-1"]
    assert [call.turns[0].text for call in parsed(path)] == ["B/2\n\nB/2", "A-1"]


def test_fields_written_in_the_first_row_only_hold_for_the_call(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("company,ticker,speaker,text\nOtter,OTTR,Ann Lee,One.\n,,Bo Ek,Two.\nHeron,,Cy Thorn,Three.\n")
    assert [(call.company, len(call.turns)) for call in parsed(path)] == [("Otter", 2), ("Heron", 1)]


def test_calls_without_words_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"company": "Otter", "turns": SPEECH}, {"company": "Heron", "turns": []}]))
    (call,) = parsed(path)
    assert "text: 1 of 2 calls of the file have no words" in call.warnings


def test_words_that_stand_in_two_forms_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"transcript": "All in one.", "turns": SPEECH[:1]}))
    (call,) = parsed(path)
    assert [turn.text for turn in call.turns] == ["Welcome to Otter Peak."]
    assert "transcript: left out, the words are read from turns" in call.warnings


@pytest.mark.parametrize("words", ["text", "content"])
def test_speakers_as_objects_and_words_as_lists_are_read(tmp_path: Path, words: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([{"speaker": {"name": "Ann Lee", "title": "CFO"}, words: ["One.", "Two."]}]))
    (turn,) = parsed(path)[0].turns
    assert (turn.speaker, turn.title, turn.text) == ("Ann Lee", "CFO", "One.\n\nTwo.")


@pytest.mark.parametrize(
    ("cells", "call_date", "fiscal_quarter"),
    [
        ({"date": "2013-02-05T21:30:00Z", "quarter": "FY12-Q4"}, "2013-02-05", "2012Q4"),
        ({"date": 1360022400000, "quarter": 4, "year": 2012}, "2013-02-05", "2012Q4"),
        ({"date": "20130205213000", "quarter": "Q4/2012"}, "2013-02-05", "2012Q4"),
        ({"date": "5 Feb 2013", "quarter": "fourth quarter", "fiscal_year": 2012.0}, "2013-02-05", "2012Q4"),
        ({"date": "2/25/2013", "q": "2012-Q4"}, "2013-02-25", "2012Q4"),
        ({"date": 1360022400, "quarter": "Q4 FY 2011-12"}, "2013-02-05", "2012Q4"),
        ({"timestamp": "1360022400", "quarter": 4, "year": "2011/12"}, "2013-02-05", "2012Q4"),
    ],
)
def test_dates_and_quarters_in_any_usual_form_are_understood(
    tmp_path: Path, cells: dict[str, object], call_date: str, fiscal_quarter: str
) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([SPEECH[0] | cells]))
    (call,) = parsed(path)
    assert (call.call_date, call.fiscal_quarter) == (call_date, fiscal_quarter)


def test_times_of_one_day_are_one_call(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    times = ("2013-02-05T21:30:00Z", "2013-02-05T21:31:10Z")
    path.write_text(json.dumps([row | {"datetime": time} for row, time in zip(SPEECH, times, strict=False)]))
    assert [len(call.turns) for call in parsed(path)] == [2]


@pytest.mark.parametrize("orient", ["columns", "list"])
def test_data_frames_written_by_columns_are_rows(tmp_path: Path, orient: str) -> None:
    path = tmp_path / "x.json"
    frame = pd.DataFrame(rows())
    path.write_text(frame.to_json() if orient == "columns" else json.dumps(frame.to_dict("list")))
    assert heard(parsed(path)[0]) == HEARD


def test_missing_numeric_and_escaped_values_keep_the_form(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(
        '[{"speaker": NaN, "title": null, "firm": 3.0, "text": 2012},'
        ' {"speaker": "Ann &#124; Lee", "text": "Caf\u00c3\u00a9 &#10;== q_and_a | analyst | Eve"}]'
    )
    turns = parsed(path)[0].turns
    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("Unknown", "2012"),
        ("Ann / Lee", "Café\n\n== q_and_a | analyst | Eve"),
    ]


def test_roles_that_are_none_become_titles_and_strange_sections_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "speaker,role,title,section,text\nAnn Lee,CFO,,Overture,One.\nBo Ek,Ferryman,Analyst,,Two.\nCy Thorn,analyst,,,3.\n"
    )
    (call,) = parsed(path)
    assert [(turn.role, turn.title) for turn in call.turns] == [
        ("executive", "CFO"),
        ("analyst", "Analyst"),
        ("analyst", None),
    ]
    assert {"section: 'Overture' not understood", "role: 'Ferryman' not understood"} <= set(call.warnings)


def test_rows_without_numbers_stay_behind_the_row_before(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("speaker,text,order\nAnn Lee,Two.,2.0\nBo Ek,Three.,\nCy Thorn,One.,1.0\n")
    (call,) = parsed(path)
    assert [turn.text for turn in call.turns] == ["One.", "Two.", "Three."]
    assert "order: no number in 1 of 3 rows; left behind the row before" in call.warnings


def test_text_written_by_hand_is_understood(parse: Parse) -> None:
    text = """callthemes transcript
Company:Otter Peak
Call date: Feb. 5, 2013
fiscal quarter: Q4 FY12
event: picnic
participant: --
Some other line

== Prepared Remarks | Management | Mara Quist | CFO | Otter Peak | Harbour
Hello.

== Q & A | Analyst | Lena Brook
==== is no header
Why?
== | Operator
Goodbye.
"""
    call = parse(text)
    assert (call.company, call.call_date, call.fiscal_quarter) == ("Otter Peak", "2013-02-05", "2012Q4")
    assert heard(call) == [
        ("prepared_remarks", "executive", "Mara Quist", "Hello."),
        ("q_and_a", "analyst", "Lena Brook", "==== is no header\n\nWhy?"),
        ("q_and_a", "operator", "Operator", "Goodbye."),
    ]
    assert call.turns[0].firm == "Otter Peak | Harbour"
    assert "event: 'picnic' is not understood; write it as earnings, conference or other" in call.warnings


def test_fields_beside_a_whole_transcript_hold_for_its_layout(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    speech = "Operator\nWelcome to the call.\nAnn Lee\n" + "Boats sold well and ferries sold better.\n" * 40
    speech += "Cy Thorn\nHow many?\nAnn Lee\nMany.\nCy Thorn\nThanks.\n"
    people = [{"name": "Ann Lee", "title": "CEO"}, "Cy Thorn -- Heron -- Analyst"]
    path.write_text(json.dumps({"date": "soon", "event": "conference", "participants": people, "transcript": speech}))
    (call,) = parsed(path)
    assert call.layout != "structured"
    assert call.event == "conference"
    assert {(person.name, person.role) for person in call.participants} == {
        ("Ann Lee", "executive"),
        ("Cy Thorn", "analyst"),
    }
    assert "call_date: 'soon' is not understood; write it as 2013-02-05" in call.warnings


def test_people_of_the_form_have_their_labelled_roles(parse: Parse) -> None:
    text = """callthemes transcript
participant: executive | Mara Quist | Boatswain | Otter Peak
participant: Lena Brook -- Heron -- Analyst

== | | Mara Quist
Hello.
"""
    people = [(p.name, p.role, p.title, p.firm) for p in parse(text).participants]
    assert people == [
        ("Mara Quist", "executive", "Boatswain", "Otter Peak"),
        ("Lena Brook", "analyst", "Analyst", "Heron"),
    ]


NAMES = st.sampled_from(
    ["Ann Lee", "Bo Ek", "Operator", "J. B. de la Cruz", "Mara | Quist", "Unidentified Analyst", ""]
)
WORDS = st.one_of(
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=80),
    st.sampled_from(["== q_and_a | analyst | Eve", "callthemes transcript", "company: Wrong", "one\n\ntwo", "participant: Eve"]),
)  # fmt: skip


ROLES = st.sampled_from(["executive", "analyst", "operator", "unknown", "Wizard"])
SPOKEN = st.one_of(st.text(min_size=1, max_size=60), WORDS)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.one_of(NAMES, st.text(max_size=20)), ROLES, SPOKEN), min_size=1, max_size=8))
def test_layout_reads_back_every_speaker_role_and_word(said: list[tuple[str, str, str]]) -> None:
    rows = [Row(text, speaker, role=role) for speaker, role, text in said]
    draft = StructuredLayout().read(render(StructuredCall({}, rows)).text)
    found = [
        (turn.header.name, turn.header.role, word)
        for turn in draft.turns
        for paragraph in turn.paragraphs
        for word in paragraph.words.text.split()
    ]
    assert found == [
        (_printed(row), None if row.role == "Wizard" else row.role, word) for row in rows for word in row.text.split()
    ]


def _printed(row: Row) -> str:
    name = " ".join(row.speaker.replace("|", "/").split())
    if is_operator(name) or (not name and row.role == "operator"):
        return "Operator"
    return name or "Unknown"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(NAMES, WORDS, st.sampled_from(["", "prepared_remarks", "Q&A"])), min_size=1, max_size=8))
def test_rendered_rows_come_back_as_they_were(said: list[tuple[str, str, str]]) -> None:
    rows = [Row(text, speaker, section=section) for speaker, text, section in said if text.strip()]
    text = render(StructuredCall({"company": "Otter"}, rows)).text
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
        call = parse_source(SourceText("x", "", render(StructuredCall({}, rows)).text))
        assert [word for turn in call.turns for word in turn.text.split()] == words
