r"""Speakers of a paged document: ``NAME: words``, a name in the margin, ``Name, Firm`` alone, ``Name`` with Q or A.

In: lines, and which of them belong to the page.  Out: who begins on which line, and where the words begin.  Where names
stand in the margin and end with a colon, as in Indian concalls, each such name speaks; elsewhere one before a colon
does that is listed, comes again, stands in capitals, or is named by somebody else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from themes.records import Participant, Role
from themes.transcripts.headers import (
    SpeakerHeader,
    ends_abbreviated,
    find_heading,
    has_firm_words,
    has_title_words,
    is_operator,
    is_unnamed,
    looks_like_name,
    operator_name,
    without_honorific,
)
from themes.transcripts.layouts.casing import cased_name, spoken_spellings
from themes.transcripts.layouts.plain_speakers import OF_A_TITLE
from themes.transcripts.lines import Line
from themes.transcripts.people import role_of_title

_COLON = re.compile(r"(?P<name>[A-Z][^:\t]{2,60}?)\s?:(?:\s{1,9}|$)")
_LABEL = re.compile(r"(?P<name>[^\t]{2,60})\t")
# What stands with a name before the colon ("Bo Ek – Quill:", "Bo Ek (Quill):") or behind it ("Bo Ek: (Quill) Yes").
_BESIDE = re.compile(
    r"(?P<name>[^()–—]{2,50}?)\s{0,2}(?:\((?P<inside>[^()]{2,60})\)|\s(?:[–—]|-{1,2})\s(?P<behind>.{2,60}))"
)
_BEHIND = re.compile(r"\((?P<who>[A-Z][^()\n]{2,90})\)\s{0,3}(?=\S|$)")
# Labels of letters and title pages.
_NO_PERSON = re.compile(
    r"\b(?:scrip|script|code|symbol|isin|cin|tel|telephone|phone|fax|e-?mail|website|web|subject|sub|ref|regd?|registered"
    r"|office|date|time|dial|number|venue|source|note|notes|safe|harbou?r|company|title|ticker|event|encl"
    r"|address|contact|contacts|exchange|stock|limited|ltd|url|plc|disclaimer)\b",
    re.I,
)
_WORD = re.compile(r"[^\W_]{1,40}(?:[.'’-][^\W_]{2,40}){0,3}")
_LEGAL_FORM = re.compile(r"\b(?:limited|ltd|plc|inc|corp|corporation|llc|gmbh)\b\.?", re.I)
_INITIAL = re.compile(r"\b[A-Z]\.")
_ROLES: dict[str, Role] = {
    "management": "executive", "company": "executive", "analyst": "analyst", "participant": "analyst",
    "investor": "analyst", "shareholder": "analyst", "questioner": "analyst",
}  # fmt: skip
_FIRM_LABEL = re.compile(r"(?P<name>[^\t()]{0,60}?)\s{0,3}\((?P<firm>[^\t()]{2,60})\)\t?")
_LISTED = re.compile(r"(?P<name>[^,;\t]{4,50})[,;]\s{0,3}(?P<rest>\S.{1,100})")
_LEADER = re.compile(r"[\s._·…]{8,300}(?P<mark>[QA])?")
_MARK = re.compile(r"(?:\s|[._·…\s]{3,300})(?P<mark>[QA])$")
_MARKED: dict[str, Role] = {"Q": "analyst", "A": "executive"}
_ENDS = (".", "?", "!", "…", '"', "”", ")", ":", "]")
_SHORTENED = frozenset("inc. corp. co. ltd. llc. l.p. plc. cos. bros. s.a. n.v. a.g.".split())
_SMALL_WORDS = frozenset("of and the for & de la du van von at in plc".split())
_MAX_NAME_WORDS = 5
# A document that prints so many names in its margin prints every speaker there.
_MANY_LABELS = 5
_SURELY_REPEATED = 3
_MAX_HEAD_LINES = 80
_MIN_MARGIN_COLONS = 3
# So many speakers before a colon are all: a "Name, Title" above them is a signature or a list.
_MANY_COLONS = 5


@dataclass(frozen=True)
class Spoken:
    """Who begins, and the offset in the source at which the words begin."""

    header: SpeakerHeader
    start: int


class SpeakerFinder:
    """Finds a document's speakers; asks the whole text which forms it uses.

    Parameters
    ----------
    lines : sequence of Line
    skipped : frozenset of int
        Numbers of the lines that belong to the page, or to what stands before the call.
    people : sequence of Participant
        Of the title page.
    """

    def __init__(self, lines: Sequence[Line], skipped: frozenset[int], people: Sequence[Participant] = ()) -> None:
        self._lines = [line for line in lines if line.text and line.number not in skipped]
        self.roster = (*people, *_listed(self._lines[:_MAX_HEAD_LINES]))
        self._spelt = {_squeezed(person.name): person.name for person in self.roster}
        self._alone = Counter(_squeezed(line.text) for line in self._lines if _is_name(line.text))
        self._repeated = Counter(line.text for line in self._lines)
        labels = [m["name"] for line in self._lines if (m := _LABEL.match(line.text))]
        self._labels = Counter(_squeezed(label) for label in labels if _is_name(label.strip()))
        self._uses_margin = sum(self._labels.values()) >= _MANY_LABELS
        self._beside = self._affiliations_in_margin() if self._uses_margin else frozenset[str]()
        colons = [m for line in self._lines if (m := _COLON.match(line.text))]
        self._colons = Counter(_squeezed(_name_of(m["name"])[0]) for m in colons)
        margin = sum("\t" in m[0] and _is_label(m["name"]) for m in colons)
        self._margin_colons = margin >= _MIN_MARGIN_COLONS
        self._spellings = spoken_spellings("\n".join(line.text for line in self._lines if not line.text.isupper()))

    @property
    def has_margin_colons(self) -> bool:
        """Whether names stand in the margin and end with a colon."""
        return self._margin_colons

    def find(self) -> dict[int, Spoken]:
        """Speakers by line number; a line of the margin that only goes on with a label is among them once more."""
        found: dict[int, Spoken] = {}
        colons: list[int] = []
        for i, line in enumerate(self._lines):
            spoken = self._margin(i) or self._colon(i)
            if spoken:
                colons.append(line.number)
            spoken = spoken or self._name_line(i) or (self._called(i) if found else None)
            if spoken:
                found[line.number] = spoken
        if len(colons) < _MANY_COLONS:
            return found
        heard = {spoken.header.name for number, spoken in found.items() if number >= colons[0]}
        return {n: spoken for n, spoken in found.items() if n >= colons[0] or spoken.header.name in heard}

    def margin_rest(self) -> dict[int, int]:
        """Offsets of the words on lines that begin with the second line of a margin's label, by line number."""
        return {
            line.number: line.start + match.end()
            for line in self._lines
            if (match := _FIRM_LABEL.match(line.text)) and match[0].endswith("\t") and not match["name"]
        } | {
            line.number: line.start + match.end()
            for line in self._lines
            if (match := _LABEL.match(line.text)) and match["name"].strip() in self._beside
        }

    def after_name(self) -> frozenset[int]:
        """Numbers of the lines below a name that hold title and firm."""
        places = range(len(self._lines) - 1)
        below = (self._lines[i + 1].number for i in places if self._marked(i) or self._title_below(i))
        return frozenset((*below, *(line.number for line in self._lines if self._is_part_of_label(line.text))))

    def _is_part_of_label(self, text: str) -> bool:
        """Whether a line is a piece of a margin's label, beside which no words stand ("Chief Executive", "Officer")."""
        if not self._beside or not text[:1].isupper() or "\t" in text or not has_title_words(text):
            return False
        return any(label.startswith(text) or label.endswith(text) for label in self._beside)

    def _affiliations_in_margin(self) -> frozenset[str]:
        """Labels of the margin that are no names: titles, firms, and what always stands below one and the same name."""
        above: dict[str, set[str]] = defaultdict(set)
        n_seen = Counter[str]()
        name = ""
        for line in self._lines:
            match = _LABEL.match(line.text)
            label = match["name"].strip() if match else ""
            is_person = _is_name(label) and not has_firm_words(label)
            if label and (name or not is_person):
                above[label].add(name)
                n_seen[label] += 1
            elif label:
                above[label].add("")
            if not label or (is_person and not (name and n_seen[label] > 1 and len(above[label]) == 1)):
                name = label
        told = (label for label in above if has_title_words(label) or has_firm_words(label))
        own = (label for label, names in above.items() if len(names) == 1 and "" not in names and n_seen[label] > 1)
        return frozenset((*told, *own))

    def _title_below(self, i: int) -> str | None:
        """The title on the line below a name that stands alone."""
        if i + 1 >= len(self._lines) or not _is_name(self._lines[i].text):
            return None
        below = self._lines[i + 1].text
        return below if has_title_words(below) and _is_affiliation(below) and "\t" not in below else None

    def _margin(self, i: int) -> Spoken | None:
        line = self._lines[i]
        match = _LABEL.match(line.text)
        if match is None:
            return None
        label = _FIRM_LABEL.fullmatch(match[0])
        name = label["name"] if label else match["name"].strip()
        if not (_is_name(name) or is_operator(name)) or name in self._beside:
            return None
        firm = label["firm"] if label else self._firm_below(i)
        if not (firm or self._uses_margin or _squeezed(name) in self._spelt or is_operator(name)):
            return None
        if firm is None and (beside := self._beside_below(i)):
            return Spoken(self._header(name, *_firm_and_title(beside)), line.start + match.end())
        return Spoken(self._header(name, firm, None, "analyst" if firm else None), line.start + match.end())

    def _beside_below(self, i: int) -> str | None:
        """Title or firm in the margin below a name, of one line or more."""
        labels: list[str] = []
        for line in self._lines[i + 1 :]:
            match = _LABEL.match(line.text)
            if match is None or match["name"].strip() not in self._beside:
                break
            labels.append(match["name"].strip())
        return " ".join(labels) or None

    def _firm_below(self, i: int) -> str | None:
        below = self._lines[i + 1].text if i + 1 < len(self._lines) else ""
        match = _FIRM_LABEL.match(below)
        return match["firm"] if match and not match["name"] and match[0].endswith("\t") else None

    def _colon(self, i: int) -> Spoken | None:
        line = self._lines[i]
        match = _COLON.match(line.text)
        if match is None:
            return None
        name, beside = _name_of(match["name"])
        known = _squeezed(name) in self._spelt or is_operator(name) or is_unnamed(name)
        if not (known or self._speaks(i, name, in_margin="\t" in match[0])):
            return None
        start = match.end()
        behind = _BEHIND.match(line.text, start)
        if beside is None and behind and _is_affiliation(behind["who"]):
            beside, start = behind["who"], behind.end()
        firm, title = _firm_and_title(beside)
        return Spoken(self._header(name, firm, title, _ROLES.get(name.casefold())), line.start + start)

    def _speaks(self, i: int, name: str, *, in_margin: bool) -> bool:
        """Whether a name before a colon that no list knows is a speaker's."""
        if not _is_label(name):
            return False
        if in_margin and self._margin_colons:
            return True
        if not _is_name(name):
            return False
        key = _squeezed(name)
        if name.isupper() or self._colons[key] > 1:
            return True
        finished = i == 0 or self._is_finished(self._lines[i - 1].text)
        # Somebody calls or thanks whoever speaks once; initials are nothing but a name's.
        return finished and (self._is_said(name) or _INITIAL.search(name) is not None)

    def _name_line(self, i: int) -> Spoken | None:
        line = self._lines[i]
        marked = self._marked(i)
        if marked:
            return Spoken(marked, line.end)
        if is_operator(line.text):
            return Spoken(self._header(line.text), line.end)
        key = _squeezed(line.text)
        if title := self._title_below(i):
            return Spoken(self._header(line.text, *_firm_and_title(title)), line.end)
        is_capital = key in self._spelt and line.text.isupper()
        if is_capital or (self._alone[key] >= _SURELY_REPEATED and _is_name(line.text)):
            return Spoken(self._header(line.text), line.end)
        listed = _LISTED.fullmatch(line.text)
        if listed and self._repeated[line.text] > 1:
            return self._listed_speaker(line, listed)
        if i and not self._is_finished(self._lines[i - 1].text):
            return None
        if key in self._spelt or is_unnamed(line.text) or self._alone[key] > 1:
            return Spoken(self._header(line.text), line.end)
        return self._listed_speaker(line, listed) if listed else None

    def _called(self, i: int) -> Spoken | None:
        """A name alone that comes once, of somebody whom others name ("the line of Lena Brook")."""
        line = self._lines[i]
        if not _is_name(line.text) or self._alone[_squeezed(line.text)] != 1 or not self._is_said(line.text):
            return None
        if not self._is_finished(self._lines[i - 1].text):
            return None
        return Spoken(self._header(line.text), line.end)

    def _is_said(self, name: str) -> bool:
        """Whether a name stands in the text twice, on its own line and in what others say."""
        return self._pairs[tuple(_WORD.findall(name)[-2:])] > 1

    @cached_property
    def _pairs(self) -> Counter[tuple[str, ...]]:
        """How often two words stand behind one another, over line ends too."""
        words = [word for line in self._lines for word in _WORD.findall(line.text)]
        return Counter(pairwise(words))

    def _is_finished(self, text: str) -> bool:
        return text.endswith(_ENDS) or find_heading(text) is not None or _squeezed(text) in self._alone

    def _listed_speaker(self, line: Line, listed: re.Match[str]) -> Spoken | None:
        name, rest = listed["name"], listed["rest"].strip()
        key = _squeezed(name)
        if OF_A_TITLE.search(rest):
            return None
        only_listed = key in self._spelt and (self._alone[key] or self._labels[key] or self._colons[key])
        if only_listed or not _is_name(name) or not _is_affiliation(rest):
            return None
        titled = has_title_words(rest)
        firm, title = (None, rest) if titled else (rest, None)
        return Spoken(self._header(name, firm, title, None if titled else "analyst"), line.end)

    def _marked(self, i: int) -> SpeakerHeader | None:
        """``Name`` and below it ``Title, Firm``, one of them with Q or A at its end, or below a line of dots."""
        if i + 1 >= len(self._lines):
            return None
        marks = [_MARK.search(self._lines[k].text) for k in (i, i + 1)]
        name, below = (_MARK.sub("", self._lines[k].text).strip() for k in (i, i + 1))
        leader = _LEADER.fullmatch(self._lines[i - 1].text) if i else None
        if not (leader or any(marks)) or not _is_name(name) or not _is_affiliation(below) or not has_title_words(below):
            return None
        mark = next((match["mark"] for match in [*marks, leader] if match and match["mark"]), None)
        title, _, firm = below.partition(", ")
        return self._header(name, firm or None, title, _MARKED.get(mark or ""))

    def _header(
        self, name: str, firm: str | None = None, title: str | None = None, role: Role | None = None
    ) -> SpeakerHeader:
        if is_operator(name):
            return SpeakerHeader(operator_name(name))
        spelt = self._spelt.get(_squeezed(name)) or cased_name(without_honorific(name), self._spellings)
        return SpeakerHeader(spelt, firm, title, 1, role)


