"""Which passages carry no narrative: legal boilerplate, and the procedure of the call.

In: a passage's text and its speaker's role.  Out: ``content``, ``boilerplate`` or ``procedural``.  Themes are fitted
and shares counted on ``content`` only, because a safe-harbor notice is in every call and a greeting in every turn.
The rules are phrases of the genre, not of one company.  A passage is boilerplate when half of its words stand in such
sentences, and procedural when three fifths stand in sentences of either kind: introductions, hand-overs, where to find
the slides, the date of the next call, thanks to all.
"""

from __future__ import annotations

import re

from themes.records import ChunkKind, Role
from themes.text.lexicons import word_list

_BOILERPLATE_PHRASES = (
    r"forward[- ]looking",
    r"safe harbou?r",
    r"litigation reform act",
    r"securities and exchange commission|\bSEC filings?\b",
    r"form (?:10-?[KQ]|8-?K|20-?F)|annual report on form",
    r"risk factors?\b|risks and uncertainties|subject to (?:\w+ ){0,3}(?:risks?|uncertaint\w+)\b",
    r"actual results (?:may|might|could|to|will|can) differ|differ materially",
    r"(?:undertakes?|assumes?|disclaims?|under) (?:no|any) (?:duty|obligation)",
    r"(?:have|has) (?:no|any) (?:duty|obligation)(?= to (?:update|revise|publicly|release)|[.,;]|$)",
    r"(?:no|any) (?:obligation|duty|intent\w*) to update|intend to update|does not (?:intend|undertake)",
    r"as of the date of this|as (?:described|explained|listed) in our",
    r"\bour (?!patent)(?:\w+ )?filings\b",
    r"prove (?:wrong|inaccurate|incorrect)",
    r"non-?gaap (?:financial )?(?:measures?|results|estimates|information)",
    r"reconciliations?\b.{0,80}\b(?:gaap|release|website)|(?:gaap|release|website)\b.{0,80}\breconcil",
    r"(?:call|conference|webcast) (?:is|will be) (?:being )?(?:recorded|webcast|broadcast|available)",
    r"(?:replay|webcast) .{0,40}(?:available|archived)",
    r"investor relations (?:section|portion|page|website)|posted (?:on|to) our web ?site",
    r"copyright|all rights reserved|explicit public disclosure|\breg(?:ulation)?s?\.? ?FDs?\b",
    r"\bnot (?:to )?comment on (?:its|our) (?:financial )?guidance\b",
)
_PROCEDURE_PHRASES = (
    r"\bturn (?:the (?:call|floor|conference|program)|it|things)?\s*(?:back )?over to\b",
    r"\b(?:hand|pass) (?:it|the call|the floor|things) (?:back )?(?:over )?to\b|\bhand (?:back )?over to\b",
    r"open (?:up )?(?:the )?(?:call|lines?|floor|it)? ?(?:up )?(?:for|to) (?:your |any )?questions",
    r"\b(?:next|first|last|final|any (?:further|other|more)) questions?\b(?=.{0,30}(?:please|operator|from|\?|$))",
    r"\bquestion-and-answer (?:session|portion)",
    r"thank(?:s| you)[^.?!]{0,40}\b(?:join|attend|participat|for (?:taking|your (?:time|question|interest)))",
    r"thank you,? operator|good (?:morning|afternoon|evening|day)(?=[,.!]| (?:and|to|every|ladies|all)\b)",
    r"welcome to (?:our|the|today)",
    r"(?:concludes?|ends?) (?:today's|our|the|this) (?:call|conference|teleconference|program|prepared)",
    r"(?:joining|with) (?:me|us|you) (?:on (?:the|this|today's) (?:call|conference)|today|here)",
    r"(?:^|\btoday,? )with (?:me|us) (?:here |today |on the call |now )*(?:are|is)\b",
    r"\bwith that,? over to\b|^(?:now,? |and |so,? )?over to \w+ for\b",
    r"on the call (?:today|with (?:me|us))|here (?:on the call|with me)",
    r"\bnext (?:quarterly )?earnings (?:conference )?call\b|thank you (?:all )?for calling in",
    r"you may (?:now )?(?:begin|disconnect|proceed)|please (?:go ahead|proceed)|^go ahead\b",
    r"\blines? (?:is|are) (?:now )?open\b",
    r"(?:speak|talk|meet|visit|visiting) (?:with|to) (?:you|many of you)",
    r"\b(?:upcoming|following|several|these) (?:\w+ ){0,2}(?:conferences|investor events|forums)\b",
    r"(?:speak|talk|report) (?:to you )?again (?:next|in)\b",
    r"\bhere is (?:our|my) (?:\w+ ){1,3}officer|here is our chief",
    r"\b(?:I[’']?m|I am|we[’']re|we are) (?:here|joined) (?:today )?(?:with|by)\b",
    r"\balso (?:here |on the call )?with (?:us|me)\b",
    r"\bspeaking (?:today|on (?:the|today[’']s) call) (?:will be|are|is)\b",
    r"\bwelcome,? (?:everyone|everybody|all|again|back)\b",
    r"\b(?:head|director|vice president),? (?:of )?investor relations\b|\bfrom (?:the )?investor relations\b",
    r"\bquarterly (?:earnings )?(?:conference )?call,? (?:which )?will (?:be|cover|reflect)\b",
    r"\b(?:participating|presenting) (?:in|at) (?:\w+ ){0,6}(?:conferences?|investor (?:days?|events))\b",
    r"\b(?:slides?|slide deck|presentation|materials|release|commentary)\b.{0,60}"
    r"\b(?:accompan\w+|available|found|posted)\b.{0,60}\b(?:web ?site|webcast|investor relations|IR section|call)\b",
    r"\b(?:access|download) the (?:slides?|presentation|materials)\b|\bhousekeeping items\b",
    r"\b(?:extend|express) (?:my|our) (?:\w+ ){0,2}(?:appreciation|gratitude|thanks)\b",
    r"\bthank (?:all (?:of )?|each of )?(?:my|our|the) (?:\w+ ){0,3}"
    r"(?:associates|colleagues|customers|employees|partners|people|shareholders|teams?)\b",
    r"\b(?:close|conclude|end|wrap up) (?:out )?(?:our|the|this|today[’']s) (?:\w+ ){0,2}call\b",
    r"\ball the time (?:that )?we have\b",
    r"\bfeel free to (?:call|contact|email|follow up|reach)\b",
    r"\b(?:call|contact) (?:our |the )?(?:\w+ ){0,2}investor relations\b",
    r"\b(?:a|wonderful|great) (?:\w+ ){0,2}(?:evening|day|afternoon|night|weekend|holidays?)[.!]?$",
    r"limit (?:yourself|your|yourselves)|look forward to (?:speaking|seeing|talking|updating|your questions)",
)
_BOILERPLATE = re.compile("|".join(_BOILERPLATE_PHRASES), re.IGNORECASE)
_FORMALITY = re.compile("|".join(_PROCEDURE_PHRASES + _BOILERPLATE_PHRASES), re.IGNORECASE)
_COURTESY = word_list("courtesy")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
MAX_COURTESY_WORDS = 25  # longer, and thanks are a speech


