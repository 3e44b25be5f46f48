"""Columns: what others call the fields of a call and of a turn, and what stands in a cell.

In: rows and objects with whatever names their makers chose, in any case style.  Out: texts by our names.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from themes.transcripts.extraction.table_forms import date_in


@lru_cache(maxsize=4096)
def squeezed(name: str) -> str:
    """A column's name without separators: ``personName``, ``person_name`` and ``PERSONNAME`` are one."""
    return re.sub(r"[^a-z0-9]{1,20}", "", name.lower())


class Names:
    """Our names of fields, each with the names that others give it, best first, whatever case and separators."""

    def __init__(self, synonyms: Mapping[str, Sequence[str]]) -> None:
        self.synonyms = dict(synonyms)
        self.places: dict[str, list[tuple[str, int]]] = {}
        for ours, theirs in synonyms.items():
            for rank, name in enumerate(theirs):
                self.places.setdefault(squeezed(name), []).append((ours, rank))

    def __or__(self, more: Mapping[str, Sequence[str]]) -> Names:
        return Names({**self.synonyms, **more})


SYNONYMS = Names({
    "text": ("text", "content", "speech", "paragraph", "utterance", "body", "statement", "component_text", "transcript",
             "transcription", "transcript_text", "full_text", "full_transcript", "raw_text", "text_content",
             "spoken_text", "speech_text", "paragraph_text", "dialogue", "remarks", "sentence", "sentences",
             "paragraphs", "words", "elements"),
    "speaker": ("speaker", "speaker_name", "name", "person_name", "person", "transcript_person_name", "full_name",
                "participant_name", "speaker_label", "speaker_id", "speaker_tag"),
    "title": ("title", "position", "speaker_title", "job_title", "designation", "occupation"),
    "firm": ("firm", "affiliation", "organization", "organisation", "institution", "employer", "speaker_company",
             "speaker_firm", "speaker_affiliation", "speaker_organization"),
    "role": ("role", "speaker_role", "speaker_type", "speaker_type_name", "participant_type", "person_type"),
    "section": ("section", "part", "segment", "component", "session", "component_type", "section_name", "section_type",
                "transcript_section",
                "transcript_component_type_name"),
    "order": ("order", "index", "turn_index", "sequence", "seq", "position_in_call", "component_order", "para_no",
              "paragraph_number", "paragraph_no", "turn_number", "turn_no"),
})  # fmt: skip
# A turn that stands inside its call's object: its company is the speaker's.
TURN_SYNONYMS = SYNONYMS | {"firm": (*SYNONYMS.synonyms["firm"], "company", "company_name")}
TEXT = Names({"text": SYNONYMS.synonyms["text"]})
CALL_SYNONYMS = Names({
    "call": ("call", "call_id", "file", "transcript_id", "event_id", "document_id", "key_dev_id"),
    "company": ("company", "company_name", "issuer", "issuer_name", "registrant"),
    "ticker": ("ticker", "symbol", "ticker_symbol", "stock_symbol", "company_ticker"),
    "call_date": ("call_date", "date", "event_date", "conference_date", "datetime", "report_date", "earnings_date",
                  "event_datetime", "call_datetime", "most_important_date_utc"),
    "time": ("time", "timestamp", "event_time", "start_date", "call_time"),
    "published": ("published_at", "published", "publish_date", "published_date", "publication_date", "published_on",
                  "publish_on"),
    "fiscal_quarter": ("fiscal_quarter", "fiscal_period", "quarter", "period", "qtr", "fiscal_qtr", "q",
                       "reporting_period"),
    "year": ("fiscal_year", "year", "fy", "financial_year", "calendar_year"),
    "event": ("event", "event_type", "call_type"),
    "call_title": ("call_title", "event_title", "headline", "transcript_title", "event_name"),
})  # fmt: skip
TIMES = frozenset("start begin starttime startms startseconds starttimestamp offset endtime starttimes".split())
_CONTAINERS = frozenset(
    "event call company issuer security instrument stock header meta about document earnings earningscall conference"
    " conferencecall transcript transcriptcontent transcriptdata data result results attributes"
    " row record item node source".split()
)
_CONTAINER_ENDS = ("metadata", "info", "details", "header")
_COMPANIES = frozenset("company issuer security instrument stock companyinfo companydetails".split())
_PIECES = frozenset(("words", "tokens", "elements", "sentences", "paragraphs"))
_SPEAKERS = frozenset(("speaker", "person", "participant"))
_MAX_DEPTH = 4
_ENDS = (".", "?", "!")
KNOWN = frozenset(SYNONYMS.places | CALL_SYNONYMS.places)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EXCHANGE = re.compile(r"[A-Za-z ]{2,12}:\s{0,2}(?=[A-Za-z0-9.-]{1,12}$)")


