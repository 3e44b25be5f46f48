"""The stages that compute, in their order: what is embedded, fitted, kept and measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.fakes import HashingEncoder, MemoryCache
from themes import __version__
from themes.config.catalog import Catalog, TrackedTheme, load_catalog
from themes.config.settings import DiscoverySection, StudySettings
from themes.corpus.ingest import ReadingSettings, find_files, take_in
from themes.feedback.decisions import Decisions, ThemeDecision
from themes.pipeline import analysis
from themes.pipeline.analysis import AnalysisPlan, Refit, analyse, embed
from themes.records import TABLES
from themes.subjects.subjects import load_subjects
from themes.topics.discovery import DiscoverySettings
from themes.topics.model import Discovery, Topic

Tables = dict[str, pd.DataFrame]
MakeStudy = Callable[..., Path]
Fit = tuple[object, DiscoverySettings]

NOTHING = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
SETTINGS = StudySettings(seed=7, resamples=200)
NO_DECISIONS = Decisions()


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, make_study: MakeStudy) -> Tables:
    study = make_study(tmp_path_factory.mktemp("analysis"))
    return take_in(find_files([str(study.parent / "calls")]), NOTHING, ReadingSettings()).tables


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory, make_study: MakeStudy) -> Catalog:
    return load_catalog(make_study(tmp_path_factory.mktemp("catalog"), files={}) / "catalog.toml")


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> list[Fit]:
    """Discovery finds two topics in the passages it is given; the list tells with what it was asked."""
    asked: list[Fit] = []

    def found(
        chunks: pd.DataFrame,
        vectors: object,
        names: object,
        settings: DiscoverySettings,
        known: object,
        evidence: object,
    ) -> Discovery:
        asked.append((names, settings))
        content = chunks.loc[chunks["kind"] == "content", "chunk_id"].tolist()
        half = len(content) // 2
        rows = [(c, int(k >= half), 0.9, True) for k, c in enumerate(content)]
        topics = (Topic(0, ("sawmill", "timber"), 1.0), Topic(1, ("harvest", "cellar"), 1.0))
        return Discovery(topics, pd.DataFrame(rows, columns=["chunk_id", "topic", "score", "fitted"]))

    monkeypatch.setattr(analysis, "discover", found)
    return asked


def run(
    taken: Tables,
    catalog: Catalog,
    before: Tables = NOTHING,
    *,
    run_id: int = 1,
    refit: Refit = "auto",
    settings: StudySettings = SETTINGS,
    decisions: Decisions = NO_DECISIONS,
) -> tuple[Tables, tuple[str, ...]]:
    plan = AnalysisPlan(settings, catalog, before, run_id, refit, decisions)
    vectors = embed(taken["chunks"], catalog, HashingEncoder(), MemoryCache(), None)
    done = analyse(plan, taken, vectors, lambda stage: None)
    told = json.dumps(settings.model_dump(mode="json") | {"fit": done.fit.as_dict(), "model_id": plan.model_id})
    row = dict.fromkeys(TABLES["run"]) | {"settings": told, "versions": json.dumps({"callthemes": __version__})}
    return done.tables | {"run": pd.DataFrame([row])}, done.notes


def themes_by_status(tables: Tables) -> dict[str, str]:
    return dict(zip(tables["themes"]["theme_id"], tables["themes"]["status"], strict=True))


def test_all_tables_of_a_run_but_the_run_itself_are_made(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    tables, notes = run(taken, catalog)
    assert set(tables) == set(TABLES)
    assert all(tuple(table.columns) == TABLES[name] for name, table in tables.items())
    assert notes == ()


def test_only_content_the_catalog_and_the_subjects_are_embedded(taken: Tables, catalog: Catalog) -> None:
    encoder, chunks = HashingEncoder(), taken["chunks"]
    vectors, of_catalog, of_subjects = embed(chunks, catalog, encoder, MemoryCache(), None)
    content = (chunks["kind"] == "content").to_numpy()
    sentences = [s for t in catalog.theme for s in (t.description, *t.examples)]
    subjects = [subject.sentence for subject in load_subjects()]
    assert set(encoder.encoded) == {*chunks.loc[content, "text"], *sentences, *subjects}
    assert np.linalg.norm(vectors[content], axis=1) == pytest.approx(np.ones(content.sum()))
    assert not vectors[~content].any()
    assert (len(of_catalog), len(of_subjects)) == (len(sentences), len(subjects))


def test_vectors_stand_in_the_order_of_passages_and_sentences(taken: Tables, catalog: Catalog) -> None:
    chunks = taken["chunks"]
    vectors, of_catalog, of_subjects = embed(chunks, catalog, HashingEncoder(), MemoryCache(), None)
    k = int(chunks.index[chunks["kind"] == "content"][3])
    assert np.array_equal(vectors[k], HashingEncoder().encode([chunks["text"][k]])[0])
    assert np.array_equal(of_catalog[0], HashingEncoder().encode([catalog.theme[0].description])[0])
    assert np.array_equal(of_subjects[-1], HashingEncoder().encode([load_subjects()[-1].sentence])[0])


def test_what_is_cached_is_not_embedded_again(taken: Tables, catalog: Catalog) -> None:
    cache, again = MemoryCache(), HashingEncoder()
    first = embed(taken["chunks"], catalog, HashingEncoder(), cache, None)
    second = embed(taken["chunks"], catalog, again, cache, None)
    assert again.encoded == []
    assert np.array_equal(first[0], second[0])


def test_progress_of_embedding_is_told_up_to_the_last_text(taken: Tables, catalog: Catalog) -> None:
    told: list[tuple[str, int, int]] = []
    embed(taken["chunks"], catalog, HashingEncoder(), MemoryCache(), lambda *step: told.append(step))
    assert told[0][:2] == ("embedding", 0)
    assert told[-1][1] == told[-1][2] > 0


def test_theme_is_heard_where_its_cue_is(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    tables, _ = run(taken, catalog)
    rows = tables["prevalence"].set_index(["theme_id", "call_id", "speaker_group"])
    # all three passages with a barge: remarks of 19 words, a question of 18, an answer of 18, of 111 words in all
    assert rows.loc[("barge-freight", "ottr-2012q3", "all"), ["n_words_theme", "n_words"]].tolist() == [55, 111]
    assert rows.loc[("barge-freight", "vsta-2012q4", "all"), "n_words_theme"] == 0
    assert rows.loc[("glass-tax", "vsta-2012q4", "all"), "share"] == 0


def test_tracked_themes_come_before_discovered_ones(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    themes = run(taken, catalog)[0]["themes"]
    assert themes["theme_id"].tolist() == [
        "barge-freight", "cork-shortage", "glass-tax", "sawmill-timber", "harvest-cellar",
    ]  # fmt: skip
    assert json.loads(themes["terms"][0]) == ["barge*"]


def test_tracked_twin_is_that_of_the_passages_after_people_merged_themes(
    taken: Tables, catalog: Catalog, fits: list[Fit]
) -> None:
    mills = TrackedTheme(id="mills", label="Mills", description="Mills.", strong_cues=("sawmill", "timber", "logs"))
    only = catalog.model_copy(update={"theme": (mills,)})
    merged = ThemeDecision("merge", "sawmill-timber", "harvest-cellar", "2013-02-01")
    found = run(taken, only)[0]["themes"].set_index("theme_id")["tracked_twin"].to_dict()
    assert found == {"mills": None, "sawmill-timber": "mills", "harvest-cellar": None}
    themes = run(taken, only, decisions=Decisions(themes=(merged,)))[0]["themes"].set_index("theme_id")
    assert themes["tracked_twin"].to_dict() == {"mills": None, "sawmill-timber": None, "harvest-cellar": "mills"}


def test_stages_are_told_when_done(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    told: list[str] = []
    plan = AnalysisPlan(SETTINGS, catalog, NOTHING, 1)
    analyse(plan, taken, embed(taken["chunks"], catalog, HashingEncoder(), MemoryCache(), None), told.append)
    assert told == ["discovered themes", "tracked themes", "shares and intervals", "map of passages"]


def test_discovery_is_seeded_by_the_settings_and_told_the_names(
    taken: Tables, catalog: Catalog, fits: list[Fit]
) -> None:
    run(taken, catalog, settings=StudySettings(seed=9, discovery=DiscoverySection(min_passages=5)))
    names, settings = fits[0]
    assert settings == DiscoverySettings(seed=9, min_passages=5)
    known = names.speakers & names.all  # type: ignore[attr-defined]
    assert {"otter", "peak", "vesta", "ottr", "aalst", "piet", "lena", "brook", "heron", "fjord"} <= known
    assert not {"barge", "timber", "cork", "sawmill"} & names.all  # type: ignore[attr-defined]


def test_discovery_that_is_switched_off_is_not_run_and_says_so(
    taken: Tables, catalog: Catalog, fits: list[Fit]
) -> None:
    tables, notes = run(taken, catalog, settings=StudySettings(discovery=DiscoverySection(enabled=False)))
    assert (fits, notes) == ([], ("discovery is switched off in study.toml",))
    assert set(tables["themes"]["kind"]) == {"tracked"}


def test_discovered_themes_retire_when_discovery_is_switched_off(
    taken: Tables, catalog: Catalog, fits: list[Fit]
) -> None:
    before, _ = run(taken, catalog)
    off = StudySettings(discovery=DiscoverySection(enabled=False))
    tables, _ = run(taken, catalog, before, run_id=2, settings=off)
    assert themes_by_status(tables)["sawmill-timber"] == "retired"


def test_retired_theme_is_in_no_measure(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    before, _ = run(taken, catalog)
    off = StudySettings(discovery=DiscoverySection(enabled=False))
    tables, _ = run(taken, catalog, before, run_id=2, settings=off)
    for name in ("prevalence", "trends", "contrasts", "diffusion", "chunk_themes"):
        assert "sawmill-timber" in set(before[name]["theme_id"])
        assert "sawmill-timber" not in set(tables[name]["theme_id"])


def test_themes_are_not_fitted_anew_when_told_never(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    before, _ = run(taken, catalog)
    tables, notes = run(taken, catalog, before, run_id=2, refit="never")
    assert len(fits) == 1
    assert notes == ()
    kept = [t["chunk_themes"][t["chunk_themes"]["kind"] == "discovered"] for t in (before, tables)]
    assert kept[1]["chunk_id"].tolist() == kept[0]["chunk_id"].tolist()
    assert kept[1]["theme_id"].tolist() == kept[0]["theme_id"].tolist()


def test_first_run_is_fitted_even_when_told_never(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    run(taken, catalog, refit="never")
    assert len(fits) == 1


def test_found_again_themes_keep_their_ids_and_first_run(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    before, _ = run(taken, catalog)
    tables, notes = run(taken, catalog, before, run_id=2, refit="always")
    assert notes == ("themes fitted anew: asked for",)
    assert tables["themes"]["theme_id"].tolist() == before["themes"]["theme_id"].tolist()
    assert set(tables["themes"]["first_run"]) == {1}
    assert set(tables["themes"]["last_run"]) == {2}
    assert set(tables["lineage"]["event"]) == {"continued"}


def test_theme_taken_out_of_the_catalog_is_retired_and_kept(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    before, _ = run(taken, catalog)
    tables, _ = run(taken, Catalog(theme=catalog.theme[1:]), before, run_id=2)
    assert themes_by_status(tables)["barge-freight"] == "retired"
    assert "barge-freight" not in set(tables["prevalence"]["theme_id"])


def test_theme_put_back_into_the_catalog_keeps_its_first_run(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    first, _ = run(taken, catalog)
    without, _ = run(taken, Catalog(theme=catalog.theme[1:]), first, run_id=2)
    back, _ = run(taken, catalog, without, run_id=3)
    row = back["themes"].set_index("theme_id").loc["barge-freight"]
    assert row[["status", "first_run", "last_run"]].tolist() == ["active", 1, 3]


def test_new_theme_of_the_catalog_begins_with_this_run(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    before, _ = run(taken, catalog)
    more = Catalog(theme=(*catalog.theme, TrackedTheme(id="ice", label="Ice", description="Ice on the river.")))
    themes = run(taken, more, before, run_id=2)[0]["themes"].set_index("theme_id")
    assert themes.loc["ice", "first_run"] == 2
    assert themes.loc["glass-tax", "first_run"] == 1


def test_empty_catalog_leaves_the_discovered_themes(taken: Tables, fits: list[Fit]) -> None:
    tables, _ = run(taken, Catalog())
    assert set(tables["themes"]["kind"]) == {"discovered"}
    assert set(tables["prevalence"]["theme_id"]) == {"sawmill-timber", "harvest-cellar"}


def test_inputs_are_as_they_were(taken: Tables, catalog: Catalog, fits: list[Fit]) -> None:
    before = {name: table.copy() for name, table in taken.items()}
    run(taken, catalog)
    for name, table in before.items():
        pd.testing.assert_frame_equal(taken[name], table)


def test_company_that_was_not_heard_when_themes_were_found_is_named_once(
    taken: Tables, catalog: Catalog, fits: list[Fit]
) -> None:
    company, call_id = taken["calls"].iloc[-1][["company_id", "call_id"]]
    early = {name: taken[name][taken[name]["call_id"] != call_id] for name in ("calls", "turns", "chunks")}
    first, notes = run(taken | early, catalog)
    assert notes == ()
    second, notes = run(taken, catalog, first, run_id=2, refit="never")
    assert notes == (
        f"not in the study when themes were found: {company}; --refit always looks for themes of their own",
    )
    assert run(taken, catalog, second, run_id=3, refit="never")[1] == ()
