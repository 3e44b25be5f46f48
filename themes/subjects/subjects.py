"""The subjects that come with callthemes.

In: ``data/subjects.toml``.  Out: frozen :class:`Subject` records.  A subject is broader than a tracked theme, and the
same for every study: what a passage is about, whatever story a catalog asks for.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from themes.config.packaged_data import SUBJECTS_FILE, packaged_data
from themes.config.toml import load_toml


class Subject(BaseModel):
    """A subject: its id, which never changes, a label, what it is and is not, and the group it stands in.

    ``routine``: every call goes through it (results recited, the outlook, housekeeping), so talk of it is no story.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="lower-case words joined by hyphens")
    name: str = Field(min_length=1)
    group: str = Field(min_length=1)
    description: str = Field(min_length=1)
    routine: bool = False

    @property
    def sentence(self) -> str:
        """What an encoder is given to compare passages with the subject."""
        return f"{self.name}. {self.description}"

    @property
    def scope(self) -> str:
        """What the subject is; the second sentence of a description says what it is not, which an encoder ignores."""
        return f"{self.name}. {self.description.split('. ')[0].removesuffix('.')}."


class _Subjects(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: tuple[Subject, ...]

    @field_validator("subject")
    @classmethod
    def _distinct(cls, subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
        seen: set[str] = set()
        for subject in subjects:
            if subject.id in seen:
                raise ValueError(f"subject id {subject.id!r} occurs twice")
            seen.add(subject.id)
        return subjects


def load_subjects() -> tuple[Subject, ...]:
    """All subjects, in the order of the file; :func:`themes.config.packaged_data.subject_ids` has their ids alone.

    Raises
    ------
    SettingsError
        The file is missing, is not TOML, has a key or value that cannot be used, or an id twice.
    """
    return load_toml(packaged_data() / SUBJECTS_FILE, _Subjects).subject
