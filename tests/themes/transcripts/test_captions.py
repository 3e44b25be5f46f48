"""Captions: times, numbers, settings and tags are no words; voices are speakers; what rolls is said once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.test_properties import assert_words_stand_in_source
from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText, repair

Parse = Callable[..., Call]


def said(call: Call) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in call.turns]


def srt(*cues: str) -> str:
    return "\n".join(
        f"{n}\n00:00:{4 * n:02d},000 --> 00:00:{4 * n + 4:02d},000\n{cue}\n" for n, cue in enumerate(cues, start=1)
    )


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n".join(
        f"00:{4 * n:02d}.000 --> 00:{4 * n + 4:02d}.000\n{cue}\n" for n, cue in enumerate(cues)
    )


def sbv(*cues: str) -> str:
    return "\n".join(f"0:00:{4 * n:02d}.000,0:00:{4 * n + 4:02d}.000\n{cue}\n" for n, cue in enumerate(cues))


CUES = (
    "Welcome to the Otter Peak fourth quarter",
    "2012 earnings conference call. Boats\nsold well in",
    "2024",
    "and investors asked for guidance.",
)
WHOLE = (
    "Welcome to the Otter Peak fourth quarter 2012 earnings conference call. Boats sold well in 2024 and investors asked "
    "for guidance."
)


@pytest.mark.parametrize("write", [srt, vtt, sbv])
def test_sentences_over_captions_are_whole_and_of_one_unknown_speaker(parse: Parse, write: Callable[..., str]) -> None:
    call = parse(write(*CUES))
    assert (call.layout, call.company, call.fiscal_quarter) == ("captions", "Otter Peak", "2012Q4")
    assert said(call) == [("Unknown", WHOLE)]
    assert any(doubt.field == "speaker" for doubt in call.doubts)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"[00:{4 * n:02d}.000 --> 00:{4 * n + 4:02d}.000]  {cue}\n" for n, cue in enumerate(CUES)),
        "".join(f"[{4 * n}.00s -> {4 * n + 4}.00s] {cue}\n" for n, cue in enumerate(CUES)),
        "".join(f"00:00:{4 * n:02d},000 --> 00:00:{4 * n + 4:02d},000\n{cue}\n" for n, cue in enumerate(CUES)),
        "[Script Info]\nTitle: A call\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, "
        "Effect, Text\n"
        + "".join(
            f"Dialogue: 0,0:00:{4 * n:02d}.00,0:00:{4 * n + 4:02d}.00,Default,,0,0,0,,{{\\an8}}{cue}\n"
            for n, cue in enumerate(cue.replace("\n", "\\N") for cue in CUES)
        ),
    ],
    ids=["whisper", "faster-whisper", "no numbers", "SubStation Alpha"],
)
def test_other_forms_of_timed_lines_are_captions_too(parse: Parse, text: str) -> None:
    call = parse(text)
    assert (call.layout, said(call)) == ("captions", [("Unknown", WHOLE)])


def test_everything_of_webvtt_that_is_not_said_stays_out(parse: Parse) -> None:
    call = parse(
        repair(
            "\ufeffWEBVTT - Otter Peak Q4 2012 Earnings Call\nKind: captions\nLanguage: en\n\n"
            "STYLE\n::cue { color: papayawhip }\n\nREGION\nid:fred\nwidth:40%\n\nNOTE\nmade by hand\non a boat\n\nintro\n"
            "00:00.000 --> 00:04.000 line:0 position:20% size:60% align:start\n<v.loud Operator>Welcome to the <i>Otter</i> "
            "<c.yellow.bg_blue>Peak</c> call.</v>\n\nNOTE another\n\n00:04.000 --> 00:08.000\n<v Mara Quist>Boats "
            "<00:00:05.000>sold &amp; sold.\nTake\nNOTE of it.&lrm;\n\nb5a1c8f0-1111/12-0\n00:08.000 --> 00:09.000\n<v Lena "
            "Brook>How many? <v Mara Quist>Forty.</v>\n"
        )
    )
    assert (call.title, call.fiscal_quarter) == ("Otter Peak Q4 2012 Earnings Call", "2012Q4")
    assert said(call) == [
        ("Operator", "Welcome to the Otter Peak call."),
        ("Mara Quist", "Boats sold & sold. Take NOTE of it."),
        ("Lena Brook", "How many?"),
        ("Mara Quist", "Forty."),
    ]


TALK = [("Mara Quist", "Boats sold well and ferries did too."), ("Lena Brook", "How many?"), ("Mara Quist", "Forty.")]


@pytest.mark.parametrize(
    "text",
    [
        vtt(
            "Mara Quist: Boats sold well and",
            "Mara Quist: ferries did too.",
            "Lena Brook: How many?",
            "Mara Quist: Forty.",
        ),
        vtt("<v Mara Quist>Boats sold well and", "ferries did too.", "<v Brook, Lena>How many?", "<v Mara Quist>Forty."),
        srt(">> MARA QUIST: Boats sold well and", "ferries did too.", ">> LENA BROOK: How many?", ">> MARA QUIST: Forty."),
        sbv("(Mara Quist)\nBoats sold well and", "(Mara Quist)\nferries did too.\n- \n(Lena Brook)\nHow many?", "(Mara Quist)\nForty."),
        'WEBVTT\n\n1 "Mara Quist" (34)\n00:00.000 --> 00:04.000\nBoats sold well and\n\n2 "Mara Quist" (34)\n00:04.000 --> '
        '00:08.000\nferries did too.\n\n3 "Lena Brook" (9)\n00:08.000 --> 00:09.000\nHow many?\n\n4 "Mara Quist" (34)\n'
        "00:09.000 --> 00:10.000\nForty.\n",
        srt("Mara Quist, Chief Executive Officer: Boats sold well and", "ferries did too.", "Lena Brook: How many?", "Mara Quist: Forty."),
    ],
    ids=["Zoom", "voice tags", "broadcast", "Meet", "Webex", "titles"],
)  # fmt: skip
def test_speakers_of_captions_are_told_apart(parse: Parse, text: str) -> None:
    call = parse(text)
    assert (call.layout, said(call)) == ("captions", TALK)


@pytest.mark.parametrize("form", ["[{}]: ", "[{}] ", "({}) ", "{}: ", "<v {}>"])
def test_labels_of_voices_are_speakers(parse: Parse, form: str) -> None:
    voices = [form.format(f"SPEAKER_0{n}") for n in (0, 0, 1, 0)]
    words = ("Welcome to the", "Otter Peak call.", "Boats sold well.", "Goodbye.")
    call = parse(vtt(*(voice + said for voice, said in zip(voices, words, strict=True))))
    assert said(call) == [
        ("SPEAKER_00", "Welcome to the Otter Peak call."),
        ("SPEAKER_01", "Boats sold well."),
        ("SPEAKER_00", "Goodbye."),
    ]


def test_a_mere_sign_of_change_begins_another_turn(parse: Parse) -> None:
    call = parse(srt(">> How many boats did the fleet have?", ">> Forty, and", "ten more.", "- And ferries?\n- Six."))
    assert [turn.text for turn in call.turns] == [
        "How many boats did the fleet have?",
        "Forty, and ten more.",
        "And ferries?",
        "Six.",
    ]
    assert {turn.speaker for turn in call.turns} == {"Unknown"}


def test_a_colon_in_speech_and_a_noise_in_brackets_name_nobody(parse: Parse) -> None:
    call = parse(
        srt(
            "[Applause]\nBoats sold well. Remember: ferries",
            "Guidance: as before.\n[Music]",
            "(Operator Instructions) Bye.",
        )
    )
    assert said(call) == [("Unknown", "Boats sold well. Remember: ferries Guidance: as before. Bye.")]


YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.240 --> 00:00:03.830 align:start position:0%
 
welcome<00:00:00.690><c> to</c><00:00:01.050><c> the</c>

00:00:03.830 --> 00:00:03.840 align:start position:0%
welcome to the
 

00:00:03.840 --> 00:00:06.000 align:start position:0%
welcome to the
otter<00:00:04.000><c> peak</c><00:00:04.500><c> call</c>

00:00:06.000 --> 00:00:06.010 align:start position:0%
otter peak call
 

00:00:06.010 --> 00:00:09.000 align:start position:0%
otter peak call
thank<00:00:06.500><c> you</c>

00:00:09.000 --> 00:00:12.000 align:start position:0%
thank you
thank<00:00:09.500><c> you</c><00:00:10.000><c> &gt;&gt;</c>
"""  # noqa: W291, W293


