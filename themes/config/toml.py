"""TOML files edited by people, read into frozen pydantic models; every fault is one line that says how to mend it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from themes.errors import SettingsError

Model = TypeVar("Model", bound=BaseModel)


def load_toml(path: Path, model: type[Model]) -> Model:
    """Read a TOML file into a frozen model; every fault becomes one line that names file, key and mend."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file", mend=f"try: themes init {path.parent}") from None
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}", mend="it must be a readable file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML: {error}", mend="mend that line") from error
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SettingsError(f"{path}: {_first_fault(error, model)}") from error


def _first_fault(error: ValidationError, model: type[BaseModel]) -> str:
    # a misspelt key is both unknown and missing: the unknown one tells more
    fault = min(error.errors(), key=lambda e: e["type"] != "extra_forbidden")
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "string_pattern_mismatch":
        return f"{where}: {fault['input']!r} is not of the form {_form(model, fault['loc'])}"
    if fault["type"] == "literal_error":
        return f"{where}: {_not_one_of(str(fault['input']), fault['ctx']['expected'])}"
    if fault["type"] != "extra_forbidden":
        return f"{where}: {fault['msg'].removeprefix('Value error, ')}"
    key, known = str(fault["loc"][-1]), _known_keys(model, fault["loc"][:-1])
    return f"unknown key {where!r}" + (f"; the nearest known key is {nearest_of(key, known)!r}" if known else "")


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
