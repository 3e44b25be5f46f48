"""Verdicts: planted stories get their names, chance gets none, and who carries a change is who it belongs to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from tests.benchmarks.planted_panels import Setting, draw_panel
from tests.panels import panel_of
from themes.records import Status
from themes.stats.composition import n_known_quarters
from themes.stats.windows import Horizon
from themes.trends.classification import Scope, Verdict, judge_panel, simes
from themes.trends.panel import Floats, Panel

YEAR, TWO_YEARS = Horizon.YEAR, Horizon.TWO_YEARS
NO = np.nan
COMPANIES, QUARTERS, OTHERS = 10, 24, 19


def judge(panel: Panel) -> dict[str, Scope]:
    return judge_panel(panel, np.array(["tracked"] * len(panel.share)))


def beside_others(talk: Floats, seed: int = 0, passages: float = 100.0) -> Panel:
    """One theme, (n_companies, n_quarters), beside others of 5% that nothing happens to."""
    others = np.random.default_rng(seed).poisson(0.05 * passages, (OTHERS, *talk.shape)).astype(float)
    others[:, np.isnan(talk)] = NO
    return panel_of(np.concatenate([talk[None], others]), passages)


def verdict_on(talk: Floats, scope: str = "ALL", seed: int = 0) -> Verdict:
    return judge(beside_others(talk, seed))[scope].verdicts[0]


def drawn(*levels: tuple[float, int], companies: int = COMPANIES, seed: int = 1) -> Floats:
    """Passages a call that a theme gets, for so many quarters each, in every company."""
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.poisson(level, (companies, quarters)) for level, quarters in levels], axis=1).astype(
        float
    )


def since(verdict: Verdict) -> tuple[str, int | None]:
    return str(verdict.status), verdict.since


# What all companies do together is found.


@pytest.mark.parametrize("seed", range(5))
def test_pandemic_of_one_last_quarter_is_new(seed: int) -> None:
    talk = np.zeros((COMPANIES, QUARTERS))
    talk[:, -1] = np.random.default_rng(seed).integers(8, 16, COMPANIES)
    assert since(verdict_on(talk)) == ("new", QUARTERS - 1)


def test_stray_passage_years_before_does_not_hide_a_pandemic() -> None:
    talk = np.zeros((COMPANIES, QUARTERS))
    talk[:, -1] = 10.0
    talk[3, 5] = 1.0
    assert since(verdict_on(talk)) == ("new", QUARTERS - 1)


def test_rare_theme_that_ten_companies_take_up_is_rising() -> None:
    # 8 passages of 8,000 (.1%) in two years, then 32 (.4%)
    talk = np.zeros((COMPANIES, QUARTERS))
    for company in range(COMPANIES):
        talk[company, 8 + company % 8] = company < 8
        for k in range(4 if company < 2 else 3):
            talk[company, 16 + (company + 3 * k) % 8] += 1
    assert (talk[:, 8:16].sum(), talk[:, 16:].sum()) == (8, 32)
    found = verdict_on(talk)
    assert found.status == "rising"
    assert found.found is not None
    assert found.found.horizon is TWO_YEARS
    assert found.found.change[0] == pytest.approx(0.003)


def test_rare_themes_that_all_take_up_are_mostly_found() -> None:
    found = [verdict_on(drawn((0.1, 16), (0.4, 8), seed=seed), seed=seed).status for seed in range(16)]
    assert found.count(Status.RISING) >= 12
    assert Status.DORMANT not in found, "what fell from .5 to .2% has not ended"


@pytest.mark.parametrize("quarters", [1, 2])
@pytest.mark.parametrize("first", [17, 21])
def test_shared_jump_that_is_over_is_a_spike(first: int, quarters: int) -> None:
    found = verdict_on(drawn((5, first), (20, quarters), (5, QUARTERS - first - quarters)))
    assert found.status == "spike"
    assert found.since in range(first, first + quarters)


@pytest.mark.parametrize("first", [14, 16, 18, 20, 22])
def test_step_is_rising_since_its_quarter(first: int) -> None:
    assert since(verdict_on(drawn((5, first), (12, QUARTERS - first)))) == ("rising", first)


@pytest.mark.parametrize("first", [14, 16, 17, 18, 20])
def test_step_down_is_fading_since_its_quarter(first: int) -> None:
    assert since(verdict_on(drawn((12, first), (5, QUARTERS - first)))) == ("fading", first)


def test_end_is_dormant_and_return_is_revived() -> None:
    assert since(verdict_on(drawn((10, 18), (0, 6)))) == ("dormant", 18)
    assert since(verdict_on(drawn((10, 14), (0, 7), (10, 3)))) == ("revived", 21)


def test_theme_that_stays_is_steady_and_one_never_mentioned_absent() -> None:
    assert verdict_on(drawn((5, QUARTERS))).status == "steady"
    assert verdict_on(np.zeros((COMPANIES, QUARTERS))).status == "absent"


def test_theme_of_few_passages_in_few_companies_is_unclear() -> None:
    found = verdict_on(drawn((1.0, QUARTERS), companies=3))
    assert found.status == "unclear"
    assert found.found is not None
    before = found.found.before[0]
    assert before + found.found.high[0] > 1.5 * before, "half as much again is not excluded"


def test_of_a_rise_and_a_later_fall_the_years_is_told() -> None:
    found = verdict_on(drawn((4, 16), (20, 4), (10, 4)))
    assert found.status == "fading"
    assert found.found is not None
    assert found.found.horizon is YEAR
    back = verdict_on(drawn((20, 16), (4, 4), (10, 4)))
    assert back.status == "rising"
    assert back.found is not None
    assert back.found.horizon is YEAR


# A body of evidence.


@pytest.mark.parametrize("movers", [[4], [4, 7]])
def test_change_of_one_or_two_companies_is_theirs_and_not_one_of_all(movers: list[int]) -> None:
    talk = drawn((5, QUARTERS))
    talk[movers, 16:] += 25
    scopes = judge(beside_others(talk))
    assert scopes["ALL"].verdicts[0].status == "unclear"
    risen = {name for name, scope in scopes.items() if scope.verdicts[0].status.is_finding}
    assert risen == {f"c{k:02}" for k in movers}


def test_change_that_two_companies_carry_names_them() -> None:
    found = verdict_on(drawn((5, 16), (15, 8), companies=2))
    assert found.status == "unclear"
    assert found.q_value < 0.001
    assert sorted(found.carriers) == [0, 1]


def test_three_companies_are_enough_and_half_a_third_is_not() -> None:
    assert verdict_on(drawn((5, 16), (15, 8), companies=3)).status == "rising"
    talk = drawn((5, 16), (25, 8), companies=3)
    talk[2, 16:] = drawn((7, 8), companies=1)
    assert not verdict_on(talk).status.is_finding


def lone_verdict(*of_companies: tuple[float, float]) -> Verdict:
    """On a theme by itself at one level in each company for two years and at another for the next two."""
    talk = np.array([[before] * 8 + [after] * 8 for before, after in of_companies])
    return judge(panel_of(talk[None]))["ALL"].verdicts[0]


def test_three_companies_of_which_one_hardly_moved_are_not_enough() -> None:
    three, hardly = lone_verdict((4, 16), (4, 16), (4, 7)), lone_verdict((4, 16), (4, 16), (4, 5))
    assert (three.status, three.doubt) == ("rising", None)
    assert (hardly.status, hardly.doubt) == ("unclear", "carriers")
    assert (hardly.q_value < 0.05, len(hardly.carriers)) == (True, 3)


def test_change_that_tossed_signs_would_often_make_is_none_of_all() -> None:
    # five against one that fell a little: four of 64 ways to toss make a sum as large
    alike, against = lone_verdict(*[(4, 12)] * 6), lone_verdict(*[(4, 12)] * 5, (4, 3.8))
    assert (alike.status, alike.doubt) == ("rising", None)
    assert (against.status, against.doubt) == ("unclear", "signs")
    assert against.found is not None
    assert against.found.flip_p[0] == 4 / 64
    assert against.q_value < 0.05


def test_companies_that_go_both_ways_are_no_change_of_all() -> None:
    talk = drawn((10, 16), (25, 8))
    talk[:4, 16:] = drawn((3, 8), companies=4)
    found = verdict_on(talk)
    assert not found.status.is_finding


# Too little.


@pytest.mark.parametrize(
    ("companies", "quarters"), [(1, 5), (5, 5), (1, 1), (0, 0)], ids=["five calls", "five quarters", "one call", "none"]
)
def test_few_calls_or_quarters_are_too_little(companies: int, quarters: int) -> None:
    found = judge(beside_others(np.full((companies, quarters), 5.0)))
    assert {scope.verdicts[0].status for scope in found.values()} == {Status.INSUFFICIENT}


def test_few_passages_are_too_little() -> None:
    talk = np.zeros((COMPANIES, QUARTERS))
    talk[:8, -1] = 1.0
    assert verdict_on(talk).status == "insufficient"


@pytest.mark.parametrize("speakers", [1, 2])
def test_few_companies_that_speak_of_a_theme_are_too_little(speakers: int) -> None:
    talk = drawn((5, QUARTERS))
    talk[speakers:] = 0
    assert verdict_on(talk).status == "insufficient"


def test_lone_company_is_judged_by_its_calls_and_not_as_all() -> None:
    talk = drawn((5, 16), (20, 8), companies=1)
    scopes = judge(beside_others(talk))
    assert [scopes[name].verdicts[0].status for name in ("ALL", "c00")] == ["insufficient", "rising"]


def test_theme_that_only_a_newcomer_mentions_is_not_absent() -> None:
    talk = np.zeros((3, QUARTERS))
    talk[2] = NO
    talk[2, -3:] = 12.0
    assert verdict_on(talk).status == "insufficient"


def test_company_that_left_more_than_a_year_ago_has_no_verdict() -> None:
    talk = drawn((5, 8), (20, 8), (20, 8), companies=4)
    talk[3, 19:] = NO
    assert verdict_on(talk, "c03").status == "insufficient"
    talk = drawn((5, 8), (20, 8), (20, 8), companies=4)
    talk[3, 20:] = NO
    assert verdict_on(talk, "c03").status != "insufficient"


# Quarters that few called in.


def test_last_quarter_in_which_most_have_yet_to_report_waits() -> None:
    talk = drawn((5, QUARTERS))
    talk[4:, -1] = NO
    panel = beside_others(talk)
    assert n_known_quarters(panel.held) == QUARTERS - 1
    assert judge(panel)["ALL"].panel.quarters[-1] == panel.quarters[-2]


def test_companies_that_call_in_turn_are_not_waited_for() -> None:
    talk = np.full((2, 10), 5.0)
    talk[0, 1::2] = talk[1, ::2] = NO
    assert n_known_quarters(panel_of(talk[None]).held) == 10


def test_fall_from_quarters_in_which_few_called_has_no_name() -> None:
    talk = drawn((12, 16), (3, 8), companies=12)
    talk[3:, :16] = NO
    found = verdict_on(talk)
    assert found.q_value < 0.001
    assert found.status == "unclear"


# Chance.


def strong_changes(companies: int) -> Floats:
    """Twelve themes that rise or fall, each in all companies, over sixteen quarters."""
    rng = np.random.default_rng(2)
    early, late = rng.uniform(2, 6, (12, 1, 1)), rng.uniform(8, 14, (12, 1, 1))
    early[:6], late[:6] = late[:6].copy(), early[:6].copy()
    levels = np.where(np.arange(16) < 8, early, late) * np.exp(rng.normal(0, 0.3, (12, companies, 1)))
    return rng.poisson(levels).astype(float)


def statuses(panel: Panel) -> Counter[bool]:
    return Counter(verdict.status.is_finding for verdict in judge(panel)["ALL"].verdicts)


def test_before_and_after_exchanged_at_random_gives_few_statuses() -> None:
    # twelve themes that moved in every company: without exchange all are found
    talk = strong_changes(10)
    assert statuses(panel_of(talk))[True] == 12
    rng = np.random.default_rng(3)
    found: Counter[bool] = Counter()
    for _ in range(12):
        turned = rng.random((12, 10, 1)) < 0.5
        found += statuses(panel_of(np.where(turned, np.roll(talk, 8, axis=2), talk)))
    assert found[True] <= 0.05 * found.total()


def test_of_all_ways_to_exchange_six_companies_only_all_and_none_show_a_change() -> None:
    talk = strong_changes(6)
    found = {
        turned: statuses(panel_of(np.where(np.array(turned)[:, None], np.roll(talk, 8, axis=2), talk)))[True]
        for turned in product([True, False], repeat=6)
        if not turned[0] or all(turned)  # the others are these with time turned round
    }
    assert found.pop((True,) * 6) == found.pop((False,) * 6) == 12
    assert sum(found.values()) == 0


def test_panels_without_a_story_get_few_statuses() -> None:
    setting = Setting(8, 24, 0.05, n_none=40, n_seasonal=0, n_each=0)
    found: Counter[bool] = Counter()
    in_companies = 0
    for seed in range(12):
        scopes = judge(draw_panel(setting, 7300 + seed).panel)
        found += Counter(verdict.status.is_finding for verdict in scopes["ALL"].verdicts)
        in_companies += sum(v.status.is_finding for name, s in scopes.items() if name != "ALL" for v in s.verdicts)
    assert found[True] <= 0.01 * found.total()
    assert in_companies <= 0.01 * 8 * found.total()


def test_stories_are_told_by_their_names() -> None:
    setting = Setting(10, 24, 0.05, n_none=20, n_seasonal=0, n_each=3)
    told = Counter[tuple[str, str]]()
    for seed in range(8):
        planted = draw_panel(setting, 7400 + seed)
        verdicts = judge_panel(planted.panel, planted.kinds)["ALL"].verdicts
        told += Counter((story, str(v.status)) for story, v in zip(planted.story, verdicts, strict=True))
    for story, status in (("rise", "rising"), ("fade", "fading"), ("new", "new"), ("dormant", "dormant")):
        assert told[story, status] > 12, "of twenty-four"
        wrong = {"rising", "fading", "new", "dormant", "revived", "spike"} - {status}
        assert sum(told[story, other] for other in wrong) <= 3


# What does not matter.


@pytest.fixture(scope="module")
def planted() -> Panel:
    return draw_panel(Setting(6, 24, n_none=20), 6).panel


def summary(scope: Scope) -> list[tuple[str, int | None, tuple[int, ...]]]:
    return [(str(v.status), v.since, tuple(sorted(v.carriers))) for v in scope.verdicts]


def test_names_of_companies_do_not_matter(planted: Panel) -> None:
    turned = replace(
        planted, share=planted.share[:, ::-1], passages=planted.passages[::-1], n_calls=planted.n_calls[::-1]
    )
    there, other = judge(planted), judge(turned)
    assert any(verdict.status.is_finding for verdict in there["ALL"].verdicts)
    assert [row[:2] for row in summary(there["ALL"])] == [row[:2] for row in summary(other["ALL"])]
    for mine, theirs in zip(planted.companies, planted.companies[::-1], strict=True):
        assert summary(there[mine]) == summary(other[theirs])


def test_order_of_themes_does_not_matter(planted: Panel) -> None:
    turned = replace(planted, share=planted.share[::-1])
    assert summary(judge(turned)["ALL"])[::-1] == summary(judge(planted)["ALL"])


def test_time_turned_round_turns_rising_into_fading() -> None:
    talk = draw_panel(Setting(8, 16, n_none=20), 8).panel.on_theme
    there, back = (judge(panel_of(some))["ALL"].comparisons[TWO_YEARS] for some in (talk, talk[..., ::-1]))
    np.testing.assert_allclose(there.p_value, back.p_value)
    np.testing.assert_array_equal(np.sign(there.shift), -np.sign(back.shift))


def test_tracked_and_discovered_themes_are_corrected_apart(planted: Panel) -> None:
    kinds = np.array(["tracked"] * 15 + ["discovered"] * (len(planted.share) - 15))
    alone, apart = judge(planted)["ALL"], judge_panel(planted, kinds)["ALL"]
    assert [v.p_value for v in alone.verdicts[:15]] == pytest.approx(
        [v.p_value for v in apart.verdicts[:15]], nan_ok=True
    )
    assert [v.q_value for v in alone.verdicts[:15]] != pytest.approx(
        [v.q_value for v in apart.verdicts[:15]], nan_ok=True
    )


def test_companies_of_themes_found_overall_have_no_q_below_p() -> None:
    # twelve themes rise at five companies, of which four call once a year, too seldom to be tested by themselves
    talk = np.where(np.arange(16) < 8, 4.0, 12.0) * np.ones((12, 5, 1))
    talk[:, 1:, np.arange(16) % 4 != 3] = NO
    talk[3:, 0] = 0.0
    scopes = judge(panel_of(talk))
    assert sum(verdict.is_overall for verdict in scopes["ALL"].verdicts) == 12
    own = scopes["c00"].verdicts[:3]
    assert all(0 < verdict.p_value <= verdict.q_value for verdict in own)


# One p-value of both horizons.


def test_simes_by_hand() -> None:
    two = [np.array([0.01, 0.03, np.nan, np.nan]), np.array([0.5, 0.04, 0.2, np.nan])]
    # least of 2 · .01 and .5; of 2 · .03 and .04; one alone; none
    assert simes(two, 4).tolist() == pytest.approx([0.02, 0.04, 0.2, np.nan], nan_ok=True)
    assert simes(two[::-1], 4).tolist() == pytest.approx(simes(two, 4).tolist(), nan_ok=True)
    assert np.isnan(simes([], 3)).tolist() == [True] * 3


def test_simes_of_two_alike_is_either() -> None:
    p_value = np.array([0.001, 0.2, 0.9])
    assert simes([p_value, p_value], 3).tolist() == pytest.approx(p_value.tolist())
