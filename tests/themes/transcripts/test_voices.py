"""Labels of voices get the names that the call gives them, and nothing else: what contradicts stays a label."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from themes.records import Call
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import read_source

Parse = Callable[..., Call]

WELCOME = (
    "Welcome to the Otter Peak fourth quarter 2012 earnings call. I would now like to turn the call over to Mara Quist."
)
OPENING = "Thank you. With me is Lars Holm, Chief Financial Officer. Boats sold well. I'll turn it over to Lars for the numbers."
NUMBERS = "Thank you, Mara. Revenue grew by nine percent. Operator, please open the line for questions."
FIRST = "Our first question comes from the line of Lena Brook with Heron Securities. Please go ahead."
SECOND = "Our next question comes from Omar Vale with Pine Research. Your line is open."
CALL = [(0, WELCOME), (1, OPENING), (2, NUMBERS), (0, FIRST), (3, "How many boats?"), (1, "Forty."), (0, SECOND)]
CALL += [(4, "And what about the ferries this year?"), (2, "Six of them."), (0, "You may now disconnect.")]


def labelled(talk: list[tuple[int, str]], form: str = "Speaker {}") -> str:
    return "\n\n".join(f"[0:{i:02d}:00] {form.format(n)}: {words}" for i, (n, words) in enumerate(talk))


def people(call: Call) -> dict[str, tuple[str, str | None, str | None]]:
    return {turn.speaker: (turn.role, turn.title, turn.firm) for turn in call.turns}


def told(call: Call) -> list[str]:
    return [warning for warning in call.warnings if warning.startswith("speaker: ")]


@pytest.mark.parametrize("form", ["Speaker {}", "SPEAKER_0{}", "spk_{}", "S{}", "Speaker #{}"])
def test_who_is_introduced_bears_the_name_before_the_label(parse: Parse, form: str) -> None:
    call = parse(labelled(CALL, form))
    assert people(call) == {
        form.format(0): ("operator", None, None),
        f"Mara Quist ({form.format(1)})": ("executive", None, None),
        f"Lars Holm ({form.format(2)})": ("executive", "Chief Financial Officer", None),
        f"Lena Brook ({form.format(3)})": ("analyst", None, "Heron Securities"),
        f"Omar Vale ({form.format(4)})": ("analyst", None, "Pine Research"),
    }
    assert [turn.section for turn in call.turns] == ["prepared_remarks"] * 3 + ["q_and_a"] * 7
    (line,) = told(call)
    assert "4 of 4 labels" in line
    assert f"{form.format(3)} Lena Brook (line 7)" in line


def test_rows_of_a_table_and_plain_lines_are_named_alike(parse: Parse, tmp_path: Path) -> None:
    path = tmp_path / "call.json"
    rows = [{"start": i, "text": f" {words}", "speaker": f"SPEAKER_0{n}"} for i, (n, words) in enumerate(CALL)]
    path.write_text(json.dumps({"language": "en", "segments": rows}))
    from_rows = parse_source(read_source(path))
    from_lines = parse("\n".join(f"SPEAKER_0{n}: {words}" for n, words in CALL))
    assert people(from_rows) == people(from_lines)
    assert [turn.speaker for turn in from_rows.turns][3:5] == ["SPEAKER_00", "Lena Brook (SPEAKER_03)"]


def test_titles_of_all_who_are_listed_are_known(parse: Parse) -> None:
    opening = (
        "With me are Mara Quist, our Chief Executive Officer, and Lars Holm, our Chief Financial Officer. Over to Mara."
    )
    talk = [(0, opening), (1, "Boats sold well. I'll pass it to Lars."), (2, "Revenue grew."), (1, "Thank you.")]
    call = parse(labelled(talk))
    assert [turn.title for turn in call.turns][1:3] == ["Chief Executive Officer", "Chief Financial Officer"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Hi, this is Lena Brook from Heron. How many boats?", "Lena Brook"),
        ("Hello, Lena Brook with Heron here. How many boats?", "Lena Brook"),
        ("Good morning. My name is Lena van der Brook. How many boats?", "Lena van der Brook"),
        ("Thanks, I'm Lena B. Brook. How many boats?", "Lena B. Brook"),
        ("Hi, it's Lena Brook. How many boats?", "Lena Brook"),
        ("Hi, Lena Brook from Heron. How many boats?", "Lena Brook"),
    ],
)
def test_one_may_introduce_oneself(parse: Parse, words: str, name: str) -> None:
    call = parse(labelled([(0, "Welcome to the Otter Peak call."), (1, words), (0, "Forty, I think.")]))
    assert call.turns[1].speaker == f"{name} (Speaker 1)"


@pytest.mark.parametrize(
    "words",
    [
        "This is Great News for boats.", "This is Otter Peak Securities.", "Hi, Lena Brook. Forty boats.", "I'm Chief Executive.",
        "It is New England where this is sold.", "this is lena brook", "It's Lena. How many?", "Thank you, Lena Brook.",
    ],
)  # fmt: skip
def test_what_is_no_introduction_names_nobody(parse: Parse, words: str) -> None:
    call = parse(
        labelled([(0, "Welcome to the Otter Peak call."), (1, f"We sell boats. {words}"), (0, "Thank you all.")])
    )
    assert {turn.speaker for turn in call.turns} == {"Speaker 0", "Speaker 1"} or words.startswith("This is Great")


@pytest.mark.parametrize(
    ("words", "name", "title"),
    [
        ("I'll turn the call over to Mara Quist, Chief Executive Officer. Please go ahead.", "Mara Quist", "Chief Executive Officer"),
        ("Let me hand it to our Chief Financial Officer, Mara Quist.", "Mara Quist", "Chief Financial Officer"),
        ("It is my pleasure to introduce your host, Mara Quist, Vice President of Investor Relations for Otter Peak.", "Mara Quist",
         "Vice President of Investor Relations"),
        ("And now over to Mara Quist.", "Mara Quist", None),
        ("With me is Mara Quist, our Treasurer. I'll pass it to Mara.", "Mara Quist", "Treasurer"),
        ("With us is Mara Quist. Mara, I'll turn it over to you.", "Mara Quist", None),
        ("Your host is Mara Quist. Ms. Quist, you may begin.", "Mara Quist", None),
    ],
)  # fmt: skip
def test_whom_a_speaker_hands_over_to_speaks_next(parse: Parse, words: str, name: str, title: str | None) -> None:
    call = parse(
        labelled([(0, f"Welcome to the Otter Peak call. {words}"), (1, "Boats sold well."), (0, "Thank you.")])
    )
    assert (call.turns[1].speaker, call.turns[1].title) == (f"{name} (Speaker 1)", title)


@pytest.mark.parametrize(
    "words",
    [
        "I'll turn it over to Mara Quist and Lars Holm.", "I'll turn it over to Otter Peak's finance chief.",
        "Let us turn to North America.", "I'll turn the call over to the operator.", "We give it to Heron Capital Group.",
    ],
)  # fmt: skip
def test_a_hand_over_to_nobody_or_to_two_names_nobody(parse: Parse, words: str) -> None:
    call = parse(
        labelled([(0, f"Welcome to the Otter Peak call. {words}"), (1, "Boats sold well."), (0, "Thank you.")])
    )
    assert call.turns[1].speaker == "Speaker 1"


@pytest.mark.parametrize(
    "words",
    [
        "Our first question comes from Lena Brook with Heron Securities. Please go ahead.",
        "Lena Brook from Heron Securities. You may go ahead.",
        "We'll go first to Lena Brook with Heron Securities.",
        "Thank you. We have Lena Brook from Heron Securities.",
        "Next question is from Ms. Lena Brook of Heron Securities.",
        "Our first question is coming from the line of Lena Brook, Heron Securities. Lena, please go ahead.",
        "Lena Brook, Heron Securities, your line is open.",
        "Lena Brook, Heron Securities.",
        "And now to the line of Lena Brook from Heron Securities.",
        "We have our first question from Lena Brook, Heron Securities.",
    ],
)
def test_an_operator_calls_in_many_ways(parse: Parse, words: str) -> None:
    call = parse(labelled([*CALL[:3], (0, words), *CALL[4:]]))
    assert (call.turns[4].speaker, call.turns[4].role) == ("Lena Brook (Speaker 3)", "analyst")
    assert (call.turns[0].role, call.turns[3].role) == ("operator", "operator")


def test_an_executive_who_greets_first_is_not_the_questioner(parse: Parse) -> None:
    talk = [*CALL[:4], (1, "Hi Lena, good to hear you."), *CALL[4:]]
    call = parse(labelled(talk))
    assert [turn.speaker for turn in call.turns][4:6] == ["Mara Quist (Speaker 1)", "Lena Brook (Speaker 3)"]


@pytest.mark.parametrize(
    "words",
    ["Hi, this is Tove Arvid on for Lena Brook. How many?", "This is Tove Arvid for Lena. How many?", "Hey, Tove Arvid here for Lena Brook."],
)  # fmt: skip
def test_who_asks_in_anothers_place_says_so(parse: Parse, words: str) -> None:
    call = parse(labelled([*CALL[:4], (3, words), *CALL[5:]]))
    assert call.turns[4].speaker == "Tove Arvid (Speaker 3)"
    assert not any("left without" in line for line in told(call))


def test_two_names_for_one_label_give_none_and_a_doubt(parse: Parse) -> None:
    talk = [*CALL[:8], (0, "Our next question comes from Tove Arvid with Lynx."), (3, "And the masts?"), *CALL[8:]]
    call = parse(labelled(talk))
    assert call.turns[4].speaker == "Speaker 3"
    (doubt,) = (line for line in told(call) if "left without" in line)
    assert "Lena Brook (line 7)" in doubt
    assert "Tove Arvid (line 17)" in doubt


NAMES = ("Lena Brook", "Mara Quist", "Speaker 3", "Speaker 4")


def test_one_name_for_two_labels_gives_none_and_a_doubt(parse: Parse) -> None:
    talk = [*CALL[:7], (4, "This is Lena Brook again. And the masts?"), *CALL[8:]]
    call = parse(labelled([*talk[:6], talk[7], talk[8]]))
    assert {"Speaker 3", "Speaker 4"} <= {turn.speaker for turn in call.turns}
    (doubt,) = (line for line in told(call) if "left without" in line)
    assert {"Lena Brook", "Speaker 3", "Speaker 4"} <= {name for name in NAMES if name in doubt}


def test_spellings_of_a_machine_are_one_name(parse: Parse) -> None:
    call = parse(labelled([*CALL[:4], (3, "Hi, this is Lena Brooke. How many?"), *CALL[5:]]))
    assert call.turns[4].speaker == "Lena Brook (Speaker 3)"


def test_a_name_that_the_file_gives_to_another_is_no_labels(parse: Parse) -> None:
    talk = (
        labelled(CALL)
        .replace("Speaker 1:", "Mara Quist:")
        .replace("comes from the line of Lena Brook", "comes from Mara Quist")
    )
    call = parse(talk)
    assert "Speaker 3" in {turn.speaker for turn in call.turns}
    (doubt,) = (line for line in told(call) if "left without" in line)
    assert {"Mara Quist", "Speaker 3"} <= {name for name in NAMES if name in doubt}


def test_labels_that_nobody_introduces_stay_and_are_told(parse: Parse) -> None:
    call = parse(labelled([(1, "Boats sold well in the quarter."), (2, "How many?"), (11, "Forty."), (1, "Thanks.")]))
    assert [turn.speaker for turn in call.turns] == ["Speaker 1", "Speaker 2", "Speaker 11", "Speaker 1"]
    assert told(call) == ["speaker: 3 voices with labels and no names; the call introduces none of them"]


def test_numbers_in_speech_call_no_label(parse: Parse) -> None:
    call = parse(labelled([*CALL[:3], (0, f"Press star 3 to ask. {FIRST}"), (3, "How many boats?"), *CALL[5:]]))
    assert [turn.role for turn in call.turns][:5] == ["operator", "executive", "executive", "operator", "analyst"]


def test_a_call_with_names_is_left_alone(parse: Parse) -> None:
    names = ["Operator", "Mara Quist", "Lars Holm", "Lena Brook", "Omar Vale"]
    call = parse("\n".join(f"{names[n]}: {words}" for n, words in CALL))
    assert {turn.speaker for turn in call.turns} == set(names)
    assert not told(call)