def is_leader(text: str) -> bool:
    """Whether a line is nothing but dots, perhaps with the mark of a question or an answer."""
    return _LEADER.fullmatch(text) is not None


def _listed(lines: Iterable[Line]) -> Iterable[Participant]:
    for line in lines:
        match = _LISTED.fullmatch(line.text)
        if match and _is_name(match["name"]) and has_title_words(match["rest"]) and _is_affiliation(match["rest"]):
            yield Participant(match["name"], role_of_title(match["name"], match["rest"]), match["rest"].strip())


def _name_of(label: str) -> tuple[str, str | None]:
    """The name before a colon, without honorific, and the affiliation that stands with it."""
    match = _BESIDE.fullmatch(label.strip())
    if match and _is_affiliation(match["inside"] or match["behind"]):
        return without_honorific(match["name"].strip()), match["inside"] or match["behind"]
    return without_honorific(label.strip()), None


def _firm_and_title(beside: str | None) -> tuple[str | None, str | None]:
    """Firm and title of an affiliation in either order."""
    parts = [part.strip() for part in re.split(r",\s|\s[–—-]{1,2}\s", beside or "") if part.strip()]
    titles = [part for part in parts if has_title_words(part)]
    firms = [part for part in parts if not has_title_words(part)]
    return ", ".join(firms) or None, ", ".join(titles) or None


