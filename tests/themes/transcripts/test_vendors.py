"""Vendors' forms: one call in each of them comes back the same; what is no transcript is refused by what it looks like."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.transcripts import vendors
from tests.themes.transcripts.test_tables import heard, parsed
from tests.themes.transcripts.vendors import FMP, LABELLED, LABELS, NAMED, REFUSED, TURNS, bare, rows, whole
from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.extraction.gzipped import gunzipped
from themes.transcripts.extraction.rendering import TURN
from themes.transcripts.reading import read_sources

SECOND = FMP | {"quarter": 1, "year": 2013, "date": "2013-05-07 17:00:00"}
# Fields that a form does not state, or not before the call itself does.
UNSTATED = {
    "Alpha Vantage": {"call_date"}, "Fool JSON": {"call_date", "ticker"}, "EarningsCall level 2": {"ticker"},
    "EarningsCall level 3": {"ticker"}, "EarningsCall levels 2 and 4": {"ticker"}, "Kensho": {"ticker"},
    "Capital IQ rows": {"ticker"}, "Yahoo and Quartr": {"ticker"},
}  # fmt: skip


def written(folder: Path, value: object, name: str = "x.dat") -> Path:
    path = folder / name
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return path


def calls_of(folder: Path, value: object, name: str = "x.dat") -> list[Call]:
    return parsed(written(folder, value, name))


@pytest.mark.parametrize("form", NAMED)
def test_a_vendors_form_gives_every_turn_and_what_it_states(tmp_path: Path, form: str) -> None:
    (call,) = calls_of(tmp_path, NAMED[form])
    assert heard(call) == TURNS
    assert call.fiscal_quarter == "2012Q4"
    assert call.call_date == (None if "call_date" in UNSTATED.get(form, ()) else "2013-02-05")
    assert call.ticker == (None if "ticker" in UNSTATED.get(form, ()) else "OTTR")
    assert not any("not understood" in warning or "in no turn" in warning for warning in call.warnings)


@pytest.mark.parametrize(
    "form",
    [form for form in NAMED if form.startswith(("EarningsCall", "API Ninjas", "Finnhub", "Yahoo", "Apify camel"))],
)
def test_people_bring_their_titles_and_firms(tmp_path: Path, form: str) -> None:
    (call,) = calls_of(tmp_path, NAMED[form])
    people = {person.name: person for person in call.participants}
    if form != "API Ninjas, text alone":
        assert people["Mara Quist"].title == "Chief Executive Officer"
    assert people["Lena Brook"].firm == "Heron Securities"
    assert [people[name].role for name in ("Mara Quist", "Lars Holm", "Omar Vale")] == [
        "executive",
        "executive",
        "analyst",
    ]


@pytest.mark.parametrize("form", LABELLED)
def test_words_of_a_speech_recogniser_stand_under_its_labels(tmp_path: Path, form: str) -> None:
    (source,) = read_sources(written(tmp_path, LABELLED[form]))
    lines = source.text.split("\n")
    headers = [line.split("|")[2].strip() for line in lines if line.startswith(f"{TURN} ")]
    assert headers == [LABELS[name] for _, _, name, _ in TURNS]
    words = " ".join(line for line in lines[lines.index("") :] if not line.startswith(TURN)).split()
    assert words == bare().split()


@pytest.mark.parametrize("form", REFUSED)
def test_what_is_no_transcript_is_refused_by_what_it_looks_like(tmp_path: Path, form: str) -> None:
    data, what = REFUSED[form]
    with pytest.raises(TranscriptRefused) as refusal:
        calls_of(tmp_path, data.encode())
    assert what in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda calls: calls,
        lambda calls: {"data": calls},
        lambda calls: {"status": "ok", "response": {"transcripts": calls}},
        lambda calls: {"content": calls},
        lambda calls: {"OTTR": dict(zip(("2012Q4", "2013Q1"), calls, strict=True))},
        lambda calls: {"rows": [{"row_idx": i, "row": call} for i, call in enumerate(calls)]},
        lambda calls: {"hits": {"total": 2, "hits": [{"_id": "x", "_source": call} for call in calls]}},
        lambda calls: "\n".join(map(json.dumps, calls)).encode(),
        lambda calls: gzip.compress(json.dumps(calls).encode()),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "words", [{"turns": rows()}, {"content": whole()}, {"content": whole(), "structured_content": rows()}]
)
def test_every_call_of_a_file_is_found_whatever_stands_around_it(
    tmp_path: Path, wrapped: object, words: dict[str, object]
) -> None:
    assert callable(wrapped)
    calls = calls_of(tmp_path, wrapped([FMP | words, SECOND | words]))
    assert [(call.fiscal_quarter, call.call_date) for call in calls] == [
        ("2012Q4", "2013-02-05"),
        ("2013Q1", "2013-05-07"),
    ]
    assert {call.ticker for call in calls} == {"OTTR"}
    assert [heard(call) for call in calls] == [TURNS, TURNS]


def test_tables_of_calls_keep_their_quoted_transcripts(tmp_path: Path) -> None:
    frame = pd.DataFrame([FMP | {"content": whole()}, SECOND | {"content": whole()}])
    packed = io.BytesIO()
    frame.assign(structured_content=[rows(), rows()]).to_parquet(packed)
    unpacked = frame.assign(structured_content=[rows(), rows()]).to_csv(index=False).encode()
    plain = (frame.to_csv(index=False).encode(), frame.to_csv(index=False, sep="\t").encode())
    for data in (*plain, packed.getvalue(), unpacked):
        assert [heard(call) for call in calls_of(tmp_path, data)] == [TURNS, TURNS]


def test_a_ticker_alone_is_identity_enough(tmp_path: Path) -> None:
    filler = whole().replace("Otter Peak", "our")
    (call,) = calls_of(tmp_path, [FMP | {"content": filler}])
    assert (call.company, call.ticker) == (None, "OTTR")
    assert [warning for warning in call.warnings if "ticker" in warning or "understood" in warning] == []


def test_names_of_fields_are_known_in_any_case_style(tmp_path: Path) -> None:
    styles = (
        ("speaker_name", "component_text"), ("speakerName", "componentText"), ("SpeakerName", "ComponentText"),
        ("SPEAKER_NAME", "COMPONENT_TEXT"), ("Speaker Name", "Component Text"), ("speaker-name", "component-text"),
    )  # fmt: skip
    for speaker, text in styles:
        (call,) = calls_of(tmp_path, rows(speaker, text))
        assert heard(call) == TURNS, speaker


def test_a_column_of_the_speakers_firms_makes_one_call(tmp_path: Path) -> None:
    firms = rows(company=lambda turn: vendors.FIRMS.get(turn[2], "Otter Peak, Inc."))
    (call,) = calls_of(tmp_path, firms)
    assert heard(call) == TURNS
    assert {turn.firm for turn in call.turns if turn.speaker == "Omar Vale"} == {"Pine Research"}


@pytest.mark.parametrize("names", [("preparedRemarks", "questionsAndAnswers"), ("prepared_remarks_text", "qa_text")])
def test_sections_that_name_their_speakers_are_read_by_their_layout(tmp_path: Path, names: tuple[str, str]) -> None:
    about = {"ticker": "OTTR", "callDate": "2013-02-05", "fiscalYear": 2012, "fiscalQuarter": 4}
    (call,) = calls_of(tmp_path, about | dict(zip(names, (whole(TURNS[:3]), whole(TURNS[3:])), strict=True)))
    assert heard(call) == TURNS
    (call,) = calls_of(tmp_path, about | dict(zip(names, (bare("prepared_remarks"), bare("q_and_a")), strict=True)))
    assert [(turn.section, turn.speaker) for turn in call.turns] == [
        ("prepared_remarks", "Unknown"),
        ("q_and_a", "Unknown"),
    ]


def test_parts_of_a_call_are_not_calls(tmp_path: Path) -> None:
    chapters = [
        {"title": "Boats", "turns": rows()[:2]},
        {"title": "Money", "turns": rows()[2:5]},
        {"title": "End", "turns": rows()[5:]},
    ]
    (call,) = calls_of(tmp_path, {"ticker": "OTTR", "date": "2013-02-05", "chapters": chapters})
    assert heard(call) == TURNS


def test_a_question_and_its_answers_are_turns(tmp_path: Path) -> None:
    said = rows()
    exchanges = [{"question": said[4], "answers": [said[5]]}, {"question": said[8], "answer": said[9]}]
    (call,) = calls_of(tmp_path, {"ticker": "OTTR", "prepared_remarks": said[:3], "qa": exchanges})
    expected = [TURNS[i] for i in (0, 1, 2, 4, 5, 8, 9)]
    assert heard(call) == expected


def test_pieces_of_speech_without_speakers_flow(tmp_path: Path) -> None:
    pieces = [{"text": f" {piece}", "start": i, "duration": 2.0} for i, piece in enumerate(bare().split(". "))]
    whisper = {"text": bare(), "segments": pieces, "language": "en"}
    for value in (pieces, {"video_id": "x", "transcript": pieces}, whisper):
        (call,) = calls_of(tmp_path, value)
        (turn,) = call.turns
        assert turn.speaker == "Unknown"
        assert turn.text.split() == ". ".join(piece["text"].strip() for piece in pieces).replace(". ", " ").split()


def test_speech_that_goes_on_after_midnight_is_one_call(tmp_path: Path) -> None:
    said = [
        {"event_id": 1, "transcript": turn[3], "speaker_name": turn[2], "speaker_type": None, "start_ms": 1000 * i,
         "timestamp": f"2013-02-0{5 + (i > 4)}T00:00:{i:02d}-05:00", "transcript_section": "presentation" if i < 3 else "q_and_a"}
        for i, turn in enumerate(TURNS)
    ]  # fmt: skip
    (call,) = calls_of(tmp_path, said)
    assert (call.call_date, heard(call)) == ("2013-02-05", TURNS)


def test_the_fuller_of_two_forms_is_read_and_the_other_told(tmp_path: Path) -> None:
    preview = {"ticker": "OTTR", "transcript": whole(), "highlights": rows()[1:2]}
    (call,) = calls_of(tmp_path, preview)
    assert heard(call) == TURNS
    assert "highlights: left out, the words are read from transcript" in call.warnings


def test_words_that_are_not_taken_are_counted(tmp_path: Path) -> None:
    summary = "Boats sold well because lakes were warm, " * 5
    for words in ({"turns": rows()}, {"content": whole()}):
        (call,) = calls_of(tmp_path, FMP | words | {"summary": summary})
        assert "text: 35 words left out, not known to be spoken (summary)" in call.warnings


def test_markup_in_a_cell_is_read_as_a_page(tmp_path: Path) -> None:
    page = "".join(f"<p><strong>{name}</strong></p><p>{words}</p>" for _, _, name, words in TURNS)
    title = "Otter Peak, Inc. (OTTR) CEO Mara Quist on Q4 2012 Results - Earnings Call Transcript"
    about = {"publishOn": "2013-02-05T17:00:00-05:00", "title": title, "content": page}
    (call,) = calls_of(tmp_path, {"data": {"id": "1", "type": "transcript", "attributes": about}})
    assert (call.company, call.ticker, call.fiscal_quarter) == ("Otter Peak, Inc.", "OTTR", "2012Q4")
    assert not any("<" in turn.text for turn in call.turns)
    assert {"Mara Quist", "Lars Holm"} <= {turn.speaker for turn in call.turns}
    assert any("day of publication" in warning for warning in call.warnings)


def test_a_name_beside_a_whole_call_is_the_companys(tmp_path: Path) -> None:
    (call,) = calls_of(
        tmp_path, {"name": "Otter Peak, Inc.", "symbol": "OTTR", "date": "2013-02-05", "transcript": whole()}
    )
    assert (call.company, heard(call)) == ("Otter Peak, Inc.", TURNS)


@pytest.mark.parametrize("name", ["call.txt.gz", "call"])
def test_a_compressed_text_is_read(tmp_path: Path, name: str) -> None:
    text = f"Otter Peak, Inc. (OTTR) Q4 2012 Earnings Call\nFebruary 5, 2013\n\n{whole()}"
    (call,) = calls_of(tmp_path, gzip.compress(text.encode()), name)
    assert (call.company, call.call_date, heard(call)) == ("Otter Peak, Inc.", "2013-02-05", TURNS)


def test_archives_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("call.txt"), io.BytesIO())
    whole_archive = gzip.compress(whole().encode())
    for data, what in (
        (packed.getvalue(), "tar archive"),
        (whole_archive[:-9], "damaged gzip"),
        (b"\x1f\x8b", "damaged gzip"),
    ):
        with pytest.raises(TranscriptRefused, match=what):
            calls_of(tmp_path, data, "x.gz")
    with pytest.raises(TranscriptRefused, match="more than 0.001 GB"):
        gunzipped(gzip.compress(b" " * 2_000_000), tmp_path, max_bytes=1_000_000)


KEYS = st.sampled_from(
    "speaker name text content transcript turns segments words word start data results event company ticker date quarter"
    " year title participants speakers speaker_name_map_v2 sections qa prepared_remarks items alternatives paragraphs"
    " sentences OTTR question answer columns metadata timestamp".split()
)  # fmt: skip
CELLS = st.sampled_from(
    ["Operator", "Ann Lee", "Boats sold well.", "Q4 2012", "2013-02-05", 4, None, 1.5, True, "", "spk1"]
)
JSON = st.recursive(
    CELLS, lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(KEYS, inner, max_size=6)), max_leaves=40
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(value=JSON)
def test_any_json_is_read_or_refused(tmp_path: Path, value: object) -> None:
    path = written(tmp_path, value)
    try:
        parsed(path)
    except TranscriptRefused as refusal:
        if "\n" in str(refusal):
            pytest.fail(f"a refusal of several lines: {refusal}")


SPOKEN = st.lists(
    st.tuples(
        st.sampled_from(["Operator", "Mara Quist", "Lena Brook"]), st.text("ab .,", min_size=1).filter(str.strip)
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SPOKEN, st.sampled_from(["turns", "utterances", "anything"]), st.integers(0, 3), st.booleans())
def test_no_word_of_a_list_of_turns_is_lost_wherever_it_stands(
    tmp_path: Path, said: list[tuple[str, str]], name: str, depth: int, camel: bool
) -> None:
    speaker = "speakerName" if camel else "speaker"
    value: object = {"ticker": "OTTR", name: [{speaker: who, "text": f"so {words}"} for who, words in said]}
    for level in range(depth):
        value = {f"level{level}": value, "status": 200}
    (call,) = calls_of(tmp_path, value)
    assert [w for turn in call.turns for w in turn.text.split()] == [
        w for _, words in said for w in f"so {words}".split()
    ]


@pytest.mark.slow
def test_a_large_file_of_calls_is_held_about_three_times(tmp_path: Path) -> None:
    import tracemalloc

    rng = random.Random(1)
    words = bare().split()
    speech = [{"speaker": name, "text": " ".join(rng.choices(words, k=150))} for _, _, name, _ in TURNS * 5]
    path = written(tmp_path, [FMP | {"call_id": i, "turns": speech} for i in range(120)])
    size = path.stat().st_size
    tracemalloc.start()
    try:
        assert len(read_sources(path)) == 120
        assert tracemalloc.get_traced_memory()[1] < 3.5 * size  # its bytes, its text, and the texts of the calls
    finally:
        tracemalloc.stop()
