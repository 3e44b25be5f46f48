"""Panels of composed calls: whole transcripts with planted stories, for the pipeline from file to status.

In: a seed, and the passages of passages/*.toml (told again and again: unlike the sample's, a passage may come back in
another call).  Out: calls with their text, and the truth: kind, lag and expected share of each theme.  Counts for the
tests alone are drawn in ``planted_panels.py``, whose shocks are used here too.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.planted import as_call, slots_of
from tests.benchmarks.planted_cast import Company, quarter_label, read_cast
from tests.benchmarks.planted_curves import (
    Curve,
    burst,
    dormant,
    fade,
    revived,
    rise,
    seasonal,
    steady,
    step,
)
from tests.benchmarks.planted_panels import OWN_SHOCK, SHARED_SHOCK
from tests.benchmarks.planted_passages import Chooser, WrittenPassage, read_library, read_procedures
from tests.benchmarks.planted_records import PlantedCall
from tests.benchmarks.planted_script import CFO_FILLERS, Plan, Script

Floats = NDArray[np.float64]

HERE = Path(__file__).parent
N_QUARTERS = 16
N_TOLD = 50
"""Remarks and exchanges of a call, formalities left out: about 3,100 words, a third of a real call's."""

MEMORY = 0.6
PEAK, LEVEL = 0.13, 0.06
"""Share of remarks and exchanges at a story's peak, and of a theme that stays the same.

In calls as short as these, a silence is believed (three passages of 100 words a call at a company's own rate) only of
stories as large as this peak.
"""

STORIES = (
    "broadband-stimulus",
    "coherent-100g",
    "sdn",
    "supply-chain",
    "gross-margin",
    "central-office-power",
    "managed-operations",
    "subsea-cables",
    "competition",
    "guidance",
)
FILLERS = ("revenue-results", "operating-expenses", "cash-and-inventory", "customers-and-demand")
"""What the rest of a call is about; no theme of the study's catalog."""

KINDS = ("rise", "fade", "step", "burst", "seasonal", "new", "dormant", "revived", "steady", "steady")
STILL = ("steady", "seasonal", "none")
LAGS = (0, 0, 1, 1, 2, 2)
LAGGED = ("rise", "fade", "step", "burst", "new")
JOINS, LEAVES = 5, 13
"""The fifth company's first quarter, and the quarter from which the sixth is gone (indexes from 0)."""


@dataclass(frozen=True)
class Composed:
    """A panel of calls and the truth: by topic its kind, by company its lag, and expected shares.

    ``expected``: share of remarks and exchanges, without chance, (n_topics, n_companies, n_quarters).
    """

    calls: tuple[PlantedCall, ...]
    companies: tuple[Company, ...]
    kinds: Mapping[str, str]
    lags: Mapping[str, tuple[int, ...]]
    expected: Floats
    held: NDArray[np.bool_]


def compose_panel(seed: int, n_quarters: int = N_QUARTERS) -> Composed:
    """Compose the calls of six companies, of which one joins late and one leaves early.

    Parameters
    ----------
    seed
        Deals the kinds of story out to the topics, and draws lags, leanings, shocks and passages.
    n_quarters
        Quarters from the first of 2011, at least 16 (the stories are made for as many).
    """
    rng = np.random.default_rng(seed)
    companies = tuple(_with_dates(company) for company in read_cast(HERE / "composed_cast.toml"))
    kinds = dict(zip(STORIES, rng.permutation(KINDS).tolist(), strict=True))
    lags = {topic: _lags(kind, len(companies), rng) for topic, kind in kinds.items()}
    levels = np.stack([_levels(kinds[topic], lags[topic], n_quarters, rng) for topic in STORIES])
    leaning = np.exp(rng.normal(0, 0.3, levels.shape[:2]) - 0.045)[:, :, None]
    expected = levels * leaning
    shocks = SHARED_SHOCK * _series(rng, (len(STORIES), 1, n_quarters))
    shocks = shocks + OWN_SHOCK * _series(rng, levels.shape)
    share = expected * np.exp(shocks - (SHARED_SHOCK**2 + OWN_SHOCK**2) / 2)
    share = share * np.minimum(1, 0.9 / share.sum(axis=0, keepdims=True))  # something is always said beside stories
    held = np.ones((len(companies), n_quarters), dtype=bool)
    held[4, :JOINS], held[5, LEAVES:] = False, False
    library = _by_topic(read_library())
    procedures = read_procedures()
    calls = tuple(
        _compose_call(company, quarter, share[:, company.place, quarter], (library, procedures), (seed, n_quarters))
        for quarter in range(n_quarters)
        for company in companies
        if held[company.place, quarter]
    )
    return Composed(calls, companies, kinds, lags, expected, held)


