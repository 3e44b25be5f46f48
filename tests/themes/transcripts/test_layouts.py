"""Each layout: who speaks, in which section, in which words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.layouts.registry import LAYOUTS
from themes.transcripts.parse import layout_scores


def heard(call: Call) -> list[tuple[str, str, str]]:
    return [(turn.section[0], turn.role[:2], turn.speaker) for turn in call.turns]


def person(call: Call, name: str) -> tuple[str, str | None, str | None]:
    found = next(p for p in call.participants if p.name == name)
    return found.role, found.firm, found.title


@pytest.mark.parametrize(
    ("sample", "layout"),
    [
        ("inline", "streetevents"),
        ("paged", "streetevents"),
        ("starred", "streetevents"),
        ("bulleted", "bulleted"),
        ("bare", "bare"),
    ],
)
def test_layout_is_recognised_by_content(
    parse: Callable[..., Call], samples: dict[str, str], sample: str, layout: str | None
) -> None:
    assert parse(samples[sample]).layout == layout


def test_scores_say_why_for_every_layout(samples: dict[str, str]) -> None:
    scores = layout_scores(samples["bulleted"])
    assert next(iter(scores)) == "bulleted"
    assert "name a speaker" in scores["bulleted"].reason
    assert scores["streetevents"].value == 0.0


def test_turns_of_inline_rosters_have_speaker_role_and_section(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    assert heard(parse(samples["inline"])) == [
        ("p", "op", "Operator"),
        ("p", "ex", "Mara J. Quist"),
        ("p", "ex", "Piet van Aalst"),
        ("q", "op", "Operator"),
        ("q", "an", "Lena Brook"),
        ("q", "ex", "Piet van Aalst"),
    ]


def test_inline_roster_is_split_where_the_spoken_name_ends(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["inline"])
    assert person(call, "Mara J. Quist") == ("executive", "Otter Peak Inc", "Director of IR")
    assert person(call, "Piet van Aalst") == ("executive", "Otter Peak Inc", "President and CEO")
    assert person(call, "Lena Brook") == ("analyst", "Heron & Associates", "Analyst")


def test_inline_roster_is_split_before_a_known_firm_when_someone_is_silent(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    assert person(parse(samples["inline"]), "Silent Sam") == ("executive", "Otter Peak Inc", "General Counsel")


def test_page_gap_in_a_sentence_is_joined_and_dollars_are_unescaped(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    text = parse(samples["inline"]).turns[1].text
    assert text == (
        "Our sales came to $12 million. We paid certain charges in the spring, and we will not pay them again.\n\n"
        "Piet is next."
    )


def test_noise_marks_are_removed_and_paragraphs_kept(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    turns = parse(samples["inline"]).turns
    assert turns[0].text == "Hello to all who dialled in to hear from Otter Peak today.\n\nMara, the line is yours."
    assert turns[2].text == "Boats sell well this year. Operator, let us hear some questions."


def test_small_print_is_left_out(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    assert parse(samples["inline"]).turns[-1].text == "Forty."


def test_two_line_roster_gives_firm_and_title(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["paged"])
    assert person(call, "Tove Arvid") == ("executive", "Lynx Cable Inc.", "CFO")
    assert person(call, "Ute Klamm") == ("analyst", "Basalt Bank", "Analyst")
    assert len(call.participants) == 3


def test_title_on_a_second_line_of_the_roster_is_put_back(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    wrapped = samples["inline"].replace(
        "President and CEO\n\nSilent", "President and\n\nChief Executive Officer\n\nSilent"
    )
    call = parse(wrapped)
    assert person(call, "Piet van Aalst")[2] == "President and Chief Executive Officer"


def test_running_header_in_a_sentence_is_removed_before_a_capital(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    assert parse(samples["paged"]).turns[1].text == (
        "Cable prices fell in the Northern Territories, as we had feared.\n\nA new paragraph says so again."
    )


def test_misspelt_speaker_gets_the_roster_name(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    turn = parse(samples["paged"]).turns[2]
    assert (turn.speaker, turn.firm, turn.role) == ("Sanjiv Rosanwani", "Fjord and Co.", "analyst")


def test_asterisks_are_taken_off_affiliations(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["starred"])
    assert heard(call)[1:] == [("p", "ex", "Ida Moss"), ("q", "an", "Cy Thorn"), ("q", "ex", "Ida Moss")]
    assert person(call, "Cy Thorn") == ("analyst", "Nettle Capital", "Analyst")


def test_bullets_make_one_paragraph_a_turn(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["bulleted"])
    assert call.turns[0].text == "This is the Alder Optics call for the winter. Now Bea Holm of Alder."
    assert call.turns[1].text == "Thanks. We shipped more lenses than last year. Here is Tor."


def test_questions_begin_with_the_operator_who_answers_the_hand_off(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    for sample, at in (("bulleted", 3), ("bare", 3)):
        sections = [turn.section for turn in parse(samples[sample]).turns]
        assert sections.index("q_and_a") == at
        assert set(sections[at:]) == {"q_and_a"}


def test_same_speaker_twice_in_a_row_stays_two_turns_as_printed(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    assert [turn.text for turn in parse(samples["bulleted"]).turns[-2:]] == ["Yes.", "I mean no."]


def test_firms_come_from_the_operator_where_there_is_no_roster(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    assert person(parse(samples["bulleted"]), "Gil Stone") == ("analyst", "Quarry & Co.", "Analyst")
    assert person(parse(samples["bare"]), "Uma Reyes") == ("analyst", "Slate Partners", "Analyst")
    assert parse(samples["bare"]).turns[-2].firm == "Slate Partners"


def test_bare_lines_are_paragraphs(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    call = parse(samples["bare"])
    assert call.turns[2].text.split("\n\n")[0] == "Fibre is in the ground."
    assert "We record it.\n\nAda Finch of Birch begins." in call.turns[0].text


def test_sentence_with_a_dash_is_not_a_speaker(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    text = samples["bare"].replace("Two feet.\n", "Two feet.\nMud Clay - Hard to dig through in winter.\nAnd rock.\n")
    assert parse(text).turns[-1].text == "Two feet.\n\nMud Clay - Hard to dig through in winter.\n\nAnd rock."


def test_plain_reads_speakers_before_a_colon(parse: Callable[..., Call]) -> None:
    call = parse(
        "Quarterly call of Pike Net\nOPERATOR: Good day.\nJO RAND, CFO, PIKE NET: We earned\na little.\n"
        "OPERATOR: The first question is from Al Berg.\nAL BERG: How much?\nJO RAND, CFO, PIKE NET: A penny.\nAL BERG: Oh.\n"
    )
    assert call.layout == "plain"
    assert heard(call) == [
        ("p", "op", "Operator"),
        ("p", "ex", "Jo Rand"),
        ("q", "op", "Operator"),
        ("q", "an", "Al Berg"),
        ("q", "ex", "Jo Rand"),
        ("q", "an", "Al Berg"),
    ]
    assert call.turns[1].text == "We earned a little."


def test_call_without_speaker_lines_is_one_unknown_speaker_with_a_warning(parse: Callable[..., Call]) -> None:
    call = parse(
        "Good day and thanks for joining our earnings call. Revenue rose in the quarter. " * 3 + "Any questions?"
    )
    assert [(turn.speaker, turn.role) for turn in call.turns] == [("Unknown", "unknown")]
    assert any("no speaker line" in warning for warning in call.warnings)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "Take two eggs and a spoon of flour. Stir until smooth, then bake for an hour in a hot oven. Serve warm.",
            "hardly",
        ),
        ('{"speaker": "Operator", "text": "The quarter, earnings, revenue and questions."}', "JSON"),
        ("<!DOCTYPE html><p>earnings quarter revenue questions operator", "HTML"),
        ("Speaker,Position,Content\nOperator,Operator,earnings quarter revenue questions\n", "CSV"),
    ],
)
def test_text_that_is_no_readable_call_is_refused_with_a_reason(
    parse: Callable[..., Call], text: str, why: str
) -> None:
    with pytest.raises(TranscriptRefused, match=why) as refused:
        parse(text)
    assert str(refused.value).startswith("calls/fiction.txt: ")
    assert "\n" not in str(refused.value)


def test_layout_that_does_not_exist_is_refused_with_the_known_ones(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    with pytest.raises(TranscriptRefused, match="known layouts: " + ", ".join(layout.name for layout in LAYOUTS)):
        parse(samples["bare"], layout="fancy")


def test_named_layout_is_used_even_if_another_fits_better(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    assert parse(samples["bare"], layout="plain").layout == "plain"


def test_running_header_printed_once_with_a_clock_is_furniture(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    text = samples["inline"].replace("Mara, the line", "FEBRUARY 05, 2013 / 9:30PM, OTTR - the boats\n\nMara, the line")
    assert "9:30PM" not in parse(text).turns[0].text


def test_page_numbers_are_furniture(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    text = samples["inline"].replace("\n\nPiet is next.", "\n\n7\n\nPage 8 of 9\n\nPiet is next.")
    assert parse(text).turns[1].text == parse(samples["inline"]).turns[1].text
