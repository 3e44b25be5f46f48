"""HTML to text: what a page shows, a line a block; of an original beside its translation the English column.

In: the file's text.  Out: plain text as if it had been copied from the page.  By selectolax (lexbor).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from themes.errors import TranscriptRefused
from themes.transcripts.extraction.bilingual import latin_share
from themes.transcripts.extraction.names_apart import names_apart
from themes.transcripts.headers import is_operator, looks_like_name, parse_header, split_comma

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HTML = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!--(?:[^-]|-(?!->)){0,2000}-->\s{0,50}){0,5}"
    r"<(?:!doctype\s{1,9}html|html|head|body|div|article|main|section|table|p|h[1-6])\b",
    re.I | re.S,
)
_UNSEEN = "script,style,noscript,template,head,nav,button,footer,form,select,svg,iframe,aside,[hidden],.back-button"
_BLOCKS = "p,div,h1,h2,h3,h4,h5,h6,li,tr,section,article,blockquote,dt,dd,pre,table,ul,ol,hr,header,main,figure"
_WHITE = re.compile(r"[ \t\r\n\f]{1,10000}")
_BLANK_LINES = re.compile(r"\n[ \t]{0,200}(?:\n[ \t]{0,200}){1,200}")
# A cell that ends so was cut within a name or a firm: "Michael E. | Hurlston".
_FALSE_END = re.compile(r"\b((?:[A-Z]|Inc|Corp|Ltd|Jr|Sr|St|Dr|Mr|Ms|Mrs)\.)\n{2,9}(?=[A-Z(])")
# How words look is nothing to a reader of text, and tags that never close make a parser repeat them in every block.
_LOOKS = re.compile(r"</?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?:\s[^<>]{0,500})?/?>", re.I)
_OPENS = re.compile(r"<(/?)(?:div|section|article|main|blockquote|span|ul|ol|table)\b", re.I)
# What a filing in inline XBRL hides: numbers that no page shows.
_HIDDEN, _HIDDEN_END = re.compile(r"<ix:header\b", re.I), re.compile(r"</ix:header>", re.I)
# Where bold print ends, which may be all that parts a speaker's name from the words: "<b>Mara Quist</b> Thank you."
_BOLD_END = re.compile(r"</(?:b|strong)\s{0,9}>", re.I)
_BOLD_STYLE = re.compile(
    r"<(font|span)\b[^<>]{0,400}font-weight:\s{0,3}(?:bold|[6-9]00)[^<>]{0,400}>([^<>]{2,80})</\1>", re.I
)
_MAX_DEPTH = 5000
_OWN_PAGE = re.compile('<meta name="generator" content="callthemes parse">')
_MAX_HEAD_CHARS = 1000
_MIN_ROWS = 3
_MIN_DIFFERENCE = 0.3
_MIN_NAMES = 3
_MAX_NAME_CHARS = 80
_MIN_SAID_CHARS = 80
_BREAK, _PARAGRAPH, _BOLD = "\ue000", "\ue001", "\ue002"
_BOLD_NAME = re.compile(
    rf"(?P<name>[A-Z][^{_BOLD}\n]{{1,{_MAX_NAME_CHARS}}}){_BOLD}[\s{_BOLD}]{{0,9}}(?=[A-Z\d\"“‘(\[])"
)


def is_html(text: str) -> bool:
    """Whether a text begins like an HTML page."""
    return _HTML.match(text) is not None


def read_html(text: str, where: str = "the page") -> str:
    """The text that an HTML page shows; of a table with a translation, its English column.

    Raises
    ------
    TranscriptRefused
        The page opens thousands of blocks in one another and closes none of them, or is one of ``themes parse``.
    """
    from selectolax.lexbor import LexborHTMLParser

    if _OWN_PAGE.search(text, 0, _MAX_HEAD_CHARS):
        raise TranscriptRefused(f"{where}: a page that themes parse wrote", mend="give the transcript itself")
    depth = sum(-1 if closes else 1 for closes in _OPENS.findall(text))
    if depth > _MAX_DEPTH:
        raise TranscriptRefused(
            f"{where}: a damaged HTML page: {depth:,} blocks that never close", mend="save the page again, or its text"
        )
    tree = LexborHTMLParser(_without_looks(text))
    body = tree.body
    if body is None:
        return ""
    for node in body.css(_UNSEEN):
        node.decompose()
    tables = [table for table in body.css("table:not(:has(table))") if _keep_english(table)]
    if tables:
        shown = _tidy("\n".join(_shown(table) for table in tables)).replace(_BOLD, "")
        return names_apart(_FALSE_END.sub(r"\1 ", shown))
    return _tidy(_bold_names_apart(_shown(body)))


def _without_looks(text: str) -> str:
    """The page without tags of looks and without what it hides; a mark stands where bold print ended."""
    begins = _HIDDEN.search(text)
    ends = _HIDDEN_END.search(text, begins.end()) if begins else None
    if begins and ends:
        text = text[: begins.start()] + text[ends.end() :]
    if "font-weight" in text:
        text = _BOLD_STYLE.sub(rf"\2{_BOLD}", text)
    return _LOOKS.sub("", _BOLD_END.sub(_BOLD, text))


_NEIGHBOURS = (
    "span + span, span + em, span + i, em + span, strong + span, strong + em, strong + i, b + span, b + em, b + i"
)


def _shown(node: LexborNode) -> str:
    for br in node.css("br"):
        br.replace_with(_BREAK)
    for block in node.css(_BLOCKS):
        block.insert_before(_PARAGRAPH)
        block.insert_after(_PARAGRAPH)
    for table in node.css("table:not(:has(table))"):
        _part_names_from_words(table)
    for cell in node.css("td,th"):
        cell.insert_after(" ")
    for part in node.css(_NEIGHBOURS):
        if _is_apart(part):
            part.insert_before(_BREAK)
    shown = _WHITE.sub(" ", node.text(deep=True, separator="", strip=False))
    return shown.replace(_PARAGRAPH, "\n\n").replace(_BREAK, "\n")


def _is_apart(part: LexborNode) -> bool:
    """Whether an inline element right behind another is a text of its own: "Ann Brook" and "Chief Executive"."""
    before = part.prev
    if before is None or before.tag == "-text":
        return False
    one, other = before.text().rstrip(), part.text().lstrip()
    return one[-1:].islower() and other[:1].isupper()


def _part_names_from_words(table: LexborNode) -> None:
    """In a table whose rows are a speaker and the words, a line end stands between the two."""
    rows = [[cell for cell in row.css("td") if cell.text().strip()] for row in table.css("tr")]
    spoken = [cells for cells in rows if len(cells) == 2 and _is_spoken_row(*(cell.text().strip() for cell in cells))]
    if len(spoken) >= _MIN_NAMES:
        for cells in spoken:
            cells[0].insert_after(_BREAK)


def _is_spoken_row(name: str, words: str) -> bool:
    said = len(words) > _MIN_SAID_CHARS or words.endswith((".", "?", "!"))
    return said and _is_speaker(name.replace(_BOLD, ""))


def _bold_names_apart(text: str) -> str:
    """The text with speakers' names in bold on lines of their own, where nothing else parts them from the words."""
    lines = text.split("\n")
    found = {
        i: match
        for i, line in enumerate(lines)
        if _BOLD in line and (match := _BOLD_NAME.match(line.lstrip())) and _is_speaker(match["name"])
    }
    if len(found) >= _MIN_NAMES:
        for i, match in found.items():
            lines[i] = f"{match['name'].strip()}\n{lines[i].lstrip()[match.end() :]}"
    return "\n".join(lines).replace(_BOLD, "")


def _is_speaker(name: str) -> bool:
    """Whether a text is a name alone, with a title or a firm behind it or none, and no colon that parts it already."""
    name = name.strip()
    if len(name) > _MAX_NAME_CHARS or name.endswith((":", ".")):
        return False
    alone = looks_like_name(name) and len(name.split()) > 1
    return is_operator(name) or alone or split_comma(name) is not None or parse_header(name) is not None


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
