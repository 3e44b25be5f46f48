"""Texts with places marked, as safe markup: the words a quote was taken for, the quoted passages of a turn."""

from __future__ import annotations

from markupsafe import Markup, escape

from reports.data.transcripts import TurnRead
from reports.records import Quote


def highlighted_quote(quote: Quote) -> Markup:
    """A quote's text, the words it was taken for marked."""
    parts, end = [], 0
    for start, stop in quote.marks:
        parts += [escape(quote.text[end:start]), Markup("<mark>{}</mark>").format(quote.text[start:stop])]
        end = stop
    return Markup("").join([*parts, escape(quote.text[end:])])


def highlighted_turn(turn: TurnRead) -> Markup:
    """A turn's text, its quoted passages marked, each an element to link to and with links back to its quotes."""
    parts, end = [], 0
    for place in turn.places:
        back = Markup("").join(
            Markup(' <a class="back" href="#quote-{}-{}">{}</a>').format(theme_id, place.chunk_id, label)
            for theme_id, label in place.themes
        )
        passage = Markup('<mark id="passage-{}">{}</mark>').format(place.chunk_id, turn.text[place.start : place.end])
        parts += [escape(turn.text[end : place.start]), passage, back]
        end = place.end
    return Markup("").join([*parts, escape(turn.text[end:])])
