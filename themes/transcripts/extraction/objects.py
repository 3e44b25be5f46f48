"""Objects of JSON: where the words of a call stand, whatever the fields are called, and which objects are calls.

In: parsed JSON.  Out: :class:`StructuredCall`; recognised by shape (a list whose items have words and speakers), by
names only where the shape says nothing.  The same words often stand in several forms: the richest counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from themes.transcripts.extraction.columns import (
    SYNONYMS,
    TEXT,
    TURN_SYNONYMS,
    Names,
    about_call,
    columns_known,
    named,
    plain,
    said,
    squeezed,
    token,
)
from themes.transcripts.extraction.records import (
    StructuredCall,
    add_rows,
    calls_of_rows,
    cells_of,
    completed,
    words_lost,
)
from themes.transcripts.extraction.speakers import is_roster, names_of_labels, people_in, under_names
from themes.transcripts.extraction.table_forms import section_in

TURNS = frozenset(
    "turns segments transcript paragraphs utterances speeches rows content monologues transcriptturns blocks"
    " audiosegments components".split()
)
TEXTS = frozenset(
    "transcript text content body fulltext transcripttext fulltranscript rawtext transcription transcriptcontent"
    " transcriptbody calltext".split()
)
SECTIONS = {
    "preparedremarks": "prepared_remarks", "presentation": "prepared_remarks", "openingremarks": "prepared_remarks",
    "managementdiscussion": "prepared_remarks", "managementremarks": "prepared_remarks",
    "questionsandanswers": "q_and_a", "questionandanswer": "q_and_a", "qanda": "q_and_a", "qa": "q_and_a",
    "qna": "q_and_a", "qasession": "q_and_a", "questionsanswers": "q_and_a", "questionanswer": "q_and_a",
    "questionandanswersession": "q_and_a",
}  # fmt: skip
_IDENTITY = frozenset(("call", "ticker", "call_date", "fiscal_quarter"))
_TOKENS = frozenset("words tokens items wordsegments".split())
_NAMED_SPEAKER = Names({"speaker": ("speaker", "speaker_name", "person_name")})
_TOKEN_SPEAKER = Names({"speaker": ("speaker", "speaker_label", "speaker_id", "speaker_tag")})
_HEADING = Names({"label": ("section", "section_name", "title", "name", "heading", "type")})
_MAX_DEPTH = 6
_N_SAMPLE = 20
_MAX_TICKER = 5
_N_TOKENS = 200
_MIN_TOKENS, _MIN_TOKEN_SHARE = 8, 0.85
# A form with fewer words is an extract.
_MIN_SHARE = 0.8
_SAME_COUNT = 0.03


@dataclass(frozen=True)
class _Form:
    """One place of a call's object that holds words: its path, turns as cells by our names, how many words."""

    path: tuple[str, ...]
    rows: list[dict[str, str]]
    section: str
    rank: int  # 2: a list of turns, 1: single words with speakers, 0: one text
    n_words: int

    @property
    def has_speakers(self) -> bool:
        return any(row.get("speaker") for row in self.rows)


def is_row(value: Mapping[str, object]) -> bool:
    """Whether an object is a row of a table, not a call: its words stand in a cell of its own."""
    cells = named(value, SYNONYMS)
    if {"text", "speaker"} <= cells.keys() or not any(isinstance(inner, Mapping | list) for inner in value.values()):
        return True
    return "text" in cells and not any(form.rank or form.section or len(form.path) > 1 for form in _forms(value))


def calls_of_object(value: Mapping[str, object], outer: Mapping[str, str] | None = None) -> Iterator[StructuredCall]:
    """Calls of one object of JSON: itself, those inside it, or the rows of a table by columns.

    Parameters
    ----------
    value : mapping
        Its lists of calls are emptied as they are taken: a call may be large.
    outer : mapping, optional
        Fields that an object around it states.
    """
    columns = _rows_of_columns(value)
    cells = named(value, SYNONYMS)
    if columns is not None or {"text", "speaker"} <= cells.keys():
        yield from calls_of_rows([value] if columns is None else columns, outer)
        return
    forms = list(_forms(value))
    if not forms and "text" in cells:
        yield from calls_of_rows([value], outer)
        return
    about = dict(outer or {}) | about_call(value)
    inside = _places_of_calls(value, forms)
    for name in inside:
        yield from _calls_of_child(name, value[name], about)
    if not inside:
        yield _call_of(value, about, forms)


def _places_of_calls(value: Mapping[str, object], forms: list[_Form], depth: int = 0) -> list[str]:
    """Names under which an object that is no call itself holds calls: objects by ticker or quarter, or lists."""
    lists = [name for name, inner in value.items() if isinstance(inner, list) and _lists_calls(inner)]
    heads = dict.fromkeys(
        form.path[0] for form in forms if not form.section and len(form.path) > 1 and _stands_alone(form, value)
    )
    if len(heads) > 1 and not any(form.rank and len(form.path) == 1 for form in forms):
        return [*heads, *lists]
    if any(form.rank for form in forms) or lists:
        return [] if any(form.rank for form in forms) else lists
    if forms or depth > _MAX_DEPTH:
        return []
    objects = [(name, inner) for name, inner in value.items() if isinstance(inner, Mapping)]
    return [name for name, inner in objects if _places_of_calls(inner, [], depth + 1)]


