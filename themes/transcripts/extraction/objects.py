"""Objects of JSON: where the words of a call stand, whatever the fields are called, and which objects are calls.

In: parsed JSON.  Out: :class:`StructuredCall`; recognised by shape (a list whose items have words and speakers), by
names only where the shape says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    TEXTS,
    Form,
    are_tokens,
    form_of,
    is_turns,
    joined,
    left_out,
    richest,
    section_named,
    set_sections,
    turns_of_tokens,
)
from themes.transcripts.extraction.table_forms import quarter_in, section_in

_PARTS = frozenset("results parts chapters pages blocks".split())
_EXCHANGES = {"question": "analyst", "answer": "executive"}
_IDENTITY = frozenset(("call", "ticker", "call_date", "fiscal_quarter"))
_NAMED_SPEAKER = Names({"speaker": ("speaker", "speaker_name", "person_name")})
_HEADING = Names({"label": ("section", "section_name", "title", "name", "heading", "type")})
_N_SAMPLE = 20
_MAX_TICKER = 5
_MAX_DEPTH = 12
_MAX_HEADING_WORDS = 8

Item = Mapping[str, object]


def is_row(value: Item) -> bool:
    """Whether an object is a row of a table, not a call: its words stand in a cell of its own."""
    return _Search().is_row(value, 0, is_call=False)


def calls_of_object(value: Item, outer: Mapping[str, str] | None = None) -> Iterator[StructuredCall]:
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
    search = _Search()
    about = dict(outer or {}) | about_call(value)
    inside = search.places_of_calls(value, 0, is_call=False)
    forms = search.forms(value, 0, is_call=False)
    if inside:
        for name in inside:
            yield from _calls_of_child(name, value[name], about)
    elif not forms and "text" in cells:
        yield from calls_of_rows([value], outer)
    else:
        yield _call_of(value, about, forms)


def _calls_of_child(name: str, inner: object, about: Mapping[str, str]) -> Iterator[StructuredCall]:
    fields = dict(about)
    if _is_ticker(name):
        fields.setdefault("ticker", name)
    if isinstance(inner, Mapping):
        yield from calls_of_object(inner, fields)
    elif isinstance(inner, list):
        rows: list[Item] = []
        for i, item in enumerate(inner):
            inner[i] = None
            if isinstance(item, Mapping) and not is_row(item):
                yield from calls_of_object(item, fields)
            elif isinstance(item, Mapping):
                rows.append(item)
        yield from calls_of_rows(rows, fields)


def _call_of(value: Item, about: dict[str, str], forms: list[Form]) -> StructuredCall:
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


class _Search:
    """Forms of speech and lists of calls below one object, each looked at once: an object is asked many questions.

    ``depth`` is how deep a value stands below the object, ``is_call`` whether one around it says which call it is.
    """

    def __init__(self) -> None:
        self._forms: dict[int, list[Form]] = {}
        self._lists: dict[int, bool] = {}

    def forms(self, value: Item, depth: int, *, is_call: bool) -> list[Form]:
        """Every place under an object that holds words of a call; paths and sections are seen from the object."""
        known = self._forms.get(id(value))
        if known is None:
            known = self._forms[id(value)] = list(self._found(value, depth, is_call or _is_marked(value)))
        return known

    def is_row(self, value: Item, depth: int, *, is_call: bool) -> bool:
        """See :func:`is_row`."""
        cells = named(value, SYNONYMS)
        nested = any(isinstance(inner, Mapping | list) for inner in value.values())
        if {"text", "speaker"} <= cells.keys() or not nested:
            return True
        if "text" not in cells:
            return False
        return not any(f.rank or f.section or len(f.path) > 1 for f in self.forms(value, depth, is_call=is_call))

    def places_of_calls(self, value: Item, depth: int, *, is_call: bool) -> list[str]:
        """Names under which an object that is no call itself holds calls: objects by ticker or quarter, or lists."""
        forms = self.forms(value, depth, is_call=is_call)
        is_call = is_call or _is_marked(value)
        lists = [n for n, inner in value.items() if isinstance(inner, list) and self.lists_calls(inner, depth, is_call)]
        heads = dict.fromkeys(f.path[0] for f in forms if not f.section and len(f.path) > 1 and _stands_alone(f, value))
        if len(heads) > 1 and not any(form.rank and len(form.path) == 1 for form in forms):
            return [*heads, *lists]
        if len(heads) == 1 and len({form.path[0] for form in forms}) == 1 and depth < _MAX_DEPTH:
            (head,) = heads
            inner = value[head]
            deeper = isinstance(inner, Mapping) and self.places_of_calls(inner, depth + 1, is_call=is_call)
            if deeper or (isinstance(inner, Mapping) and _is_ticker(head)):
                return [head]
        if forms or lists or depth >= _MAX_DEPTH:
            return [] if any(form.rank for form in forms) else lists
        objects = [(name, inner) for name, inner in value.items() if isinstance(inner, Mapping)]
        return [name for name, inner in objects if self.places_of_calls(inner, depth + 1, is_call=is_call)]

    def lists_calls(self, items: list[object], depth: int, is_call: bool) -> bool:
        """Whether a list holds calls: an object each, or rows that state different calls.

        What stands in a call and says of no call itself is a part of it, such as a chapter.
        """
        known = self._lists.get(id(items))
        if known is None:
            known = self._lists[id(items)] = depth < _MAX_DEPTH and self._are_calls(items, depth + 1, is_call)
        return known

    def _are_calls(self, items: list[object], depth: int, is_call: bool) -> bool:
        step = max(1, len(items) // _N_SAMPLE)
        objects = [item for item in [*items[::step], *items[-1:]] if isinstance(item, Mapping)]
        if not objects or are_tokens("", objects):
            return False
        rows = [item for item in objects if self.is_row(item, depth, is_call=is_call)]
        if 2 * len(rows) >= len(objects):
            return _state_calls(rows, is_call)
        if any(_section_of(item) for item in objects) or (is_call and not any(map(_is_marked, objects))):
            return False
        held = [self.forms(item, depth, is_call=is_call) for item in objects]
        if not any(map(_is_marked, objects)) and not any(form.has_speakers for forms in held for form in forms):
            return False
        return any(held) or any(self.places_of_calls(item, depth, is_call=is_call) for item in objects)

    def _found(self, value: Item, depth: int, is_call: bool) -> Iterator[Form]:
        for name, inner in value.items():
            section = section_named(name)
            if isinstance(inner, str) and (squeezed(name) in TEXTS or section):
                if inner.strip():
                    yield form_of((name,), [{"text": inner.strip()}], 0, section)
            elif isinstance(inner, Mapping) and depth < _MAX_DEPTH:
                for form in self.forms(inner, depth + 1, is_call=is_call):
                    yield form.below(name, section)
            elif isinstance(inner, list) and inner:
                yield from self._in_list(name, inner, depth, is_call)

    def _in_list(self, name: str, items: list[object], depth: int, is_call: bool) -> Iterator[Form]:
        plain_name, section = squeezed(name), section_named(name)
        if all(isinstance(item, str) for item in items):
            if plain_name in TEXTS or section:
                yield form_of((name,), [{"text": said(items)}], 0, section)
            return
        objects = [item for item in items if isinstance(item, Mapping)]
        if not objects or is_roster(name, items) or self.lists_calls(items, depth, is_call):
            return
        if are_tokens(plain_name, objects):
            rows = turns_of_tokens(objects)
            yield from [form_of((name,), rows, 1, section)] if rows else []
            return
        turns = _turns(plain_name, objects)
        if turns:
            yield form_of((name,), turns, 2, section)
        elif depth < _MAX_DEPTH:
            yield from self._in_parts(name, objects, depth + 1, is_call)

    def _in_parts(self, name: str, objects: list[Item], depth: int, is_call: bool) -> Iterator[Form]:
        """The turns of a list of sections or chapters as one list; an object that stands alone in a list as it is."""
        section = section_named(name)
        if len(objects) == 1:
            heading = _section_of(objects[0]) or section
            for form in self.forms(objects[0], depth, is_call=is_call):
                yield form.below(name, heading)
            return
        parts = [
            form.below(name, _section_of(item)) for item in objects for form in self.forms(item, depth, is_call=is_call)
        ]
        if parts and (squeezed(name) in _PARTS or any(form.rank or form.section for form in parts)):
            yield joined((name,), parts, section)


def _is_marked(value: Item) -> bool:
    """Whether an object says which call it is."""
    return not _IDENTITY.isdisjoint(about_call(value)) or quarter_in(plain(value.get("title"))) is not None


def _is_ticker(name: str) -> bool:
    return name.isupper() and name.isalpha() and len(name) <= _MAX_TICKER


def _stands_alone(form: Form, value: Item) -> bool:
    """Whether an object that a form stands in is a call of its own: with speakers, or with a ticker or date."""
    if form.has_speakers:
        return True
    inner: object = value
    for name in form.path[:-1]:
        inner = inner[name] if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping) and _is_marked(inner):
            return True
    return False


def _state_calls(rows: list[Item], is_call: bool) -> bool:
    """Whether rows say themselves which calls they are of."""
    marked = [about for item in rows if not _IDENTITY.isdisjoint(about := about_call(item))]
    several = len({repr(sorted(about.items())) for about in marked}) > 1
    has_speakers = any("speaker" in named(item, SYNONYMS) for item in rows)
    with_words = any(named(item, TEXT) for item in rows)
    return with_words and 2 * len(marked) > len(rows) and (several or not has_speakers or not is_call)


def _turns(name: str, objects: list[Item]) -> list[dict[str, str]]:
    """Turns of a list of them, or of exchanges; none where a list holds something else."""
    cells = [cells_of(item, TURN_SYNONYMS) for item in objects]
    return cells if is_turns(name, cells) else [row for item in objects for row in _exchange(item)]


def _exchange(item: Item) -> Iterator[dict[str, str]]:
    """Turns of a question with its answers, each an object of its own or a list of them."""
    for name, inner in item.items():
        role = next((role for start, role in _EXCHANGES.items() if squeezed(name).startswith(start)), "")
        for turn in inner if role and isinstance(inner, list) else [inner] if role else []:
            if isinstance(turn, Mapping) and {"text", "speaker"} <= (cells := cells_of(turn, TURN_SYNONYMS)).keys():
                yield {"role": role} | cells


def _section_of(item: Item) -> str:
    """The section that the title of an object with turns or a text names."""
    if "speaker" in named(item, _NAMED_SPEAKER):
        return ""
    label = named(item, _HEADING).get("label", "")
    return section_in(label) or "" if len(label.split()) <= _MAX_HEADING_WORDS else ""


def _rows_of_columns(value: Item) -> list[dict[str, object]] | None:
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
