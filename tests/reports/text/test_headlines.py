"""Headlines from trends: every number is one of the tables, and no word is surer than its q-value.

Three companies, twelve quarters (2010Q1 to 2012Q4), 1,000 content words a call.  ``ox`` has calls in the first six
quarters only, so from 2011Q3 on two of three companies call.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reports.data.coverage import Coverage
from reports.data.evidence import same_stories
from reports.data.first_mentions import first_mentions_of
from reports.records import Company, Contrast, FirstMention, FirstMentions, Headline, Point, ThemeReport, Trend
from reports.text.contrast_headlines import NOTHING_TO_COMPARE
from reports.text.headlines import MAX_HEADLINES, NOTHING_MOVED, Background, headlines_of, series_of
from reports.text.notes import statuses_note
from tests.facts import facts
from themes.records import Status
from themes.stats.composition import adjusted_shares

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2010, 2011, 2012) for quarter in (1, 2, 3, 4))
COMPANIES = (Company("elk", "Elk Radio", 0), Company("fox", "Fox Masts", 1), Company("ox", "Ox Cable", 2))
COVERAGE = Coverage(QUARTERS, ())
RISING = {"change_per_year": 0.034, "change_low": 0.015, "change_high": 0.053, "q_value": 0.004}
CONTRAST = Contrast("elk", "elk-2010Q1", "elk-2010Q2", 0.01, 0.11, 0.1, 0.05, 0.15, 0.001, 0.001, "up", "More of it.")
FLAT = {"elk": [20] * 12, "fox": [40] * 12, "ox": [60] * 6}


def trend(status: str, scope: str = "ALL", **known: object) -> Trend:
    label = {company.company_id: company.label for company in COMPANIES} | {"ALL": "All companies"}
    n_companies = len(COMPANIES) if scope == "ALL" else 1
    return Trend(scope, label[scope], Status(status), "", n_calls=30, n_companies=n_companies, **known)  # type: ignore[arg-type]


def theme(theme_id: str, *trends: Trend, words: dict[str, list[int]] = FLAT, kind: str = "tracked") -> ThemeReport:
    points = tuple(
        Point(f"{company}-{quarter}", company, company, quarter, n / 1000, None, None, n, 1000)
        for company, counts in words.items()
        for quarter, n in zip(QUARTERS, counts, strict=False)
    )
    label = theme_id.upper()
    return ThemeReport(
        theme_id, kind, label, "active", None, (), 0.1, 1, 10, 1, 1, points, (), (), (), trends, ()
    )  # fmt: skip


def headlines(*themes: ThemeReport, diffusion: list[tuple[object, ...]] | None = None) -> tuple[Headline, ...]:
    columns = ["theme_id", "company_id", "first_call_date", "first_quarter", "rank", "p_value"]
    table = pd.DataFrame(diffusion or [], columns=columns, dtype=object).assign(lag_days=None)
    begun = first_mentions_of({"diffusion": table}, COMPANIES)
    told = [replace(theme, first_mentions=begun.get(theme.theme_id)) for theme in themes]
    return headlines_of(told, Background(COMPANIES, COVERAGE, {}))[0]


def plain(text: str) -> str:
    return text


def test_headline_is_told_by_the_reason_of_its_row() -> None:
    row = replace(trend("rising", since_quarter="2011Q3", **RISING), reason="Share rose from 1.0% to 4.4%.")
    (found,) = headlines(theme("lte", row))
    assert (found.finding, found.sentence) == ("“LTE” has risen", "Share rose from 1.0% to 4.4%.")
    assert (found.direction, found.scope, found.theme_id) == ("up", "ALL", "lte")


@pytest.mark.parametrize(
    ("status", "expected", "direction"),
    [
        ("new", "“LTE” is new", "up"),
        ("rising", "“LTE” has risen", "up"),
        ("fading", "“LTE” has faded", "down"),
        ("revived", "“LTE” is back", "up"),
        ("dormant", "“LTE” has all but ended", "down"),
        ("spike", "“LTE” came for a quarter or two", "unclear"),
    ],
)
def test_finding_is_told_by_the_verb_of_its_status(status: str, expected: str, direction: str) -> None:
    (found,) = headlines(theme("lte", trend(status, **RISING | {"since_quarter": "2012Q1"})))
    assert (found.finding, found.direction) == (expected, direction)


def test_who_said_most_of_an_ended_theme_is_told_of_the_year_before() -> None:
    words = {"elk": [90] * 4 + [40, 20, 20, 20] + [0] * 4, "fox": [90] * 4 + [60, 20, 20, 20] + [0] * 4, "ox": []}
    known = {"since_quarter": "2012Q1", "last_quarter": "2011Q4", "q_value": 0.0}
    (found,) = headlines(theme("lte", trend("dormant", **known), words=words))
    # 2011: elk 40 + 3 x 20 = 100 of 4,000 words; fox 120
    assert facts(plain(found.leads)) == ["2012Q1", "Fox Masts", "3.0%", "Elk Radio", "2.5%"]


def test_who_said_most_of_a_spike_is_told_of_its_quarter() -> None:
    words = {"elk": [0] * 9 + [80, 0, 0], "fox": [0] * 9 + [20, 0, 30], "ox": []}
    (found,) = headlines(theme("lte", trend("spike", since_quarter="2012Q2", q_value=0.01), words=words))
    assert facts(plain(found.leads)) == ["2012Q2", "Elk Radio", "8.0%", "Fox Masts", "2.0%"]


@pytest.mark.parametrize("status", [str(status) for status in Status if not status.is_finding])
def test_theme_that_did_not_move_makes_no_headline(status: str) -> None:
    assert headlines(theme("lte", trend(status, **RISING)), theme("a", trend("steady", q_value=0.5))) == ()


@pytest.mark.parametrize("q_value", [None, 0.0501])
def test_status_without_a_controlled_error_makes_no_headline(q_value: float | None) -> None:
    assert headlines(theme("lte", trend("rising", **RISING | {"q_value": q_value}))) == ()


def test_nothing_is_said_of_a_direction_where_all_is_insufficient() -> None:
    themes = [theme("lte", trend("insufficient", **RISING), trend("insufficient", "elk", **RISING))]
    found, note = headlines_of(themes, Background(COMPANIES, COVERAGE, {}))
    assert (found, note) == ((), NOTHING_TO_COMPARE)


def test_tentative_theme_makes_no_headline_and_is_named_in_the_note() -> None:
    rates = replace(theme("rates", trend("rising", **RISING), trend("rising", "fox", **RISING)), status="tentative")
    background = Background(COMPANIES, COVERAGE, {})
    found, note = headlines_of([rates, theme("lte", trend("rising", **RISING))], background)
    assert [headline.theme_id for headline in found] == ["lte"]
    assert note.startswith("All the changes ")
    assert note.endswith(" Left out: “RATES”, a tentative theme.")
    # alone it leaves single calls to compare, and is not said to have stood still
    note = f"{NOTHING_TO_COMPARE} Left out: “RATES”, a tentative theme."
    assert headlines_of([rates], background) == ((), note)


def test_theme_whose_wordings_disagree_makes_no_headline_and_is_named_in_the_note() -> None:
    tariffs = theme("tariffs", replace(trend("rising", **RISING), wording="disagrees"))
    lte = theme("lte", replace(trend("rising", **RISING), wording="agrees"))
    found, note = headlines_of([tariffs, lte], Background(COMPANIES, COVERAGE, {}))
    assert [headline.theme_id for headline in found] == ["lte"]
    assert "Left out: “TARIFFS”, which strong cues alone and meaning alone do not bear out alike." in note


def test_calls_are_compared_where_no_trend_makes_a_headline() -> None:
    def told(*trends: Trend) -> tuple[list[object], str]:
        lte = replace(theme("lte", *trends), contrasts=(CONTRAST,))
        found, note = headlines_of([lte], Background(COMPANIES, COVERAGE, {}))
        return [headline.status for headline in found], note

    assert told(trend("unclear", q_value=0.4))[0] == told(trend("insufficient"))[0] == ["contrast"]
    disagreeing, note = told(replace(trend("rising", **RISING), wording="disagrees"))
    assert disagreeing == ["contrast"]
    assert NOTHING_MOVED not in note
    assert told(trend("rising", **RISING))[0] == ["rising"]


def test_discovered_theme_of_mostly_the_same_passages_is_told_with_the_tracked_one() -> None:
    tracked, found = theme("sdn", trend("rising", **RISING)), theme("c", trend("new", q_value=0.01), kind="discovered")
    other = theme("d", trend("fading", **RISING), kind="discovered")
    rows = [("sdn", None, None), ("c", "sdn", 0.5), ("d", "sdn", 0.5)]
    table = pd.DataFrame(rows, columns=["theme_id", "tracked_twin", "tracked_share"]).assign(label="SDN")
    same = {key: story.theme_id for key, story in same_stories({"themes": table}).items()}
    background = Background(COMPANIES, COVERAGE, same)
    told, note = headlines_of([found, tracked, other], background)
    assert [headline.theme_id for headline in told] == ["sdn", "d"]  # d fades, so it is another finding
    assert told[0].leads.endswith("“C”, discovered in mostly these passages, moved the same way.")
    assert "discovered in" not in told[1].leads
    # alone it has a headline
    assert [headline.theme_id for headline in headlines_of([found], background)[0]] == ["c"]


def test_each_status_has_its_turn_and_tracked_themes_go_first() -> None:
    small, large = RISING, RISING | {"change_per_year": 0.06}
    found = headlines(
        theme("a", trend("rising", **small)),
        theme("b", trend("rising", **large)),
        theme("c", trend("fading", **small)),
        theme("d", trend("rising", **large | {"change_per_year": 0.5}), kind="discovered"),
        theme("e", trend("new", since_quarter="2012Q1", q_value=0.01)),
    )
    assert [headline.theme_id for headline in found] == ["e", "b", "c", "a", "d"]


def test_company_that_does_the_same_has_no_headline_of_its_own() -> None:
    found = headlines(theme("lte", trend("rising", **RISING), trend("rising", "fox", **RISING)))
    assert [headline.scope for headline in found] == ["ALL"]


def test_company_that_does_something_else_has_a_headline_after_the_rest() -> None:
    alone = replace(trend("fading", "fox", **RISING), reason="Fox Masts says less.")
    found = headlines(theme("a", trend("rising", **RISING), alone), theme("b", trend("fading", **RISING)))
    assert [(h.theme_id, h.scope) for h in found] == [("a", "ALL"), ("b", "ALL"), ("a", "fox")]
    assert (found[2].finding, found[2].sentence) == ("“A” has faded at Fox Masts", "Fox Masts says less.")
    assert found[2].series[0] == ("2010Q1", 0.04)


def test_leaders_are_those_with_the_largest_share_of_their_own_words() -> None:
    (found,) = headlines(theme("lte", trend("rising", **RISING)))
    assert facts(plain(found.leads)) == ["2012Q1", "2012Q4", "Fox Masts", "4.0%", "Elk Radio", "2.0%"]


def test_no_headline_says_who_was_first_where_chance_gives_such_an_order() -> None:
    diffusion: list[tuple[object, ...]] = [
        ("lte", "fox", "2010-05-01", "2010Q1", 1, 0.333333),
        ("lte", "elk", "2010-08-01", "2010Q2", 2, 0.6),
    ]
    (found,) = headlines(theme("lte", trend("rising", **RISING)), diffusion=diffusion)
    assert "irst" not in found.leads


def test_headline_names_the_first_of_twenty_five_companies() -> None:
    first = FirstMention(COMPANIES[1], "2010-05-01", "2010Q1", 1, 0, 0.04)
    begun = FirstMentions((first,), {"elk": ("2009Q4", "2010-02-01")}, n_companies=25)
    told = replace(theme("lte", trend("rising", **RISING)), first_mentions=begun)
    (found,) = headlines_of([told], Background(COMPANIES, COVERAGE, {}))[0]
    assert found.leads.endswith(
        "First taken up (two sure passages in a call) by Fox Masts (2010-05-01), earlier than chance gives (p = 0.040). "
        "In passing before: Elk Radio (2010-02-01)."
    )


def test_who_says_most_of_a_faded_theme_is_told_of_the_last_quarters() -> None:
    (found,) = headlines(theme("lte", trend("fading", since_quarter="2012Q1", **RISING)))
    assert found.leads.startswith("Most from 2012Q1 to 2012Q4: ")


def test_first_speaker_of_a_fading_theme_is_no_news() -> None:
    (found,) = headlines(
        theme("lte", trend("fading", **RISING)), diffusion=[("lte", "fox", "2010-05-01", "2010Q1", 1, 0.3)]
    )
    assert "First" not in found.leads


def test_series_is_adjusted_for_who_called_and_leaves_out_thin_quarters() -> None:
    words = {"elk": [10] * 6, "fox": [30] * 3, "ox": [50] * 3}
    few = replace(COVERAGE, thin=frozenset({"2010Q2", "2011Q2"}))
    series = series_of(theme("lte", words=words), "ALL", Background(COMPANIES, few, {}))
    # 2011Q2 is thin, later there is no call: the series ends with the last share
    assert [quarter for quarter, _ in series] == ["2010Q1", "2010Q2", "2010Q3", "2010Q4", "2011Q1"]
    gone = [math.nan] * 3
    alone = adjusted_shares(np.array([[[0.01] * 6, [0.03] * 3 + gone, [0.05] * 3 + gone]])).share[0, 3]
    assert [share for _, share in series] == [0.03, None, 0.03, pytest.approx(alone), pytest.approx(alone)]
    assert 0.02 < alone < 0.03


def test_company_s_own_series_and_the_last_four_quarters_know_thin_quarters() -> None:
    words = {"elk": [10] * 11 + [90], "fox": [30] * 11}
    few = replace(COVERAGE, thin=frozenset({"2012Q4"}))
    background = Background(COMPANIES, few, {})
    own = series_of(theme("lte", words=words), "elk", background)
    assert own[-1] == ("2012Q4", 0.09)
    (found,), _ = headlines_of([theme("lte", trend("rising", **RISING), words=words)], background)
    assert found.leads.startswith("Most from 2011Q4 to 2012Q3: Fox Masts (3.0")
    assert found.series[-1] == ("2012Q3", 0.02)


def test_note_says_how_many_of_the_changes_are_shown() -> None:
    themes = [theme(f"t{k}", trend("rising", **RISING)) for k in range(MAX_HEADLINES + 2)]
    found, note = headlines_of(themes, Background(COMPANIES, COVERAGE, {}))
    assert len(found) == MAX_HEADLINES + 2
    assert note.startswith("7 of 9 changes that hold with every theme counted")


def test_note_says_so_where_nothing_moved() -> None:
    found, note = headlines_of([theme("a", trend("steady", q_value=0.9))], Background(COMPANIES, COVERAGE, {}))
    assert (found, note) == ((), f"{NOTHING_MOVED} {NOTHING_TO_COMPARE}")


def test_note_counts_the_statuses() -> None:
    found = ["rising", "steady", "new", "spike", "spike", "unclear", "insufficient", "absent", "insufficient"]
    assert statuses_note([trend(status) for status in found]) == (
        "Of 9 themes mentioned 1 is new, 1 is rising, 2 are spikes, 1 is steady and 1 is unclear; "
        "of 3 there is too little to say."
    )


def test_note_says_that_nothing_is_called_a_trend() -> None:
    told = statuses_note([trend("insufficient")] * 3)
    assert told.startswith("No theme here is called rising or fading:")
    assert statuses_note([trend("unclear")] * 3) == "Of 3 themes mentioned 3 are unclear."


def test_note_of_one_theme_gives_its_reason() -> None:
    assert statuses_note([replace(trend("insufficient"), reason="5 calls in 3 quarters.")]) == "5 calls in 3 quarters."
