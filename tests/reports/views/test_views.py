"""Who led, asked and told, lineage: numbers worked out by hand from small tables, and what the page shows of them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest

from reports.records import Company, FirstMention, FirstMentions
from reports.render.html import render
from reports.report import ReportData
from reports.summary import summarize
from reports.svg.spread import spread_chart
from reports.views.diffusion import LedTheme, spread_sentence
from reports.views.lineage import lineage_of
from reports.views.speaker_gap import asked_answered_of, is_gap
from tests.reports.conftest import Tables
from tests.reports.reading import ReadPage
from themes.diffusion.first_mentions import adoption_by_quarter, first_mentions
from themes.records import TABLES
from themes.stats.adoption import MIN_PASSAGES, DiffusionPoint

Read = Callable[[Tables], ReadPage]
HOSTILE = '"><script>alert(1)</script>'


def with_diffusion(tables: Tables, mentions: list[tuple[object, ...]]) -> Tables:
    tables["diffusion"] = pd.DataFrame(mentions, columns=list(TABLES["diffusion"])).astype(
        {"rank": "Int64", "lag_days": "Int64"}
    )
    return tables


@pytest.fixture
def followed(tables: Tables) -> Tables:
    """Juno begins in its second call, Vesta in the quarter after; Marlin, whose call has no quarter, never."""
    return with_diffusion(
        tables,
        [
            ("open-access", "juno", "2013-01-29", "2012Q4", 1, 0, 0.5),
            ("open-access", "vsta", "2013-05-02", "2013Q1", 2, 93, 1.0),
            ("copper-prices", "juno", "2012-07-24", "2012Q2", 1, 0, None),
        ],
    )


# --- who led


def test_theme_heard_in_one_company_has_no_leader(followed: Tables) -> None:
    led = summarize(followed).views.who_led
    assert [theme.theme_id for theme in led.begun + led.from_the_start] == ["open-access"]


def test_spread_is_of_companies_with_a_call_by_then(followed: Tables) -> None:
    (theme,) = summarize(followed).views.who_led.begun
    # Juno and Vesta have calls from 2012Q2; Marlin's only call has no quarter
    assert [(s.quarter, s.n_adopters, s.n_companies) for s in theme.spread] == [
        ("2012Q2", 0, 2),
        ("2012Q3", 0, 2),
        ("2012Q4", 1, 2),
        ("2013Q1", 2, 2),
    ]


def test_report_and_command_count_the_spread_of_a_theme_alike(tables: Tables) -> None:
    spoken = tables["prevalence"]
    accepted = spoken.loc[spoken["n_words_theme"] > 0, ["theme_id", "call_id"]].drop_duplicates()
    accepted = accepted.assign(n_accepted=MIN_PASSAGES)
    tables["diffusion"] = first_mentions(tables["calls"], spoken, accepted)
    command = adoption_by_quarter(tables["calls"], spoken, accepted).set_index(["theme_id", "quarter"])
    led = summarize(tables).views.who_led
    for theme in led.begun + led.from_the_start:
        for point in theme.spread:
            if (theme.theme_id, point.quarter) in command.index:  # nobody called in the others
                row = command.loc[(theme.theme_id, point.quarter)]
                assert (point.n_adopters, point.n_companies) == (row["n_spoken"], row["n_joined"])
    assert led.begun + led.from_the_start


def test_spread_counts_a_company_only_from_its_first_call_on(followed: Tables) -> None:
    calls = followed["calls"]
    followed["calls"] = calls[~calls["call_id"].isin(["vsta-2012q2", "vsta-2012q2-2"])]
    (theme,) = summarize(followed).views.who_led.begun
    assert [s.share for s in theme.spread] == [0.0, 0.0, 1.0, 1.0]


def test_dates_are_given_and_who_spoke_in_passing_and_who_never_did(followed: Tables) -> None:
    (theme,) = summarize(followed).views.who_led.begun
    dates = "Taken up by Juno Optics (2013-01-29) and Vesta Cable (2013-05-02)."
    assert theme.sentence == f"{dates} In passing or less surely: Marlin Networks."
    followed["prevalence"].loc[followed["prevalence"]["company_id"] == "mrln", "n_chunks"] = 0
    (theme,) = summarize(followed).views.who_led.begun
    assert theme.sentence == f"{dates} Not by Marlin Networks."


def test_section_says_in_one_line_that_who_led_cannot_be_known(followed: Tables, read: Read) -> None:
    said = read(followed).part("who-led").text
    assert said.count("Who led is unknown: 3 companies are too few.") == 1
    assert " first (" not in said
    assert "later" not in said


def test_theme_spoken_of_in_the_first_company_s_first_call_is_not_said_to_begin(data: ReportData) -> None:
    led = data.views.who_led
    assert led.begun == ()
    assert [theme.theme_id for theme in led.from_the_start] == ["open-access"]
    assert led.from_the_start[0].sentence.startswith("Taken up by Juno Optics (2012-07-24)")


def test_page_of_a_theme_says_where_it_may_have_begun_before(page: ReadPage, followed: Tables, read: Read) -> None:
    assert "so it may be older" in page.part("theme-open-access").text
    assert "so it may be older" not in read(followed).part("theme-open-access").text


def test_beginning_is_not_seen_where_one_that_shares_the_first_place_has_no_call_before(followed: Tables) -> None:
    shared = ["rank", "lag_days", "first_call_date", "first_quarter", "p_value"]
    followed["diffusion"].loc[1, shared] = [1, 0, None, "2012Q2", None]
    assert summarize(followed).views.who_led.begun == ()


def test_first_mentions_on_the_page_are_those_of_the_table(followed: Tables, read: Read) -> None:
    table = read(followed).part("first-mentions").one("tbody")
    assert [[cell.text for cell in row.all("td")] for row in table.all("tr")] == [
        ["Juno Optics", "2013-01-29", "2012Q4", "0", "1", "0.50"],
        ["Vesta Cable plc", "2013-05-02", "2013Q1", "93", "2", "1.00"],
    ]


def test_spread_chart_steps_where_companies_began(followed: Tables, read: Read) -> None:
    chart = read(followed).part("led-open-access").one("svg", class_="spread")
    # 4 quarters over 292 pixels; 66 pixels from none (80) to all (14)
    assert chart.one("path", class_="line").attributes["d"] == "M4 80H199V47H296V14H296"
    assert [(c.attributes["cx"], c.attributes["cy"]) for c in chart.all("circle")] == [("199", "47"), ("296", "14")]
    assert chart.attributes["aria-label"] == "Open access: 2 of 2 companies by 2013Q1"


def test_companies_of_one_quarter_stand_in_the_order_of_their_days_each_with_its_name() -> None:
    companies = [Company(key, label, k) for k, (key, label) in enumerate([("vsta", "Vesta"), ("juno", "Juno")])]
    days = ["2012-01-05", "2012-01-09"]
    mentions = tuple(
        FirstMention(company, day, "2012Q1", rank, None, 0.5)
        for rank, (company, day) in enumerate(zip(companies, days, strict=True), start=1)
    )
    spread = (DiffusionPoint("2011Q4", 0, 2), DiffusionPoint("2012Q1", 2, 2))
    led = LedTheme("sdn", "SDN", "tracked", mentions, spread, is_begun=True, sentence="")
    chart = ReadPage(str(spread_chart(led, ["2011Q4", "2012Q1"]))).root
    heights = [int(dot.attributes["cy"]) for dot in chart.all("circle")]
    assert heights == [47, 14]  # Vesta, the earlier one, half way up; the later one at the top
    names = [text.text for text in chart.all("text") if "axis" not in text.attributes.get("class", "")]
    assert names == ["Vesta", "Juno"]


def surely(*mentions: FirstMention, **passing: tuple[str, str]) -> FirstMentions:
    """First mentions of twenty-five companies that could have been first."""
    return FirstMentions(mentions, passing, n_companies=25, spoke=frozenset(passing))


def took_up(company: Company, rank: int, day: str | None, lag: int | None, quarter: str = "2012Q1") -> FirstMention:
    return FirstMention(company, day, quarter, rank, lag, 0.04)


VESTA, JUNO, MARLIN = Company("vsta", "Vesta", 0), Company("juno", "Juno", 1), Company("mrln", "Marlin", 2)


def test_order_says_lags_those_of_two_years_or_more_in_years() -> None:
    day = "2012-01-05"
    found = surely(took_up(VESTA, 1, day, 0), took_up(JUNO, 2, day, 729), took_up(MARLIN, 3, day, 3381))
    assert spread_sentence(found) == "Vesta first (2012-01-05), then Juno 729 days later, Marlin 9.3 years later."


def test_order_names_companies_that_share_the_first_place_together_by_the_day_of_all() -> None:
    first, other = took_up(JUNO, 1, "2013-01-29", 0), took_up(VESTA, 1, "2013-01-29", 0)
    assert spread_sentence(surely(first, other)) == "Juno and Vesta first (2013-01-29)."
    undated = took_up(VESTA, 1, None, None)
    assert spread_sentence(surely(first, undated)) == "Juno and Vesta first (2012Q1)."


def test_order_tells_no_lag_behind_a_company_without_a_date() -> None:
    found = surely(took_up(JUNO, 1, None, None), took_up(VESTA, 2, "2013-05-02", 0))
    assert spread_sentence(found) == "Juno first (2012Q1), then Vesta (2013-05-02)."


def test_order_says_who_spoke_in_passing_before() -> None:
    found = surely(took_up(JUNO, 1, "2012-02-05", 0), vsta=("2011Q4", "2011-11-02"), mrln=("2012Q2", "2012-07-24"))
    assert spread_sentence(found, (JUNO, VESTA, MARLIN)) == (
        "Juno first (2012-02-05). In passing or less surely: Marlin. In passing before: Vesta (2011-11-02)."
    )


# --- asked and told


def test_shares_of_groups_are_pooled_by_words(data: ReportData) -> None:
    (row,) = [row for row in data.views.asked_answered.rows if row.theme_id == "open-access"]
    assert row.prepared == pytest.approx(335 / 2800)
    assert row.answers == pytest.approx(105 / 1280)
    assert row.questions == pytest.approx(10 / 420)
    assert row.gap == pytest.approx(10 / 420 - 335 / 2800)
    assert not row.is_gap


def test_theme_asked_beyond_what_is_told_is_named(tables: Tables, read: Read) -> None:
    table = tables["prevalence"]
    asked = (table["theme_id"] == "copper-prices") & (table["speaker_group"] == "analyst_questions")
    table.loc[asked & (table["call_id"] == "juno-2012q2"), ["n_words_theme", "n_words"]] = [300, 500]
    (row,) = asked_answered_of(summarize(tables).themes).gaps
    assert (row.theme_id, row.questions, row.prepared) == ("copper-prices", 300 / 820, 12 / 2800)
    part = read(tables).part("asked-answered")
    assert "Copper prices: 36.6% of analysts’ words, 0.4% of prepared remarks, 0% of answers." in part.text


@pytest.mark.parametrize(
    ("asked", "told", "n_words", "named"),
    [(0.031, 0.02, 200, True), (0.031, 0.021, 200, False), (0.015, 0.006, 200, False), (0.031, 0.02, 199, False)],
)
def test_gap_takes_ratio_points_and_words(asked: float, told: float, n_words: int, named: bool) -> None:
    assert is_gap(asked, told, n_words) is named


def test_calls_without_questions_have_no_table(tables: Tables, read: Read) -> None:
    table = tables["prevalence"]
    table.loc[table["speaker_group"] == "analyst_questions", ["n_words_theme", "n_words"]] = 0
    part = read(tables).part("asked-answered")
    assert part.all("table") == []
    assert "No analyst asked a question in these calls." in part.text


def test_marks_stand_at_their_shares(page: ReadPage) -> None:
    row = next(r for r in page.part("asked-table").one("tbody").all("tr") if r.one("th").text == "Open access")
    # the axis ends at 15%: 246 pixels from 7; 335 / 2800 of it is 203, 105 / 1280 is 142, 10 / 420 is 46
    assert row.one("path", class_="management").attributes["d"].startswith("M199 ")
    assert row.one("circle").attributes["cx"] == "142"
    assert row.one("path", class_="asked").attributes["d"].startswith("M46 ")


# --- lineage


def with_lineage(tables: Tables, events: list[tuple[str, str, list[str]]]) -> Tables:
    rows = [(event, theme, json.dumps(parents), 0.75, 0.5) for event, theme, parents in events]
    tables["lineage"] = pd.DataFrame(rows, columns=list(TABLES["lineage"]))
    return tables


def test_news_are_told_in_order_and_continued_themes_counted(tables: Tables) -> None:
    view = lineage_of(tables)
    assert [(event.event, event.theme.theme_id) for event in view.news] == [
        ("born", "night-shift"),
        ("retired", "old-tune"),
    ]
    assert view.summary == "1 went on, 1 born, 1 retired"
    assert (view.run_id, view.n_calls, view.n_new_calls) == (2, 6, 1)


def test_lives_tell_the_runs_of_birth_and_of_the_last_sight(tables: Tables) -> None:
    lives = [(life.theme.theme_id, life.first_run, life.last_run, life.event) for life in lineage_of(tables).lives]
    assert lives == [("old-tune", 1, 1, "retired"), ("night-shift", 2, 2, "born")]


def test_merged_theme_names_what_it_took_in(tables: Tables) -> None:
    view = lineage_of(with_lineage(tables, [("merged", "night-shift", ["night-shift", "old-tune"])]))
    assert view.news[0].sentence == "took in most passages of old tune"


def test_theme_that_goes_on_under_a_new_name_is_one_story(tables: Tables) -> None:
    renamed = [("born", "night-shift", ["old-tune"]), ("retired", "old-tune", ["night-shift"])]
    view = lineage_of(with_lineage(tables, renamed))
    assert [(event.event, event.sentence) for event in view.news] == [
        ("renamed", "was old tune, which had outgrown its name")
    ]
    assert view.summary == "1 renamed"


def test_spread_of_a_theme_heard_in_the_first_quarter_rises_at_its_edge(data: ReportData) -> None:
    (led,) = data.views.who_led.from_the_start
    assert 'd="M4 80H4V14H' in str(spread_chart(led, [spread.quarter for spread in led.spread]))


def test_retired_theme_is_named_without_a_link(page: ReadPage) -> None:
    part = page.part("lineage")
    assert [link.attributes["href"] for link in part.all("a")] == ["#theme-night-shift"] * 2
    assert "retiredold tune old-tune: not found again." in part.text


def test_first_run_has_nothing_to_compare_with(tables: Tables) -> None:
    tables["run"]["run_id"] = 1
    assert 'id="lineage"' not in render(summarize(tables))


def test_theme_tracked_since_this_run_is_named(tables: Tables) -> None:
    themes = tables["themes"]
    themes.loc[themes["theme_id"] == "copper-prices", "first_run"] = 2
    assert [theme.label for theme in lineage_of(tables).new_tracked] == ["Copper prices"]


# --- all views


def test_hostile_names_are_shown_as_text(followed: Tables, read: Read) -> None:
    followed["calls"]["company"] = followed["calls"]["company"] + HOSTILE
    followed["themes"]["label"] = followed["themes"]["label"] + HOSTILE
    found = read(with_lineage(followed, [("split", "night-shift", [HOSTILE])]))
    for part in ("who-led", "asked-answered", "lineage"):
        assert found.part(part).all("script") == []
        assert f"{HOSTILE}" in found.part(part).text


def test_no_tables_make_empty_views(read: Read) -> None:
    found = read({})
    assert "No theme was taken up by two companies" in found.part("who-led").text
    assert "No theme was mentioned." in found.part("asked-answered").text


def test_hardly_heard_theme_says_so_and_has_no_leader(followed: Tables, read: Read) -> None:
    everyone = followed["prevalence"]["theme_id"] == "open-access"
    followed["prevalence"].loc[everyone, "n_words_theme"] = 0
    one = (
        everyone
        & (followed["prevalence"]["call_id"] == "juno-2012q4")
        & (followed["prevalence"]["speaker_group"] == "all")
    )
    followed["prevalence"].loc[one, "n_words_theme"] = 1
    found = read(followed)
    assert "No theme was taken up by two companies" in found.part("who-led").text
    assert "Hardly mentioned: single passages decide" in found.part("theme-open-access").text
    assert "Open access" not in found.part("quarter-2012Q4").text
