"""Does a call add up?  Whom the operator calls against who speaks, words in against words out, and turns out of scale.

In: the turns and the source text of a call, whatever its layout.  Out: doubts that name lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from themes.records import Doubt, Turn
from themes.transcripts.draft import UNKNOWN_SPEAKER
from themes.transcripts.headers import find_heading, parse_header
from themes.transcripts.labels import called_name
from themes.transcripts.lines import Line, split_lines
from themes.transcripts.people import plain_words

_CALLED = re.compile(
    r"\b(?:question|line of|go (?:next |now |first )?to|hear from|is with|open)\b[^.?!]{0,60}?"
    r"\b(?:from|of|to|is|with|for)\s(?:the line of\s)?(?:Mr\.\s|Ms\.\s|Mrs\.\s|Dr\.\s)?"
    r"(?P<name>[A-Z][\w'’-]{1,30}(?:\s(?:[A-Z][\w'’-]{1,30}|[A-Z]\.|van|de|von)){1,3})\s(?:of|from|with|at|representing)\s"
)
_MIN_ANSWER_WORDS = 15
_MIN_PROSE_WORDS = 8
_PROSE_ENDS = (".", "?", "!", "”", '"')
_MAX_WORDS_ABOVE, _MAX_WORDS_BELOW, _MAX_WORDS_BETWEEN = 100, 60, 40
_MAX_OPERATOR_WORDS = 120
_MAX_ANALYST_WORDS = 600
_MAX_ANSWER_WORDS = 1500
_MAX_OPERATOR_SHARE, _MIN_OPERATOR_WORDS = 0.3, 150
_MAX_SHARE, _MIN_CALL_WORDS, _MIN_SPEAKERS = 0.85, 1000, 3
_MANY_TURNS = 10
_MAX_TOLD = 5
_FORM = re.compile(r"(?:==|participant:|note:)\s")  # lines of structured data's own text
_SMALL_PRINT = re.compile(r"copyright|©|disclaimer|reserved|transcript|www\.|https?:", re.I)


def doubts_about(turns: Sequence[Turn], text: str) -> tuple[Doubt, ...]:
    """What of a call does not add up, each with the lines to look at."""
    n_words = [len(turn.text.split()) for turn in turns]
    out_of_scale, one_voice = _out_of_scale(turns, n_words), _one_voice(turns, n_words)
    return (*_uncalled(turns), *out_of_scale, *one_voice, *_words_left(turns, text))


def _uncalled(turns: Sequence[Turn]) -> Iterator[Doubt]:
    """Questioners whom the operator calls, and who have no words before an executive answers."""
    missing: list[tuple[str, int]] = []
    for i, turn in enumerate(turns):
        called = _CALLED.findall(turn.text) if turn.role == "operator" else []
        if not called:
            continue
        replies = _until_operator(turns, i + 1)
        asked = any(reply.role != "executive" for reply in replies)
        answered = any(len(reply.text.split()) >= _MIN_ANSWER_WORDS for reply in replies)
        if answered and not asked and plain_words(called[-1])[-1] != plain_words(called_name(replies[0].speaker))[-1]:
            missing.append((called[-1], turn.line))
    if missing:
        names = _listed([f"{name} (line {line})" for name, line in missing])
        what = f"the operator calls {names}, and an executive speaks next; a question may stand in another's words"
        yield Doubt.about("speaker", what, lines=tuple(line for _, line in missing))


def _until_operator(turns: Sequence[Turn], at: int) -> list[Turn]:
    replies: list[Turn] = []
    for turn in turns[at:]:
        if turn.role == "operator":
            break
        replies.append(turn)
    return replies


def _out_of_scale(turns: Sequence[Turn], counts: Sequence[int]) -> Iterator[Doubt]:
    """Turns longer than anyone in their role speaks among the questions: a change of speaker may have been missed."""
    if len(turns) < _MANY_TURNS:
        return
    for turn, n_words in zip(turns, counts, strict=True):
        if turn.section == "q_and_a" and _is_too_long(turn, n_words):
            what = f"{turn.speaker} says {n_words:,} words from line {turn.line} on without a change of speaker"
            yield Doubt.about("speaker", f"{what}; somebody else's may be among them", lines=(turn.line,))


def _is_too_long(turn: Turn, n_words: int) -> bool:
    if turn.role == "operator":
        return n_words > _MAX_OPERATOR_WORDS and "?" in turn.text
    return n_words > (_MAX_ANALYST_WORDS if turn.role == "analyst" else _MAX_ANSWER_WORDS)


def _one_voice(turns: Sequence[Turn], counts: Sequence[int]) -> Iterator[Doubt]:
    """One speaker with nearly all words of a call of many."""
    words = Counter[str]()
    for turn, n_words in zip(turns, counts, strict=True):
        words[turn.speaker] += n_words
    total = sum(words.values())
    called = sum(n_words for turn, n_words in zip(turns, counts, strict=True) if turn.role == "operator")
    if called > _MAX_OPERATOR_SHARE * total and total >= _MIN_OPERATOR_WORDS:
        lines = tuple(turn.line for turn in turns if turn.role == "operator")[:_MAX_TOLD]
        what = f"the operator has {called / total:.0%} of the call's words; others may not have been told apart"
        yield Doubt.about("speaker", what, lines=lines)
    name, most = words.most_common(1)[0]
    is_most = most > _MAX_SHARE * total and name != UNKNOWN_SPEAKER
    if is_most and total >= _MIN_CALL_WORDS and len(words) >= _MIN_SPEAKERS:
        line = next(turn.line for turn in turns if turn.speaker == name)
        yield Doubt.about("speaker", f"{name} has {most / total:.0%} of the call's words", lines=(line,))


def _words_left(turns: Sequence[Turn], text: str) -> Iterator[Doubt]:
    """Prose of the source that is in nobody's turn."""
    starts, ends = [turn.start_char for turn in turns], [turn.end_char for turn in turns]
    above: list[Line] = []
    below: list[Line] = []
    between: list[Line] = []
    source = split_lines(text)
    for line, following in zip(source, (*source[1:], None), strict=True):
        # A line of a wrapped paragraph goes on below; behind the call, pages have such paragraphs of their own.
        goes_on = following is not None and following.text[:1].islower() and line.start < ends[-1]
        if not (line.text.endswith(_PROSE_ENDS) or goes_on):
            continue
        at = bisect_left(starts, line.end) - 1
        if (at < 0 or ends[at] <= line.start) and _is_prose(line.text):
            (above if at < 0 else below if at == len(turns) - 1 else between).append(line)
    for where, lines, most in (
        ("above the first turn", above, _MAX_WORDS_ABOVE),
        ("below the last turn", _before_disclaimer(below, turns[-1].end_char, text), _MAX_WORDS_BELOW),
        ("between turns", between, _MAX_WORDS_BETWEEN),
    ):
        n_words = sum(len(line.text.split()) for line in lines)
        if n_words > most:
            what = f"{n_words:,} words {where} (lines {lines[0].number} to {lines[-1].number}) are in no turn"
            yield Doubt.about("text", what, lines=tuple(line.number for line in lines))


def _is_prose(text: str) -> bool:
    if len(text.split()) < _MIN_PROSE_WORDS:
        return False
    return not (_FORM.match(text) or _SMALL_PRINT.search(text) or parse_header(text))


def _before_disclaimer(below: Sequence[Line], end: int, text: str) -> list[Line]:
    headings = (line for line in split_lines(text) if line.start >= end and line.text)
    first = next((line for line in headings if find_heading(line.text.strip("[]= ")) == "disclaimer"), None)
    return [line for line in below if first is None or line.number < first.number]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_TOLD} more" if len(names) > _MAX_TOLD else ""
    return ", ".join(names[:_MAX_TOLD]) + more
