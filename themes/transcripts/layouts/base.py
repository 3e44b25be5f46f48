"""What a layout is: a name, a score by content, and a reading.

In: the source text.  Out: :class:`Score`, :class:`themes.transcripts.draft.Draft`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from themes.transcripts.draft import Draft


@dataclass(frozen=True)
class Score:
    """How well a layout fits, from 0 (not at all) to 1, and why in one line."""

    value: float
    reason: str


class Layout(Protocol):
    """One way of printing a call; to add one, write a module and list it in the registry."""

    @property
    def name(self) -> str:
        """Short name, as ``themes parse`` prints it."""
        ...

    def score(self, text: str) -> Score:
        """How well the layout fits a text."""
        ...

    def read(self, text: str) -> Draft:
        """The call as printed; turns may come out empty."""
        ...
