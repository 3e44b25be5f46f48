"""A study with a language model: two discovered themes are planted, so that there are some to name."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.crashing import tables_of
from tests.fakes import HashingEncoder
from tests.themes.llm.stub import Request, Stub, material
from themes.pipeline import analysis
from themes.pipeline.analysis import Refit
from themes.pipeline.refresh import RefreshSummary, refresh
from themes.topics.model import Discovery, Topic

SETTINGS = """\
seed = 7
resamples = 200

[tracked]
threshold = 0.3
"""
NAMES = {"sawmill": "Sawmill capacity", "harvest": "Cork harvest and cellars"}
DESCRIPTION = "What companies tell about it in these calls of theirs."


def planted(chunks: pd.DataFrame, *args: object) -> Discovery:
    """Half of the passages to either of two topics."""
    content = chunks.loc[chunks["kind"] == "content", "chunk_id"].tolist()
    rows = [(c, int(k >= len(content) // 2), 0.9, True) for k, c in enumerate(content)]
    topics = (Topic(0, ("sawmill", "timber"), 1.0), Topic(1, ("harvest", "cellar"), 1.0))
    return Discovery(topics, pd.DataFrame(rows, columns=["chunk_id", "topic", "score", "fitted"]))


def plant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "discover", planted)


def llm_section(url: str, **settings: object) -> str:
    lines = {"base_url": url, "model": "small", "timeout_seconds": 5} | settings
    return "\n[llm]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in lines.items())


def good_reply(request: Request) -> str:
    """Names of the planted themes; passages are material where they say the theme's first word."""
    given = material(request)
    if "phrases" in given:
        return json.dumps({"name": NAMES[given["phrases"][0]], "description": DESCRIPTION})
    word = {"Freight by barge": "barge", "Cork shortage": "cork", "Glass tax": "glass"}[given["theme"]]
    is_material = word in given["passage"].lower()
    return json.dumps({"verdict": "material" if is_material else "no", "words": word if is_material else ""})


def refreshed(study: Path, refit: Refit = "auto") -> RefreshSummary:
    return refresh(study, (str(study.parent / "calls"),), encoder=HashingEncoder(), refit=refit)


def with_model(study: Path, stub: Stub | None, **settings: object) -> Path:
    """The study with ``[llm]`` in its settings: the stub, or no server."""
    (study / "study.toml").write_text(SETTINGS + llm_section(stub.url if stub else "", **settings), encoding="utf-8")
    return study


def tables(study: Path) -> dict[str, str]:
    return tables_of(study)