@lru_cache(maxsize=8192)
def _is_label(text: str) -> bool:
    """Whether a label before a colon may be a person's: one word too, but none of a letter's."""
    name = _name_of(text)[0]
    is_short = len(name.split()) <= _MAX_NAME_WORDS + 1
    return is_short and looks_like_name(name) and not _NO_PERSON.search(name) and find_heading(name) is None


@lru_cache(maxsize=8192)
def _squeezed(name: str) -> str:
    # A PDF loses spaces: "MARAQUIST".
    return "".join(c for c in without_honorific(name).casefold() if c.isalnum())


@lru_cache(maxsize=8192)
def _is_name(text: str) -> bool:
    plain = "," not in text and 2 <= len(text.split()) <= _MAX_NAME_WORDS
    stopped = text.endswith(".") and not ends_abbreviated(text) and _INITIAL.fullmatch(text.split()[-1]) is None
    named = plain and looks_like_name(text) and not stopped and not _LEGAL_FORM.search(text)
    return named and not find_heading(text) and not has_title_words(text)


def _is_affiliation(text: str) -> bool:
    words = text.replace(",", " ").split()
    return (
        0 < len(words) <= 14
        and (not text.endswith((".", "?", "!", ",", ";")) or words[-1].casefold() in _SHORTENED)
        and all(not word.islower() or word in _SMALL_WORDS for word in words)
    )
