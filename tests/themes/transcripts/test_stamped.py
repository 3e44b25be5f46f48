"""Exports of speech to text: a time beside a name or between paragraphs is no word, whatever the service prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.test_captions import SPEAKER, WORD, said
from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.records import Call
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, read_source

Parse = Callable[..., Call]

TALK = [
    ("Mara Quist", "00:00:02", "Boats sold well at 10:30 in the morning."),
    ("Lena Brook", "00:01:14", "How many boats?"),
    ("Mara Quist", "00:01:20", "Forty."),
]
HEARD = [(name, words) for name, _, words in TALK]
FORMS = {
    "Otter": "{name}  {time}  \n{words}\n\n",
    "Rev": "{name} ({time}):\n{words}\n\n",
    "Rev, older": "{name}: ({time})\n{words}\n\n",
    "Trint": "{name} [{time}] {words}\n\n",
    "a line each": "{name} ({time}): {words}\n",
    "time first": "[{time}] {name}: {words}\n",
    "time first, bold": "[{time}] **{name}:** {words}\n\n",
    "time first, bare": "{time} {name}: {words}\n",
    "time above": "{time} {name}\n{words}\n\n",
    "Happy Scribe": "[{time}.120] - {name}\n{words}\n\n",
    "dash": "{time} - {name}\n{words}\n",
    "Gong": "{time} | {name}\n{words}\n\n",
    "Krisp": "{name} | {time}\n{words}\n\n",
    "Zoom": "[{name}] {time}\n{words}\n\n",
    "Teams": "{name}\n{time}\n{words}\n\n",
    "Resolve": "[{time}:00 - 00:59:00:00]\n{name}\n {words}\n\n",
    "clock": "{name}  {time} AM\n{words}\n\n",
    "whisper": "[{time} --> 00:59:59] {name}: {words}\n",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_names_and_words_are_told_from_times(parse: Parse, form: str) -> None:
    call = parse("".join(form.format(name=name, time=time, words=words) for name, time, words in TALK))
    assert (call.layout in ("stamped", "captions"), said(call)) == (True, HEARD)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("label", ["Speaker {}", "SPEAKER_0{}", "spk_{}", "S{}", "Unknown Speaker {}", "Guest-{}"])
def test_labels_are_speakers_told_apart_by_number(parse: Parse, form: str, label: str) -> None:
    names = {"Mara Quist": label.format(1), "Lena Brook": label.format(2)}
    call = parse("".join(form.format(name=names[name], time=time, words=words) for name, time, words in TALK))
    assert said(call) == [(names[name], words) for name, words in HEARD]


@pytest.mark.parametrize(
    "text",
    [
        "Speaker 0    00:00:00    Welcome to the Otter Peak call.\nSpeaker 1    00:00:14    Boats sold well.\n",
        "[SPEAKER_00] Welcome to the Otter Peak call.\n\n[SPEAKER_01] Boats sold well.\n\n[SPEAKER_01] \n",
        "[0.00 - 4.00] SPEAKER_00: Welcome to the\n[4.00 - 8.00] SPEAKER_00: Otter Peak call.\n[8.00 - 9.50] S1: Boats sold well.\n",
        "0.00 4.00 SPEAKER_00 Welcome to the Otter Peak call.\n4.00 8.00 SPEAKER_01 Boats sold well.\n",
    ],
    ids=["Rev AI", "labels in brackets", "seconds", "pyannote"],
)  # fmt: skip
def test_labels_beside_their_words_are_speakers(parse: Parse, text: str) -> None:
    assert [turn.text for turn in parse(text).turns] == ["Welcome to the Otter Peak call.", "Boats sold well."]


def test_an_export_with_head_and_footer_is_a_call_of_its_turns(parse: Parse) -> None:
    call = parse(
        "Q4 2012 Otter Peak Earnings Call\nTue, Feb 5, 2013 4:30PM • 45:12\n\nSUMMARY KEYWORDS\nboats, revenue\n\nSPEAKERS\n"
        "Mara Quist, Lena Brook\n\nMara Quist  00:14  \nBoats sold well.\n\nMara Quist  00:49  \nFerries too.\n\n"
        "Lena Brook  01:14  \nHow many? [inaudible 00:01:20]\n\nTranscribed by https://otter.ai\n"
    )
    assert (call.fiscal_quarter, call.call_date) == ("2012Q4", "2013-02-05")
    assert said(call) == [("Mara Quist", "Boats sold well.\n\nFerries too."), ("Lena Brook", "How many?")]
    assert "text: 1 line of the transcription service left out" in call.warnings


@pytest.mark.parametrize(
    "text",
    [
        "Transcript\nSearch in video\n0:00\nwelcome to the Otter Peak\n0:04\n4 seconds\nfourth quarter 2012 earnings\n1:02:45\nconference call\n",
        "0:00 welcome to the Otter Peak\n0:04 fourth quarter 2012 earnings\n0:09 conference call\n",
        "[ti:Boats]\n[00:00.00]welcome to the Otter Peak\n[00:04.20]fourth quarter 2012 earnings\n[00:09.10]conference call\n",
        "(0:00) welcome to the Otter Peak (0:02)\n\n(0:04) fourth quarter 2012 earnings\n\n(0:09) conference call\n",
    ],
    ids=["above", "before", "lyrics", "brackets"],
)  # fmt: skip
def test_times_without_names_cut_no_sentence(parse: Parse, text: str) -> None:
    call = parse(text)
    assert said(call) == [("Unknown", "welcome to the Otter Peak fourth quarter 2012 earnings conference call")]
    assert (call.company, call.fiscal_quarter) == ("Otter Peak", "2012Q4")


def test_times_between_paragraphs_of_named_speakers_are_no_words(parse: Parse) -> None:
    call = parse(
        "Otter Peak Q4 2012 Earnings Call\n00:00:00\n\nMara Quist: Boats sold well.\nLena Brook: How many?\n\n00:05:00\n\n"
        "Mara Quist: Forty.\nLena Brook: Thank you.\n\n00:10:00\n\nMara Quist: Goodbye.\n"
    )
    assert said(call)[2:] == [("Mara Quist", "Forty."), ("Lena Brook", "Thank you."), ("Mara Quist", "Goodbye.")]


def test_much_text_above_the_first_time_is_told(parse: Parse) -> None:
    summary = "A summary of boats sold in the quarter. " * 20
    call = parse(f"{summary}\n\nMara Quist  0:02\nForty.\n\nLena Brook  0:14\nOh.\n")
    assert [turn.text for turn in call.turns] == ["Forty.", "Oh."]
    (doubt,) = (doubt for doubt in call.doubts if doubt.field == "text")
    assert doubt.lines == (1,)


def test_times_of_day_in_speech_and_heads_make_no_export(parse: Parse) -> None:
    words = "Operator: Welcome to the earnings call at 9:30.\nMara Quist: We met at 10:15.\nIt was 11:00.\nMara Quist: Yes.\n"
    call = parse(f"Otter Peak Q4 2012\nFebruary 5, 2013 5:00 PM ET\nFebruary 5, 2013 5:00 PM\n{words}")
    assert call.layout == "plain"
    assert "10:15" in call.turns[1].text


def test_a_title_behind_the_name_is_read(parse: Parse) -> None:
    call = parse(
        "Mara Quist, Chief Executive Officer  0:02\nBoats.\n\nLena Brook (Heron Securities)  0:14\nHow many?\n"
    )
    assert [(turn.speaker, turn.title, turn.firm) for turn in call.turns] == [
        ("Mara Quist", "Chief Executive Officer", None),
        ("Lena Brook", None, "Heron Securities"),
    ]


def test_markdown_of_a_service_is_read(tmp_path: Path) -> None:
    path = tmp_path / "call.md"
    path.write_text(
        "# Otter Peak Q4 2012 Earnings Call\n\n**Speaker 1 (00:02)**\nBoats.\n\n**Speaker 2 (00:16)**\nHow many?\n"
    )
    assert said(parse_source(read_source(path))) == [("Speaker 1", "Boats."), ("Speaker 2", "How many?")]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(SPEAKER, st.lists(WORD, min_size=1, max_size=9).map(" ".join)), min_size=3, max_size=10),
    st.sampled_from([form for name, form in FORMS.items() if name not in ("Teams", "Resolve")]),
)
def test_every_word_and_speaker_of_an_export_comes_back(talk: list[tuple[str, str]], form: str) -> None:
    text = "".join(
        form.format(name=name, time=f"00:{i:02d}:{i:02d}", words=words) for i, (name, words) in enumerate(talk)
    )
    call = parse_source(SourceText("x", "0" * 64, text))
    assert_words_stand_in_source(call, text)
    assert [word for turn in call.turns for word in turn.text.split()] == [
        w for _, words in talk for w in words.split()
    ]
    expected = [name for i, (name, _) in enumerate(talk) if i == 0 or talk[i - 1][0] != name]
    assert [turn.speaker for turn in call.turns] == expected
