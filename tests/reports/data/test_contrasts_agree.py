"""Whether two calls differ has one answer: command, page, JSON, one-pager and finding say the same of every row."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from reports.data.scope import Only
from reports.records import Contrast
from reports.render.json import to_json
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from themes.prevalence.contrast_text import contrasts_in_words
from themes.records import TABLES

PAIRS = (("juno-2012q2", "juno-2012q4"), ("vsta-2012q2", "vsta-2012q2-2"), ("vsta-2012q2-2", "vsta-2013q1"))
THEMES_A_KIND = 12
Key = tuple[str, str, str]


@pytest.fixture
def many(tables: Tables) -> Tables:
    """Three pairs of calls, two kinds of theme, p-values of which q ≤ .05 takes some and p ≤ .05 more."""
    rng = np.random.default_rng(3)
    kinds = ("tracked", "discovered")
    themes = pd.DataFrame(
        [(f"{kind}-{k}", kind, f"{kind} {k}", "active") for kind in kinds for k in range(THEMES_A_KIND)],
        columns=["theme_id", "kind", "label", "status"],
    ).reindex(columns=list(TABLES["themes"]))
    rows = []
    for first, second in PAIRS:
        for theme in themes["theme_id"]:
            difference = float(rng.choice([-1, 1]) * rng.uniform(0.01, 0.1))
            half = float(rng.uniform(0.005, 0.1))  # some intervals hold zero
            p_value = float(rng.choice([rng.uniform(0.0002, 0.004), rng.uniform(0.01, 0.05), rng.uniform(0.05, 1)]))
            shares = 0.2, 0.2 + difference
            rows.append(
                (theme, first[:4], first, second, *shares, difference, difference - half, difference + half, p_value)
            )
    contrasts = pd.DataFrame(rows, columns=list(TABLES["contrasts"]))
    return tables | {"themes": themes, "contrasts": contrasts}


def told(tables: Tables) -> dict[Key, pd.Series]:
    """What ``themes contrasts --all`` prints, by theme and both calls."""
    found = contrasts_in_words(tables["contrasts"], tables["calls"], tables["themes"])
    return {(r["theme_id"], r["call_id_from"], r["call_id_to"]): r for _, r in found.iterrows()}


def shown(data: ReportData) -> dict[Key, Contrast]:
    return {(theme.theme_id, c.call_id_from, c.call_id_to): c for theme in data.themes for c in theme.contrasts}


def test_rows_are_of_all_kinds(many: Tables) -> None:
    found = told(many).values()
    raw = sum(row["p_value"] <= 0.05 for row in found)
    assert 0 < sum(row["differs"] for row in found) < raw < len(found) == len(PAIRS) * 2 * THEMES_A_KIND
    assert any(row["differs"] and row["low"] < 0 < row["high"] for row in found)


def test_page_states_a_direction_where_the_command_says_that_the_calls_differ(many: Tables) -> None:
    command, page = told(many), shown(summarize(many))
    assert command.keys() == page.keys()
    for key, row in command.items():
        expected = "unclear" if not row["differs"] else "up" if row["difference"] > 0 else "down"
        assert (page[key].direction, page[key].q_value) == (expected, row["q_value"])


def test_sentences_of_command_and_page_say_the_same(many: Tables) -> None:
    command, page = told(many), shown(summarize(many))
    for key, row in command.items():
        assert row["sentence"].startswith("The share of") == bool(row["differs"])
        assert ("no significant difference" in page[key].sentence) == (not row["differs"])
        assert (f", {page[key].direction} from " in page[key].sentence) == bool(row["differs"])
        is_open = "too few passages to tell" in row["sentence"]
        assert is_open == ("too few passages to tell" in page[key].sentence)


def test_json_and_one_pagers_have_the_directions_of_the_whole_report(many: Tables) -> None:
    whole = shown(summarize(many))
    written = json.loads(to_json(summarize(many)))
    for theme in written["themes"]:
        for row in theme["contrasts"]:
            contrast = whole[theme["theme_id"], row["call_id_from"], row["call_id_to"]]
            assert (row["direction"], row["q_value"]) == (contrast.direction, contrast.q_value)
    for only in (Only(theme="tracked-3"), Only(company="vsta"), Only(theme="discovered-1", company="juno")):
        part = shown(summarize(many, only=only))
        assert part
        assert {key: c.direction for key, c in part.items()} == {key: whole[key].direction for key in part}


def test_findings_are_of_calls_that_differ_by_an_amount_that_is_known(many: Tables) -> None:
    command = told(many)
    data = summarize(many)
    numbers = {(key[0], c.company_id, c.difference, c.low): key for key, c in shown(data).items()}
    assert data.brief.n_found
    for finding in data.brief.findings:
        row = command[numbers[finding.theme_id, finding.scope, finding.change, finding.low]]
        assert row["differs"]
        assert not row["low"] <= 0 <= row["high"]