def passage_kind(text: str, role: Role) -> ChunkKind:
    """Say whether a passage is content, boilerplate or procedural.

    Parameters
    ----------
    text : str
        The passage; an empty one is procedural.
    role : {'executive', 'analyst', 'operator', 'unknown'}
        An operator's passage is never content.

    Examples
    --------
    >>> passage_kind("Thanks, guys. That's very helpful.", "analyst")
    'procedural'
    >>> passage_kind("Orders for the new platform doubled.", "executive")
    'content'
    """
    sentences = [s for s in _SENTENCE_END.split(text.strip()) if s]
    n_words = sum(len(s.split()) for s in sentences)
    if not n_words:
        return "procedural"
    if _words_in(sentences, _BOILERPLATE) >= 0.5 * n_words:
        return "boilerplate"
    if role == "operator" or is_courtesy(text) or _words_in(sentences, _FORMALITY) >= 0.6 * n_words:
        return "procedural"
    return "content"


def is_courtesy(text: str) -> bool:
    """Whether a short passage has nothing but greetings, thanks, assent and names (capitalised words).

    Examples
    --------
    >>> is_courtesy("Okay, great. Thank you, Maria."), is_courtesy("Yes, orders grew.")
    (True, False)
    """
    words = [w.replace("’", "'") for w in _WORD.findall(text)]
    if len(words) > MAX_COURTESY_WORDS or any(c.isdigit() for c in text):
        return False
    return all(w.lower() in _COURTESY or (w[0].isupper() and not w.isupper()) for w in words)


def _words_in(sentences: list[str], pattern: re.Pattern[str]) -> int:
    return sum(len(s.split()) for s in sentences if pattern.search(s))
