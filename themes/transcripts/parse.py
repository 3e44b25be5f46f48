"""Parsing: a source text in, a call out; recognises the layout by content, never by file name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.assembling import assemble
from themes.transcripts.draft import Draft, NoTranscript
from themes.transcripts.footers import without_footer
from themes.transcripts.layouts.base import Layout, Score
from themes.transcripts.layouts.registry import LAYOUTS
from themes.transcripts.not_a_call import nobody_speaks, what_it_is
from themes.transcripts.reading import SourceText, read_source

# The marks of one vendor are beyond doubt: no later layout is asked.
_SURE = 0.95
# So much has only a form of calls, with its speakers; below it a text may be something else.
_CALLS_FORM = 0.6
_LIKE_A_CHAT = "stamped"
# The last layout reads anything, and never scores more: it is asked when no other fits better.
_FALLBACK = 0.2
_LONG_CHARS = 2000


def layout_scores(text: str) -> dict[str, Score]:
    """How well each layout fits a text, best first; ties go to the more special layout (registry order)."""
    scores = {layout.name: layout.score(text) for layout in LAYOUTS}
    return dict(sorted(scores.items(), key=lambda item: -item[1].value))


def parse_source(source: SourceText, layout: str | None = None) -> Call:
    """The call a source text tells.

    Parameters
    ----------
    source : SourceText
    layout : str, optional
        Name of the layout to read it by; by default the one that fits best.

    Raises
    ------
    TranscriptRefused
        When no layout fits, the named one does not exist, or nobody speaks.
    """
    chosen = _named(layout, source.path) if layout else _best(source)
    try:
        draft = source.completing(_without_footer(chosen.read(source.text), chosen, source.text))
    except NoTranscript as reason:
        raise TranscriptRefused(f"{source.path}: {reason}", mend="give the full transcript of the call") from reason
    return assemble(draft, source, chosen.name)


def parse_file(path: Path, layout: str | None = None) -> Call:
    """The call a file tells; raises :class:`TranscriptRefused` as :func:`read_source` and :func:`parse_source` do."""
    return parse_source(read_source(path), layout)


def _named(name: str, path: str) -> Layout:
    for layout in LAYOUTS:
        if layout.name == name:
            return layout
    known = ", ".join(layout.name for layout in LAYOUTS)
    raise TranscriptRefused(f"{path}: no layout is called {name!r}", mend=f"known layouts: {known}")


def _best(source: SourceText) -> Layout:
    scores: dict[str, Score] = {}
    best, fallback = 0.0, LAYOUTS[-1]
    for layout in LAYOUTS:
        if layout is fallback and best > _FALLBACK:
            break
        scores[layout.name] = layout.score(source.text)
        best = max(best, scores[layout.name].value)
        if best >= _SURE:
            break
    if best < _CALLS_FORM or scores.get(_LIKE_A_CHAT, Score(0.0, "")).value == best < _SURE:
        _require_call(source, best)
    if best <= 0:
        raise TranscriptRefused(
            f"{source.path}: cannot be read as a call: {scores[fallback.name].reason}",
            mend="if it is a transcript, try: themes parse --layout plain",
        )
    return _named(next(name for name, score in scores.items() if score.value == best), source.path)


def _require_call(source: SourceText, best: float) -> None:
    """Refuse what is a text but no call; below the fallback's score no line names a speaker."""
    looks_like = what_it_is(source.text, has_speakers=best > _FALLBACK)
    # Lines of a long text may look like speakers' by chance.
    may_be_silent = best < _FALLBACK or (best == _FALLBACK and len(source.text) > _LONG_CHARS)
    if looks_like is None and best and may_be_silent and nobody_speaks(source.text):
        looks_like = "a text in which nobody speaks: hardly an I or we, nor what one says on a call"
    if looks_like:
        raise TranscriptRefused(
            f"{source.path}: no call: it looks like {looks_like}",
            mend="if it is a transcript, read it by themes parse --layout plain",
        )


def _without_footer(draft: Draft, layout: Layout, text: str) -> Draft:
    """The draft without what the page prints below the call, where the layout took it for words."""
    above, warnings = without_footer(text)
    end = max((turn.paragraphs[-1].words.span[1] for turn in draft.turns if turn.paragraphs), default=0)
    if not warnings or end <= len(above):
        return draft
    shorter = layout.read(above)
    return replace(shorter, warnings=shorter.warnings + warnings)
