"""SEC filings: a submission's documents apart, and the transcript among them.

In: a submission (``<SEC-DOCUMENT>``) or one wrapped document (``<DOCUMENT>``), whose exhibits are HTML or text.
Out: the text of the document that is a call, and what was left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from themes.errors import TranscriptRefused
from themes.transcripts.extraction.html import read_html
from themes.transcripts.not_a_call import is_spoken, what_it_is

_SUBMISSION = re.compile(
    r"\s{0,200}(?:-----BEGIN PRIVACY-ENHANCED MESSAGE-----|<(?:SEC-DOCUMENT|SEC-HEADER|IMS-DOCUMENT)>"
    r"|<DOCUMENT>\s{0,20}<TYPE>|<TYPE>EX-)",
    re.I,
)
_DOCUMENT = re.compile(r"<DOCUMENT>", re.I)
_FIELD = re.compile(r"<(TYPE|FILENAME|DESCRIPTION)>([^\n<]{0,200})", re.I)
_TEXT, _TEXT_END = re.compile(r"<TEXT>", re.I), re.compile(r"</TEXT>", re.I)
_HTML = re.compile(r"<(?:html|body|p|div|font|table|br)\b", re.I)
_WRAPPED = re.compile(r"\s{0,20}</?XBRL>\s{0,20}", re.I)
_PAGE = re.compile(r"^[ \t]{0,80}<PAGE>[ \t]{0,20}\d{0,4}[ \t]{0,20}$\n?", re.I | re.M)
# Marks of tables and of captions in filings that are text.
_TAG = re.compile(r"</?(?:S|C|CAPTION|TABLE|FN|R|BR|B|I|U|HR)>", re.I)
# Pictures, archives and data, encoded as letters.
_NO_TEXT = re.compile(r"(?:graphic|zip|excel|xml|json|ex-101|ex-10[4]|cover)", re.I)
_NO_TEXT_BODY = re.compile(r"\s{0,20}(?:<(?:PDF|XML|JSON|ZIP|EXCEL)>|begin \d{3} )", re.I)
_MAX_PEEK = 3000
_MAX_NAMED = 8


@dataclass(frozen=True)
class _Document:
    """One document of a submission: its type (``EX-99.2``), file name, what its filer calls it, and its text."""

    type: str
    filename: str
    description: str
    text: str

    @property
    def label(self) -> str:
        """``EX-99.2 (ottr-ex992.htm)``."""
        return f"{self.type} ({self.filename})" if self.filename else self.type


def is_submission(text: str) -> bool:
    r"""Whether a text is a filing as EDGAR hands it out, or one wrapped document of it.

    Examples
    --------
    >>> is_submission("<DOCUMENT>\n<TYPE>EX-99.2\n<TEXT>\nOperator: Good day.\n</TEXT>\n</DOCUMENT>")
    True
    """
    return _SUBMISSION.match(text) is not None or ("<PAGE>" in text and _PAGE.search(text) is not None)


def read_submission(text: str, where: str = "the filing") -> tuple[str, tuple[str, ...]]:
    """The text of the transcript in a filing, and what was left out beside it.

    Raises
    ------
    TranscriptRefused
        When none of several documents is a transcript; each is named with what it looks like.
    """
    documents = _documents(text)
    if len(documents) == 1:
        return documents[0].text, ()
    if not documents:
        raise TranscriptRefused(
            f"{where}: an SEC filing without a document that is text", mend="fetch the filing again"
        )
    calls = [document for document in documents if _is_call(document)]
    if not calls:
        raise TranscriptRefused(
            f"{where}: an SEC filing without a transcript: {_listed(documents)}",
            mend="give the exhibit that is the transcript (often EX-99.2) as a file of its own",
        )
    call = max(calls, key=lambda document: len(document.text))
    rest = [document for document in documents if document is not call]
    return call.text, (f"text: of the filing {call.label} was read; left out: {_listed(rest)}",) if rest else ()


def _documents(text: str) -> list[_Document]:
    starts = [match.end() for match in _DOCUMENT.finditer(text)] or [0]
    found = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        begins = _TEXT.search(text, start, end)
        body_start = begins.end() if begins else start
        fields = dict.fromkeys(("type", "filename", "description"), "")
        fields |= {match[1].lower(): match[2].strip() for match in _FIELD.finditer(text, start, body_start)}
        ends = _TEXT_END.search(text, body_start, end)
        body = text[body_start : ends.start() if ends else end]
        if _NO_TEXT.match(fields["type"]) or _NO_TEXT_BODY.match(body):
            continue
        found.append(_Document(fields["type"] or "a document", fields["filename"], fields["description"], _shown(body)))
    return [document for document in found if document.text.strip()]


def _shown(body: str) -> str:
    """The text of a document's body, HTML or not; pages begin with a form feed."""
    body = _WRAPPED.sub("", body)
    if _HTML.search(body[:_MAX_PEEK]):
        return read_html(body)
    return _TAG.sub("", _PAGE.sub("\f", body))


def _is_call(document: _Document) -> bool:
    return is_spoken(document.text) and what_it_is(document.text) is None


def _listed(documents: list[_Document]) -> str:
    """Types and what they look like: ``8-K, EX-99.1 (a press release)``."""
    named = []
    for document in documents[:_MAX_NAMED]:
        kind = what_it_is(document.text)
        if kind:
            kind = kind.partition(' ("')[0]
        elif _is_call(document):
            kind = "another call"
        named.append(f"{document.label}: {kind}" if kind else document.label)
    more = len(documents) - _MAX_NAMED
    return "; ".join(named) + (f" and {more} more" if more > 0 else "")