def test_captions_that_roll_are_said_once_and_repetition_in_speech_stays(parse: Parse) -> None:
    call = parse(YOUTUBE)
    assert " ".join(turn.text for turn in call.turns).startswith("welcome to the otter peak call thank you thank you")
    assert any(warning.startswith("text: captions roll: 14 repeated words") for warning in call.warnings)


def test_captions_that_grow_are_said_once(parse: Parse) -> None:
    grown = list(accumulate("Welcome to the Otter Peak call . Boats sold well .".split(), "{} {}".format))
    call = parse(srt(*grown))
    assert said(call) == [("Unknown", grown[-1])]


def test_thanks_said_again_in_captions_that_do_not_roll_stay(parse: Parse) -> None:
    words = ["Thank you.", "Thank you.", "Boats sold well.", "Revenue grew.", "Ferries too.", "By nine percent."]
    assert said(parse(srt(*words))) == [("Unknown", " ".join(words))]


@pytest.mark.parametrize("text", ["WEBVTT\n\nNOTE nothing here\n", "WEBVTT\n\n00:00.000 --> 00:01.000\n\n"])
def test_captions_without_words_are_refused(parse: Parse, text: str) -> None:
    with pytest.raises(TranscriptRefused):
        parse(text)


WORD = st.from_regex(r"[a-z]{2,9}[.,?]?", fullmatch=True)
LINE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
SPEAKER = st.sampled_from(["Mara Quist", "Lena Brook", "SPEAKER_07", "Operator"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(SPEAKER, LINE), min_size=2, max_size=12), st.sampled_from(["voice", "colon", "bracket"]))
def test_every_word_and_speaker_comes_back(cues: list[tuple[str, str]], form: str) -> None:
    cues = [
        (name, " ".join(f"{word[:1]}{i}{word[1:]}" for word in line.split())) for i, (name, line) in enumerate(cues)
    ]
    written = {
        "voice": [f"<v {name}>{line}</v>" for name, line in cues],
        "colon": [f"{name}: {line}" for name, line in cues],
        "bracket": [f"[{name}]: {line}" for name, line in cues],
    }[form]
    if form == "bracket" and any(sum(name == other for other, _ in cues) < 2 for name, _ in cues):
        return
    text = srt(*(f"{line}" for line in written))
    call = parse_source(SourceText("x", "0" * 64, text))
    assert_words_stand_in_source(call, text)
    assert [word for turn in call.turns for word in turn.text.split()] == [w for _, line in cues for w in line.split()]
    expected = [name for i, (name, _) in enumerate(cues) if i == 0 or cues[i - 1][0] != name]
    assert [turn.speaker.rpartition("(")[2].strip(")") for turn in call.turns] == expected


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10**6), min_size=3, max_size=7, unique=True), min_size=4, max_size=12))
def test_lines_that_roll_over_two_captions_are_said_once(numbers: list[list[int]]) -> None:
    lines = [" ".join(f"word{n}x{i}" for n in line) for i, line in enumerate(numbers)]
    rolled = [lines[0], *(f"{before}\n{after}" for before, after in zip(lines, lines[1:], strict=False))]
    text = srt(*rolled)
    call = parse_source(SourceText("x", "0" * 64, text))
    assert_words_stand_in_source(call, text)
    assert call.turns[0].text == " ".join(lines)
