"""Word lists of the genre, a file each: lower-cased words between white space; a line that starts with # says what."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of ``themes/words/{name}.txt``; raises FileNotFoundError for an unknown name."""
    lines = files("themes.text.lexicons").joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
