"""Tables ``lineage``, ``themes`` and ``run`` to what became of discovered themes, and what is new in this run.

In: the tables of one run, nothing else, so that an old report can be made again.  Out: :class:`LineageView`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from reports.data.table_rows import Row, number, rows, text, texts, whole
from reports.formatting import listed

#: Events that are news, in the order shown; ``continued`` is not.
#: A theme that goes on under a new id, because it outgrew its name, is one story of two rows: ``renamed``.
NEWS = ("born", "renamed", "revived", "split", "merged", "retired")
SAID = {
    "born": "born",
    "renamed": "renamed",
    "revived": "revived",
    "split": "split off",
    "merged": "merged",
    "retired": "retired",
}


@dataclass(frozen=True)
class NamedTheme:
    """A theme's id and label; ``is_shown``: it has a page of its own in the report."""

    theme_id: str
    label: str
    is_shown: bool


@dataclass(frozen=True)
class LineageEvent:
    """What became of one discovered theme in this run; ``likeness`` (0–1) to the theme it was matched with."""

    event: str
    theme: NamedTheme
    likeness: float | None
    sentence: str


@dataclass(frozen=True)
class Life:
    """The runs in which a discovered theme was found: born in ``first_run``, last found in ``last_run``."""

    theme: NamedTheme
    status: str
    first_run: int
    last_run: int
    event: str | None


@dataclass(frozen=True)
class LineageView:
    """Lineage of the discovered themes as this run's tables tell it; ``run_id`` 0 where no run is known."""

    run_id: int
    n_new_calls: int
    n_calls: int
    news: tuple[LineageEvent, ...]
    lives: tuple[Life, ...]
    new_tracked: tuple[NamedTheme, ...]
    summary: str

    @property
    def is_first_run(self) -> bool:
        """Whether there is no run before this one to compare with."""
        return self.run_id <= 1


def lineage_of(tables: Mapping[str, pd.DataFrame]) -> LineageView:
    """Tell what became of the discovered themes in this run, and when each was born.

    Parameters
    ----------
    tables : Mapping of str to DataFrame
        ``lineage``, ``themes`` and ``run``; each may be empty.

    Returns
    -------
    LineageView
        News in the order of :data:`NEWS`; lives by run of birth, then label.
    """
    named = {text(row["theme_id"]) or "": _named(row) for row in rows(tables, "themes")}
    run = next(rows(tables, "run"), {})
    run_id = whole(run.get("run_id"))
    events = [(text(row["event"]) or "", row) for row in rows(tables, "lineage")]
    old_names = {parent for event, row in events if event == "born" for parent in texts(row["parents"])}
    news = [
        _event(event, row, named)
        for event, row in events
        if event in NEWS and not (event == "retired" and text(row["theme_id"]) in old_names)
    ]
    news.sort(key=lambda e: (NEWS.index(e.event), e.theme.label.casefold(), e.theme.theme_id))
    n_continued = sum(event == "continued" for event, _ in events)
    tracked = [row for row in rows(tables, "themes") if row["kind"] == "tracked" and whole(row["first_run"]) == run_id]
    return LineageView(
        run_id=run_id,
        n_new_calls=whole(run.get("n_new_calls")),
        n_calls=whole(run.get("n_calls")),
        news=tuple(news),
        lives=_lives(tables, named, {event.theme.theme_id: event.event for event in news}),
        new_tracked=tuple(_named(row) for row in tracked) if run_id > 1 else (),
        summary=_summary([event.event for event in news], n_continued),
    )


def _named(row: Row) -> NamedTheme:
    theme_id = text(row["theme_id"]) or ""
    return NamedTheme(theme_id, text(row["label"]) or theme_id, text(row["status"]) != "retired")


def _event(event: str, row: Row, named: Mapping[str, NamedTheme]) -> LineageEvent:
    theme_id = text(row["theme_id"]) or ""
    theme = named.get(theme_id, NamedTheme(theme_id, theme_id, False))
    others = [named.get(key, NamedTheme(key, key, False)) for key in texts(row["parents"]) if key != theme_id]
    shown = "renamed" if event == "born" and others else event
    return LineageEvent(shown, theme, number(row["similarity"]), event_sentence(shown, others))


def event_sentence(event: str, others: list[NamedTheme]) -> str:
    """Say what became of a theme; ``others`` are its parents, less itself.

    Examples
    --------
    >>> event_sentence("retired", [NamedTheme("opex", "OpEx", True)])
    'not found again; most of its passages are now in OpEx'
    """
    names = listed([theme.label for theme in others])
    if event == "split":
        return f"most of its passages were in {names}, which goes on" if names else "split from a theme that goes on"
    if event == "merged":
        return f"took in most passages of {names}" if names else "took in another theme"
    if event == "retired":
        return f"not found again; most of its passages are now in {names}" if names else "not found again"
    if event == "renamed":
        return f"was {names}, which had outgrown its name"
    return "found again after being absent" if event == "revived" else "like nothing known before"


def _lives(
    tables: Mapping[str, pd.DataFrame], named: Mapping[str, NamedTheme], news: Mapping[str, str]
) -> tuple[Life, ...]:
    lives = [
        Life(
            theme=named[text(row["theme_id"]) or ""],
            status=text(row["status"]) or "active",
            first_run=whole(row["first_run"]),
            last_run=whole(row["last_run"]),
            event=news.get(text(row["theme_id"]) or ""),
        )
        for row in rows(tables, "themes")
        if row["kind"] == "discovered"
    ]
    return tuple(sorted(lives, key=lambda life: (life.first_run, life.theme.label.casefold(), life.theme.theme_id)))


def _summary(events: list[str], n_continued: int) -> str:
    """Count the events in words: ``3 went on, 1 born``; empty where there are none."""
    parts = [f"{n_continued} went on"] if n_continued else []
    parts += [f"{events.count(event)} {SAID[event]}" for event in NEWS if event in events]
    return ", ".join(parts)
