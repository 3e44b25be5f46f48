"""Tables of a small study made by hand: three fictional companies, six calls, five themes; every number is chosen.

Content words (prepared remarks + answers + questions):

    juno-2012q2     1,000 = 600 + 300 + 100        vsta-2012q2     800 = 400 + 300 + 100
    juno-2012q4     1,000 = 500 + 400 + 100        vsta-2012q2-2   200 = 100 +  80 +  20     (a conference)
    mrln-3fa9c1       500 = 500 +   0 +   0        vsta-2013q1   1,000 = 700 + 200 + 100

The call of Marlin has no quarter, and nobody but its management says a word.  No call reports on 2012Q3.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pandas as pd
import pytest

from reports.data.calls import calls_of, companies_of
from reports.records import CallRead
from reports.render.html import render
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.reading import ReadPage
from themes.records import SPEAKER_GROUPS, TABLES
from themes.store.frames import from_arrow, to_arrow

Tables = dict[str, pd.DataFrame]

# call: company id, company, fiscal quarter, calendar quarter, date, event, turns, words, content words by group
CALLS = {
    "vsta-2012q2": ("vsta", "Vesta Cable plc", "2012Q2", "2012Q2", "2012-08-02", "earnings", 8, 900, (400, 300, 100)),
    "juno-2012q2": ("juno", "Juno Optics", "2012Q3", "2012Q2", "2012-07-24", "earnings", 10, 1200, (600, 300, 100)),
    "vsta-2012q2-2": ("vsta", "Vesta Cable plc", None, "2012Q2", "2012-08-20", "conference", 4, 300, (100, 80, 20)),
    "mrln-3fa9c1": ("mrln", "Marlin Networks", None, None, None, "other", 5, 600, (500, 0, 0)),
    "vsta-2013q1": ("vsta", "Vesta Cable plc", "2013Q1", "2013Q1", "2013-05-02", "earnings", 9, 1100, (700, 200, 100)),
    "juno-2012q4": ("juno", "Juno Optics", "2013Q1", "2012Q4", "2013-01-29", "earnings", 12, 1500, (500, 400, 100)),
}

# theme: words on it by call and group; calls left out have none
WORDS_ON = {
    "open-access": {
        "juno-2012q2": (30, 10, 0),  # .04
        "juno-2012q4": (100, 40, 10),  # .15
        "vsta-2012q2": (80, 0, 0),  # .10; with the conference (80 + 100) / (800 + 200) = .18
        "vsta-2012q2-2": (50, 50, 0),  # .50
        "vsta-2013q1": (0, 5, 0),  # .005
        "mrln-3fa9c1": (75, 0, 0),  # .15
    },
    "copper-prices": {"juno-2012q2": (12, 0, 0)},
    "tunnel-fires": {},
    "night-shift": {"mrln-3fa9c1": (25, 0, 0)},
    "old-tune": {"juno-2012q2": (90, 0, 0)},
}

THEMES = [
    (
        "tunnel-fires",
        "tracked",
        "Tunnel fires",
        None,
        "Fires in cable tunnels.",
        ["tunnel", "fire"],
        None,
        "active",
        1,
        2,
    ),
    ("copper-prices", "tracked", "Copper prices", None, "What copper costs.", ["copper"], None, "active", 1, 2),
    (
        "open-access",
        "tracked",
        "Open access",
        None,
        "Networks shared by rivals.",
        ["open access"],
        None,
        "active",
        1,
        2,
    ),
    ("night-shift", "discovered", "night shift, rota", None, None, ["night shift", "rota"], 0.7, "tentative", 2, 2),
    ("old-tune", "discovered", "old tune", None, None, ["tune"], 0.4, "retired", 1, 1),
]

# chunk: speaker, role, section, kind, line, text
CHUNKS = {
    "juno-2012q2:0001:01": ("Ada Berg", "executive", "prepared_remarks", "content", 21, "Rivals share our ducts."),
    "juno-2012q2:0001:02": ("Ada Berg", "executive", "prepared_remarks", "content", 25, "Access is open to all."),
    "juno-2012q4:0000:01": ("Operator", "operator", "prepared_remarks", "boilerplate", 9, "Open access to slides."),
    "juno-2012q4:0002:01": ("Ada Berg", "executive", "q_and_a", "content", 44, "Sharing ducts pays."),
    "vsta-2012q2:0001:01": ("Bo Lind", "executive", "prepared_remarks", "content", 12, "We open our network."),
    "vsta-2013q1:0001:01": ("Cy Pratt", "analyst", "q_and_a", "content", 31, "Is access a topic?"),
    "mrln-3fa9c1:0001:01": ("Di Roy", "executive", "prepared_remarks", "content", 3, "Open networks, night shifts."),
}

# chunk, theme, score, assigned, reason
ASSIGNMENTS = [
    ("vsta-2012q2:0001:01", "open-access", 0.6, True, "cue: open our network"),
    ("juno-2012q2:0001:02", "open-access", 0.8, True, "near in meaning"),
    ("juno-2012q2:0001:01", "open-access", 0.9, True, "cue: share our ducts"),
    ("juno-2012q4:0000:01", "open-access", 0.99, True, "a notice, not content"),
    ("juno-2012q4:0002:01", "open-access", 0.7, True, None),
    ("vsta-2013q1:0001:01", "open-access", 0.85, False, "not near enough"),
    ("mrln-3fa9c1:0001:01", "open-access", 0.5, True, "near in meaning"),
    ("mrln-3fa9c1:0001:01", "night-shift", 0.4, True, "in its cluster"),
]

# theme, company, from, to, share from, share to, difference, low, high, p
CONTRASTS = [
    ("copper-prices", "juno", "juno-2012q2", "juno-2012q4", 0.012, 0.0, -0.012, -0.02, -0.004, 0.018),
    ("open-access", "vsta", "vsta-2012q2", "vsta-2012q2-2", 0.1, 0.5, 0.4, -0.02, 0.82, 0.028),
    ("open-access", "juno", "juno-2012q2", "juno-2012q4", 0.04, 0.15, 0.11, 0.05, 0.17, 0.001),
    ("open-access", "vsta", "vsta-2012q2-2", "vsta-2013q1", 0.5, 0.005, -0.495, -0.8, -0.2, 0.06),
    ("tunnel-fires", "juno", "juno-2012q2", "juno-2012q4", 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    ("old-tune", "juno", "juno-2012q2", "juno-2012q4", 0.09, 0.0, -0.09, -0.12, -0.06, 0.0001),
]


def _frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """A table as the store gives it: its dtypes, and an error where a row breaks the schema."""
    return from_arrow(name, to_arrow(name, pd.DataFrame(rows, columns=list(TABLES[name]), dtype=object)))


def _calls() -> list[dict[str, object]]:
    rows = []
    for call_id, (company_id, company, fiscal, quarter, date, event, n_turns, n_words, _) in CALLS.items():
        stated = quarter is not None
        row = {"call_id": call_id, "company_id": company_id, "company": company, "ticker": company_id.upper()}
        row |= {"event": event, "fiscal_quarter": fiscal, "calendar_quarter": quarter, "call_date": date}
        row |= {"title": f"{company} speaks" if stated else None, "source": f"in/{call_id}.txt"}
        row |= {"n_turns": n_turns, "n_words": n_words}
        row["inferred"] = json.dumps({"calendar_quarter": "call date minus 45 days"} if stated else {})
        row["basis"] = json.dumps({"calendar_quarter": "call_date"} if stated else {})
        row["warnings"] = json.dumps([] if stated else ["no date", "no quarter"])
        row["doubts"] = json.dumps([] if stated else [{"field": None, "is_missing": False}] * 2)
        rows.append(row)
    return rows


def _prevalence() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for theme_id, words_on in WORDS_ON.items():
        for call_id, (company_id, _, fiscal, quarter, *_, content) in CALLS.items():
            said = words_on.get(call_id, (0, 0, 0))
            totals = zip(SPEAKER_GROUPS, (sum(said), *said), (sum(content), *content), strict=True)
            for group, n_words_theme, n_words in totals:
                share = n_words_theme / n_words if n_words else None
                row = {"theme_id": theme_id, "company_id": company_id, "call_id": call_id, "speaker_group": group}
                row |= {"calendar_quarter": quarter, "fiscal_quarter": fiscal}
                row |= {"n_words_theme": n_words_theme, "n_words": n_words, "share": share}
                row |= {"share_low": None if share is None else share / 2, "n_chunks": int(n_words_theme > 0)}
                row |= {"share_high": None if share is None else min(1.0, share * 1.5) or 0.003}
                rows.append(row)
    return rows


def _chunks() -> list[dict[str, object]]:
    rows = []
    for position, (chunk_id, (speaker, role, section, kind, line, text)) in enumerate(CHUNKS.items()):
        call_id, turn, _ = chunk_id.split(":")
        row = {"chunk_id": chunk_id, "call_id": call_id, "source": f"in/{call_id}.txt", "turn_index": int(turn)}
        row |= {"exchange_index": int(section == "q_and_a"), "section": section, "speaker": speaker, "role": role}
        row |= {"kind": kind, "is_short": False, "start_char": 100 * position, "end_char": 100 * position + len(text)}
        row |= {"line": line, "n_words": len(text.split()), "text": text, "text_hash": f"h{position}"}
        rows.append(row)
    return rows


def _trends() -> list[dict[str, object]]:
    said = [
        ("open-access", "vsta", 3, 1, "3 calls in 2 quarters; a trend needs 6 calls in 6 quarters."),
        ("open-access", "ALL", 5, 2, "5 calls in 3 quarters; a trend needs 6 calls in 6 quarters."),
        ("copper-prices", "ALL", 5, 2, None),
        ("old-tune", "ALL", 5, 2, "5 calls in 3 quarters; a trend needs 6 calls in 6 quarters."),
    ]
    keys = ("theme_id", "scope", "n_calls", "n_companies", "reason")
    return [dict(zip(keys, row, strict=True)) | {"status": "insufficient"} for row in said]


def make_tables() -> Tables:
    """All tables of the small study, fresh copies."""
    kinds = {theme[0]: theme[1] for theme in THEMES}
    assignments = [
        {"chunk_id": chunk, "theme_id": theme, "kind": kinds[theme], "score": score, "assigned": yes, "reason": why}
        | {"origin": "matcher" if kinds[theme] == "tracked" else "core"}
        for chunk, theme, score, yes, why in ASSIGNMENTS
    ]
    diffusion = [
        ("open-access", "juno", "2012-07-24", "2012Q2", 1),
        ("open-access", "vsta", "2012-08-02", "2012Q2", 2),
    ]
    lineage = [("continued", "old-tune", ["old-tune"]), ("born", "night-shift", []), ("retired", "old-tune", [])]
    sources: list[dict[str, object]] = [
        {"path": f"in/{call_id}.txt", "layout": "plain", "status": "read", "text": "…"} for call_id in CALLS
    ]
    sources += [
        {"path": "notes/party.txt", "status": "refused", "reason": "no speaker found"},
        {"path": "in/twin.txt", "layout": "plain", "status": "duplicate", "reason": "the call juno-2012q2"},
    ]
    run = {
        "run_id": 2,
        "started_at": "2013-06-01T10:00:00Z",
        "finished_at": "2013-06-01T10:01:00Z",
        "settings": {"encoder": {"model": "tiny-model"}, "resamples": 200},
        "versions": {"callthemes": "0.1.0"},
        "seed": 7,
        "catalog_sha256": "c0ffee",
        "n_calls": 6,
        "n_chunks": 7,
        "n_new_calls": 1,
    }
    rows: dict[str, list[dict[str, object]]] = {
        "sources": [{"source_id": f"s{k}", "sha256": f"{k:064x}", **row} for k, row in enumerate(sources)],
        "calls": _calls(),
        "turns": [],
        "chunks": _chunks(),
        "themes": [dict(zip(TABLES["themes"], theme, strict=False)) for theme in THEMES],
        "chunk_themes": assignments,
        "prevalence": _prevalence(),
        "trends": _trends(),
        "contrasts": [dict(zip(TABLES["contrasts"], contrast, strict=True)) for contrast in CONTRASTS],
        "diffusion": [dict(zip(TABLES["diffusion"], row, strict=False)) for row in diffusion],
        "lineage": [dict(zip(TABLES["lineage"], row, strict=False)) for row in lineage],
        "placements": [],
        "positions": [],
        "run": [run],
    }
    return {name: _frame(name, found) for name, found in rows.items()}


@pytest.fixture(scope="session")
def made() -> Tables:
    return make_tables()


@pytest.fixture
def tables(made: Tables) -> Tables:
    """The small study's tables, for a test to change as it likes."""
    return {name: table.copy(deep=True) for name, table in made.items()}


@pytest.fixture
def calls(tables: Tables) -> tuple[CallRead, ...]:
    return calls_of(tables, companies_of(tables))


@pytest.fixture(scope="session")
def data(made: Tables) -> ReportData:
    return summarize(made)


@pytest.fixture(scope="session")
def html(data: ReportData) -> str:
    return render(data)


@pytest.fixture(scope="session")
def page(html: str) -> ReadPage:
    return ReadPage(html)


@pytest.fixture
def read() -> Callable[[Tables], ReadPage]:
    """From tables to the page that a reader gets."""
    return lambda tables: ReadPage(render(summarize(tables)))
