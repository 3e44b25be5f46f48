"""What a layout makes of a text before the common assembler turns it into a call.

In: lines in order, as a layout recognises them.  Out: :class:`Draft`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from themes.records import Event, Participant, Section
from themes.text.source_map import SourcedText
from themes.transcripts.cleaning import Paragraph
from themes.transcripts.headers import SpeakerHeader
from themes.transcripts.lines import Line

UNKNOWN_SPEAKER = "Unknown"


class NoTranscript(Exception):
    """A layout knows the file, and that it is no transcript; the message says what it is."""


@dataclass(frozen=True)
class DraftTurn:
    """A turn as printed; ``section`` is None where no heading says."""

    header: SpeakerHeader
    section: Section | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Stated:
    """What a file's labelled fields say of the call ("Ticker: OTTR"); they win over any title.

    Dates in ISO form, quarters as ``2012Q4``; None for what the file does not label.
    """

    company: str | None = None
    ticker: str | None = None
    event: Event | None = None
    fiscal_quarter: str | None = None
    call_date: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Draft:
    """A call as printed.

    Parameters
    ----------
    turns : tuple of DraftTurn
        In order; turns without words are dropped by the assembler.
    roster : tuple of Participant
        As printed; empty where the layout has none.
    preamble : tuple of str
        Lines before the call, where title and date stand, and running headers, which repeat them.
    flowing : bool
        The layout knows no paragraphs.
    sentences : bool
        A paragraph is a sentence that may lack its full stop: a line end stays between them.
    warnings : tuple of str
        One begins with the field that it is about and a colon (``call_date: …``).
    stated : Stated
        Labelled fields of the file, where it has them.
    """

    turns: tuple[DraftTurn, ...]
    roster: tuple[Participant, ...] = ()
    preamble: tuple[str, ...] = ()
    flowing: bool = False
    sentences: bool = False
    warnings: tuple[str, ...] = ()
    stated: Stated = Stated()

    @property
    def separator(self) -> str | None:
        """What stands between two paragraphs of a turn; None for a paragraph's break."""
        return "\n" if self.sentences else " " if self.flowing else None


@dataclass
class Scribe:
    """Collects lines into turns: a layout says what each line is, the scribe keeps count of breaks."""

    source: str
    wrapped: bool = True
    section: Section | None = None
    turns: list[DraftTurn] = field(default_factory=list)
    _header: SpeakerHeader | None = None
    _spans: list[tuple[int, int, bool]] = field(default_factory=list)
    _n_blank: int = 0
    _page: bool = False
    _last_line: Line | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody is speaking."""
        return self._header is not None or bool(self._spans)

    @property
    def announced(self) -> SpeakerHeader | None:
        """The speaker of a turn that has no words yet."""
        return self._header if not self._spans else None

    def blank(self) -> None:
        """An empty line; two in a row are what a page break leaves behind."""
        self._n_blank += 1

    def page(self) -> None:
        """A line of page furniture."""
        self._page = True

    def speaker(self, header: SpeakerHeader) -> None:
        """Another turn begins."""
        self._close()
        self._header = header

    def heading(self, section: Section) -> None:
        """Another section begins."""
        self._close()
        self._header = None
        self.section = section

    def words(self, line: Line, start: int | None = None) -> None:
        """A line of speech (from ``start`` on); it goes on with the last one when it was wrapped there."""
        begin = line.start if start is None else start
        over_page = self._page or self._n_blank > 1
        last = self._last_line
        if self._spans and last and self.wrapped and not self._page and not self._n_blank and _is_wrapped(last):
            self._spans[-1] = (self._spans[-1][0], line.end, self._spans[-1][2])
        else:
            self._spans.append((begin, line.end, over_page))
        self._n_blank, self._page, self._last_line = 0, False, line

    def finish(self) -> tuple[DraftTurn, ...]:
        """All turns."""
        self._close()
        return tuple(self.turns)

    def _close(self) -> None:
        if self._spans:
            header = self._header or SpeakerHeader(UNKNOWN_SPEAKER)
            spans = ((SourcedText.of(self.source, start, end), page) for start, end, page in self._spans)
            self.turns.append(DraftTurn(header, self.section, tuple(Paragraph(words, page) for words, page in spans)))
        self._spans, self._n_blank, self._page, self._last_line = [], 0, False, None


def _is_wrapped(line: Line) -> bool:
    # A line that stops in mid-sentence, or about where a narrow page ends; longer ones are whole paragraphs.
    return not line.text.endswith((".", "?", "!", ":", '"', "”", ")")) or 50 <= len(line.text) <= 140