def _stands_alone(form: _Form, value: Mapping[str, object]) -> bool:
    """Whether the object that a form stands in is a call of its own: with speakers, or with a ticker or date."""
    inner = value[form.path[0]]
    return isinstance(inner, Mapping) and (form.has_speakers or not _IDENTITY.isdisjoint(about_call(inner)))


def _lists_calls(items: list[object]) -> bool:
    """Whether a list holds calls: an object each, or rows that state different calls."""
    step = max(1, len(items) // _N_SAMPLE)
    objects = [item for item in [*items[::step], *items[-1:]] if isinstance(item, Mapping)]
    rows = [item for item in objects if is_row(item)]
    if 2 * len(rows) < len(objects):
        if any(_section_of(item) for item in objects):
            return False
        return any(forms or _places_of_calls(item, forms) for item in objects for forms in [list(_forms(item))])
    marked = [about for item in rows if not _IDENTITY.isdisjoint(about := about_call(item))]
    several = len({repr(sorted(about.items())) for about in marked}) > 1
    has_speakers = any("speaker" in named(item, SYNONYMS) for item in rows)
    with_words = any(named(item, TEXT) for item in rows)
    return with_words and 2 * len(marked) > len(rows) and (several or not has_speakers)


def _calls_of_child(name: str, inner: object, about: Mapping[str, str]) -> Iterator[StructuredCall]:
    fields = dict(about)
    if name.isupper() and name.isalpha() and len(name) <= _MAX_TICKER:
        fields.setdefault("ticker", name)
    if isinstance(inner, Mapping):
        yield from calls_of_object(inner, fields)
    elif isinstance(inner, list):
        rows: list[Mapping[str, object]] = []
        for i, item in enumerate(inner):
            inner[i] = None
            if isinstance(item, Mapping) and not is_row(item):
                yield from calls_of_object(item, fields)
            elif isinstance(item, Mapping):
                rows.append(item)
        yield from calls_of_rows(rows, fields)


def _call_of(value: Mapping[str, object], about: dict[str, str], forms: list[_Form]) -> StructuredCall:
    call = StructuredCall(about)
    if "call_title" not in call.fields and plain(value.get("title")):
        call.fields["call_title"] = plain(value["title"])
    read = _richest(forms)
    labels = {row["speaker"] for form in read for row in form.rows if "speaker" in row}
    people = names_of_labels(value, labels)
    for form in read:
        under_names(form.rows, people)
        add_rows(call, form.rows, form.section)
    listed = [*people.values(), *people_in(value)]
    call.people = completed(dict.fromkeys(listed), call.rows)
    _set_sections(call, forms, read)
    call.notes += _left_out(forms, read)
    call.n_lost.update(words_lost(value, frozenset(squeezed(form.path[0]) for form in forms)))
    return call


def _forms(
    value: Mapping[str, object], path: tuple[str, ...] = (), section: str = "", depth: int = 0
) -> Iterator[_Form]:
    """Every place under an object that holds words of a call."""
    for name, inner in value.items():
        here, part = (*path, name), SECTIONS.get(squeezed(name), section)
        if isinstance(inner, str) and (squeezed(name) in TEXTS or squeezed(name) in SECTIONS):
            if inner.strip():
                yield _text(here, inner, part)
        elif isinstance(inner, Mapping) and depth < _MAX_DEPTH:
            yield from _forms(inner, here, part, depth + 1)
        elif isinstance(inner, list) and inner:
            yield from _forms_of_list(inner, here, part, depth)


def _forms_of_list(items: list[object], path: tuple[str, ...], section: str, depth: int) -> Iterator[_Form]:
    name = path[-1]
    if _lists_calls(items):
        return
    if all(isinstance(item, str) for item in items):
        if squeezed(name) in TEXTS or squeezed(name) in SECTIONS:
            yield _text(path, said(items), section)
        return
    objects = [item for item in items if isinstance(item, Mapping)]
    if not objects or is_roster(name, items):
        return
    if _are_tokens(name, objects):
        rows = _turns_of_tokens(objects)
        if rows:
            yield _form(path, rows, section, 1)
        return
    cells = [cells_of(item, TURN_SYNONYMS) for item in objects]
    if _is_turns(name, cells):
        yield _form(path, cells, section, 2)
    elif depth < _MAX_DEPTH and (len(objects) == 1 or any(_section_of(item) for item in objects)):
        parts = [form for item in objects for form in _forms(item, path, _section_of(item) or section, depth + 1)]
        yield from _as_one(path, parts) if len(objects) > 1 else parts


def _as_one(path: tuple[str, ...], parts: list[_Form]) -> Iterator[_Form]:
    """The turns of a list of sections as one list; a section that is one text is a row of it."""
    rows = [row | {"section": row.get("section") or form.section} for form in parts for row in form.rows]
    if rows:
        yield _form(path, rows, "", max(form.rank for form in parts))


def _text(path: tuple[str, ...], text: str, section: str) -> _Form:
    return _form(path, [{"text": text.strip()}], section, 0)


def _form(path: tuple[str, ...], rows: list[dict[str, str]], section: str, rank: int) -> _Form:
    return _Form(path, rows, section, rank, sum(len(row.get("text", "").split()) for row in rows))


def _section_of(item: Mapping[str, object]) -> str:
    """The section that the title of an object with turns or a text names."""
    if "speaker" in named(item, _NAMED_SPEAKER):
        return ""
    label = named(item, _HEADING).get("label", "")
    return section_in(label) or "" if len(label.split()) <= 8 else ""


def _is_turns(name: str, cells: list[dict[str, str]]) -> bool:
    """Whether a list holds turns: most items have words, and a speaker, unless the name tells."""
    with_words = [cell for cell in cells if "text" in cell]
    if 2 * len(with_words) < len(cells) or not with_words:
        return False
    return any("speaker" in cell for cell in with_words) or squeezed(name) in TURNS or squeezed(name) in SECTIONS


def _are_tokens(name: str, objects: list[Mapping[str, object]]) -> bool:
    """Whether a list holds single words with their times, which are no turns."""
    words = [token(item) for item in objects[:_N_TOKENS]]
    if not any(words):
        return False
    single = sum(" " not in word.strip() for word in words)
    if squeezed(name) in _TOKENS:
        return single >= _MIN_TOKEN_SHARE * len(words)
    return len(words) >= _MIN_TOKENS and single >= _MIN_TOKEN_SHARE * len(words)


def _turns_of_tokens(objects: list[Mapping[str, object]]) -> list[dict[str, str]]:
    """Turns of single words, where they bear a speaker each; none otherwise."""
    turns = []
    last = ""
    spoken: list[tuple[str, Mapping[str, object]]] = []
    for item in objects:
        last = named(item, _TOKEN_SPEAKER).get("speaker", last)
        spoken.append((last, item))
    for speaker, pieces in groupby(spoken, key=lambda piece: piece[0]):
        text = said([piece for _, piece in pieces])
        turns.append({"speaker": speaker, "text": text})
    return turns if last else []


def _richest(forms: list[_Form]) -> list[_Form]:
    """The form to read: with speakers before without, with sections, turns before single words and texts."""
    sections = [form for form in forms if form.section]
    choices = [[form] for form in forms if not form.section and form.n_words]
    if any(form.n_words for form in sections):
        choices.append(_first_of_each(sections))
    if not choices:
        return sections or forms[:1]
    most = max(_count(choice) for choice in choices)
    rich = [choice for choice in choices if _count(choice) >= _MIN_SHARE * most]
    return max(rich, key=_riches)


def _first_of_each(sections: list[_Form]) -> list[_Form]:
    """Sections of one kind of form: those with speakers, where there are some."""
    best = max(form.rank for form in sections)
    return [form for form in sections if form.rank == best]


def _count(choice: list[_Form]) -> int:
    return sum(form.n_words for form in choice)


def _riches(choice: list[_Form]) -> tuple[bool, bool, int]:
    has_sections = any(form.section or any("section" in row for row in form.rows) for form in choice)
    return any(form.has_speakers for form in choice), has_sections, max(form.rank for form in choice)


def _set_sections(call: StructuredCall, forms: list[_Form], read: list[_Form]) -> None:
    """Sections of turns that bear none, from the length of the prepared remarks where those stand apart as a text."""
    parts = {form.section: form.n_words for form in forms if form.section and form not in read}
    n_words = sum(len(row.text.split()) for row in call.rows)
    if parts.keys() != {"prepared_remarks", "q_and_a"} or any(row.section for row in call.rows):
        return
    if abs(sum(parts.values()) - n_words) > _SAME_COUNT * n_words:
        return
    before = 0
    for i, row in enumerate(call.rows):
        here = len(row.text.split())
        later = before + here / 2 > parts["prepared_remarks"]
        call.rows[i] = replace(row, section="q_and_a" if later else "prepared_remarks")
        before += here


def _left_out(forms: list[_Form], read: list[_Form]) -> list[str]:
    """Places of the call's words that were not read."""
    where = ", ".join(dict.fromkeys(form.path[-1] for form in read))
    others = dict.fromkeys(form.path[-1] for form in forms if form not in read and form.n_words)
    notes = [f"{name}: left out, the words are read from {where}" for name in others if name not in where.split(", ")]
    return notes


def _rows_of_columns(value: Mapping[str, object]) -> list[dict[str, object]] | None:
    """Rows of an object that holds a table by columns, as data frames write themselves; None for any other object."""
    columns = list(value.values())
    mapped = [list(column.values()) for column in columns if isinstance(column, Mapping)]
    listed = [column for column in columns if isinstance(column, list)]
    cells = mapped or listed
    known = columns_known(value)
    if len(cells) < len(columns) or len({len(column) for column in cells}) > 1 or not {"text", "speaker"} <= known:
        return None
    if any(isinstance(cell, Mapping) for column in cells for cell in column):
        return None
    return [dict(zip(value, row, strict=True)) for row in zip(*cells, strict=True)]
