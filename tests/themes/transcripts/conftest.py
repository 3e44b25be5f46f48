"""Fictional transcripts in the layouts, and a way to parse them without a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from themes.records import Call
from themes.transcripts.parse import parse_source
from themes.transcripts.reading import SourceText

Parse = Callable[..., Call]

INLINE = """EDITED TRANSCRIPT

OTTR - Q4 2012 Otter Peak, Inc. Earnings Conference Call

EVENT DATE/TIME: FEBRUARY 05, 2013 / 9:30PM GMT



CORPORATE PARTICIPANTS

Mara J. Quist Otter Peak Inc - Director of IR

Piet van Aalst Otter Peak Inc - President and CEO

Silent Sam Otter Peak Inc - General Counsel

CONFERENCE CALL PARTICIPANTS

Lena Brook Heron & Associates - Analyst

PRESENTATION

Operator

Hello to all who dialled in to hear from Otter Peak today.

(Operator Instructions)

Mara, the line is yours.

Mara J. Quist - Otter Peak Inc - Director of IR

Our sales came to \\$12 million. We paid certain



charges in the spring, and we will not pay them again.

Piet is next.

Piet van Aalst - Otter Peak Inc - President and CEO

Boats sell well (laughter) this year. Operator, let us hear some questions.



OUESTIONS AND ANSWERS

Operator

Lena Brook of Heron, please.

Lena Brook - Heron & Associates - Analyst

How many boats did you sell?

Piet van Aalst - Otter Peak Inc - President and CEO

Forty.

DISCLAIMER

The printer of this paper promises nothing to anybody.

©2013, Nobody. All Rights Reserved.
"""

PAGED = """

FINAL TRANSCRIPT

LYNX - Q2 2011 Lynx Cable Inc Earnings Conference Call

Event Date/Time: Jul. 21. 2011 / 8:30PM GMT



Jul. 21. 2011 / 8:30PM, LYNX - Q2 2011 Lynx Cable Inc Earnings Conference Call

CORPORATE PARTICIPANTS

Tove Arvid

Lynx Cable Inc. - CFO

CONFERENCE CALL PARTICIPANTS

Sanjiv Rosanwani

Fjord and Co. - Analyst

Ute Klamm

Basalt Bank - Analyst

PRESENTATION

Operator

Welcome, everyone, to the Lynx Cable call.

Tove Arvid - Lynx Cable Inc. - CFO

Cable prices fell in the Northern

Jul. 21. 2011 / 8:30PM, LYNX - Q2 2011 Lynx Cable Inc Earnings Conference Call

Territories, as we had feared.

A new paragraph says so again.

Jul. 21. 2011 / 8:30PM, LYNX - Q2 2011 Lynx Cable Inc Earnings Conference Call

QUESTIONS AND ANSWERS

Sanjiv Rosanwanı - *Fjord and Co. - Analyst*

Will they rise?

Tove Arvid - *Lynx Cable Inc. - CFO*

They may.
"""

STARRED = """EDITED TRANSCRIPT

FERN - Q1 2014 Fern Radio Financial Results Conference Call

EVENT DATE/TIME: APRIL 22, 2014 / 10:00PM GMT

CORPORATE PARTICIPANTS

Ida Moss *Fern Radio Inc - VP IR*

CONFERENCE CALL PARTICIPANTS

Cy Thorn *Nettle Capital - Analyst*

PRESENTATION

Operator

Fern Radio is on the line.

Ida Moss - *Fern Radio Inc - VP IR*

We built nine masts.

QUESTIONS AND ANSWERS

Cy Thorn - *Nettle Capital - Analyst*

Where?

Ida Moss - Fern Radio Inc - VP IR

By the sea.
"""

BULLETED = """Alder Optics Corp (ALDR) 2010 Q4 法說會逐字稿

完整原文

使用警語:僅供參考

  • Operator

  • This is the Alder Optics call for the winter.

  • (Operator Instructions)

  • Now Bea Holm of Alder.

  • Bea Holm - IR

  • Thanks.

  • We shipped more lenses than last year.

  • Here is Tor.

  • Tor Nyberg - CEO

  • Glass was dear.

  • Operator, would you open the line for questions?

  • Operator

  • (Operator Instructions) Gil Stone, Quarry & Co.

  • Gil Stone - Analyst

  • Will glass stay dear?

  • Tor Nyberg - CEO

  • Yes.

  • Tor Nyberg - CEO

  • I mean no.
"""

BARE = """使用警語:僅供參考
Operator
Greetings and welcome to the Birch Fiber Q2 2012 financial results conference call. (Operator Instructions). We record it.
Ada Finch of Birch begins.
Ada Finch - Director IR, Treasurer
Thank you. Our report on Form 10-Q for the quarter ended March 31, 2012 is on our site.
We now turn to Olaf.
Olaf Grip - CEO, President
Fibre is in the ground.
I would like to turn the call over for questions. Operator?
Operator
Our first question comes from the line of Uma Reyes with Slate Partners. Please proceed with your question.
Uma Reyes - Analyst
How deep?
Olaf Grip - CEO, President
Two feet.
"""


@pytest.fixture
def parse() -> Parse:
    def parse_text(text: str, layout: str | None = None) -> Call:
        return parse_source(SourceText("calls/fiction.txt", "0" * 64, text), layout)

    return parse_text


@pytest.fixture
def samples() -> dict[str, str]:
    return {"inline": INLINE, "paged": PAGED, "starred": STARRED, "bulleted": BULLETED, "bare": BARE}
