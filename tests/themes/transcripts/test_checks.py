"""What of a call does not add up, with the lines to look at."""

from __future__ import annotations

from collections.abc import Callable

from themes.records import Call, Doubt, Role, Section, Turn
from themes.transcripts.checks import doubts_about

Said = tuple[str, Role, str]
QUESTION = "Our next question is from the line of Lena Brook with Heron Securities."
ANSWER = "About three months of it, as last year, and all of it is this year's model, of which we have many."


def turns_of(said: list[Said], section: Section = "q_and_a") -> tuple[list[Turn], str]:
    """Turns, one a line, and the text they stand in, with the words at a line's start."""
    turns: list[Turn] = []
    at = 0
    for i, (speaker, role, words) in enumerate(said):
        turns.append(Turn(i, section, speaker, role, None, None, at, at + len(words), i + 1, None, words, ((0, at),)))
        at += len(words) + 1
    return turns, "\n".join(words for _, _, words in said)


def doubts(said: list[Said], text: str | None = None) -> tuple[Doubt, ...]:
    turns, own = turns_of(said)
    return doubts_about(turns, text or own)


def test_called_questioner_without_a_word_is_told_by_line() -> None:
    said: list[Said] = [("Operator", "operator", QUESTION), ("Mara Quist", "executive", ANSWER)]
    (doubt,) = doubts(said)
    assert "Lena Brook" in doubt.sentence
    assert doubt.lines == (1,)


def test_stand_in_greeting_and_a_lost_line_are_no_doubt() -> None:
    asks = "How much inventory of boats do your dealers hold?"
    assert not doubts([("Operator", "operator", QUESTION), ("Ann Lee", "analyst", asks), ("Mara", "executive", ANSWER)])
    assert not doubts(
        [("Operator", "operator", QUESTION), ("Mara", "executive", "Hello, Lena?"), ("Operator", "operator", "Next.")]
    )


def test_operators_turn_that_holds_a_question_is_out_of_scale() -> None:
    long = f"{QUESTION} " + "Do your dealers hold more boats than a year ago? " * 12
    said: list[Said] = [("Mara Quist", "executive", ANSWER)] * 10
    found = doubts([*said, ("Operator", "operator", long), ("Ann Lee", "analyst", "Thanks.")])
    (doubt,) = (doubt for doubt in found if "without a change" in doubt.sentence)
    assert doubt.lines == (11,)
    assert "Operator" in doubt.sentence


def test_one_speaker_with_nearly_all_words_of_a_call_of_three() -> None:
    said: list[Said] = [
        ("Mara Quist", "executive", f"{ANSWER} " * 60),
        ("Lars", "executive", "Yes."),
        ("Ann", "analyst", "So?"),
    ]
    assert any("Mara Quist" in doubt.sentence for doubt in doubts(said))


def test_prose_in_no_turn_is_told_with_its_lines() -> None:
    turns, text = turns_of([("Mara Quist", "executive", ANSWER), ("Ann Lee", "analyst", "How many boats are there?")])
    below = "\n".join(["This line was said by somebody whom no layout has found at all."] * 6)
    (doubt,) = doubts_about(turns, f"{text}\n{below}")
    assert doubt.field == "text"
    assert doubt.lines == tuple(range(3, 9))
    assert not doubts_about(turns, f"{text}\nDisclaimer\n{below}")


def test_usual_call_bears_no_doubt_of_these(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    for sample in samples.values():
        call = parse(sample)
        assert not [doubt for doubt in call.doubts if doubt.lines]


def test_operator_with_much_of_a_call_is_told() -> None:
    said: list[Said] = [("Operator", "operator", f"{ANSWER} " * 9), ("Mara Quist", "executive", ANSWER)]
    assert any("operator" in doubt.sentence and doubt.lines == (1,) for doubt in doubts(said))
