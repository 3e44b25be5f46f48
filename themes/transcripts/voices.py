"""Names of voices that the file only labels (``SPEAKER_03``): where the call itself introduces who speaks.

In: a draft whose speakers are labels.  Out: the draft with a name before each label that the call names without
contradiction (``Lena Brook (SPEAKER_02)``), the operator's role, and a warning that says what was named, and where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from themes.formatting import counted
from themes.records import Participant
from themes.transcripts.cleaning import join_turn
from themes.transcripts.draft import UNKNOWN_SPEAKER, Draft, DraftTurn
from themes.transcripts.headers import SpeakerHeader, is_operator
from themes.transcripts.introductions import (
    People,
    called,
    calls,
    head,
    operates,
    own_name,
    people_present,
    stands_in,
    tail,
    turned_over,
)
from themes.transcripts.labels import is_label
from themes.transcripts.people import Directory, introduced_firm

_MAX_STEPS, _N_OPENING = 3, 8
_MAX_SPEECH_WORDS = 150
_HALF, _FEW = 0.5, 0.2
_MIN_SPELLING_RATIO = 85.0
# No call has more people; in a text that seems to, only equal names are one.
_MAX_COMPARED = 150


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
    headers = {header: _named(header, given.get(header.name), operator) for header in {t.header for t in draft.turns}}
    named = [DraftTurn(headers[turn.header], turn.section, turn.paragraphs) for turn in draft.turns]
    told = _told(labels, given, operator)
    return replace(draft, turns=tuple(named), warnings=(*draft.warnings, *told, *doubts))


def _named(header: SpeakerHeader, hint: _Hint | None, operator: str | None) -> SpeakerHeader:
    if hint:
        title, firm = header.title or hint.title, header.firm or hint.firm
        return replace(header, name=f"{hint.name} ({header.name})", title=title, firm=firm)
    return replace(header, role="operator") if header.name == operator and header.role is None else header


def _said(draft: Draft, source: str) -> Iterator[_Said]:
    line, at = 1, 0
    for turn in draft.turns:
        words = join_turn(turn.paragraphs, separator=draft.separator)
        if words is None:
            continue
        start = words.span[0]
        line, at = line + source.count("\n", at, start), start
        yield _Said(turn.header.name, words.text, line)


def _operator(turns: Sequence[_Said], labels: set[str]) -> str | None:
    """The label that calls the questioners and says little else; None where no label does, or a name does."""
    if any(is_operator(turn.speaker) for turn in turns):
        return None
    n_calls = Counter(turn.speaker for turn in turns if turn.speaker in labels and calls(turn.words))
    for label, _ in n_calls.most_common():
        own = [turn.words for turn in turns if turn.speaker == label]
        others = [words for words in own if not operates(words)]
        long = any(len(words.split()) > _MAX_SPEECH_WORDS for words in others)
        if len(others) <= len(own) * (_FEW if long else _HALF):
            return label
    return None


def _hints(turns: Sequence[_Said], labels: set[str], operator: str | None) -> Iterator[_Hint]:
    """Names that turns give: to their own voice, to whom they call, to whom they hand over."""
    titles: dict[str, str | None] = {}
    for turn in turns[:_N_OPENING]:
        for name, title in people_present(turn.words).items():
            titles[name] = titles.get(name) or title
    people = People(titles)
    first_call = next((i for i, turn in enumerate(turns) if calls(turn.words)), len(turns))
    heard = {turn.speaker for turn in turns[:first_call]}
    for i, turn in enumerate(turns):
        own = own_name(turn.words, people) if turn.speaker in labels else None
        if own:
            people.add(own)
            yield _Hint(turn.speaker, own, turn.line, introduced_firm(head(turn.words), own), titles.get(own))
        by_operator = turn.speaker == operator or is_operator(turn.speaker)
        asker = called(turn.words) if i >= first_call and (by_operator or calls(turn.words)) else None
        if asker:
            people.add(asker)
            to = _next(turns, i, labels, heard)
            if to and not stands_in(to.words):
                yield _Hint(to.speaker, asker, turn.line, introduced_firm(tail(turn.words), asker))
        elif i + 1 < len(turns) and turns[i + 1].speaker in labels - {turn.speaker}:
            over = turned_over(turn.words, people, prepared=i < first_call)
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


def _settled(hints: Sequence[_Hint], taken: set[str]) -> tuple[dict[str, _Hint], list[str]]:
    """One name a label, one label a name; what contradicts is told and stays a label."""
    by_label: dict[str, list[_Hint]] = defaultdict(list)
    for hint in hints:
        by_label[hint.label].append(hint)
    given: dict[str, _Hint] = {}
    doubts = []
    for label, own in by_label.items():
        spelled = Counter(hint.name for hint in own).most_common(1)[0][0]
        first = next(hint for hint in own if hint.name == spelled)
        other = next((hint for hint in own if not _is_one(hint.name, spelled)), None)
        if other:
            doubts.append(
                f"speaker: {label} is introduced as {first.name} (line {first.line}) and as {other.name} (line "
                f"{other.line}); left without a name"
            )
            continue
        firm = next((hint.firm for hint in own if hint.firm), None)
        title = next((hint.title for hint in own if hint.title), None)
        given[label] = _Hint(label, spelled, first.line, firm, title)
    doubled, shared = _doubled(given, taken)
    return {label: hint for label, hint in given.items() if label not in doubled}, doubts + shared


def _doubled(given: Mapping[str, _Hint], taken: set[str]) -> tuple[set[str], list[str]]:
    """Labels that share a name with another label, or with somebody whom the file names."""
    names = [(label, hint.name) for label, hint in given.items()]
    names += [(name, name) for name in taken if name != UNKNOWN_SPEAKER]
    compare = _is_one if len(names) <= _MAX_COMPARED else str.__eq__
    doubled = set[str]()
    doubts = []
    for label, hint in given.items():
        if label in doubled:
            continue
        twins = [other for other, name in names if other != label and compare(name, hint.name)]
        if twins:
            labels = " and ".join(sorted({label, *twins} & given.keys()))
            named = sorted({*twins} - given.keys())
            beside = f", a name that {', '.join(named)} speaks under" if named else ""
            doubts.append(f"speaker: {labels} introduced as {hint.name}{beside}; left without a name")
            doubled |= {label, *twins}
    return doubled, doubts


def _is_one(one: str, other: str) -> bool:
    """Whether two names are one as a machine may have heard it."""
    if one == other or fuzz.ratio(one.casefold(), other.casefold()) >= _MIN_SPELLING_RATIO:
        return True
    return Directory([Participant(one, "unknown")]).find(other) is not None


def _told(labels: set[str], given: Mapping[str, _Hint], operator: str | None) -> tuple[str, ...]:
    others = sorted(labels - {operator})
    keeps = f"; {operator} calls the questioners and keeps the label" if operator else ""
    if not others:
        return ()
    if not given:
        voices = counted(len(others), "voice")
        return (f"speaker: {voices} with labels and no names; the call introduces none of them{keeps}",)
    named = ", ".join(f"{label} {given[label].name} (line {given[label].line})" for label in others if label in given)
    return (f"speaker: names of {len(given)} of {len(others)} labels are inferred from introductions: {named}{keeps}",)
