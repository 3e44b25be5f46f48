"""TOML files edited by people, read into frozen pydantic models; every fault is one line that says how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from themes.config.toml_lines import known_path, line_of
from themes.errors import SettingsError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[int | str, ...]


def load_toml(path: Path, model: type[Model]) -> Model:
    """Read a TOML file into a frozen model; every fault becomes one line that names file, line, key and mend."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file", mend=f"try: themes init {path.parent}") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}", mend="it must be a readable file") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError(f"{path}: line {line}: not valid TOML: no UTF-8", mend="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {_broken(str(error), text)}", mend="mend that line") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SettingsError(f"{path}: {_first_fault(error, model, data, text)}") from error


def _broken(fault: str, text: str) -> str:
    """Say on which line a file is no TOML, given the parser's words."""
    place = re.search(r"line (\d+)", fault)
    n_lines = len(text.rstrip().splitlines()) or 1  # "at end of document"
    return f"line {place[1] if place else n_lines}: not valid TOML: {fault}"


def _first_fault(error: ValidationError, model: type[BaseModel], data: dict[str, Any], text: str) -> str:
    # a misspelt key is both unknown and missing: the unknown one tells more
    fault = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    found = known_path(data, fault["loc"])
    # what is wrong with a whole array of tables stands on no one line
    is_whole = fault["type"] != "extra_forbidden" and len(found) == 1 and isinstance(_at(data, found), list)
    number = line_of(text, found) if found and not is_whole else None
    line = f"line {number}: " if number else ""
    of, key = _split(fault["loc"], data)
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, fault["loc"][:-1])
        nearest = f"; the nearest known key is {nearest_of(str(fault['loc'][-1]), known)!r}" if known else ""
        return f"{line}{of}unknown key {key!r}{nearest}"
    if fault["type"] == "missing":
        return f"{line}{of}{key} is missing"
    return f"{line}{of}{f'{key}: ' if key else ''}{_said(fault, model)}"


def _said(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong with a value."""
    if fault["type"] == "string_pattern_mismatch":
        return f"{fault['input']!r} is not of the form {_form(model, fault['loc'])}"
    if fault["type"] == "literal_error":
        return _not_one_of(str(fault["input"]), fault["ctx"]["expected"])
    return fault["msg"].removeprefix("Value error, ")


def _split(loc: Place, data: dict[str, Any]) -> tuple[str, str]:
    """Whose key it is, where it is one of a list of tables, and the key: ``theme 'sdn': ``, ``label``."""
    if len(loc) > 1 and isinstance(loc[1], int) and isinstance(table := _at(data, loc[:2]), dict):
        name = repr(table["id"]) if isinstance(table.get("id"), str) else f"number {loc[1] + 1}"
        return f"{loc[0]} {name}: ", ".".join(map(str, loc[2:]))
    return "", ".".join(map(str, loc))


def _at(data: Any, path: Place) -> object:  # noqa: ANN401  # whatever a file holds
    """What a path that leads somewhere leads to."""
    for step in path:
        data = data[step]
    return data


def nearest_of(given: str, known: Collection[str]) -> str:
    """The one of some names, at least one, that is most like what was given."""
    from rapidfuzz import process

    return str(process.extractOne(given, known)[0])


def _not_one_of(given: str, expected: str) -> str:
    """What to say of a value that is none of those allowed, which pydantic lists in quotes."""
    allowed = re.findall(r"'([^']*)'", expected)
    return f"no {given!r}; the nearest is {nearest_of(given, allowed)!r} (there are {', '.join(allowed)})"


def _known_keys(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """Keys of the model that ``path`` leads to, as a file has them."""
    return [field.alias or name for name, field in _inner_model(model, path).model_fields.items()]


def _form(model: type[BaseModel], path: tuple[int | str, ...]) -> str:
    """How a field's value looks, as its description tells."""
    field = _inner_model(model, path[:-1]).model_fields.get(str(path[-1]))
    return (field and field.description) or "that is allowed"


def _inner_model(model: type[BaseModel], path: tuple[int | str, ...]) -> type[BaseModel]:
    current = model
    for step in path:
        if isinstance(step, str) and step in current.model_fields:
            inner = current.model_fields[step].annotation
            candidates = [inner, *getattr(inner, "__args__", ())]
            nested = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
            current = nested[0] if nested else current
    return current
