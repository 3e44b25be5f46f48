"""Paragraphs labelled by readers: which themes people saw in which words.

In: JSONL files, a paragraph a line: id, source (file name), text, themes (ids), primary; optional exchange, codebook
and scored_themes.  Out: :class:`Paragraph` records, which themes each is scored for, and the passages of a study in
which its words lie.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from themes.errors import SettingsError

WORDS_IN_A_ROW = 3
_WORD = re.compile(r"[a-z0-9]+")
_FORM = "each line is an object with id, source, text, themes (a list) and primary"
_SCORED = 'scored_themes is a list of theme ids, or "all"'
Cover = Mapping[str, Counter[str | None]]


@dataclass(frozen=True)
class Paragraph:
    """What readers said of a paragraph.

    ``group`` is what was said together: its exchange, or its call where the file names no exchange.  ``scope`` is the
    file and codebook it comes from.  ``scored`` names the themes that its reader looked for, where the file says so.
    """

    id: str
    source: str
    text: str
    themes: frozenset[str]
    primary: str
    group: str
    scope: str = ""
    scored: frozenset[str] | Literal["all"] | None = None


def load_paragraphs(paths: Sequence[Path]) -> list[Paragraph]:
    """Read labelled paragraphs.

    Parameters
    ----------
    paths : sequence of Path
        JSONL files.

    Returns
    -------
    list of Paragraph
        In the order of the files; ids are distinct over all of them.

    Raises
    ------
    SettingsError
        A file cannot be read or is empty, a line is no labelled paragraph, or an id occurs twice: file:line and mend.
    """
    found: list[Paragraph] = []
    where_is: dict[str, str] = {}
    for path in paths:
        before = len(found)
        for number, line in enumerate(label_lines(path), 1):
            if not line.strip():
                continue
            where, paragraph = f"{path}:{number}", _paragraph(line, path, number)
            if paragraph.id in where_is:
                first = where_is[paragraph.id]
                raise SettingsError(f"{where}: id {paragraph.id!r} occurs in {first}", mend="give each line its own id")
            where_is[paragraph.id] = where
            found.append(paragraph)
        if len(found) == before:
            raise SettingsError(f"{path}: no labelled paragraph", mend=_FORM)
    return found


def label_lines(path: Path) -> list[str]:
    """The lines of a text file; raises SettingsError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")  # splitlines() would cut inside texts, at U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})", mend="give a JSONL file of labels") from error


def _paragraph(line: str, path: Path, number: int) -> Paragraph:
    where = f"{path}:{number}"
    try:
        row = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"{where}: not JSON ({error})", mend=_FORM) from error
    if not isinstance(row, dict):
        raise SettingsError(f"{where}: not an object", mend=_FORM)
    for key in ("id", "source", "text", "primary"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise SettingsError(f"{where}: {key} is {'no text' if key in row else 'missing'}", mend=_FORM)
    themes, scored = _ids(row.get("themes"), f"{where}: themes", _FORM), row.get("scored_themes")
    if scored not in (None, "all"):
        scored = _ids(scored, f"{where}: scored_themes", _SCORED)
    exchange, source = row.get("exchange"), PurePath(row["source"].replace("\\", "/")).name
    if not isinstance(exchange, int | str | None):
        raise SettingsError(f"{where}: exchange is neither a number nor a text", mend="mend it, or leave it out")
    group = source if exchange is None else f"{source} {exchange}"
    scope = f"{path} {row.get('codebook', '')}".rstrip()
    return Paragraph(row["id"], source, row["text"], themes, row["primary"], group, scope, scored)


def _ids(value: object, what: str, mend: str) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{what} is {'missing' if value is None else 'no list of texts'}", mend=mend)
    return frozenset(value)


def scored_themes(paragraphs: Sequence[Paragraph], tracked: Sequence[str]) -> list[frozenset[str]]:
    """Tracked themes that each paragraph is scored for.

    Those its ``scored_themes`` names (``"all"``: every tracked one); without it those that occur in the labels of its
    file and codebook, since of others nobody can tell whether the reader looked for them.
    """
    known = frozenset(tracked)
    occurring: dict[str, set[str]] = defaultdict(set)
    for p in paragraphs:
        occurring[p.scope] |= p.themes
    looked_for = (occurring[p.scope] if p.scored is None else p.scored for p in paragraphs)
    return [known if themes == "all" else known.intersection(themes) for themes in looked_for]


def not_scored(paragraphs: Sequence[Paragraph], tracked: Sequence[str]) -> dict[str, str]:
    """Themes of the labels or of the study that no paragraph is scored for, each with the reason."""
    scored = frozenset().union(*scored_themes(paragraphs, tracked))
    labelled = frozenset().union(*(p.themes for p in paragraphs))
    said = {theme: "not tracked in this study" for theme in sorted(labelled - frozenset(tracked))}
    for theme in tracked:
        if theme not in scored:
            said[theme] = "scored_themes leaves it out" if theme in labelled else "in no label: was it looked for?"
    return said


def cover(paragraphs: Iterable[Paragraph], passages: Iterable[tuple[str, str, str]]) -> Cover:
    """Where the words of each paragraph lie: paragraph id → passage id (None: in none) → rows of three words.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        Labelled paragraphs.
    passages : iterable of (source, chunk_id, text)
        Passages of the study; those of the paragraph's own source file are looked at.
    """
    paragraphs = list(paragraphs)
    index: dict[str, dict[tuple[str, ...], set[str]]] = {p.source: defaultdict(set) for p in paragraphs}
    for source, chunk_id, text in passages:
        of_file = index.get(PurePath(source).name)
        if of_file is not None:
            for row in _rows_of_words(text):
                of_file[row].add(chunk_id)
    return {p.id: _places(_rows_of_words(p.text), index[p.source]) for p in paragraphs}


def _places(rows: Sequence[tuple[str, ...]], index: Mapping[tuple[str, ...], set[str]]) -> Counter[str | None]:
    votes = Counter(chunk for row in rows for chunk in index.get(row, ()))
    return Counter(max(index[row], key=lambda c: (votes[c], c)) if row in index else None for row in rows)


def _rows_of_words(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.lower().replace("\\", ""))
    n = max(1, len(words) - WORDS_IN_A_ROW + 1)
    return [tuple(words[k : k + WORDS_IN_A_ROW]) for k in range(n)]
