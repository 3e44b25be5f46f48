"""Content, boilerplate or procedure: by the share of words in sentences that say so."""

from __future__ import annotations

import pytest

from themes.corpus.chunk_kinds import is_courtesy, passage_kind
from themes.records import Role

ROLES: tuple[Role, ...] = ("executive", "analyst", "operator", "unknown")


@pytest.mark.parametrize(
    "text",
    [
        "These are forward-looking remarks about boats.",
        "We tell what we expect by explicit public disclosure only.",
        "That is our policy under Reg FD.",
        "It is our habit not to comment on our guidance in the quarter.",
        "That is our policy under Regulation FD.",
        "We rely on the safe harbour of the law.",
        "It is meant in the sense of the Litigation Reform Act.",
        "More stands in papers at the Securities and Exchange Commission.",
        "More stands in our latest SEC filing.",
        "Read our Form 10-K for the whole list.",
        "Read our form 8K for the whole list.",
        "There are risks and uncertainties in boats.",
        "Read the risk factors first.",
        "All of it is subject to certain risks.",
        "It is subject to a great uncertainty.",
        "What we hope for may prove inaccurate.",
        "They are told in our yearly filings.",
        "They are told as described in our papers.",
        "Actual results could differ from what was said.",
        "They may differ materially.",
        "Otter undertakes no obligation after today.",
        "We do not have, under any duty, more to say.",
        "Otter does not undertake it.",
        "Nor is there any obligation to update it.",
        "Nor do we intend to update it.",
        "Otter has no duty to revise it.",
        "The website has it in reconciled form.",
        "All is said as of the date of this talk.",
        "We speak of non-GAAP measures throughout.",
        "A reconciliation stands on our website.",
        "The release holds the reconciled tables.",
        "This call is being recorded for later.",
        "A replay of it will be available tomorrow.",
        "Slides are posted on our web site.",
        "They lie in the investor relations section.",
        "Copyright by nobody at all.",
    ],
)
def test_legal_sentence_is_boilerplate(text: str) -> None:
    assert passage_kind(text, "executive") == "boilerplate"


@pytest.mark.parametrize(
    "text",
    [
        "Let me turn the call over to our treasurer.",
        "Our next quarterly earnings conference call will be in May.",
        "Thank you all for calling in.",
        "With that, I will turn it back over to Piet.",
        "I now hand the call to our treasurer.",
        "I will pass it back to Piet now.",
        "We will open the line for questions now.",
        "May we have the next question, please?",
        "Are there any further questions?",
        "Now begins the question-and-answer session.",
        "Thank you all for joining our little talk.",
        "I thank you for your interest in boats.",
        "And a very good afternoon to the whole crowd.",
        "You are welcome to our yearly talk.",
        "This concludes today's call about our boats.",
        "The treasurer is on the call today too.",
        "The treasurer is here with me too.",
        "With me here are two of my colleagues.",
        "With me now are two of my colleagues.",
        "With that, over to Piet.",
        "Now over to Piet for the numbers.",
        "You will meet us at these two conferences.",
        "We will report again in the spring.",
        "Here is our chief oarsman.",
        "Here is our first finance officer.",
        "Joining me today are two of my colleagues.",
        "You may now disconnect from this line.",
        "The line is open, so go ahead whenever.",
        "We hope to speak with many of you soon.",
        "Kindly limit yourself to a single one.",
        "We look forward to seeing some of the crowd.",
        "I am here with both of my colleagues.",
        "We're joined by two of my colleagues.",
        "Also with us is our chief oarsman.",
        "Speaking today will be two of my colleagues.",
        "Welcome, everyone, to our talk on boats.",
        "I am Lena Brook, head of investor relations at Otter.",
        "This is Lena Brook from investor relations.",
        "Our next quarterly call will be in May.",
        "We will be presenting at several conferences in spring.",
        "The slides that accompany our talk lie on our website.",
        "The presentation is available on our website.",
        "You can download the slides there.",
        "Two housekeeping items first.",
        "I extend my thanks to the whole crew.",
        "I would like to thank our fine employees in both mills.",
        "We now plan to close the call.",
        "This is all the time we have.",
        "Feel free to reach out after the talk.",
        "For more, contact our investor relations team.",
        "We wish you a very nice evening.",
    ],
)
def test_sentence_of_the_call_s_procedure_is_procedural(text: str) -> None:
    assert passage_kind(text, "executive") == "procedural"


