"""Scores of statuses on planted panels: false discovery, power against the oracle, coverage, confusion; as one table.

A status is a false discovery where it is not true of the theme: *rising* where the expected share did not rise from
window to window (shocks are chance, not truth), *new* where it was spoken of before, and so on.  False discovery is the
mean over panels of the false part of what was called (0 where nothing was), with a bootstrap interval over panels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from tests.benchmarks.panel_methods import bertrend, least_squares
from tests.benchmarks.planted_panels import EVENTS, Planted, Setting, Truth, draw_panel, know
from themes.stats.multiple_testing import ALPHA, q_values
from themes.trends.classification import MIN_CHANGE, ScopeResult, judge_panel
from themes.trends.panel import Floats

STATUSES = ("rising", "fading", *EVENTS)
SIZES = ((3, 6), (4, 16), (8, 12), (4, 48), (12, 24), (30, 48))
BASES, EFFECTS, MEMORIES = (0.02, 0.05, 0.15), (1.0, 3.0, 6.0), (0.0, 0.3, 0.6)
EFFECTIVE = 30  # passages, from which on an interval must cover
DETECTED = 0.0025  # p of the oracle's event test: one of twenty themes at .05


def grid(panels_a_setting: int, first_seed: int, sizes: Iterable[tuple[int, int]] = SIZES) -> list[tuple[Setting, int]]:
    """Every setting, each with its seeds."""
    settings = [
        Setting(companies, quarters, base, effect, memory)
        for (companies, quarters), base, effect, memory in product(sizes, BASES, EFFECTS, MEMORIES)
    ]
    return [(setting, first_seed + k * 1000 + n) for n, setting in enumerate(settings) for k in range(panels_a_setting)]


def groups_of(setting: Setting) -> tuple[str, ...]:
    """The rows of the table that a panel counts in."""
    return (
        "all", f"{setting.companies} x {setting.quarters}", f"base {setting.base:.0%}",
        f"design effect {setting.design_effect:g}", f"AR(1) {setting.memory:g}",
    )  # fmt: skip


@dataclass
class Tally:
    """What one method did in one group of panels."""

    false_parts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    false: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    oracle: Counter[str] = field(default_factory=Counter)
    covered: list[bool] = field(default_factory=list)

    def count(self, statuses: Sequence[str], truth: Truth) -> None:
        """Add the statuses of one scope of one panel."""
        wrong = [status not in truth.allowed[k] for k, status in enumerate(statuses)]
        for kind in (*STATUSES, "any"):
            chosen = [k for k, s in enumerate(statuses) if s == kind or (kind == "any" and s in STATUSES)]
            n_wrong = sum(wrong[k] for k in chosen)
            self.false_parts[kind].append(n_wrong / max(1, len(chosen)))
            self.false[kind] += n_wrong
            self.called[kind] += len(chosen)

    def false_discovery(self, kind: str) -> tuple[float, float, float]:
        """Mean false part, and its 95 % bootstrap interval over panels."""
        parts = np.array(self.false_parts[kind])
        means = np.random.default_rng(0).choice(parts, (1000, len(parts))).mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        return float(parts.mean()), float(low), float(high)


@dataclass
class Scores:
    """Tallies by method and group; confusion of story and status; p-values of themes without a story."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, planted: Planted, with_companies: bool) -> None:
        """Judge one panel and score it."""
        scopes = judge_panel(planted.panel, planted.kinds)
        overall, truth = scopes["ALL"], know(planted)
        groups = groups_of(planted.setting)
        methods = {
            "callthemes": list(overall.status),
            "least squares": least_squares(planted.panel),
            "BERTrend's rule": bertrend(planted.panel),
        }
        oracle = _oracle_statuses(planted, overall, truth)
        for group in groups:
            for method, statuses in methods.items():
                tally = self.tallies[method, group]
                tally.count(statuses, truth)
                _count_power(tally, statuses, oracle, truth)
            self.tallies["callthemes", group].covered += _covered(overall, truth)
            if with_companies:
                for number, company in enumerate(planted.panel.companies):
                    self.tallies["companies", group].count(scopes[company].status, know(planted, number))
        self.confusion.update(zip(planted.story, overall.status, strict=True))


