"""A tiny fictional corpus, a catalog for it, and studies made of them without a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from tests.fakes import HashingEncoder
from themes.pipeline.refresh import refresh
from themes.records import TABLES

Transcript = Callable[..., str]
MakeStudy = Callable[..., Path]
MakeChunks = Callable[..., pd.DataFrame]
Freeze = Callable[[Path], dict[str, bytes]]

CATALOG = """\
name = "harbour"

[[theme]]
id = "barge-freight"
label = "Freight by barge"
description = "Goods that travel by barge instead of by road."
examples = ["More of our timber now travels by barge than by lorry."]
strong_cues = ["barge*"]

[[theme]]
id = "cork-shortage"
label = "Cork shortage"
description = "Cork is scarce and dear."
examples = ["We could not buy enough cork this spring."]
strong_cues = ["cork"]

[[theme]]
id = "glass-tax"
label = "Glass tax"
description = "A tax on glass bottles."
strong_cues = ["glass tax"]
"""

SETTINGS = """\
seed = 7
resamples = 200

[tracked]
threshold = 0.3

[discovery]
enabled = false
"""

OTTER_Q3 = {
    "ticker": "OTTR",
    "company": "Otter Peak, Inc.",
    "quarter": "Q3 2012",
    "date": "NOVEMBER 06, 2012",
    "remarks": (
        "We moved nine hundred tons of timber by barge this quarter, and the barge fleet paid for itself early.",
        "Our sawmill in the valley ran at full load, with fewer stops for repairs than in any quarter of the decade.",
    ),
    "exchanges": (
        (
            "How much of the timber could travel by barge once the upper lock has been rebuilt and opened?",
            "Perhaps two thirds of the timber, since a barge needs only four feet of water above the sill.",
        ),
        (
            "Where do wages at the sawmill stand compared with the mills of your rivals down the coast?",
            "Wages at the sawmill are a little above the coast, because the valley has few people to hire.",
        ),
    ),
}
OTTER_Q4 = OTTER_Q3 | {
    "quarter": "Q4 2012",
    "date": "FEBRUARY 05, 2013",
    "remarks": (
        "Ice closed the river for six weeks, so no timber left the valley and the yards filled up with logs.",
        "Our sawmill in the valley used the quiet weeks to fit two new blades, which saw thinner boards than before.",
    ),
    "exchanges": (
        (
            "Will the logs in the yards rot before the ice is gone and the first boats can load them?",
            "Logs keep well in the cold, and we expect all of them to be sawn and sold before the summer.",
        ),
    ),
}
VESTA_Q4 = {
    "ticker": "VSTA",
    "company": "Vesta Bottling Corp.",
    "quarter": "Q4 2012",
    "date": "FEBRUARY 12, 2013",
    "remarks": (
        "Cork was hard to find all winter, and what cork we found cost us twice as much as the year before.",
        "We filled eleven million bottles, a record, and the new cellar let us store every one of them at home.",
    ),
    "exchanges": (
        (
            "Do you think that the cork harvest will be any better when the trees are stripped this summer?",
            "Nobody knows about cork, so we have bought screw caps for half of the bottles that we shall fill.",
        ),
    ),
}


def transcript(
    ticker: str | None = "OTTR",
    company: str = "Otter Peak, Inc.",
    quarter: str = "Q4 2012",
    date: str = "FEBRUARY 05, 2013",
    remarks: Sequence[str] = (),
    exchanges: Sequence[tuple[str, str]] = (),
) -> str:
    """A call in the layout that tests/themes/transcripts calls inline."""
    firm = company.replace(",", "")
    head = f"{ticker} - {quarter} {company}" if ticker else f"{quarter} {company}"
    chief = f"Piet van Aalst - {firm} - President and CEO"
    analysts = (("Lena Brook", "Heron & Associates"), ("Sanjiv Rosan", "Fjord and Co."))
    parts = ["EDITED TRANSCRIPT", f"{head} Earnings Conference Call", f"EVENT DATE/TIME: {date} / 9:30PM GMT"]
    parts += ["CORPORATE PARTICIPANTS", f"Piet van Aalst {firm} - President and CEO"]
    parts += ["CONFERENCE CALL PARTICIPANTS", *(f"{name} {bank} - Analyst" for name, bank in analysts)]
    parts += ["PRESENTATION", "Operator", "Hello to all who dialled in. Piet, the line is yours.", chief, *remarks]
    parts += ["QUESTIONS AND ANSWERS"]
    for (name, bank), (question, answer) in zip(analysts, exchanges, strict=False):
        parts += ["Operator", f"{name} of {bank}, please.", f"{name} - {bank} - Analyst", question, chief, answer]
    return "\n\n".join(parts) + "\n"


@pytest.fixture(name="transcript", scope="session")
def _transcript() -> Transcript:
    return transcript


@pytest.fixture(scope="session")
def corpus() -> dict[str, str]:
    """File name → text of three calls: barges in the first, neither theme in the second, cork in the third."""
    return {
        "otter-a.txt": transcript(**OTTER_Q3),
        "otter-b.txt": transcript(**OTTER_Q4),
        "vesta.txt": transcript(**VESTA_Q4),
    }


@pytest.fixture(scope="session")
def make_study(corpus: dict[str, str]) -> MakeStudy:
    """Make ``folder/study`` and ``folder/calls``; settings and files may be given; nothing is refreshed."""

    def make(folder: Path, files: dict[str, str] | None = None, settings: str = SETTINGS) -> Path:
        study, calls = folder / "study", folder / "calls"
        study.mkdir(parents=True)
        calls.mkdir()
        (study / "study.toml").write_text(settings)
        (study / "catalog.toml").write_text(CATALOG)
        for name, text in (corpus if files is None else files).items():
            (calls / name).write_text(text)
        return study

    return make


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory, make_study: MakeStudy) -> Path:
    """A study of the corpus with one run; only to be read."""
    study = make_study(tmp_path_factory.mktemp("stored"))
    refresh(study, (str(study.parent / "calls"),), encoder=HashingEncoder())
    return study


@pytest.fixture(scope="session")
def freeze() -> Freeze:
    """All files of a folder with their bytes, but vector cache and log, which any refresh may add to."""

    def contents(folder: Path) -> dict[str, bytes]:
        files = (
            p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(("vectors", "refresh.log"))
        )
        return {str(p.relative_to(folder)): p.read_bytes() for p in files}

    return contents


@pytest.fixture(scope="session")
def make_chunks() -> MakeChunks:
    """Rows of ``chunks`` from (call_id, exchange_index, role, n_words) and what a test sets besides."""

    def make(rows: Sequence[tuple[str, int, str, int]], **columns: object) -> pd.DataFrame:
        made = [
            dict.fromkeys(TABLES["chunks"])
            | {
                "chunk_id": f"{call}:{k:04d}:01",
                "call_id": call,
                "exchange_index": exchange,
                "section": "q_and_a" if exchange else "prepared_remarks",
                "role": role,
                "kind": "content",
                "is_short": False,
                "n_words": n_words,
                "text": f"passage {k}",
            }
            for k, (call, exchange, role, n_words) in enumerate(rows)
        ]
        return pd.DataFrame(made, columns=list(TABLES["chunks"])).assign(**columns)

    return make
