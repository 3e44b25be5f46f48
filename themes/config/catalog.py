"""catalog.toml: the tracked themes of a study, and the cues that point to them.

In: a TOML file edited by people.  Out: frozen :class:`Catalog` and :class:`TrackedTheme` with compiled cues.
An unknown key is an error that names the key, the file and the nearest known key.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from themes.config.packaged_data import ANY_INDUSTRY, packaged_data, subject_ids
from themes.config.toml import load_toml, nearest_of
from themes.quarters import days_of

WINDOW_WORDS = 12  # how far apart the two parts of an "a ... b" cue may stand
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TrackedTheme(BaseModel):
    """A theme people asked for: what it is, what it is not, the words that point to it, when and in what it is told.

    ``from`` and ``until`` limit the calls in which it can be, both included, each a calendar quarter (``2009Q1``) or an
    ISO date; ``subjects`` are ids of :mod:`themes.subjects` that say the same, or hold the theme.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    label: str
    description: str
    examples: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    strong_cues: tuple[str, ...] = ()
    weak_cues: tuple[str, ...] = ()
    not_cues: tuple[str, ...] = ()
    from_: str | None = Field(default=None, alias="from")
    until: str | None = None
    subjects: tuple[str, ...] = ()

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

    @field_validator("from_", "until", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """TOML has dates of its own: ``from = 2009-02-17`` means what the same in quotes does."""
        return None if value is None else str(value)

    @field_validator("from_", "until")
    @classmethod
    def _in_time(cls, value: str | None) -> str | None:
        if value is not None:
            days_of(value)
        return value

    @model_validator(mode="after")
    def _not_backwards(self) -> Self:
        if self.limits[0] > self.limits[1]:
            raise ValueError(f"from {self.from_} comes after until {self.until}")
        return self

    @field_validator("subjects")
    @classmethod
    def _known_subjects(cls, subjects: tuple[str, ...]) -> tuple[str, ...]:
        for subject in subjects:
            if subject not in subject_ids():
                raise ValueError(f"no subject {subject!r}; the nearest is {nearest_of(subject, subject_ids())!r}")
        return subjects

    @cached_property
    def limits(self) -> tuple[date, date]:
        """The first and the last day on which the theme can be spoken of; those of all time where it has no limits."""
        first = days_of(self.from_)[0] if self.from_ else date.min
        return first, days_of(self.until)[1] if self.until else date.max

    @property
    def is_limited(self) -> bool:
        """Whether there are calls in which the theme cannot be."""
        return bool(self.from_ or self.until)

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


def packaged_catalogs() -> tuple[Catalog, ...]:
    """The catalogs that come with callthemes, by name."""
    return tuple(load_catalog(path) for path in sorted((packaged_data() / "catalogs").glob("*.toml")))


def industry_catalogs() -> tuple[Catalog, ...]:
    """The packaged catalogs for one industry, each with the themes alone that the general one does not have."""
    catalogs = packaged_catalogs()
    (general,) = (catalog for catalog in catalogs if catalog.name == ANY_INDUSTRY)
    known = {theme.id for theme in general.theme}
    others = (catalog for catalog in catalogs if catalog is not general)
    return tuple(c.model_copy(update={"theme": tuple(t for t in c.theme if t.id not in known)}) for c in others)


def edited_themes(catalog: Catalog) -> frozenset[str]:
    """Ids of the themes that are not, word for word, those of a catalog that comes with callthemes."""
    packaged = {theme for known in packaged_catalogs() for theme in known.theme}
    return frozenset(theme.id for theme in catalog.theme if theme not in packaged)
