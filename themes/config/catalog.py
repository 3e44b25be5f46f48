"""catalog.toml: the tracked themes of a study, and the cues that point to them.

In: a TOML file edited by people.  Out: frozen :class:`Catalog` and :class:`TrackedTheme` with compiled cues.
An unknown key is an error that names the key, the file and the nearest known key.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from themes.config.toml import load_toml

WINDOW_WORDS = 12  # how far apart the two parts of an "a ... b" cue may stand
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TrackedTheme(BaseModel):
    """A theme people asked for: what it is, what it is not, and the words that point to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: str
    description: str
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    strong_cues: tuple[str, ...] = ()
    weak_cues: tuple[str, ...] = ()
    not_cues: tuple[str, ...] = ()

    @field_validator("strong_cues", "weak_cues", "not_cues")
    @classmethod
    def _compilable(cls, cues: tuple[str, ...]) -> tuple[str, ...]:
        for cue in cues:
            compile_cue(cue)
        return cues

    @field_validator("id")
    @classmethod
    def _kebab(cls, value: str) -> str:
        if not _KEBAB.fullmatch(value):
            raise ValueError(f"a theme id is lower-case words joined by hyphens, got {value!r}")
        return value

    @cached_property
    def strong(self) -> tuple[re.Pattern[str], ...]:
        """Compiled strong cues."""
        return tuple(compile_cue(cue) for cue in self.strong_cues)

    @cached_property
    def weak(self) -> tuple[re.Pattern[str], ...]:
        """Compiled weak cues."""
        return tuple(compile_cue(cue) for cue in self.weak_cues)

    @cached_property
    def excluding(self) -> tuple[re.Pattern[str], ...]:
        """Compiled cues that speak against the theme."""
        return tuple(compile_cue(cue) for cue in self.not_cues)


class Catalog(BaseModel):
    """The tracked themes of a study, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "catalog"
    description: str = ""
    theme: tuple[TrackedTheme, ...] = Field(default=())

    @field_validator("theme")
    @classmethod
    def _distinct(cls, themes: tuple[TrackedTheme, ...]) -> tuple[TrackedTheme, ...]:
        seen: set[str] = set()
        for theme in themes:
            if theme.id in seen:
                raise ValueError(f"theme id {theme.id!r} occurs twice")
            seen.add(theme.id)
        return themes


@cache
def compile_cue(cue: str) -> re.Pattern[str]:
    """Compile a cue: whole words, ``*`` for the rest of a word, ``...`` for "within twelve words, either order".

    A cue all in capitals (``SDN``) is matched in that case only; white space also matches a hyphen.  Text must have
    straight apostrophes (see :func:`plain_quotes`).

    Examples
    --------
    >>> bool(compile_cue("software defined net*").search("our Software-Defined networking story"))
    True
    >>> bool(compile_cue("qwest ... certif*").search("certification in the former Qwest region"))
    True
    """
    pieces = plain_quotes(cue).split("...")
    if len(pieces) > 2 or not all(re.search(r"\w", piece) for piece in pieces):
        raise ValueError(f"a cue is words, or two parts with words on both sides of '...', got {cue!r}")
    parts = [_cue_part(piece.strip()) for piece in pieces]
    flags = 0 if cue.upper() == cue and any(c.isalpha() for c in cue) else re.IGNORECASE
    if len(parts) == 1:
        return re.compile(parts[0], flags)
    gap = rf"\W+(?:\w+\W+){{0,{WINDOW_WORDS}}}?"
    a, b = parts[0], parts[1]
    return re.compile(f"{a}{gap}{b}|{b}{gap}{a}", flags)


def _cue_part(text: str) -> str:
    words = [re.escape(w).replace(r"\*", r"\w*") for w in re.split(r"[\s-]+", text)]
    body = r"[\s-]+".join(words)
    return rf"(?<!\w){body}(?!\w)"


def plain_quotes(text: str) -> str:
    """The text with curly apostrophes and quotes made straight; its length stays the same."""
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


def load_catalog(path: Path) -> Catalog:
    """Read and check a catalog file.

    Raises
    ------
    SettingsError
        The file is missing, is not TOML, or has a key or value that cannot be used.
    """
    return load_toml(path, Catalog)
