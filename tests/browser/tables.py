"""What a report's numbers must be, from the study's tables alone: nothing of ``reports`` has a part in it.

In: tables of a run.  Out: shares as Series, and numbers written as a report writes them.
"""

from __future__ import annotations

import re

import pandas as pd

from themes.study.study import Study

GROUPS = {
    "Management, prepared remarks": "management_prepared",
    "Management, answers": "management_answers",
    "Analysts, questions": "analyst_questions",
}
LATELY = 4  # quarters
TOKEN = re.compile(r"\d{4}Q\d|\d{4}-\d\d-\d\d|[+−]?\d+(?:,\d{3})*(?:\.\d+)?")


def tokens(text: str) -> list[str]:
    """Quarters, dates and numbers (with their sign) of a text, in order.

    >>> tokens("Up by 1.2 points (−0.3 to +2.7) since 2012Q2, held on 2012-08-01: 1,024 words.")
    ['1.2', '−0.3', '+2.7', '2012Q2', '2012-08-01', '1,024']
    """
    return TOKEN.findall(text)


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def percent(share: float, sign: str = "%") -> str:
    return f"0{sign}" if share == 0 else f"<0.1{sign}" if share < 0.0005 else f"{share * 100:.1f}{sign}"


def bare(share: float) -> str:
    """The number of a share in percent, as :func:`tokens` finds it."""
    return tokens(percent(share))[0]


def signed(points: float) -> str:
    rounded = f"{points * 100:+.1f}"
    return "0.0" if float(rounded) == 0 else rounded.replace("-", "−")


def unsigned(points: float, digits: int = 1) -> str:
    """A difference of shares in points, with a sign only below zero."""
    rounded = f"{points * 100:.{digits}f}"
    return rounded.lstrip("-") if float(rounded) == 0 else rounded.replace("-", "−")


def certainty(q_value: float) -> str:
    return "0.001" if q_value < 0.001 else f"{q_value:.3f}"


def enumerated(parts: list[str]) -> str:
    """Some names as a sentence lists them."""
    return ", ".join(parts[:-1]) + " and " * (len(parts) > 1) + parts[-1]


def no_stories(study: Study) -> set[str]:
    """Themes that no sentence of the page is about: tentative ones, and those that every call goes through."""
    themes = study.themes
    return set(
        themes[(themes["status"] == "tentative") | (themes["broader"] == "Results and housekeeping")]["theme_id"]
    )


def same_story(study: Study) -> dict[str, tuple[str, float]]:
    """Discovered themes to the tracked one that half of their passages or more are about, and the share of them."""
    assigned = study.tables["chunk_themes"].query("assigned")
    passages = assigned.groupby(["kind", "theme_id"])["chunk_id"].agg(set)
    found = {}
    for theme, own in passages.get("discovered", pd.Series(dtype=object)).items():
        covers = {tracked: len(own & other) / len(own) for tracked, other in passages["tracked"].items()}
        most = max(covers, key=lambda tracked: covers[tracked])
        if covers[most] >= 0.5:
            found[str(theme)] = (str(most), covers[most])
    return found


def short(name: str) -> str:
    return re.sub(r",? (Inc\.?|Corp)$", "", name)


def shown(prevalence: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Words of all speakers by theme and call, of themes that are shown."""
    retired = themes[themes["status"] == "retired"]["theme_id"]
    return prevalence[(prevalence["speaker_group"] == "all") & ~prevalence["theme_id"].isin(retired)]


def pooled(rows: pd.DataFrame, by: str | list[str]) -> pd.Series:
    words = rows.groupby(by)[["n_words_theme", "n_words"]].sum()
    return words["n_words_theme"] / words["n_words"]


def by_quarter(shares: pd.DataFrame) -> pd.Series:
    """Theme, company, quarter to the share; calls of a quarter pooled by words."""
    return pooled(shares, ["theme_id", "company_id", "calendar_quarter"])


def heard(shares: pd.DataFrame) -> set[str]:
    return set(shares[shares["n_words_theme"] > 0]["theme_id"])


def lately(shares: pd.DataFrame) -> pd.Series:
    """Theme and company to the share in the study's last four quarters: the mean of the quarters'."""
    quarters = sorted(shares["calendar_quarter"].dropna().unique())[-LATELY:]
    each = by_quarter(shares[shares["calendar_quarter"].isin(quarters)])
    return each.groupby(level=[0, 1]).mean()
