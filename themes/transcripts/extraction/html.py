"""HTML to text: what a page shows, a line a block; of an original beside its translation the English column.

In: the file's text.  Out: plain text as if it had been copied from the page.  By selectolax (lexbor).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from themes.transcripts.extraction.bilingual import latin_share
from themes.transcripts.headers import looks_like_name, split_dashes

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HTML = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!--.{0,2000}?-->\s{0,50}){0,5}"
    r"<(?:!doctype\s{1,9}html|html|head|body|div|article|main|section|table|p|h[1-6])\b",
    re.I | re.S,
)
_UNSEEN = "script,style,noscript,template,head,nav,button,footer,form,select,svg,iframe,aside,[hidden],.back-button"
_BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,li,tr,section,article,blockquote,dt,dd,pre,table,ul,ol,hr,header,main,figure"
_LIST_HEADING = re.compile(r"(?:company|corporate|conference call|call) participants|executives|analysts", re.I)
_WHITE = re.compile(r"[ \t\r\n\f]{1,10000}")
_BLANK_LINES = re.compile(r"\n[ \t]{0,200}(?:\n[ \t]{0,200}){1,200}")
_SENTENCE = re.compile(r"(?<=[.?!…)\]\"”])\s")
_MIN_ROWS = 3
_MIN_DIFFERENCE = 0.3
_MAX_NAME_WORDS = 5
_BREAK, _PARAGRAPH = "\ue000", "\ue001"


def is_html(text: str) -> bool:
    """Whether a text begins like an HTML page."""
    return _HTML.match(text) is not None


def read_html(text: str) -> str:
    """The text that an HTML page shows; of a table with a translation, its English column."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(text)
    body = tree.body
    if body is None:
        return ""
    for node in body.css(_UNSEEN):
        node.decompose()
    tables = [table for table in body.css("table") if _keep_english(table)]
    if tables:
        return _names_apart(_tidy("\n".join(_shown(table) for table in tables)))
    return _tidy(_shown(body))


def _shown(node: LexborNode) -> str:
    for br in node.css("br"):
        br.replace_with(_BREAK)
    for block in node.css(_BLOCKS):
        block.insert_before(_PARAGRAPH)
        block.insert_after(_PARAGRAPH)
    for cell in node.css("td,th"):
        cell.insert_after(" ")
    shown = _WHITE.sub(" ", node.text(deep=True, separator="", strip=False))
    return shown.replace(_PARAGRAPH, "\n\n").replace(_BREAK, "\n")


def _tidy(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


def _keep_english(table: LexborNode) -> bool:
    """Cut a table of an original and its translation down to the English; False for any other table."""
    rows = [row.css("td") for row in table.css("tr")]
    pairs = [cells for cells in rows if len(cells) == 2]
    if len(pairs) < _MIN_ROWS or any(len(cells) > 2 for cells in rows):
        return False
    shares = [latin_share(" ".join(cells[i].text() for cells in pairs)) for i in (0, 1)]
    if abs(shares[0] - shares[1]) < _MIN_DIFFERENCE:
        return False
    other = 0 if shares[0] < shares[1] else 1
    for header in table.css("th"):
        header.decompose()
    for cells in pairs:
        cells[other].decompose()
    return True


def _names_apart(text: str) -> str:
    """Names of the participants' list on lines of their own where a cell's end glued them to the sentence before.

    A translated page is cut into cells between sentences, so that a name after a sentence lost its line.
    """
    names = _listed_names(text)
    lines = text.split("\n")
    known = names | {name for name, n in Counter(line for line in lines if looks_like_name(line)).items() if n > 1}
    apart: list[str] = []
    for i, line in enumerate(lines):
        begins_turn = i + 1 < len(lines) and (not lines[i + 1] or len(lines[i + 1]) < 100)
        name = _last_name(line, known) if begins_turn else None
        apart += [line[: -len(name)].rstrip(), "", name] if name else [line]
    return "\n".join(apart)


def _listed_names(text: str) -> set[str]:
    names = {"Operator"}
    listing = False
    for line in text.split("\n"):
        if _LIST_HEADING.fullmatch(line.strip(" :")):
            listing = True
        elif listing and line and len(parts := split_dashes(line)) > 1 and looks_like_name(parts[0]):
            names.add(parts[0])
        elif line:
            listing = False
    return names


def _last_name(line: str, known: set[str]) -> str | None:
    """The known name that stands behind the last sentence of a line."""
    for match in reversed([*_SENTENCE.finditer(line)][-_MAX_NAME_WORDS:]):
        rest = line[match.end() :]
        if rest in known or (rest.startswith("Unknown") or rest.startswith("Unidentified")):
            return rest
    return None
