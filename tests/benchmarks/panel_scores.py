"""Scores of statuses on planted panels: false discovery, power against the oracle, coverage, bias; as one table.

A status is a false discovery where it is not true of the theme at the horizon that it rests on: *rising* where neither
a story nor what all companies did together rose, *new* where it was spoken of before, and so on.  False discovery is
the mean over panels of the false part of what was called (0 where nothing was), with a bootstrap interval over panels.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.panel_methods import bertrend, least_squares, mann_kendall
from tests.benchmarks.planted_panels import EVENTS, SHARED_SHOCK, Planted, Setting, Truth, draw_panel, know
from themes.records import FINDINGS, Status
from themes.stats.multiple_testing import ALPHA, q_values
from themes.stats.windows import Horizon, Windows
from themes.trends.classification import MIN_CARRIERS, MIN_CHANGE, MIN_EFFECTIVE, Scope, judge_panel, simes
from themes.trends.panel import Floats

CALLED = tuple(str(status) for status in (*FINDINGS, Status.STEADY))
FOUND = tuple(str(status) for status in FINDINGS)
SIZES = ((3, 6), (4, 16), (8, 12), (4, 48), (12, 24), (30, 48))
BASES, EFFECTS, MEMORIES, SHARED = (0.02, 0.05, 0.15), (1.0, 3.0, 6.0), (0.0, 0.3, 0.6), (0.0, SHARED_SHOCK)
EFFECTIVE = 30  # passages, from which on an interval must cover


def grid(panels_a_setting: int, first_seed: int, sizes: Iterable[tuple[int, int]] = SIZES) -> list[tuple[Setting, int]]:
    """Every setting, each with its seeds."""
    settings = [
        Setting(companies, quarters, base, effect, memory, shared_shock=shared)
        for (companies, quarters), base, effect, memory, shared in product(sizes, BASES, EFFECTS, MEMORIES, SHARED)
    ]
    return [(setting, first_seed + k * 1000 + n) for n, setting in enumerate(settings) for k in range(panels_a_setting)]


def groups_of(setting: Setting) -> tuple[str, ...]:
    """The rows of the table that a panel counts in."""
    return (
        "all", f"{setting.companies} x {setting.quarters}", f"base {setting.base:.0%}",
        f"design effect {setting.design_effect:g}", f"AR(1) {setting.memory:g}", f"shared {setting.shared_shock:g}",
    )  # fmt: skip


Called = Sequence[tuple[str, Horizon | None]]


@dataclass
class Tally:
    """What one method did in one group of panels."""

    false_parts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    false: Counter[str] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    oracle: Counter[str] = field(default_factory=Counter)
    covered: list[bool] = field(default_factory=list)
    bias: list[float] = field(default_factory=list)
    raw_bias: list[float] = field(default_factory=list)

    def count(self, statuses: Called, truth: Mapping[Horizon, Truth], families: NDArray[np.str_]) -> None:
        """Add the statuses of one scope of one panel, each judged at its horizon (at any, where it names none).

        *any* takes both kinds of theme together, *a list* each kind by itself, as the correction does.
        """
        wrong = [
            not any(status in t.allowed[k] for h, t in truth.items() if horizon in (h, None))
            for k, (status, horizon) in enumerate(statuses)
        ]
        for kind in (*CALLED, "any"):
            chosen = [k for k, (s, _) in enumerate(statuses) if s == kind or (kind == "any" and s in FOUND)]
            n_wrong = sum(wrong[k] for k in chosen)
            self.false_parts[kind].append(n_wrong / max(1, len(chosen)))
            self.false[kind] += n_wrong
            self.called[kind] += len(chosen)
        for family in np.unique(families):
            own = [wrong[k] for k, (s, _) in enumerate(statuses) if s in FOUND and families[k] == family]
            self.false_parts["a list"].append(sum(own) / max(1, len(own)))
            self.called["a list"] += len(own)

    def false_discovery(self, kind: str) -> tuple[float, float, float]:
        """Mean false part, and its 95% bootstrap interval over panels."""
        parts = np.array(self.false_parts[kind])
        means = np.random.default_rng(0).choice(parts, (1000, len(parts))).mean(axis=1)
        low, high = np.quantile(means, [0.025, 0.975])
        return float(parts.mean()), float(low), float(high)


@dataclass
class Scores:
    """Tallies by method and group; confusion of story and status."""

    tallies: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, planted: Planted, with_companies: bool) -> None:
        """Judge one panel and score it."""
        scopes = judge_panel(planted.panel, planted.kinds)
        overall = scopes["ALL"]
        truth = know(planted, _windows(overall))
        ours = _called(overall)
        methods: dict[str, Called] = {"callthemes": ours} | {
            name: [(status, None) for status in method(planted.panel)]
            for name, method in (
                ("least squares", least_squares), ("Mann-Kendall", mann_kendall), ("BERTrend's rule", bertrend),
            )
        }  # fmt: skip
        oracle = _oracle_statuses(planted, overall, truth)
        for group in groups_of(planted.setting):
            for method, statuses in methods.items():
                tally = self.tallies[method, group]
                tally.count(statuses, truth, planted.kinds)
                _count_power(tally, statuses, oracle, truth)
            self.tallies["callthemes", group].covered += _covered(overall, truth)
            _add_bias(self.tallies["callthemes", group], planted, overall)
            if with_companies:
                for number, company in enumerate(planted.panel.companies):
                    own = scopes[company]
                    known = know(planted, _windows(own), number)
                    self.tallies["companies", group].count(_called(own), known, planted.kinds)
        self.confusion.update((story, status) for story, (status, _) in zip(planted.story, ours, strict=True))


def _windows(scope: Scope) -> dict[Horizon, Windows]:
    return {horizon: compared.windows for horizon, compared in scope.comparisons.items()}


def _called(scope: Scope) -> Called:
    return [(str(v.status), v.found.horizon if v.found is not None else None) for v in scope.verdicts]


def _oracle_statuses(planted: Planted, overall: Scope, truth: Mapping[Horizon, Truth]) -> list[frozenset[str]]:
    """What an oracle finds that knows the true dispersion: normal tests in the same windows, corrected in the same way.

    It, too, speaks of all companies only where three of them carry the change; who does, it knows.
    """
    p_values = [
        np.where(np.isnan(overall.comparisons[h].p_value), np.nan, _two_sided(t.oracle_z)) for h, t in truth.items()
    ]
    cell = simes(p_values, len(planted.story))
    q_value = np.full(len(cell), np.nan)
    for kind in np.unique(planted.kinds):
        family = planted.kinds == kind
        q_value[family] = q_values(cell[family])
    found = [set[str]() for _ in planted.story]
    for known, p_value in zip(truth.values(), p_values, strict=True):
        for k, allowed in enumerate(known.allowed):
            enough = known.n_carriers[k] >= MIN_CARRIERS and known.carriers[k] >= MIN_EFFECTIVE
            raised = p_value[k] * q_value[k] / max(cell[k], 1e-300)
            is_found = q_value[k] <= ALPHA and (raised <= ALPHA or p_value[k] == np.nanmin([p[k] for p in p_values]))
            if enough and is_found and known.oracle_z[k] * known.change[k] > 0:
                found[k] |= allowed - {"steady"}
    return [frozenset(statuses) for statuses in found]


def _two_sided(z: Floats) -> Floats:
    from scipy.stats import norm

    return np.asarray(2 * norm.sf(np.abs(z)))


def _count_power(tally: Tally, statuses: Called, oracle: list[frozenset[str]], truth: Mapping[Horizon, Truth]) -> None:
    """Themes with an event count by it; the others, if they moved by the minimum size, by their direction."""
    for k, (status, _) in enumerate(statuses):
        allowed = frozenset[str]().union(*(t.allowed[k] for t in truth.values()))
        event = allowed & set(EVENTS)
        large = {
            way for t in truth.values() for way in t.allowed[k] & {"rising", "fading"} if abs(t.change[k]) >= MIN_CHANGE
        }
        wanted = event or (large if "spike" not in allowed else frozenset())
        for kind in wanted:
            tally.found[kind] += status == kind
            tally.oracle[kind] += kind in oracle[k]


def _covered(overall: Scope, truth: Mapping[Horizon, Truth]) -> list[bool]:
    covered: list[bool] = []
    for horizon, known in truth.items():
        compared = overall.comparisons[horizon]
        inside = (compared.low <= known.change) & (known.change <= compared.high)
        covered += inside[(known.effective >= EFFECTIVE) & ~np.isnan(compared.p_value)].tolist()
    return covered


def _add_bias(tally: Tally, planted: Planted, overall: Scope) -> None:
    """Adjusted and raw mean of quarters in which not all called, less what all would have said, in share."""
    panel = overall.panel
    expected = planted.expected[:, :, : len(panel.quarters)].mean(axis=1)
    partial = ~panel.held.all(axis=0) & panel.held.any(axis=0)
    raw = np.nanmean(np.where(panel.held[None], panel.share, np.nan), axis=1)
    adjusted = np.stack([talk.share for talk in overall.talk])
    for found, kept in ((adjusted, tally.bias), (raw, tally.raw_bias)):
        off = (found - expected)[:, partial]
        if off.size and not np.isnan(off).all():
            kept.append(float(np.nanmean(off)))


def score(panels: Iterable[tuple[Setting, int]], companies_every: int = 3) -> Scores:
    """Draw and score panels; companies by themselves in every third (they are many)."""
    scores = Scores()
    for number, (setting, seed) in enumerate(panels):
        scores.add(draw_panel(setting, seed), with_companies=number % companies_every == 0)
    return scores


def table(scores: Scores) -> str:
    """The scores as text, in percent."""
    kinds = ("any", "a list", *CALLED)
    lines = [f"{'method':16}{'panels':19}{'n':>5}  " + "".join(f"{kind:>22}" for kind in kinds)]
    lines.append(" " * 42 + "false discovery % [95%] of called".ljust(60))
    for (method, group), tally in sorted(scores.tallies.items(), key=lambda item: _rank(*item[0])):
        cells = []
        for kind in kinds:
            mean, low, high = (100 * x for x in tally.false_discovery(kind))
            shown = f"{mean:.1f} [{low:.1f}, {high:.1f}] {tally.called[kind]}"
            cells.append(f"{shown if tally.called[kind] else '-':>22}")
        lines.append(f"{method:16}{group:19}{len(tally.false_parts['any']):>5}  " + "".join(cells))
    lines += [
        "",
        f"{'method':16}{'panels':19} power as % of the oracle's (found/oracle), coverage of the 95% interval, "
        "bias of the adjusted and of the raw mean in points",
    ]
    for (method, group), tally in sorted(scores.tallies.items(), key=lambda item: _rank(*item[0])):
        if method == "companies":
            continue
        cells = [_power(tally, kind) for kind in ("rising", "fading", *EVENTS)]
        pooled = f"pooled {100 * tally.found.total() / max(1, tally.oracle.total()):.0f}"
        cover = f"{100 * np.mean(tally.covered):.1f} ({len(tally.covered)})" if tally.covered else "-"
        bias = f"{100 * np.mean(tally.bias):+.2f} {100 * np.mean(tally.raw_bias):+.2f}" if tally.bias else "-"
        lines.append(f"{method:16}{group:19}" + "".join(cells) + f"{pooled:>12}{cover:>16}{bias:>16}")
    seen = tuple(str(status) for status in Status)
    lines += ["", f"{'story':10}" + "".join(f"{s:>13}" for s in seen)]
    for story in dict.fromkeys(story for story, _ in scores.confusion):
        lines.append(f"{story:10}" + "".join(f"{scores.confusion[story, s]:>13}" for s in seen))
    return "\n".join(lines)


def _power(tally: Tally, kind: str) -> str:
    found, oracle = tally.found[kind], tally.oracle[kind]
    return f"{kind + f' {100 * found / oracle:.0f} ({found}/{oracle})' if oracle else kind + ' -':>25}"


def _rank(method: str, group: str) -> tuple[int, int, str]:
    kinds = ("all", "x", "base", "design", "AR", "shared")
    which = next(k for k, kind in enumerate(kinds) if kind in group)
    methods = ("callthemes", "companies", "least squares", "Mann-Kendall", "BERTrend's rule")
    return methods.index(method), which, group