@pytest.mark.parametrize(
    "text",
    [
        "Orders for the new canoe doubled in spring.",
        "The regulation of docks and the earnings of next year are two subjects.",
        "We questioned whether the dock pays for itself.",
        "The harbor was safe and dry all winter.",
        "Sales of oars turned up in the fourth quarter.",
        "Our risk is small, since each hull is paid in advance.",
        "We joined the two docks and saved rent.",
    ],
)
@pytest.mark.parametrize("role", ["executive", "analyst", "unknown"])
def test_narrative_is_content_unless_the_operator_says_it(text: str, role: Role) -> None:
    assert passage_kind(text, role) == "content"


@pytest.mark.parametrize(
    "text",
    [
        "We decided to go ahead with the second mill in spring.",
        "We will pass to boat owners the full cost of timber.",
        "These storm events cost us two weeks of shipping.",
        "Every owner who signed with us is growing quickly.",
        "We moved the hull line over to Vesta for assembly.",
        "Good evening traffic at the dock lifted ferry sales.",
        "We doubled our patent filings for hulls this year.",
        "We have no obligation to buy timber after the spring.",
        "We are here to build boats for the long run.",
        "The new mill is available on the second dock.",
        "We closed the dock early and wrapped up the call centre move.",
        "Our thanks to timber prices, margins rose.",
        "The new release found a market in boat owners.",
        "A great day for the dock is a poor day for the ferry.",
    ],
)
def test_narrative_with_a_phrase_of_procedure_or_notice_is_content(text: str) -> None:
    assert passage_kind(text, "executive") == "content"


def test_operator_s_narrative_is_procedural() -> None:
    assert passage_kind("Orders for the new canoe doubled in spring.", "operator") == "procedural"


def test_operator_s_legal_notice_is_boilerplate() -> None:
    assert passage_kind("There are risks and uncertainties.", "operator") == "boilerplate"


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
@pytest.mark.parametrize("role", ROLES)
def test_empty_passage_is_procedural(text: str, role: Role) -> None:
    assert passage_kind(text, role) == "procedural"


def test_passage_is_boilerplate_when_half_of_its_words_are() -> None:
    assert passage_kind("They may differ materially. Orders doubled last spring.", "executive") == "boilerplate"


def test_passage_is_content_when_less_than_half_of_its_words_are_boilerplate() -> None:
    assert passage_kind("They may differ materially. Orders doubled again last spring.", "executive") == "content"


def test_passage_is_procedural_when_three_fifths_of_its_words_are() -> None:
    # 6 of 10 words
    assert passage_kind("We now turn it over to. Orders doubled last spring.", "executive") == "procedural"


def test_passage_is_content_when_less_than_three_fifths_of_its_words_are_procedure() -> None:
    # 6 of 11 words
    assert passage_kind("We now turn it over to. Orders doubled again last spring.", "executive") == "content"


def test_words_of_procedure_and_of_notice_count_together() -> None:
    # 5 of 15 words are a notice, 6 are procedure, 4 are neither
    text = "They may well differ materially. We now turn it over to. Orders doubled last spring."
    assert passage_kind(text, "executive") == "procedural"


def test_phrase_is_found_whatever_its_case() -> None:
    assert passage_kind("THERE ARE RISKS AND UNCERTAINTIES.", "executive") == "boilerplate"


def test_decimal_point_does_not_end_a_sentence() -> None:
    # split at the point, 6 of 14 words would be in a sentence with the phrase
    text = "They may differ materially by 3.5 points, as oars rose in the spring."
    assert passage_kind(text, "executive") == "boilerplate"


def test_thanks_with_content_is_content() -> None:
    assert passage_kind("Thanks, Lena. Oars fell behind because the mill stood still.", "executive") == "content"


@pytest.mark.parametrize(
    "text",
    [
        "Okay, great. Thank you, Lena.",
        "Hi, Piet.",
        "Yes.",
        "I agree. OK, THANKS.",
        "I’m sorry, go ahead.",
        "That's right.",
        "",
        "...",
        "Thank you, Lena O'Brook.",
    ],
)
def test_greetings_thanks_and_names_are_courtesy(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize("text", ["Yes, oars rose.", "Thanks, 12.", "Okay, SDN.", "Great, and DOCK?", "yes, lena"])
def test_content_word_number_or_acronym_is_no_courtesy(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(("n_words", "courtesy"), [(25, True), (26, False)])
def test_courtesy_ends_at_twenty_five_words(n_words: int, courtesy: bool) -> None:
    assert is_courtesy("yes " * n_words) is courtesy


@pytest.mark.parametrize("role", ["executive", "analyst", "unknown"])
def test_courtesy_is_procedural_whoever_says_it(role: Role) -> None:
    assert passage_kind("Okay, great. Thank you, Lena.", role) == "procedural"
