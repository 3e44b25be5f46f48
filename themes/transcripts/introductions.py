"""Names of voices that the file only labels (``SPEAKER_03``): where the call itself introduces who speaks.

In: a draft whose speakers are labels.  Out: the draft with a name before each label that the call names without
contradiction (``Lena Brook (SPEAKER_02)``), the operator's role, and a warning that says what was named, and where.
Introductions are an operator's hand-off, "I'll turn the call over to ...", and what people say of themselves.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from themes.formatting import counted
from themes.transcripts.cleaning import join_turn
from themes.transcripts.draft import UNKNOWN_SPEAKER, Draft
from themes.transcripts.headers import has_firm_words, has_title_words, is_operator, looks_like_name
from themes.transcripts.labels import is_label
from themes.transcripts.people import introduced_firm, is_same_name

_WORD = r"[A-Z][\w'’-]{0,20}\.?"
_SMALL = r"(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|al|el|ten|ter)"
_NAME = rf"{_WORD}(?:\s(?:{_SMALL}\s){{0,2}}{_WORD}){{0,6}}"
_HONOUR = r"(?:(?:Mr|Ms|Mrs|Dr|Sir)\.?\s)?"
# An operator's hand-off, at the end of the turn; the last one counts.
_HAND_OFFS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:\bquestions?\b[^.?!]{{0,60}}?\b(?:from|is|by)(?:\sthe\sline\sof)?)\s{_HONOUR}(?P<name>{_NAME})",
        rf"(?i:\b(?:line|lines)\sof)\s{_HONOUR}(?P<name>{_NAME})",
        rf"(?i:\b(?:go|move|turn|over)\s(?:now\s|next\s)?to|\bnext\s(?:is|up\sis|we\shave)|\bwe\s(?:now\s|next\s)?have)\s"
        rf"{_HONOUR}(?P<name>{_NAME})",
        rf"(?:^|(?<![A-Z])[.?!,]\s){_HONOUR}(?P<name>{_NAME})(?:,?\s(?i:from|with|of|at)\s[^.?!]{{1,60}}?)?[.,]\s(?i:your\sline\sis|you\s"
        r"may\s(?:proceed|go|ask|begin)|please\s(?:go|proceed)|go\sahead)",
    )
)
# An operator in a hurry: "Ann Lee from Quill & Co. You may go ahead."
_SHORT_CALL = re.compile(
    rf"(?:^|(?<![A-Z])[.?!]\s)(?i:next\s)?{_HONOUR}(?P<name>{_NAME}),?\s(?i:from|with|of|at)\s(?:the\s)?[A-Z][^?!]{{1,80}}$"
)
_QUESTION = re.compile(r"\bquestions?\b|\bline (?:is|of)\b|\bgo ahead\b|\bproceed\b", re.I)
_TURNS_OVER = re.compile(
    r"(?i:\b(?:turn|hand|pass|give)(?:ing|ed)?\b[^.?!]{0,70}?\bto|\bover to|\bintroduce|\bplease welcome)\s(?P<rest>[^\n?!]{2,160})(?!\w)"
)
_SAYS_OWN = re.compile(
    rf"(?:(?i:\bthis is|\bmy name is|\bi['’]?m|\bi am|\bit['’]?s|\bit is)\s{_HONOUR}(?P<name>{_NAME})"
    rf"|(?:^|[.,!]\s){_HONOUR}(?P<here>{_NAME})(?:,?\s(?i:from|with|at|of)\s[A-Z][^.,?!]{{1,40}}?)?,?\s(?i:here|speaking)\b"
    rf"|^(?i:hi|hello|hey|good\s\w{{3,9}}|yes|yeah|thanks|thank\syou)[^.?!]{{0,20}}?[,.!]?\s(?P<from>{_NAME}),?\s(?i:from|with|at)\s[A-Z])"
)
# Who is in the room, and whom a speaker turns to by the first name.
_PRESENT = re.compile(
    r"(?i:\bjoin(?:ed|ing)\b|\bwith (?:me|us)\b|\bon (?:the|today's|our) call\b|\bhere (?:today|are|is|with)\b|\bspeakers?\b)"
)
_TO_YOU = re.compile(
    rf"(?P<name>{_WORD}),\s(?i:i['’]ll|i will|let me|i['’]d like to)\s[^.?!]{{0,40}}\bto you\b|[.?!]\s(?P<last>{_NAME})[.?]$"
)
_BY_SURNAME = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr)\.?\s(?P<name>[A-Z][\w'’-]{1,20})[^.?!]{0,20}\b(?i:you may|please|go ahead|the floor)\b"
)
_LISTED = re.compile(rf"(?P<name>{_NAME}),\s(?:(?i:our|the|its)\s)?(?P<title>[A-Z][^.;:?!\n]{{2,80}})")
_STANDS_IN = re.compile(
    r"(?i:\b(?:this is|it['’]s|i['’]m|my name is|here|speaking))[^.?!]{0,50}?\b(?:for|on behalf of)\s[A-Z]"
    r"|(?i:\b(?:on|in|sitting in|filling in|calling in|standing in) for|\bon behalf of)\s[A-Z]"
)
_OF_FIRM = re.compile(r"\b(?:of|for|from|at|with)(?:\sthe)?\s$")
_OPERATES = re.compile(
    r"(?i:\b(?:first|next|last|final) question (?:comes?|is coming|is|will (?:come|be))\b|\bline is (?:now )?(?:open|live)\b"
    r"|\bfrom the line of\b|\boperator instructions\b|\blisten[ -]only\b|\byou may (?:now )?(?:disconnect|begin|proceed|go ahead)\b"
    r"|\bplease press\b|\bpress (?:star|\*)|\bplease (?:go ahead|proceed)\b|\bconference operator\b|\bstand(?:ing)? by\b"
    r"|\bbeing recorded\b|\bconcludes (?:today|our|the)\b|\bno (?:further|more) questions\b)"
)
_CALLS = re.compile(
    r"(?i:\bquestions? (?:today )?(?:comes?|is coming|is|will (?:come|be)) (?:from|by)\b|\bline is (?:now )?(?:open|live)\b"
    r"|\bfrom the line of\b|\bnext question\b)"
)
_NO_NAME = frozenset(
    "chief executive officer financial operating president ceo cfo coo cto head director vice senior chairman chairwoman "
    "chairperson chair treasurer managing investor relations vp evp svp ir analyst founder co-founder and our please thank "
    "thanks from with at of operator go good hi hello hey yes yeah okay ok so well the a i we you your my mr ms mrs dr sir "
    "corporate strategy global general manager counsel secretary today now everyone ladies gentlemen morning afternoon "
    "evening safe harbor slide page earnings guidance results call conference form investors wall street january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday first second third fourth quarter fiscal".split()
)
_HEAD_CHARS, _TAIL_CHARS, _MAX_TITLE_CHARS, _PRESENT_CHARS, _STANDS_IN_CHARS = 260, 420, 80, 500, 150
_MAX_STEPS, _MAX_SPEECH_WORDS, _MAX_CALL_WORDS, _N_OPENING = 3, 150, 40, 8
_MIN_SPELLING_RATIO = 85.0


@dataclass(frozen=True)
class _Said:
    """A turn: who speaks as printed, the words, the line they begin on."""

    speaker: str
    words: str
    line: int


@dataclass(frozen=True)
class _Hint:
    """A name that one turn gives to a label."""

    label: str
    name: str
    line: int
    firm: str | None = None
    title: str | None = None


def name_labels(draft: Draft, source: str) -> Draft:
    """A draft whose labels bear the names that the call gives them; any other draft as it is.

    Parameters
    ----------
    draft : Draft
    source : str
        The source text, for the numbers of lines.
    """
    labels = {turn.header.name for turn in draft.turns if is_label(turn.header.name)}
    if not labels:
        return draft
    turns = list(_said(draft, source))
    operator = _operator(turns, labels)
    hints = list(_hints(turns, labels - {operator}, operator))
    given, doubts = _settled(hints, {turn.speaker for turn in turns} - labels)
    named = []
    for turn in draft.turns:
        hint, header = given.get(turn.header.name), turn.header
        if hint:
            title, firm = header.title or hint.title, header.firm or hint.firm
            header = replace(header, name=f"{hint.name} ({header.name})", title=title, firm=firm)
        elif header.name == operator and header.role is None:
            header = replace(header, role="operator")
        named.append(replace(turn, header=header))
    told = _told(labels, given, operator)
    return replace(draft, turns=tuple(named), warnings=(*draft.warnings, *told, *doubts))


def _said(draft: Draft, source: str) -> Iterator[_Said]:
    line, at = 1, 0
    for turn in draft.turns:
        words = join_turn(turn.paragraphs, flowing=draft.flowing)
        if words is None:
            continue
        start = words.span[0]
        line, at = line + source.count("\n", at, start), start
        yield _Said(turn.header.name, words.text, line)


def _operator(turns: Sequence[_Said], labels: set[str]) -> str | None:
    """The label that calls the questioners and says little else; None where no label does, or a name does."""
    if any(is_operator(turn.speaker) for turn in turns):
        return None
    calls = Counter(
        turn.speaker for turn in turns if turn.speaker in labels and _CALLS.search(turn.words[-_TAIL_CHARS:])
    )
    for label, _ in calls.most_common():
        own = [turn.words for turn in turns if turn.speaker == label]
        others = [words for words in own if not (_OPERATES.search(words) or _calls(words))]
        if len(others) <= len(own) / 2 and not any(len(words.split()) > _MAX_SPEECH_WORDS for words in others):
            return label
    return None


def _calls(words: str) -> bool:
    """Whether a turn calls somebody to ask."""
    return bool(_CALLS.search(_tail(words))) or (
        len(words.split()) <= _MAX_CALL_WORDS and bool(_SHORT_CALL.search(words))
    )


def _hints(turns: Sequence[_Said], labels: set[str], operator: str | None) -> Iterator[_Hint]:
    titles = _present(turns)
    known = dict.fromkeys(titles)
    first_call = next((i for i, turn in enumerate(turns) if _calls(turn.words)), len(turns))
    heard = {turn.speaker for turn in turns[:first_call]}
    for i, turn in enumerate(turns):
        own = _own_name(_head(turn.words), known) if turn.speaker in labels else None
        if own:
            yield _Hint(turn.speaker, own, turn.line, introduced_firm(_head(turn.words), own), titles.get(own))
        by_operator = turn.speaker == operator or is_operator(turn.speaker)
        called = _called(turn.words) if by_operator or _calls(turn.words) else None
        if called and i >= first_call:
            known[called] = None
            to = _next(turns, i, labels, heard)
            if to and not _stands_in(to.words):
                yield _Hint(to.speaker, called, turn.line, introduced_firm(_tail(turn.words), called))
        elif i + 1 < len(turns) and turns[i + 1].speaker in labels - {turn.speaker}:
            over = _turned_over(turn.words, known, prepared=i < first_call)
            if over:
                yield _Hint(turns[i + 1].speaker, over[0], turn.line, None, over[1] or titles.get(over[0]))


def _next(turns: Sequence[_Said], i: int, labels: set[str], heard: set[str]) -> _Said | None:
    """The turn of whom an operator called: the next voice that had not spoken before the questions."""
    for turn in turns[i + 1 : i + 1 + _MAX_STEPS]:
        if turn.speaker == turns[i].speaker:
            return None
        if turn.speaker in labels and turn.speaker not in heard:
            return turn
    return None


def _called(words: str) -> str | None:
    """Whom a turn calls to ask: the last one named so, by the surest phrase that names somebody."""
    tail = _tail(words)
    if (
        len(words.split()) <= _MAX_CALL_WORDS
        and (short := _SHORT_CALL.search(words))
        and (name := _name(short["name"]))
    ):
        return name
    if not _QUESTION.search(tail):
        return None
    for pattern in _HAND_OFFS:
        names = [name for match in pattern.finditer(tail) if (name := _name(match["name"]))]
        if names:
            return names[-1]
    return None


def _turned_over(words: str, known: Mapping[str, None], *, prepared: bool) -> tuple[str, str | None] | None:
    """Whom a turn hands over to, and the title behind or before the name; None where it names two people."""
    tail = _tail(words)
    for match in reversed(list(_TURNS_OVER.finditer(tail))):
        rest = match["rest"]
        named = _named_in(rest) or [
            (found.start(), name) for found in re.finditer(_NAME, rest) if (name := _by_first_name(found[0], known))
        ]
        if len({name for _, name in named}) == 1:
            at, name = named[0]
            at = max(rest.find(name.split()[0], at), 0)
            before, behind = rest[:at].strip(" ,"), rest[at + len(name) :]
            return name, _title(behind) or (_title(f", {before}") if has_title_words(before) else None)
    for match in _BY_SURNAME.finditer(tail):
        found = {name for _, name in _named_in(tail) if name.split()[-1] == match["name"]}
        if len(found) == 1:
            return found.pop(), None
    to_you = _TO_YOU.search(tail) if prepared else None  # among answers a name may be of whom one speaks to
    first = _by_first_name(to_you["name"] or to_you["last"], known) if to_you else None
    return (first, None) if first else None


def _named_in(text: str) -> list[tuple[int, str]]:
    """People whom a text names, with their places; what stands behind "of" or "for" is their firm."""
    found = ((match.start(), _name(match[0])) for match in re.finditer(_NAME, text))
    return [(at, name) for at, name in found if name and not _OF_FIRM.search(text[:at])]


def _own_name(head: str, known: Mapping[str, None]) -> str | None:
    for match in _SAYS_OWN.finditer(head):
        printed = match["name"] or match["here"] or match["from"]
        name = _name(printed) or _by_first_name(printed, known)
        if name:
            return name
    return None


def _head(words: str) -> str:
    """The beginning of a turn, up to the end of a word."""
    return words if len(words) <= _HEAD_CHARS else words[:_HEAD_CHARS].rpartition(" ")[0]


def _tail(words: str) -> str:
    """The end of a turn, from the beginning of a word."""
    return words if len(words) <= _TAIL_CHARS else words[-_TAIL_CHARS:].partition(" ")[2]


def _stands_in(words: str) -> bool:
    """Whether somebody asks in another's place ("this is Ann Lee for Bo Ek")."""
    return _STANDS_IN.search(words[:_STANDS_IN_CHARS]) is not None