def _oracle_statuses(planted: Planted, overall: ScopeResult, truth: Truth) -> list[frozenset[str]]:
    """What an oracle finds that knows the true dispersion, and for events when they were.

    The change between the windows: a normal test with the true standard deviation, corrected in the same families.
    """
    p_value = _two_sided(truth.oracle_z)
    q_value = np.full(len(p_value), np.nan)
    for kind in np.unique(planted.kinds):
        family = planted.kinds == kind
        tested = np.where(np.isnan(overall.p_value), np.nan, p_value)
        q_value[family] = q_values(tested[family])
        for way in (truth.oracle_z > 0, truth.oracle_z < 0):
            q_value[family & way] = np.fmax(q_value[family & way], q_values(tested[family & way]))
    event_p = _two_sided(truth.oracle_event_z)
    found = []
    for k, allowed in enumerate(truth.allowed):
        sure = set()
        right_way = truth.oracle_z[k] * truth.change[k] > 0
        if q_value[k] <= ALPHA and right_way and abs(truth.change[k]) >= MIN_CHANGE:
            sure |= allowed & {"rising", "fading"}
        if event_p[k] <= DETECTED:
            sure |= allowed & set(EVENTS)
        found.append(frozenset(sure))
    return found


def _two_sided(z: Floats) -> Floats:
    from scipy.stats import norm

    return np.asarray(2 * norm.sf(np.abs(z)))


def _count_power(tally: Tally, statuses: Sequence[str], oracle: list[frozenset[str]], truth: Truth) -> None:
    """Themes with an event count by it; the others, if they moved by the minimum size, by their direction."""
    for k, status in enumerate(statuses):
        event = truth.allowed[k] & set(EVENTS)
        wanted = event or (truth.allowed[k] if abs(truth.change[k]) >= MIN_CHANGE else frozenset())
        for kind in wanted:
            tally.found[kind] += status == kind
            tally.oracle[kind] += kind in oracle[k]


def _covered(overall: ScopeResult, truth: Truth) -> list[bool]:
    if overall.tested is None:
        return []
    a_year = truth.change / overall.windows.years_apart
    inside = (overall.tested.low <= a_year) & (a_year <= overall.tested.high)
    return inside[truth.effective >= EFFECTIVE].tolist()


def score(panels: Iterable[tuple[Setting, int]], companies_every: int = 3) -> Scores:
    """Draw and score panels; companies by themselves in every third (they are many)."""
    scores = Scores()
    for number, (setting, seed) in enumerate(panels):
        scores.add(draw_panel(setting, seed), with_companies=number % companies_every == 0)
    return scores


def table(scores: Scores) -> str:
    """The scores as text, in percent."""
    lines = [f"{'method':16}{'panels':19}{'n':>5}  " + "".join(f"{kind:>24}" for kind in ("any", *STATUSES))]
    lines.append(" " * 42 + "false discovery % [95 %] of called".ljust(60))
    for (method, group), tally in sorted(scores.tallies.items(), key=lambda item: _rank(*item[0])):
        cells = []
        for kind in ("any", *STATUSES):
            mean, low, high = (100 * x for x in tally.false_discovery(kind))
            shown = f"{mean:.1f} [{low:.1f}, {high:.1f}] {tally.called[kind]}"
            cells.append(f"{shown if tally.called[kind] else '-':>24}")
        lines.append(f"{method:16}{group:19}{len(tally.false_parts['any']):>5}  " + "".join(cells))
    lines += [
        "",
        f"{'method':16}{'panels':19} power as % of the oracle's (found/oracle), coverage of the 95 % interval",
    ]
    for (method, group), tally in sorted(scores.tallies.items(), key=lambda item: _rank(*item[0])):
        if method == "companies":
            continue
        cells = [_power(tally, kind) for kind in STATUSES]
        cover = f"{100 * np.mean(tally.covered):.1f} ({len(tally.covered)})" if tally.covered else "-"
        lines.append(f"{method:16}{group:19}" + "".join(cells) + f"{cover:>16}")
    seen = ("insufficient", "steady", *STATUSES)
    lines += ["", f"{'story':10}" + "".join(f"{s:>13}" for s in seen)]
    for story in dict.fromkeys(story for story, _ in scores.confusion):
        lines.append(f"{story:10}" + "".join(f"{scores.confusion[story, s]:>13}" for s in seen))
    return "\n".join(lines)


def _power(tally: Tally, kind: str) -> str:
    found, oracle = tally.found[kind], tally.oracle[kind]
    return f"{kind + f' {100 * found / oracle:.0f} ({found}/{oracle})' if oracle else kind + ' -':>25}"


def _rank(method: str, group: str) -> tuple[int, int, str]:
    kinds = ("all", "x", "base", "design", "AR")
    which = next(k for k, kind in enumerate(kinds) if kind in group)
    return ("callthemes", "companies", "least squares", "BERTrend's rule").index(method), which, group
