"""The trends of a real study: its panel with the quarters permuted in blocks, and narratives known to have come and gone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from themes.study.study import Study
from themes.trends.classification import judge_panel
from themes.trends.panel import Panel, lay_out

# theme, as of, what a reader of these calls would say
NAMED = (
    ("lte", "2012Q4", ("rising",)), ("lte", "2018Q4", ("fading",)), ("sdn", "2014Q4", ("rising",)),
    ("sdn", "2021Q4", ("fading",)), ("5g", "2018Q4", ("rising",)), ("covid-19", "2020Q2", ("new",)),
    ("tariffs", "2018Q4", ("new", "rising")), ("work-from-home", "2020Q4", ("new", "rising")),
    ("work-from-home", "2022Q2", ("fading",)), ("inflation", "2022Q2", ("rising",)),
)  # fmt: skip


@dataclass(frozen=True)
class Permuted:
    """In how many of ``n`` permutations something was found: by kind of theme, anywhere, and by theme and status."""

    n: int
    by_kind: Counter[str]
    anywhere: int
    what: Counter[tuple[str, str]]


def permute_quarters(panel: Panel, block: int, rng: np.random.Generator) -> Panel:
    """The quarters of all companies together in another order, blocks kept whole (the first may be shorter)."""
    n = len(panel.quarters)
    starts = sorted({0, *range(int(rng.integers(1, block + 1)), n, block)})
    blocks = [np.arange(a, b) for a, b in zip(starts, [*starts[1:], n], strict=True)]
    order = np.concatenate([blocks[k] for k in rng.permutation(len(blocks))])
    return replace(
        panel, share=panel.share[:, :, order], passages=panel.passages[:, order], n_calls=panel.n_calls[:, order]
    )


def permuted_statuses(study: Study, block: int, n: int, seed: int = 0) -> Permuted:
    """How often a status other than ``insufficient`` and ``steady`` is given overall, in permuted quarters."""
    themes = study.themes[study.themes["status"] != "retired"]
    ids, kinds = themes["theme_id"].tolist(), themes["kind"].to_numpy().astype(str)
    panel, rng = lay_out(study.prevalence, ids), np.random.default_rng(seed)
    by_kind: Counter[str] = Counter()
    what: Counter[tuple[str, str]] = Counter()
    anywhere = 0
    for _ in range(n):
        statuses = judge_panel(permute_quarters(panel, block, rng), kinds)["ALL"].status
        found = [k for k, status in enumerate(statuses) if status not in ("insufficient", "steady")]
        by_kind.update({str(kinds[k]) for k in found})
        what.update((ids[k], statuses[k]) for k in found)
        anywhere += bool(found)
    return Permuted(n, by_kind, anywhere, what)


def named_cases(study: Study) -> list[tuple[str, str, str, bool, str]]:
    """Theme, as of, status, whether it is what a reader would say, and the reason given."""
    rows = []
    for theme, moment, wanted in NAMED:
        found = study.trends_as_of(moment).set_index(["theme_id", "scope"]).loc[(theme, "ALL")]
        rows.append((theme, moment, str(found["status"]), found["status"] in wanted, str(found["reason"])))
    return rows
