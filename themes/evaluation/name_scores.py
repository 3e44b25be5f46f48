"""Scores of themes' names by what people marked: shares with intervals, agreement of two judges, the worst themes.

In: a sheet of :mod:`themes.evaluation.name_sheet`, and the marks of one judge or two.  Out: :class:`NameScores`.  A
theme is coherent where at least four fifths of its passages are about it.  Intervals of shares: the score interval
(Wilson 1927).  Agreement beyond chance: kappa (Cohen 1960).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from themes.evaluation.name_sheet import Marks, NameSheet

Key = TypeVar("Key", int, tuple[int, int])

COHERENT = 0.8  # share of a theme's passages about it from which it is coherent: four of five
FAULT = {"slide_worthy": False, "coherent": False, "procedure": True}  # question -> the answer that is a fault


@dataclass(frozen=True)
class NameScores:
    """Scores of the names of a run; shares are 0-1, NaN where nothing was marked.

    ``n_faults`` (0-3) counts what is wrong with a theme: not slide-worthy, not coherent, procedure.  It and the shares
    ``slide_worthy``, ``procedure`` and ``is_about`` of ``by_theme`` are means over judges.
    """

    shares: pd.DataFrame  # judge, question, n (themes with an answer), n_yes, share, share_low, share_high
    agreement: pd.DataFrame  # question (is_about: passages, else themes), n (answered by both), agreed, kappa
    by_theme: pd.DataFrame  # worst first: theme_id, kind, name, n_faults, slide_worthy, procedure, is_about, comment
    not_marked: pd.DataFrame  # judge; how many passages lack is_about, how many themes slide_worthy and procedure

    def worst(self, limit: int) -> pd.DataFrame:
        """The first of ``by_theme`` that have a fault."""
        return self.by_theme[self.by_theme["n_faults"] > 0].head(limit)


def score_names(sheet: NameSheet, judges: Sequence[Marks]) -> NameScores:
    """Score the names of a sheet.

    Parameters
    ----------
    sheet : NameSheet
        What was marked.
    judges : sequence of Marks
        One or two.

    Returns
    -------
    NameScores
        Each share is of the themes that its judge answered for; a theme is coherent, or not, once all its passages are
        marked.  Of equally many faults the theme with fewer passages about it is worse.
    """
    answers = [_answers(sheet, marks) for marks in judges]
    shares = [
        (marks.judge, question, *_share(list(given[question].values())))
        for marks, given in zip(judges, answers, strict=True)
        for question in FAULT
    ]
    return NameScores(
        pd.DataFrame(shares, columns=["judge", "question", "n", "n_yes", "share", "share_low", "share_high"]),
        _agreement(judges, answers),
        _by_theme(sheet, judges, answers),
        _not_marked(sheet, judges),
    )


def cohen_kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Agreement of two judges beyond chance (Cohen 1960); NaN without an answer, or where all answers are alike.

    Examples
    --------
    >>> cohen_kappa([True, True, False, False], [True, False, False, False])
    0.5
    """
    if not first:
        return float("nan")
    a, b = np.mean(first), np.mean(second)
    chance, agreed = a * b + (1 - a) * (1 - b), np.mean(np.equal(first, second))
    return float((agreed - chance) / (1 - chance)) if chance < 1 else float("nan")


def _answers(sheet: NameSheet, marks: Marks) -> dict[str, Mapping[int, bool]]:
    """By question the answers of a judge, by theme; coherent where all passages of a theme are marked."""
    about: dict[int, list[bool | None]] = {}
    for place in sheet.places:
        about.setdefault(place[0], []).append(marks.is_about.get(place))
    coherent = {
        theme: sum(map(bool, marked)) >= COHERENT * len(marked) for theme, marked in about.items() if None not in marked
    }
    return {"slide_worthy": marks.slide_worthy, "coherent": coherent, "procedure": marks.procedure}


def _share(given: Sequence[bool]) -> tuple[int, int, float, float, float]:
    """How many answers and how many yes; their share with its 95% interval."""
    from scipy.stats import binomtest

    if not given:
        return 0, 0, np.nan, np.nan, np.nan
    n, n_yes = len(given), sum(given)
    interval = binomtest(n_yes, n).proportion_ci(0.95, method="wilson")
    return n, n_yes, n_yes / n, float(interval.low), float(interval.high)


def _agreement(judges: Sequence[Marks], answers: Sequence[Mapping[str, Mapping[int, bool]]]) -> pd.DataFrame:
    columns = ["question", "n", "agreed", "kappa"]
    if len(judges) < 2:
        return pd.DataFrame(columns=columns)
    first, second = judges
    rows = [("is_about", *_agreed(first.is_about, second.is_about))]
    rows += [(question, *_agreed(*(given[question] for given in answers))) for question in FAULT]
    return pd.DataFrame(rows, columns=columns)


def _agreed(first: Mapping[Key, bool], second: Mapping[Key, bool]) -> tuple[int, float, float]:
    """How many were answered by both, the share answered alike, kappa."""
    both = [(answer, second[key]) for key, answer in first.items() if key in second]
    if not both:
        return 0, np.nan, np.nan
    a, b = zip(*both, strict=True)
    return len(both), float(np.mean(np.equal(a, b))), cohen_kappa(a, b)


def _by_theme(
    sheet: NameSheet, judges: Sequence[Marks], answers: Sequence[Mapping[str, Mapping[int, bool]]]
) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for theme, named in zip(map(int, sheet.themes.index), sheet.themes.to_dict("records"), strict=True):
        of_theme = [{question: given.get(theme) for question, given in a.items()} for a in answers]
        places = [place for place in sheet.places if place[0] == theme]
        row: dict[str, object] = {column: named[column] for column in ("theme_id", "kind", "name")}
        row["n_faults"] = _mean(sum(own[q] is bad for q, bad in FAULT.items()) for own in of_theme)
        row |= {question: _mean(own[question] for own in of_theme) for question in ("slide_worthy", "procedure")}
        row["is_about"] = _mean(marks.is_about.get(place) for marks in judges for place in places)
        row["comment"] = " / ".join(marks.comments[theme] for marks in judges if theme in marks.comments)
        rows.append(row)
    table = pd.DataFrame(rows)
    return table.sort_values(["n_faults", "is_about", "theme_id"], ascending=[False, True, True], ignore_index=True)


def _mean(values: Iterable[float | None]) -> float:
    """The mean of what is known; NaN where nothing is."""
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else np.nan


def _not_marked(sheet: NameSheet, judges: Sequence[Marks]) -> pd.DataFrame:
    n_passages, n_themes = len(sheet.rows), len(sheet.themes)
    rows = [
        (m.judge, n_passages - len(m.is_about), n_themes - len(m.slide_worthy), n_themes - len(m.procedure))
        for m in judges
    ]
    return pd.DataFrame(rows, columns=["judge", "is_about", "slide_worthy", "procedure"])
