"""The wire's text as Factiva prints it: hard-wrapped lines, speakers in capitals, page lines and small print."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.records import Call
from themes.text.source_map import source_offset
from themes.transcripts.layouts.casing import cased_affiliation, cased_name
from themes.transcripts.layouts.factiva import FactivaLayout
from themes.transcripts.layouts.wire_speakers import find_speakers
from themes.transcripts.layouts.wrapping import ends_paragraph, find_wrapping, helvetica_width
from themes.transcripts.lines import split_lines
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

WIRE = """Q1 2017 Otter Peak & Co Earnings Call - Final
1,781 words
13 April 2017
CQ FD Disclosure
FNDW
English
© 2017 by Nobody. All rights reserved.
Presentation
OPERATOR: Good morning to all who dialled in for Otter Peak. (Operator Instructions) Mara, the line is yours now.
MARA LAKE-QUIST, CFO AND EVP, OTTER PEAK & CO.: Thanks, operator. We sold boats in the spring, and
some sold themselves, which we had not foreseen when we painted them in winter and put them on the wide river.
That was the spring.
In the summer it rained. Lena Brook of QLX Heron asked for the question and answer session to be short, and the
Page 1 of 2 © 2020 Factiva, Inc. All rights reserved.

\x0cotters agreed, but we shall see. Ewan McEwing will ask about oars and -PIET VAN DER BERG, CHAIRMAN, CEO
AND PRESIDENT, OTTER PEAK & CO.: Oars are fine.
Questions and Answers
OPERATOR: Ewan McEwing, please.
EWAN J. MCEWING, SENIOR MD, SENIOR RESEARCH ANALYST AND FUNDAMENTAL RESEARCH
ANALYST, QLX HERON SECURITIES, LLC, RESEARCH DIVISION: How many oars, and who is
rowing?
PIET VAN DER BERG: Forty.
LENA BROOK, MD, BANK OF NETTLES, RESEARCH DIVISION: Why?
MARA LAKE-QUIST: Because.
UNIDENTIFIED ANALYST: And boats?
OPERATOR: That is all.
[Thomson Financial reserves the right to change what it likes.
Document FNDW000020170414ed4d000ul

Page 2 of 2 © 2020 Factiva, Inc. All rights reserved.
"""

LISTED = """Q2 2004 Fern Radio Inc. Earnings Conference Call - Final
902 words
22 July 2004
FD (Fair Disclosure) Wire
English
CORPORATE PARTICIPANTS
* Ida Moss
Fern Radio Inc. - VP IR
CONFERENCE CALL PARTICIPANTS
* Cy Thorn
Nettle Capital - Analyst
PRESENTATION
Operator: Fern Radio is on the line.
Ida Moss, VP IR, Fern Radio Inc.: We built nine masts, of which eight stand and one leans on the others by the sea.
QUESTION AND ANSWER
Cy Thorn, Analyst, Nettle
Capital: Where?
Ida Moss: By the sea.
"""


def heard(call: Call) -> list[tuple[str, str, str]]:
    return [(turn.section[0], turn.role[:2], turn.speaker) for turn in call.turns]


def person(call: Call, name: str) -> tuple[str, str | None, str | None]:
    found = next(p for p in call.participants if p.name == name)
    return found.role, found.title, found.firm


def assert_words_are_of_their_spans(call: Call, text: str) -> None:
    done = 0
    for turn in call.turns:
        assert done <= turn.start_char < turn.end_char <= len(text)
        done = turn.end_char
        # A mark of noise glued to a word ("(laughter)No") is cut off within the source's word.
        words = iter(text[turn.start_char : turn.end_char].replace(")", ") ").split())
        assert all(any(word == other for other in words) for word in turn.text.replace(")", ") ").split())
        places = [source_offset(turn.runs, i) for i, c in enumerate(turn.text) if not c.isspace()]
        assert places == sorted(set(places))


def test_layout_is_recognised_by_the_wires_marks(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    assert parse(WIRE).layout == "factiva"
    assert "the wire's name" in FactivaLayout().score(WIRE).reason
    assert all(FactivaLayout().score(text).value == 0.0 for text in samples.values())


def test_speaker_lines_without_marks_count_only_under_headings() -> None:
    lines = "Presentation\n" + "".join(f"ANN {name}, CFO, OTTER PEAK: We row.\n" for name in ("LEE", "LOW", "LAW"))
    assert FactivaLayout().score(lines).value == 0.6
    assert FactivaLayout().score(lines.replace("Presentation", "")).value == 0.0


def test_turns_have_speaker_role_and_section(parse: Callable[..., Call]) -> None:
    assert heard(parse(WIRE)) == [
        ("p", "op", "Operator"),
        ("p", "ex", "Mara Lake-Quist"),
        ("p", "ex", "Piet van der Berg"),
        ("q", "op", "Operator"),
        ("q", "an", "Ewan J. McEwing"),
        ("q", "ex", "Piet van der Berg"),
        ("q", "an", "Lena Brook"),
        ("q", "ex", "Mara Lake-Quist"),
        ("q", "an", "Unidentified Analyst"),
        ("q", "op", "Operator"),
    ]


def test_head_gives_company_quarter_and_date(parse: Callable[..., Call]) -> None:
    call = parse(WIRE)
    assert (call.company, call.fiscal_quarter, call.call_date) == ("Otter Peak & Co", "2017Q1", "2017-04-13")


def test_title_glued_to_the_company_is_cut(parse: Callable[..., Call]) -> None:
    assert parse(WIRE.replace("& Co Earnings", "& CoEarnings")).company == "Otter Peak & Co"


def test_speaker_line_on_two_lines_gives_title_and_firm(parse: Callable[..., Call]) -> None:
    call = parse(WIRE)
    assert person(call, "Ewan J. McEwing") == (
        "analyst",
        "Senior MD, Senior Research Analyst and Fundamental Research Analyst",
        "QLX Heron Securities, LLC, Research Division",
    )
    assert call.turns[4].text.split() == ["How", "many", "oars,", "and", "who", "is", "rowing?"]
    assert person(call, "Lena Brook") == ("analyst", "MD", "Bank of Nettles, Research Division")


def test_speaker_line_over_a_page_break_is_one(parse: Callable[..., Call]) -> None:
    page = "\nPage 7 of 9 © 2020 Factiva, Inc. All rights reserved.\n\n\x0cANALYST, QLX"
    call = parse(WIRE.replace("\nANALYST, QLX", page))
    assert person(call, "Ewan J. McEwing")[2] == "QLX Heron Securities, LLC, Research Division"


def test_speaker_glued_behind_a_dash_begins_a_turn(parse: Callable[..., Call]) -> None:
    turns = parse(WIRE).turns
    assert turns[1].text.endswith("will ask about oars and -")
    assert turns[2].text == "Oars are fine."


def test_short_line_that_ends_a_sentence_ends_the_paragraph_and_page_lines_do_not(parse: Callable[..., Call]) -> None:
    paragraphs = parse(WIRE).turns[1].text.split("\n\n")
    assert [paragraph.split()[0] for paragraph in paragraphs] == ["Thanks,", "In"]
    assert "short, and the otters agreed" in paragraphs[1].replace("\n", " ")
    assert "Factiva" not in "".join(paragraphs)


def test_small_print_is_left_out(parse: Callable[..., Call]) -> None:
    assert parse(WIRE).turns[-1].text == "That is all."


def test_lists_before_the_call_and_small_letters_are_read(parse: Callable[..., Call]) -> None:
    call = parse(LISTED)
    assert call.layout == "factiva"
    assert heard(call) == [
        ("p", "op", "Operator"),
        ("p", "ex", "Ida Moss"),
        ("q", "an", "Cy Thorn"),
        ("q", "ex", "Ida Moss"),
    ]
    assert person(call, "Cy Thorn") == ("analyst", "Analyst", "Nettle Capital")
    assert call.turns[2].text == "Where?"


def test_capitals_before_a_colon_within_a_sentence_are_no_speaker() -> None:
    lines = split_lines("MARA QUIST, CFO, OTTER: We keep to\nRIVER III: that is the rule\nand so on.")
    assert list(find_speakers(lines, frozenset())) == [0]


@pytest.mark.parametrize(
    ("printed", "spellings", "cased"),
    [
        ("MARIN O'QUIST", {}, "Marin O'Quist"),
        ("BO MCEWING", {}, "Bo McEwing"),
        ("BO MACKAY", {"MACKAY": "MacKay"}, "Bo MacKay"),
        ("J.P. DE LA TORRE III", {}, "J.P. de la Torre III"),
        ("ANH LE", {}, "Anh Le"),
        ("MARY VAN HORN", {"VAN": "Van"}, "Mary Van Horn"),
        ("Ida McMoss", {}, "Ida McMoss"),
    ],
)
def test_names_in_capitals_get_their_usual_spelling(printed: str, spellings: dict[str, str], cased: str) -> None:
    assert cased_name(printed, spellings) == cased


def test_firms_are_spelt_as_the_call_spells_them() -> None:
    assert cased_affiliation("QLXMORGAN BANK & CO., LTD.", {"QLXMORGAN": "QlxMorgan"}) == "QlxMorgan Bank & Co., Ltd."


WORDS = ("ill", "mammoths", "swim", "till", "women", "tell", "it", "in", "Williamsburg", "a", "lily", "www", "list")


def wrapped(words: list[str], measure: Callable[[str], int], longest: int) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        lines[-1:] = [longer] if measure(longer) <= longest else [lines[-1], word]
    return lines


@pytest.mark.parametrize(("measure", "longest"), [(helvetica_width, 20_000), (len, 40)])
def test_paragraphs_end_where_the_next_word_had_room(measure: Callable[[str], int], longest: int) -> None:
    chance = random.Random(7)
    lines, ends = list[str](), set[int]()
    for _ in range(60):
        words = [f"{word}." if chance.random() < 0.2 else word for word in chance.choices(WORDS, k=60)]
        lines += wrapped([*words, "end."], measure, longest)
        ends.add(len(lines) - 1)
    wrapping = find_wrapping(lines)
    assert wrapping.measure is measure
    found = {i for i in range(len(lines) - 1) if ends_paragraph(lines[i], lines[i + 1], wrapping)}
    roomy = {i for i in ends if i + 1 < len(lines) and measure(f"{lines[i]} {lines[i + 1].split()[0]}") <= longest}
    assert found <= roomy
    assert len(found) > 0.9 * len(roomy)  # the longest line may be a little shorter than the page


HEAD = "Q1 2017 Otter Peak Earnings Call - Final\n1,781 words\n13 April 2017\nFNDW\nPresentation\n"
NAMES = st.sampled_from([
    "OPERATOR: ", "MARA QUIST: ", "MARA QUIST, CFO, OTTER PEAK & CO.: ", "BO O'EK, SENIOR ANALYST, QLX HERON,\nLLC: ",
    "Ida Moss, CEO, Otter Peak: ", "Ida Moss: ", "UNIDENTIFIED SPEAKER: ",
])  # fmt: skip
PIECES = st.one_of(
    NAMES,
    NAMES.map(lambda name: f"\n{name}"),
    st.sampled_from([
        "We row. ", "the boats -MARA QUIST: No. ", "RIVER III: ", "\nQuestions and Answers\n", " (laughter) ", "\n", "\n\n",
        "\nPage 3 of 17 © 2017 Factiva, Inc. All rights reserved.\n\n\x0c", "\nDocument FNDW000020170414ed4d000ul\n",
        "a long line of words that goes on and on until it is as wide as a page of the wire is, and ends.\n", "\n17\n",
    ]),
    # Cleaning takes away backslashes and marks in brackets within words.
    st.text(st.characters(exclude_characters="\\()[]"), max_size=30),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_words_of_any_wire_text_stand_in_its_spans_in_order(body: str) -> None:
    text = f"{HEAD}OPERATOR: Welcome.\nMARA QUIST, CFO, OTTER PEAK: Thanks.\n{body}"
    call = parse_source(SourceText("wire.txt", "", text), "factiva")
    assert [turn.speaker for turn in call.turns[:2]] == ["Operator", "Mara Quist"]
    assert_words_are_of_their_spans(call, text)


def test_words_of_the_samples_stand_in_their_spans_in_order(parse: Callable[..., Call]) -> None:
    for text in (WIRE, LISTED):
        assert_words_are_of_their_spans(parse(text), text)