def _name(printed: str) -> str | None:
    """The person's name that capitalised words hold, of at least two words; None when they are something else."""
    words = printed.split()
    while words and words[0].strip(".").casefold() in _NO_NAME:
        words = words[1:]
    for i, word in enumerate(words):
        if word.strip(".").casefold() in _NO_NAME or (word.endswith(".") and len(word) > 2):
            words = words[: i + (word.strip(".").casefold() not in _NO_NAME)]
            break
    name = " ".join(words).rstrip(".")
    if name.endswith(("'s", "’s")):  # a company's ("turn to Otter Peak's finance chief")
        return None
    if not 2 <= len(words) <= 4 or not looks_like_name(name) or has_firm_words(name) or has_title_words(name):
        return None
    return name


def _by_first_name(printed: str, known: Mapping[str, None]) -> str | None:
    """The one person known so far by this first name."""
    first = printed.split()[0].strip(".")
    found = {name for name in known if name.split()[0] == first and len(printed.split()) == 1}
    return found.pop() if len(found) == 1 and first.casefold() not in _NO_NAME else None


def _present(turns: Sequence[_Said]) -> dict[str, str | None]:
    """Those whom the opening lists ("with me are Mara Quist, Chief Executive Officer, and ..."), with their titles."""
    found: dict[str, str | None] = {}
    for turn in turns[:_N_OPENING]:
        for match in _LISTED.finditer(turn.words):
            name, title = _name(match["name"]), _title(f", {match['title']}")
            if name and title:
                found[name] = found.get(name) or title
        for match in _PRESENT.finditer(turn.words):
            for _, name in _named_in(turn.words[match.end() : match.end() + _PRESENT_CHARS].rpartition(" ")[0]):
                found.setdefault(name, None)
    return found


