"""Plain text: whose words are whose, in the ways people print a name."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.records import Call, Participant
from themes.transcripts.layouts.plain_evidence import Spoken
from themes.transcripts.layouts.plain_speakers import parse_prefix
from themes.transcripts.parse import parse_source
from themes.transcripts.people import Directory
from themes.transcripts.reading import SourceText

HEAD = "Otter Peak Q4 2012 Earnings Call\nFebruary 5, 2013\n\n"
# Everybody but Mara speaks once.
SPOKEN = (
    ("Operator", "Good day, and welcome to the Otter Peak earnings call. Please go ahead."),
    ("Mara Quist", "Thank you. Boats sold well this year, and Lars will speak of the margin."),
    ("Lars Holm", "Gross margin rose because resin was cheaper. Net sales: they grew."),
    ("Mara Quist", "Thank you, Lars. We take questions now."),
    ("Operator", "Our first question comes from Lena Brook with Heron Securities. Please go ahead."),
    ("Lena Brook", "How much inventory of boats do your dealers hold?"),
    ("Mara Quist", "About three months, as last year."),
    ("Operator", "Our next question comes from Omar Vale with Pine Research. Please go ahead."),
    ("Omar Vale", "Will you build electric boats?"),
    ("Mara Quist", "We will, in two years."),
    ("Operator", "This concludes the call."),
)
TITLES = {"Mara Quist": "Chief Executive Officer", "Lars Holm": "Chief Financial Officer", "Lena Brook": "Analyst"}
STYLES: Mapping[str, Callable[[str, str], str]] = {
    "colon": lambda name, words: f"{name}: {words}\n",
    "colon and blank": lambda name, words: f"{name}: {words}\n\n",
    "capitals": lambda name, words: f"{name.upper()}: {words}\n",
    "colon above": lambda name, words: f"{name}:\n{words}\n\n",
    "above": lambda name, words: f"{name}\n{words}\n\n",
    "above and blank": lambda name, words: f"{name}\n\n{words}\n\n",
    "above in capitals": lambda name, words: f"{name.upper()}\n{words}\n\n",
    "title behind a comma": lambda name, words: f"{name}{', ' * (name in TITLES)}{TITLES.get(name, '')}\n{words}\n\n",
    "title below": lambda name, words: "\n".join([name, *([TITLES[name]] if name in TITLES else []), words, "", ""]),
    "title in brackets": lambda name, words: f"{name}{f' ({TITLES[name]})' if name in TITLES else ''}: {words}\n",
    "honorific": lambda name, words: f"{name if name == 'Operator' else 'Ms. ' + name}: {words}\n",
    "tab": lambda name, words: f"{name}\t{words}\n\n",
    "bold": lambda name, words: f"**{name}:** {words}\n\n",
}


def heard(call: Call) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.role) for turn in call.turns]


def printed(style: str) -> str:
    return HEAD + "".join(STYLES[style](name, words) for name, words in SPOKEN)


@pytest.mark.parametrize("style", STYLES)
def test_who_speaks_once_is_a_speaker_in_every_style(parse: Callable[..., Call], style: str) -> None:
    call = parse(printed(style))
    assert [(turn.speaker, turn.text) for turn in call.turns] == list(SPOKEN)
    assert dict(heard(call)) == {
        "Operator": "operator",
        "Mara Quist": "executive",
        "Lars Holm": "executive",
        "Lena Brook": "analyst",
        "Omar Vale": "analyst",
    }
    assert [turn.index for turn in call.turns if turn.section == "q_and_a"] == list(range(4, 11))


@pytest.mark.parametrize("chief", ["Moderator", "Coordinator", "Telephone Operator", "CONFERENCE FACILITATOR"])
def test_who_conducts_the_call_is_the_operator_under_any_name(parse: Callable[..., Call], chief: str) -> None:
    call = parse(printed("colon").replace("Operator:", f"{chief}:"))
    assert [turn.role for turn in call.turns] == [
        "operator", "executive", "executive", "executive", "operator", "analyst", "executive", "operator", "analyst",
        "executive", "operator",
    ]  # fmt: skip


@pytest.mark.parametrize("label", ["SPEAKER_{:02}", "Speaker {}", "spk{:02}", "S{}"])
def test_labels_keep_their_numbers_and_get_roles_by_what_they_do(parse: Callable[..., Call], label: str) -> None:
    names = list(dict.fromkeys(name for name, _ in SPOKEN))
    labels = {name: label.format(n) for n, name in enumerate(names)}
    call = parse(HEAD + "".join(f"{labels[name]}: {words}\n" for name, words in SPOKEN))
    assert len({turn.speaker for turn in call.turns}) == len(names)
    assert [turn.role for turn in call.turns][:6] == [
        "operator", "executive", "executive", "executive", "operator", "analyst",
    ]  # fmt: skip


def test_first_names_alone_are_speakers_and_headings_within_speech_are_not(parse: Callable[..., Call]) -> None:
    text = HEAD + "".join(f"{name.split()[0]}: {words}\n" for name, words in SPOKEN).replace(
        "Net sales: they grew.", "Net sales grew.\nRevenue: nine percent.\nNorth America: ten.\nEBITDA Margin: eight."
    )
    assert {turn.speaker for turn in parse(text).turns} == {"Operator", "Mara", "Lars", "Lena", "Omar"}


def test_first_names_above_the_words_are_speakers_even_once(parse: Callable[..., Call]) -> None:
    text = HEAD + "".join(f"{name.split()[0]}\n{words}\n\n" for name, words in SPOKEN)
    assert [turn.speaker for turn in parse(text).turns] == [name.split()[0] for name, _ in SPOKEN]


SCRIPTS_ASIA = """Otter Peak Co., Ltd.

