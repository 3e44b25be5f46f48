"""What a page prints below a call is left out of the last turn, and said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.records import Call
from themes.transcripts.footers import without_footer

Parse = Callable[..., Call]

CALL = """Otter Peak, Inc. (OTTR) Q4 2012 Earnings Call Transcript
February 5, 2013

Operator: Good day, and welcome to the Otter Peak fourth quarter earnings call. Please go ahead.

Mara Quist: Thank you for joining us. Boats sold well, and I will read more on that in our release.

Operator: Our first question comes from Lena Brook with Heron Securities.

Lena Brook: Thank you. How many boats?

Mara Quist: Forty. About the author of that rumour I say nothing.

Lena Brook: Thanks.

Operator: This concludes today's conference call. You may now disconnect.

"""
FOOTERS = {
    "fool": "Read Next\nFive Boats to Buy\nStocks Mentioned\nOtter Peak Stock Quote\nOTTR\n$12.10 (+1.5%)\n",
    "fool-old": "This article is a transcript of this conference call produced for The Motley Fool. There may be errors.\n\n"
    "The Motley Fool has no position in any of the stocks mentioned.\n",
    "fool-services": "Premium Investing Services\nInvest better with The Motley Fool.\nView Premium Services\n",
    "fool-author": "About the Author\nThe Quill is a boat and writes about boats.\n\nMore from The Motley Fool\n",
    "alpha": "Copyright policy: All transcripts on this site are the copyright of Otter.\n\nTHE INFORMATION IS AS IT IS.\n\n"
    "If you have any additional questions about our online transcripts, please contact us.\n",
    "alpha-new": "This article was written by\nQuill Transcripts\n9.1K Followers\nComments (12)\nRecommended For You\n",
    "yahoo": "View comments (3)\nTerms and Privacy Policy\nRecommended Stories\nBoats rise\n",
    "monkey": "To continue reading the Q&A session, please click here.\nFollow Otter Peak Inc (NYSE:OTTR)\n",
    "investing": "This article was generated with the support of AI and reviewed by an editor.\nLatest comments\n"
    "Risk Disclosure: Trading involves high risks.\nFusion Media would like to remind you of that.\n",
    "benzinga": "This transcript is to be used for informational purposes only. While we strive, it may have errors.\n"
    "Market News and Data brought to you by Quill\n© 2013 Quill.com. All rights reserved.\n",
    "street": "Disclaimer This transcript is produced by Quill, Inc.\nRelated Posts\nShare this:\nLeave a Reply\n",
    "cookies": "We use cookies to make this site better.\nAccept all cookies\nPrivacy Policy | Terms\n",
    "newsletter": "Subscribe to our newsletter\nYour e-mail\nFollow us on Quill\n© 2013 Otter Media\n",
}


@pytest.mark.parametrize("name", FOOTERS)
def test_last_turn_ends_where_the_call_ends_and_the_rest_is_counted(name: str, parse: Parse) -> None:
    call = parse(CALL + FOOTERS[name])
    assert call.turns[-1].text.endswith("You may now disconnect.")
    (said,) = [warning for warning in call.warnings if "below the call" in warning]
    n_lines = sum(bool(line.strip()) for line in FOOTERS[name].split("\n"))
    assert f" {n_lines} line" in said
    assert f"from line {CALL.count(chr(10)) + 1}" in said


@pytest.mark.parametrize("name", FOOTERS)
def test_such_lines_within_the_call_end_nothing(name: str, parse: Parse) -> None:
    head, _, last = CALL.rpartition("Operator:")
    call = parse(head + FOOTERS[name] + "\n\nOperator:" + last)
    assert call.turns[-1].text == parse(CALL).turns[-1].text
    assert not [warning for warning in call.warnings if "below the call" in warning]


def test_call_without_a_footer_is_whole(parse: Parse) -> None:
    assert without_footer(CALL) == (CALL, ())
    assert not [warning for warning in parse(CALL).warnings if "below" in warning]


def test_list_of_people_at_the_end_is_no_footer() -> None:
    text = CALL + "Related Articles\n\nCall participants:\n\nMara Quist -- Chief Executive Officer\n"
    assert without_footer(text) == (text, ())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from([*FOOTERS.values(), CALL, "Operator\n", "\f"]), st.text(max_size=60)), max_size=12
    )
)
def test_what_stays_is_the_beginning(pieces: list[str]) -> None:
    text = "\n".join(pieces)
    above, warnings = without_footer(text)
    assert text.startswith(above)
    assert bool(warnings) == (above != text)