def _with_dates(company: Company) -> Company:
    """Give every file a layout that tells ticker and date: who was first is told by the day."""
    headed = [layout for layout in company.layouts if layout[1] not in ("bullets", "bare")]
    return replace(
        company,
        ticker=company.ticker or company.key[:4].upper(),
        layouts=tuple(headed) or (("2011Q1", "two_line_roster" if company.place % 2 else "inline_roster"),),
        analysts=company.analysts * 10,  # as many questions as needed; an analyst may ask again
    )


def _lags(kind: str, n_companies: int, rng: np.random.Generator) -> tuple[int, ...]:
    if kind not in LAGGED:
        return (0,) * n_companies
    return tuple(int(lag) for lag in rng.permutation(LAGS[:n_companies]))


def _levels(kind: str, lags: tuple[int, ...], n_quarters: int, rng: np.random.Generator) -> Floats:
    """Expected share (0-1) by company and quarter; before a company's lag has passed it tells what the lead began with."""
    told = np.array(_curve(kind, rng)(n_quarters))
    when = np.arange(n_quarters)
    return (LEVEL if kind in STILL else PEAK) * np.stack([told[np.clip(when - lag, 0, None)] for lag in lags])


def _curve(kind: str, rng: np.random.Generator) -> Curve:
    some = int(rng.integers(4))
    curves: dict[str, Curve] = {
        "rise": rise(0.3), "fade": fade(0.25), "step": step(7 + some % 3), "burst": burst(3 + 2 * some, 2),
        "seasonal": seasonal(some), "new": step(12, 0.0), "dormant": dormant(11 + some % 2), "revived": revived(5 + some % 2, 13),
        "steady": steady,
    }  # fmt: skip
    return curves[kind]


def _series(rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """AR(1) with variance 1 along the last axis."""
    made = rng.normal(size=shape)
    for t in range(1, shape[-1]):
        made[..., t] = MEMORY * made[..., t - 1] + np.sqrt(1 - MEMORY**2) * made[..., t]
    return made


def _by_topic(library: list[WrittenPassage]) -> dict[str, list[WrittenPassage]]:
    passages: dict[str, list[WrittenPassage]] = defaultdict(list)
    for passage in library:
        passages[passage.topic].append(passage)
    return passages


@dataclass
class _Dealt(Chooser):
    """Hands the script the passages that were drawn for a call, whatever it was written for."""

    drawn: list[WrittenPassage] = field(default_factory=list)

    def choose(self, topic: str, form: str, company: str, quarter: str, *, brief: bool = False) -> WrittenPassage:
        """The next of the topic and form; ``brief`` is of no account where nothing is too long."""
        found = next(passage for passage in self.drawn if (passage.topic, passage.form) == (topic, form))
        self.drawn.remove(found)
        return found


Written = tuple[dict[str, list[WrittenPassage]], dict[str, list[str]]]


def _compose_call(
    company: Company, quarter: int, share: Floats, written: Written, panel: tuple[int, int]
) -> PlantedCall:
    library, procedures = written
    seed, n_quarters = panel
    rng = random.Random(f"{seed}/composed/{company.key}/{quarter}")
    drawn = _draw(share, library, rng)
    script = Script(
        company=company,
        quarter=quarter_label(quarter),
        chooser=_Dealt([], seed, drawn=list(drawn)),
        procedures=procedures,
        slots=slots_of(company, seed, quarter, n_quarters),
        themes=frozenset(STORIES),
        rng=rng,
    )
    return as_call(company, quarter, script.write(_plan(drawn)))


def _draw(share: Floats, library: dict[str, list[WrittenPassage]], rng: random.Random) -> list[WrittenPassage]:
    """Draw what is told: so many of each topic as chance has it, no passage twice; what is left over are fillers."""
    topics = rng.choices((*STORIES, "filler"), weights=(*share, 1 - share.sum()), k=N_TOLD)
    drawn = []
    for topic in STORIES:
        n_told = min(topics.count(topic), len(library[topic]))
        drawn += rng.sample(library[topic], n_told)
    fillers = [passage for topic in FILLERS for passage in library[topic]]
    drawn += rng.sample(fillers, min(N_TOLD - len(drawn), len(fillers)))
    rng.shuffle(drawn)
    return drawn


def _plan(drawn: list[WrittenPassage]) -> Plan:
    remarks = [passage.topic for passage in drawn if passage.form == "remark"]
    of_cfo = {*CFO_FILLERS, "gross-margin"}
    return Plan(
        ceo=tuple(topic for topic in remarks if topic not in of_cfo),
        cfo=tuple(topic for topic in remarks if topic in of_cfo),
        asked=tuple(passage.topic for passage in drawn if passage.form == "exchange"),
    )


def write_calls(composed: Composed, folder: Path) -> None:
    """Write every call as a file under ``folder``/calls."""
    (folder / "calls").mkdir(parents=True)
    for call in composed.calls:
        (folder / call.file).write_text(call.text, encoding="utf-8", newline="\n")
