"""Who is on the line, as concalls' title pages say: ``MANAGEMENT: MR. NAME – TITLE – FIRM``, ``MODERATOR: MS. NAME –``.

In: lines before the call.  Out: people, in usual spelling, and the numbers of their lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from themes.records import Participant, Role
from themes.transcripts.headers import has_title_words, looks_like_name
from themes.transcripts.layouts.casing import Spellings, cased_affiliation, cased_name
from themes.transcripts.lines import Line

HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Shri|Sri|Smt|Sir|Dame)\b\.?\s{0,2}", re.I)
_HEAD = re.compile(
    r"(?P<kind>(?:from )?(?:the )?(?:senior )?management(?: (?:team|participants|representatives))?"
    r"|company(?:['’]s)? (?:participants|representatives|management)|corporate participants|speakers?"
    r"|moderators?|host(?:s|ed by)?|conference (?:host|moderator)|analysts?|investor relations(?: advis[oe]rs?)?)"
    r"\s{0,2}(?:[:\t]|[–—-]\s)\s{0,3}(?P<rest>.*)",
    re.I,
)
_DASH = re.compile(r"\s{1,3}[–—-]{1,2}\s{0,3}|\s{0,3}[–—]\s{1,3}")
_EXECUTIVES = re.compile(r"management|company|corporate|speaker", re.I)
_HOSTS = re.compile(r"moderator|host|analyst", re.I)
_PAGE = re.compile(r"page \d{1,3}\b", re.I)
_MAX_ENTRY_WORDS = 24


@dataclass(frozen=True)
class OnTheLine:
    """The people of a title page; ``lines`` are the numbers of the lines on which they stand."""

    people: tuple[Participant, ...] = ()
    lines: frozenset[int] = frozenset()


@dataclass
class _Entry:
    kind: str
    text: str


def read_on_the_line(lines: Sequence[Line], spellings: Spellings) -> OnTheLine:
    """The people that the lines list under heads such as ``MANAGEMENT:``; none without such a head.

    Parameters
    ----------
    lines : sequence of Line
        Those before the call, empty ones and lines of the page left out.
    spellings : mapping
        How the call spells the words that the list has in capitals.
    """
    entries: list[_Entry] = []
    taken: set[int] = set()
    kind: str | None = None
    for i, line in enumerate(lines):
        head = _HEAD.fullmatch(line.text)
        text = head["rest"].strip() if head else line.text
        if head:
            first = text or (lines[i + 1].text if i + 1 < len(lines) else "")
            if not _is_entry(first):  # "Moderator: Ladies and gentlemen": the call has begun
                break
            kind = head["kind"]
        if kind is None:
            continue
        if text and _is_entry(text):
            entries.append(_Entry(kind, text))
        elif text and not (entries and _goes_on(entries[-1].text, text)):
            kind = None
            continue
        elif text:
            entries[-1].text += f" {text}"
        taken.add(line.number)
    people = tuple(_participant(entry, spellings) for entry in entries)
    return OnTheLine(people, frozenset(taken) if people else frozenset())


def _is_entry(text: str) -> bool:
    honoured = HONORIFIC.match(text)
    name, *rest = _parts(text)
    if not looks_like_name(name) or len(name.split()) > 6:
        return False
    return bool(honoured) or (len(name.split()) > 1 and bool(rest) and has_title_words(" ".join(rest)))


def _goes_on(entry: str, text: str) -> bool:
    """Whether a line is the second of an entry: printed alike, no page's number, no sentence."""
    if _PAGE.match(text) or len(f"{entry} {text}".split()) > _MAX_ENTRY_WORDS:
        return False
    open_end = entry.endswith(("–", "—", "-", ",", "&")) or _DASH.match(text) or text.startswith(("–", "—", "- "))
    return bool(open_end) or (text.isupper() and entry.isupper())


def _parts(text: str) -> list[str]:
    """Name, and what stands behind it between dashes or commas."""
    bare = text[match.end() :] if (match := HONORIFIC.match(text)) else text
    parts = [part.strip(" ,") for part in _DASH.split(bare) if part.strip(" ,")]
    if len(parts) == 1 and ", " in parts[0]:
        return [part.strip() for part in parts[0].split(", ", 1)]
    return parts or [bare]


def _participant(entry: _Entry, spellings: Spellings) -> Participant:
    name, *rest = _parts(entry.text)
    pieces = [piece.strip() for part in rest for piece in re.split(r",\s", part)]
    titled = [i for i, piece in enumerate(pieces) if has_title_words(piece)]
    n_title = titled[-1] + 1 if titled else 0
    title, firm = ", ".join(pieces[:n_title]), ", ".join(pieces[n_title:])
    return Participant(
        cased_name(name, spellings),
        _role(entry.kind),
        cased_affiliation(title, spellings) if title else None,
        cased_affiliation(firm, spellings) if firm else None,
    )


def _role(kind: str) -> Role:
    """A broker hosts the call: its analyst leads in, and asks like others."""
    if _EXECUTIVES.search(kind):
        return "executive"
    return "analyst" if _HOSTS.search(kind) else "unknown"