def _title(behind: str) -> str | None:
    """The title that stands behind a name and a comma."""
    match = re.match(r",\s(?:(?i:our|the|its|your|company['’]s)\s){0,2}([A-Z][^.;:?!\n]{1,80})", behind)
    if match is None:
        return None
    title = re.split(
        r",?\s(?:and\s(?=[A-Z][a-z]+\s[A-Z])|who\b|to\b|for\b|please\b|with\b|will\b|of the company)|,\s(?!(?i:and\b))",
        match[1],
    )[0]
    title = title.strip(" ,")[:_MAX_TITLE_CHARS]
    return title if has_title_words(title) else None


def _settled(hints: Sequence[_Hint], taken: set[str]) -> tuple[dict[str, _Hint], list[str]]:
    """One name a label, one label a name; what contradicts is told and stays a label."""
    by_label: dict[str, list[_Hint]] = defaultdict(list)
    for hint in hints:
        by_label[hint.label].append(hint)
    given: dict[str, _Hint] = {}
    doubts = []
    for label, own in by_label.items():
        spelled = Counter(hint.name for hint in own).most_common(1)[0][0]
        other = next((hint for hint in own if not _is_one(hint.name, spelled)), None)
        if other:
            first = next(hint for hint in own if hint.name == spelled)
            doubts.append(
                f"speaker: {label} is introduced as {first.name} (line {first.line}) and as {other.name} (line "
                f"{other.line}); left without a name"
            )
            continue
        firm = next((hint.firm for hint in own if hint.firm), None)
        title = next((hint.title for hint in own if hint.title), None)
        given[label] = _Hint(label, spelled, own[0].line, firm, title)
    for label, hint in list(given.items()):
        twins = [other for other, one in given.items() if other != label and _is_one(one.name, hint.name)]
        twins += [name for name in taken if name != UNKNOWN_SPEAKER and _is_one(name, hint.name)]
        if twins:
            doubts.append(f"speaker: {hint.name} is the name of {label} and of {', '.join(twins)}; left without a name")
    doubled = {
        label
        for label, hint in given.items()
        if any(d.startswith(f"speaker: {hint.name} is the name of") for d in doubts)
    }
    return {label: hint for label, hint in given.items() if label not in doubled}, doubts


def _is_one(one: str, other: str) -> bool:
    """Whether two names are one as a machine may have heard it."""
    return (
        one == other or is_same_name(one, other) or fuzz.ratio(one.casefold(), other.casefold()) >= _MIN_SPELLING_RATIO
    )


def _told(labels: set[str], given: Mapping[str, _Hint], operator: str | None) -> tuple[str, ...]:
    others = sorted(labels - {operator})
    keeps = f"; {operator} calls the questioners and keeps the label" if operator else ""
    if not others:
        return ()
    if not given:
        return (
            f"speaker: {counted(len(others), 'voice')} with labels and no names; the call introduces none of them{keeps}",
        )
    named = ", ".join(f"{label} {given[label].name} (line {given[label].line})" for label in others if label in given)
    return (f"speaker: names of {len(given)} of {len(others)} labels are inferred from introductions: {named}{keeps}",)
