"""Paragraphs labelled by readers: which themes people saw in which words.

In: a JSONL file, a paragraph a line (id, source, text, themes, primary; optional exchange, codebook, scored_themes).
Out: :class:`Paragraph` records, and for each the passages of a study in which its words lie.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from themes.errors import SettingsError

WORDS_IN_A_ROW = 3
_WORD = re.compile(r"[a-z0-9]+")
_MEND = "each line is an object with id, source, text, themes (a list) and primary"
Cover = Mapping[str, Counter[str | None]]


@dataclass(frozen=True)
class Paragraph:
    """What readers said of a paragraph; ``group`` is its exchange: what was said together.

    ``scored`` names the themes that the reader looked for, where the file says so.
    """

    id: str
    source: str
    text: str
    themes: frozenset[str]
    primary: str
    group: str
    codebook: str
    scored: frozenset[str] | None


def load_paragraphs(path: Path) -> list[Paragraph]:
    """Read labelled paragraphs.

    Raises
    ------
    SettingsError
        The file cannot be read, or a line is no labelled paragraph: file, line number, mend.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read ({error})", mend="give a JSONL file of labels") from error
    found = [_paragraph(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise SettingsError(f"{path}: no labelled paragraph", mend=_MEND)
    return found


def _paragraph(line: str, where: str) -> Paragraph:
    try:
        row = json.loads(line)
        texts = [row[key] for key in ("id", "source", "text", "primary")]
        themes, scored = row["themes"], row.get("scored_themes")
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{where}: not a labelled paragraph ({error!r})", mend=_MEND) from error
    lists = [x for x in (themes, scored) if x is not None]
    if not all(isinstance(x, str) for x in texts) or not all(isinstance(x, list) for x in lists):
        raise SettingsError(f"{where}: id, source, text and primary are texts, themes is a list", mend=_MEND)
    identity, source, text, primary = texts
    return Paragraph(
        identity, PurePath(source).name, text, frozenset(map(str, themes)), primary,
        f"{source} {row.get('exchange', identity)}", str(row.get("codebook", "")),
        None if scored is None else frozenset(map(str, scored)),
    )  # fmt: skip


def cover(paragraphs: Iterable[Paragraph], passages: Iterable[tuple[str, str, str]]) -> Cover:
    """Where the words of each paragraph lie: paragraph id → passage id (None: in none) → rows of three words.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        Labelled paragraphs.
    passages : iterable of (source, chunk_id, text)
        Passages of the study; those of the paragraph's own source file are looked at.
    """
    index: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for source, chunk_id, text in passages:
        for row in _rows_of_words(text):
            index[PurePath(source).name][row].add(chunk_id)
    return {p.id: _places(_rows_of_words(p.text), index.get(p.source, {})) for p in paragraphs}


def _places(rows: Sequence[tuple[str, ...]], index: Mapping[tuple[str, ...], set[str]]) -> Counter[str | None]:
    votes = Counter(chunk for row in rows for chunk in index.get(row, ()))
    return Counter(max(index[row], key=lambda c: (votes[c], c)) if row in index else None for row in rows)


def _rows_of_words(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(text.lower().replace("\\", ""))
    n = max(1, len(words) - WORDS_IN_A_ROW + 1)
    return [tuple(words[k : k + WORDS_IN_A_ROW]) for k in range(n)]