Q3 Financial Results Briefing for the Fiscal Year Ending March 2025

January 28, 2025

Event Summary

[Company Name]          Otter Peak Co., Ltd.
[Company ID]            9999-JP
[Event Name]            Q3 Financial Results Briefing for the Fiscal Year Ending March 2025
[Fiscal Period]         FY2025 Q3
[Date]                  January 28, 2025
[Number of Speakers]    2
                        Masa Holm      President and Representative Director
                        Taro Quist     Managing Director, Finance
[Analyst Names]*        Akemi Brook    Heron Securities

*Analysts that could be told from the audio, who spoke during the questions or whose questions were read.

Presentation

Moderator: Thank you very much for joining us today. We begin the briefing of Otter Peak Co., Ltd.

Holm: Boats sold well in the third quarter.

Question & Answer

Moderator [M]: The first question is from Akemi Brook of Heron Securities.

Brook [Q]: How is the margin of boats?

Quist [A]: It rose.

[END]
______________________________

Document Notes
1. Portions of the document where the audio is unclear are marked with [Inaudible].
"""


def test_briefing_of_scripts_asia(parse: Callable[..., Call]) -> None:
    call = parse(SCRIPTS_ASIA)
    assert (call.company, call.call_date, call.fiscal_quarter) == ("Otter Peak Co., Ltd.", "2025-01-28", "2025Q3")
    assert [(turn.section[0], turn.role[:2], turn.speaker) for turn in call.turns] == [
        ("p", "op", "Moderator"),
        ("p", "ex", "Masa Holm"),
        ("q", "op", "Moderator"),
        ("q", "an", "Brook"),
        ("q", "ex", "Taro Quist"),
    ]
    assert call.turns[-1].text == "It rose."


def test_columns_of_a_head_are_people_with_their_titles(parse: Callable[..., Call]) -> None:
    listed = "Participants\n\nMara Quist   Chief Executive Officer\n\nLena Brook   Heron Securities\n\n"
    call = parse(HEAD + listed + "".join(f"{name}\n{words}\n\n" for name, words in SPOKEN))
    people = {person.name: (person.title, person.firm) for person in call.participants}
    assert people["Mara Quist"] == ("Chief Executive Officer", None)
    assert people["Lena Brook"] == (None, "Heron Securities")
    assert [turn.speaker for turn in call.turns] == [name for name, _ in SPOKEN]


def test_unknown_speaker_who_calls_a_questioner_is_the_operator_in_that_turn_alone(parse: Callable[..., Call]) -> None:
    text = printed("colon").replace("Operator:", "Unknown Speaker:") + "Unknown Speaker: Boats are dear.\n"
    roles = [turn.role for turn in parse(text).turns if turn.speaker == "Unknown Speaker"]
    assert roles == ["unknown", "operator", "operator", "unknown", "unknown"]


def test_product_lines_and_places_above_paragraphs_are_no_speakers(parse: Callable[..., Call]) -> None:
    text = printed("above").replace(
        "Net sales: they grew.",
        "Our Lake Division did well.\n\nLake Division\nIt grew by nine percent in North America.\n\n"
        "North America\nDealers there hold less than a year ago.",
    )
    assert {turn.speaker for turn in parse(text).turns} == {
        "Operator",
        "Mara Quist",
        "Lars Holm",
        "Lena Brook",
        "Omar Vale",
    }


def test_prose_above_the_first_speaker_is_kept_as_nobodys(parse: Callable[..., Call]) -> None:
    prose = "We had a good year because the lakes were warm and many dealers ordered boats."
    call = parse(f"{HEAD}{prose}\n\nQuestions and Answers\n\n" + "".join(f"{n}: {w}\n" for n, w in SPOKEN[4:]))
    assert (call.turns[0].speaker, call.turns[0].text, call.turns[0].section) == ("Unknown", prose, "prepared_remarks")
    assert call.turns[1].section == "q_and_a"
    assert any(doubt.field == "speaker" for doubt in call.doubts)


def test_people_listed_in_the_head_bring_title_and_firm(parse: Callable[..., Call]) -> None:
    listed = (
        "MANAGEMENT: MS. MARA QUIST – MANAGING DIRECTOR – OTTER PEAK LIMITED\n"
        "MR. LARS HOLM – CHIEF FINANCIAL OFFICER – OTTER PEAK LIMITED\n"
        "MODERATOR: MR. OMAR VALE – PINE RESEARCH\n\n"
    )
    call = parse(HEAD + listed + "".join(f"{name}: {words}\n" for name, words in SPOKEN))
    people = {person.name: (person.role, person.firm) for person in call.participants}
    assert people["Mara Quist"] == ("executive", "Otter Peak Limited")
    assert people["Omar Vale"][0] == "analyst"
    assert [turn.speaker for turn in call.turns] == [name for name, _ in SPOKEN]


def test_title_line_of_a_company_is_no_speaker(parse: Callable[..., Call]) -> None:
    call = parse(printed("colon").replace("Otter Peak Q4", "Otter Peak, Inc. (NYSE: OTTR) Q4"))
    assert (call.company, call.ticker, len(call.turns)) == ("Otter Peak, Inc.", "OTTR", len(SPOKEN))


def test_questions_and_answers_by_letter_are_two_unnamed_sides(parse: Callable[..., Call]) -> None:
    asked = "Q: How is the north?\nA: It grew.\nQ: And the south?\nA: It fell.\n"
    call = parse(printed("colon") + asked)
    assert [turn.role for turn in call.turns[-4:]] == ["analyst", "executive", "analyst", "executive"]


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("Mara Quist", ("Mara Quist", None, None)),
        ("MS. MARA QUIST, CFO", ("MARA QUIST", None, "CFO")),
        ("Lena Brook - Heron Securities - Analyst", ("Lena Brook", "Heron Securities", "Analyst")),
        ("Mara Quist – Managing Director – Otter Peak", ("Mara Quist", "Otter Peak", "Managing Director")),
        ("Lena Brook (Heron Securities (Canada))", ("Lena Brook", "Heron Securities (Canada)", None)),
        ("Jack F. Holm, Jr.", ("Jack F. Holm, Jr.", None, None)),
        ("Otter Peak, Inc. Q4 2012", None),
        ("Gross margin", None),
    ],
)
def test_prefix_is_a_name_with_its_affiliation(
    prefix: str, expected: tuple[str, str | None, str | None] | None
) -> None:
    header = parse_prefix(prefix)
    assert (header and (header.name, header.firm, header.title)) == expected


def test_how_the_text_speaks_of_a_name_tells_people_from_things() -> None:
    spoken = Spoken("Thanks, Mark. Our Lake Division grew, and the gross margin rose. A question from Lena Brook.")
    assert spoken.is_greeted("Mark")
    assert spoken.is_greeted("Lena Brook")
    assert spoken.is_thing("Lake Division")
    assert not spoken.is_thing("Lena Brook")
    assert spoken.is_ordinary("Gross Margin")
    assert not spoken.is_ordinary("Lena Brook")


def test_two_of_one_surname_and_title_who_answer_each_other_are_two() -> None:
    people = Directory(spoken=["Jason Holm", "Jessie Holm", "Jason Holm", "Jessie Holm"])
    people.add(Participant("Jason Holm", "executive", "Investor Relations"))
    assert people.find("Jessie Holm", "Investor Relations") is None


def test_slip_in_a_name_printed_once_is_still_the_same_person() -> None:
    people = Directory(spoken=["Brian Holm", "Brain Holm", "Brian Holm"])
    people.add(Participant("Brian Holm", "executive"))
    assert (found := people.find("Brain Holm")) is not None
    assert found.name == "Brian Holm"


def test_surname_alone_is_the_person_whose_whole_name_is_known(parse: Callable[..., Call]) -> None:
    listed = "Mara Quist - Chief Executive Officer\nLars Holm - Chief Financial Officer\n\n"
    said = "MS. QUIST: Boats sold well.\nMR. HOLM: The margin rose.\nMS. QUIST: Thank you, Lars.\n"
    call = parse(f"{HEAD}{listed}Operator: Good day, and welcome to the earnings call.\n{said}")
    assert [turn.speaker for turn in call.turns[1:]] == ["Mara Quist", "Lars Holm", "Mara Quist"]


def test_surname_that_two_people_share_is_neither_of_them() -> None:
    people = Directory([Participant("Mara Holm", "executive"), Participant("Lars Holm", "executive")], by_surname=True)
    assert people.find("Mr. Holm") is None


SYLLABLES = st.lists(
    st.sampled_from(["ba", "do", "ki", "lu", "mar", "nol", "rin", "sa", "tev", "zo"]), min_size=2, max_size=3
)
NAMES = st.tuples(SYLLABLES, SYLLABLES).map(lambda parts: " ".join("".join(part).capitalize() for part in parts))


@settings(max_examples=80, deadline=None)
@given(
    names=st.lists(NAMES, min_size=3, max_size=9, unique_by=(lambda name: name[:2], lambda name: name.split()[1][:2])),
    style=st.sampled_from(["colon", "colon and blank", "capitals", "colon above", "above", "above and blank", "bold"]),
)
def test_any_names_in_any_order_keep_their_words(names: list[str], style: str) -> None:
    """The operator calls each, who then says one sentence of their own."""
    said: list[tuple[str, str]] = []
    for n, name in enumerate(names):
        said.append(("Operator", f"The next question comes from {name} with Heron Securities."))
        said.append((name, f"What of the {n + 2} boats that your dealers sold in spring?"))
    text = HEAD + "".join(STYLES[style](name, words) for name, words in said)
    call = parse_source(SourceText("x.txt", "", text))
    assert [turn.text for turn in call.turns] == [words for _, words in said]
    assert [turn.speaker for turn in call.turns] == [name for name, _ in said]


HEADINGS = ["Free Cash Flow", "Supply Chain", "Balance Sheet", "Hong Kong", "Capital Allocation", "Lake Division"]


@pytest.mark.parametrize("style", ["colon", "above", "bold"])
@pytest.mark.parametrize("heading", HEADINGS)
def test_heading_within_speech_is_no_speaker(parse: Callable[..., Call], style: str, heading: str) -> None:
    inside = f"\n\n{heading}\nIt was better than a year ago.\n" if style == "above" else f"\n{heading}: it was better."
    text = printed(style).replace(" Net sales: they grew.", inside)
    assert {turn.speaker for turn in parse(text).turns} == {name for name, _ in SPOKEN}


def test_piece_of_a_wrapped_sentence_with_a_name_and_a_title_is_no_speaker(parse: Callable[..., Call]) -> None:
    wrapped = "Good day, and welcome to the call of Otter Peak. With me are\nLars Holm, Chief Financial Officer, and Ms.\nMara Quist."
    text = printed("colon").replace(SPOKEN[0][1], wrapped)
    call = parse(text)
    assert [turn.speaker for turn in call.turns] == [name for name, _ in SPOKEN]
    assert "Lars Holm" in call.turns[0].text


def test_wrapped_words_below_a_name_are_words(parse: Callable[..., Call]) -> None:
    wrapped = "\n\n".join(f"{name}\n" + "\n".join(textwrap.wrap(words, 44)) for name, words in SPOKEN)
    call = parse(HEAD + wrapped)
    assert [(turn.speaker, " ".join(turn.text.split())) for turn in call.turns] == list(SPOKEN)


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Question", "Management"),
        ("Question 1", "Company"),
        ("Webcast question", "Executives"),
        ("Delegate 4", "Management"),
    ],
)
def test_who_is_named_by_the_side_alone_has_words_and_a_role(
    parse: Callable[..., Call], asks: str, answers: str
) -> None:
    text = printed("colon") + f"{asks}: What of the north?\n{answers}: It grew.\n"
    call = parse(text)
    assert [(turn.role, turn.text) for turn in call.turns[-2:]] == [
        ("analyst", "What of the north?"),
        ("executive", "It grew."),
    ]


def test_title_behind_a_bar(parse: Callable[..., Call]) -> None:
    text = HEAD + "".join(
        f"{name}{' | ' + TITLES[name] if name in TITLES else ''}\n{words}\n\n" for name, words in SPOKEN
    )
    assert [turn.speaker for turn in parse(text).turns] == [name for name, _ in SPOKEN]


def test_questions_by_letter_below_named_remarks_lose_no_remark(parse: Callable[..., Call]) -> None:
    asked = "".join(f"Q: What of lake {n}?\nA: It is warm.\n" for n in range(4))
    call = parse("".join([HEAD, *(f"{name}: {words}\n" for name, words in SPOKEN[:4]), asked]))
    assert [turn.speaker for turn in call.turns[:4]] == [name for name, _ in SPOKEN[:4]]


def test_who_says_their_own_name_is_a_speaker_whom_nobody_introduced(parse: Callable[..., Call]) -> None:
    floor = "Sean Vane: Sean Vane, Tarn Research. Two from me, please.\nMara Quist: Go on.\nIda Moss: Ida Moss from Lynx. Ships?\n"
    call = parse(printed("colon") + floor)
    assert [turn.speaker for turn in call.turns[-3:]] == ["Sean Vane", "Mara Quist", "Ida Moss"]
