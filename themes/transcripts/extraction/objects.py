"""Objects of JSON: where the words of a call stand, whatever the fields are called, and which objects are calls.

In: parsed JSON.  Out: :class:`StructuredCall`; recognised by shape (a list whose items have words and speakers), by
names only where the shape says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

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
from themes.transcripts.extraction.speech import (
    SECTIONS,
    TEXTS,
    TOP,
    Form,
    Place,
    are_tokens,
    form_of,
    is_turns,
    left_out,
    richest,
    set_sections,
    text_form,
    turns_of_tokens,
)
from themes.transcripts.extraction.table_forms import quarter_in, section_in

_PARTS = frozenset("results parts chapters pages blocks".split())
_EXCHANGES = {"question": "analyst", "answer": "executive"}
_N_SAMPLE = 20
_MAX_TICKER = 5
_MAX_DEPTH = 6
_IDENTITY = frozenset(("call", "ticker", "call_date", "fiscal_quarter"))
_NAMED_SPEAKER = Names({"speaker": ("speaker", "speaker_name", "person_name")})
_HEADING = Names({"label": ("section", "section_name", "title", "name", "heading", "type")})


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
    about = dict(outer or {}) | about_call(value)
    forms = list(_forms(value, Place(is_call=_is_marked(value))))
    if not forms and "text" in cells:
        yield from calls_of_rows([value], outer)
        return
    inside = _places_of_calls(value, forms)
    for name in inside:
        yield from _calls_of_child(name, value[name], about)
    if not inside:
        yield _call_of(value, about, forms)


def _places_of_calls(value: Mapping[str, object], forms: list[Form], depth: int = 0) -> list[str]:
    """Names under which an object that is no call itself holds calls: objects by ticker or quarter, or lists."""
    is_call = _is_marked(value)
    lists = [name for name, inner in value.items() if isinstance(inner, list) and _lists_calls(inner, is_call)]
    heads = dict.fromkeys(
        form.path[0] for form in forms if not form.section and len(form.path) > 1 and _stands_alone(form, value)
    )
    if len(heads) > 1 and not any(form.rank and len(form.path) == 1 for form in forms):
        return [*heads, *lists]
    if len(heads) == 1 and len({form.path[0] for form in forms}) == 1 and depth < _MAX_DEPTH:
        (head,) = heads
        inner = value[head]
        if isinstance(inner, Mapping) and (_is_ticker(head) or _places_of_calls(inner, list(_forms(inner)), depth + 1)):
            return [head]
    if any(form.rank for form in forms) or lists:
        return [] if any(form.rank for form in forms) else lists
    if forms or depth > _MAX_DEPTH:
        return []
    objects = [(name, inner) for name, inner in value.items() if isinstance(inner, Mapping)]
    return [name for name, inner in objects if _places_of_calls(inner, [], depth + 1)]


def _stands_alone(form: Form, value: Mapping[str, object]) -> bool:
    """Whether an object that a form stands in is a call of its own: with speakers, or with a ticker or date."""
    if form.has_speakers:
        return True
    inner: object = value
    for name in form.path[:-1]:
        inner = inner[name] if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping) and _is_marked(inner):
            return True
    return False


def _is_marked(value: Mapping[str, object]) -> bool:
    """Whether an object says which call it is."""
    return not _IDENTITY.isdisjoint(about_call(value)) or quarter_in(plain(value.get("title"))) is not None


def _is_ticker(name: str) -> bool:
    return name.isupper() and name.isalpha() and len(name) <= _MAX_TICKER


def _lists_calls(items: list[object], is_call: bool) -> bool:
    """Whether a list holds calls: an object each, or rows that state different calls; ``is_call``: of a marked object.

    What stands in a call and says of no call itself is a part of it, such as a chapter.
    """
    step = max(1, len(items) // _N_SAMPLE)
    objects = [item for item in [*items[::step], *items[-1:]] if isinstance(item, Mapping)]
    if not objects or are_tokens("", objects):
        return False
    rows = [item for item in objects if is_row(item)]
    if 2 * len(rows) < len(objects):
        if any(_section_of(item) for item in objects) or (is_call and not any(map(_is_marked, objects))):
            return False
        held = [(item, list(_forms(item))) for item in objects]
        if not any(_is_marked(item) or any(form.has_speakers for form in forms) for item, forms in held):
            return False
        return any(forms or _places_of_calls(item, forms) for item, forms in held)
    marked = [about for item in rows if not _IDENTITY.isdisjoint(about := about_call(item))]
    several = len({repr(sorted(about.items())) for about in marked}) > 1
    has_speakers = any("speaker" in named(item, SYNONYMS) for item in rows)
    with_words = any(named(item, TEXT) for item in rows)
    return with_words and 2 * len(marked) > len(rows) and (several or not has_speakers or not is_call)


def _calls_of_child(name: str, inner: object, about: Mapping[str, str]) -> Iterator[StructuredCall]:
    fields = dict(about)
    if _is_ticker(name):
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


def _call_of(value: Mapping[str, object], about: dict[str, str], forms: list[Form]) -> StructuredCall:
    call = StructuredCall(about)
    if "call_title" not in call.fields and plain(value.get("title")):
        call.fields["call_title"] = plain(value["title"])
    read = richest(forms)
    labels = {row["speaker"] for form in read for row in form.rows if "speaker" in row}
    people = names_of_labels(value, labels)
    for form in read:
        under_names(form.rows, people)
        add_rows(call, form.rows, form.section)
    listed = [*people.values(), *people_in(value)]
    call.people = completed(dict.fromkeys(listed), call.rows)
    set_sections(call, forms, read)
    call.notes += left_out(forms, read)
    call.n_lost.update(words_lost(value, frozenset(squeezed(form.path[0]) for form in forms)))
    return call


def _forms(value: Mapping[str, object], at: Place = TOP) -> Iterator[Form]:
    """Every place under an object that holds words of a call."""
    for name, inner in value.items():
        here = at.below(name)
        if isinstance(inner, str) and (squeezed(name) in TEXTS or squeezed(name) in SECTIONS):
            if inner.strip():
                yield text_form(here, inner)
        elif isinstance(inner, Mapping) and at.depth < _MAX_DEPTH:
            yield from _forms(inner, here)
        elif isinstance(inner, list) and inner:
            yield from _forms_of_list(inner, here)


def _forms_of_list(items: list[object], at: Place) -> Iterator[Form]:
    name = squeezed(at.path[-1])
    if all(isinstance(item, str) for item in items):
        if name in TEXTS or name in SECTIONS:
            yield text_form(at, said(items))
        return
    objects = [item for item in items if isinstance(item, Mapping)]
    if not objects or is_roster(name, items) or _lists_calls(items, at.is_call):
        return
    if are_tokens(name, objects):
        rows = turns_of_tokens(objects)
        if rows:
            yield form_of(at, rows, 1)
        return
    turns = _turns(name, objects)
    if turns:
        yield form_of(at, turns, 2)
    elif at.depth < _MAX_DEPTH:
        parts = [form for item in objects for form in _forms(item, at.part(_section_of(item)))]
        if len(objects) == 1:
            yield from parts
        elif parts and (name in _PARTS or any(form.rank or form.section for form in parts)):
            yield _as_one(at, parts)


def _turns(name: str, objects: list[Mapping[str, object]]) -> list[dict[str, str]]:
    """Turns of a list of them, or of exchanges; none where a list holds something else."""
    cells = [cells_of(item, TURN_SYNONYMS) for item in objects]
    return cells if is_turns(name, cells) else [row for item in objects for row in _exchange(item)]


def _exchange(item: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Turns of a question with its answers, each an object of its own or a list of them."""
    for name, inner in item.items():
        role = next((role for start, role in _EXCHANGES.items() if squeezed(name).startswith(start)), "")
        for turn in inner if isinstance(inner, list) else [inner]:
            if isinstance(turn, Mapping) and {"text", "speaker"} <= (cells := cells_of(turn, TURN_SYNONYMS)).keys():
                yield ({"role": role} if role else {}) | cells


def _as_one(at: Place, parts: list[Form]) -> Form:
    """The turns of a list of sections or chapters as one list; one that is a text is a row of it."""
    rows = [row | {"section": row.get("section") or form.section} for form in parts for row in form.rows]
    if not any(row["section"] or row.get("speaker") for row in rows):
        return text_form(at, "\n".join(row.get("text", "") for row in rows))
    return replace(form_of(at, rows, max(form.rank for form in parts)), section="")


def _section_of(item: Mapping[str, object]) -> str:
    """The section that the title of an object with turns or a text names."""
    if "speaker" in named(item, _NAMED_SPEAKER):
        return ""
    label = named(item, _HEADING).get("label", "")
    return section_in(label) or "" if len(label.split()) <= 8 else ""


def _rows_of_columns(value: Mapping[str, object]) -> list[dict[str, object]] | None:
    """Rows of an object that holds a table by columns, as data frames write themselves; None for any other object."""
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(name, str) for name in names):
        listed_rows = [row for row in data if isinstance(row, list) and len(row) == len(names)]
        return [dict(zip(names, row, strict=True)) for row in listed_rows] if len(listed_rows) == len(data) else None
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