def columns_known(names: Iterable[str]) -> set[str]:
    """Our names of the columns that are understood."""
    found = [squeezed(name) for name in names]
    return {ours for table in (SYNONYMS, CALL_SYNONYMS) for name in found for ours, _ in table.places.get(name, ())}


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """A column's name for comparison.

    Examples
    --------
    >>> key("Speaker Name"), key("personName"), key("QAText"), key("speaker_name_map_v2")
    ('speaker_name', 'person_name', 'qa_text', 'speaker_name_map_v2')
    """
    return re.sub(r"[^a-z0-9]{1,20}", "_", _CAMEL.sub("_", name.strip()).lower()).strip("_")


def plain(value: object) -> str:
    """A cell as text; empty for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "\n".join(
            str(part) for part in value if part is not None and not isinstance(part, Mapping | list | tuple)
        )
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, bytes):  # text columns of older Parquet writers
        return value.decode("utf-8", errors="replace").strip()
    text = str(value).strip()
    return "" if text in ("NaT", "<NA>") else text


def said(value: object, name: str = "") -> str:
    r"""The words of a cell: of a list the paragraphs, or the one sentence that its single words or pieces make.

    Examples
    --------
    >>> said(["Good day.", "Welcome all."]), said(["Good", "day."]), said([{"text": "Good"}, {"text": "day."}], "words")
    ('Good day.\nWelcome all.', 'Good day.', 'Good day.')
    """
    if not isinstance(value, list | tuple) or not value:
        return plain(value)
    if isinstance(value[0], Mapping):
        pieces = [token(part) for part in value if isinstance(part, Mapping)] if name in _PIECES else []
        return "\n".join(pieces) if name == "paragraphs" else glued(pieces)
    words = [plain(part) for part in value]
    single = len(words) > 1 and not any(" " in word for word in words) and not all(w.endswith(_ENDS) for w in words)
    return " ".join(words) if single else plain(value)


def token(part: Mapping[str, object]) -> str:
    """The word, sign or sentence of one piece of speech with its times, as speech recognisers list them."""
    for name in ("punctuated_word", "word", "text", "value", "content", "token"):
        if isinstance(part.get(name), str):
            return str(part[name])
    options = part.get("alternatives")
    return token(options[0]) if isinstance(options, list) and options and isinstance(options[0], Mapping) else ""


def glued(pieces: Iterable[str]) -> str:
    """Words with spaces between them, unless a piece is a sign or brings its own."""
    text = ""
    for piece in pieces:
        apart = text and piece and not text[-1].isspace() and (piece[0].isalnum() or piece[0] in "$€£“(‘['\"")
        text += f" {piece}" if apart else piece
    return text.strip()


def named(row: Mapping[str, object], names: Names) -> dict[str, str]:
    """The cells of a row that are known and not empty, by our names; a speaker may be an object of its own."""
    best: dict[str, tuple[int, str]] = {}
    for name, value in row.items():
        if isinstance(value, dict) and squeezed(name) in _SPEAKERS:
            cells = value
        elif (known := squeezed(name)) in names.places:
            cells = {known: value}
        else:
            continue
        for inner, part in cells.items():
            for ours, rank in names.places.get(squeezed(inner), ()):
                if ours in best and rank >= best[ours][0]:
                    continue
                text = said(part, squeezed(inner)) if ours == "text" else plain(part)
                if text:
                    best[ours] = rank, text
    return {ours: text for ours, (_, text) in best.items()}


def about_call(value: Mapping[str, object], depth: int = 0, *, has_day: bool = True) -> dict[str, str]:
    """The fields of a call that an object states, itself or in an object inside it (``event``, ``company``, ...).

    ``has_day``: a moment counts as the day of the call; false where it is that of a piece of speech.
    """
    found = named(value, CALL_SYNONYMS)
    day = date_in(found.pop("time", ""))
    if day and has_day:
        found.setdefault("call_date", day)
    if "ticker" in found:
        found["ticker"] = _EXCHANGE.sub("", found["ticker"])
    for name, inner in value.items():
        if isinstance(inner, Mapping) and depth < _MAX_DEPTH and _is_container(squeezed(name)):
            deeper = about_call(inner, depth + 1)
            label = plain(inner.get("name")) or plain(inner.get("title"))
            if label and squeezed(name) in _COMPANIES:
                deeper.setdefault("company", label)
            elif plain(inner.get("title")):
                deeper.setdefault("call_title", plain(inner["title"]))
            found = deeper | found
    return found


def _is_container(name: str) -> bool:
    return name in _CONTAINERS or name.endswith(_CONTAINER_ENDS)
