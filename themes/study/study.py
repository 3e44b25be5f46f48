"""A study in a notebook: every table a DataFrame, quotes with their citations, search by meaning.

In: a study folder.  Out: :class:`Study`, which reads one run, never writes, and is not disturbed by a refresh.

``Study.open("study").quotes("sdn", limit=3)`` gives the three passages that speak of it most surely.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.cached import encode_question, lazy_encoder
from embeddings.encoder import Encoder
from embeddings.models import NAMES, packaged_setting
from embeddings.similarity import nearest
from themes.config.settings import load_settings, weights_and_peers
from themes.errors import StudyError
from themes.prevalence.by_quarter import Axis, QuarterSettings, prevalence_by_quarter
from themes.prevalence.by_year import prevalence_by_year
from themes.prevalence.estimate import with_expected
from themes.prevalence.intervals import cluster_calls
from themes.records import TABLES, SpeakerGroup
from themes.store.runs import current_run, read_table, read_tables
from themes.store.vectors import read_vectors

if TYPE_CHECKING:
    from bertopic import BERTopic

    from themes.study.as_of import LookingBack
    from themes.study.plot import Plot

QUOTE_COLUMNS = (
    "theme_id", "score", "company", "calendar_quarter", "speaker", "role", "section", "text", "source", "line",
    "call_id", "call_date", "reason", "chunk_id", "citation",
)  # fmt: skip

CLOSE = 60  # likeness (0-100) from which a value is taken for a slip of another
MOST_LISTED = 12  # values that an error names


class Study:
    """One run of a study, read-only.  Tables are read when first asked for and kept; treat them as read-only.

    Parameters
    ----------
    folder : Path
        The study's folder.
    run : int
        Number of the run.
    tables : mapping of str to DataFrame, optional
        Tables to use instead of the run's own; they may be computed as they are asked for.
    as_of : str, optional
        The ISO date (``2012-12-31``) up to which ``tables`` know calls; None: all of them.
    """

    def __init__(
        self, folder: Path, run: int, tables: Mapping[str, pd.DataFrame] | None = None, as_of: str | None = None
    ) -> None:
        self.folder = folder
        self.run = run
        self.day = as_of
        self._given = tables or {}
        self._tables: dict[str, pd.DataFrame] = {}

    @classmethod
    def open(cls, folder: str | Path, run: int | None = None, *, as_of: str | None = None) -> Study:
        """Open the current run of a study, or an earlier one by its number; as of a day or quarter if one is given.

        Raises
        ------
        StudyError
            No study there, no run yet, or no such run; see also :meth:`as_of`.
        """
        path = Path(folder)
        number = run or current_run(path)
        if number is None:
            raise StudyError(f"{path}: no run yet", mend=f"try: themes refresh {path} FOLDER")
        study = cls(path, number)
        study.table("run")
        return study if as_of is None else study.as_of(as_of)

    def reload(self) -> Study:
        """The study at its current run; one as of a day stays as of that day."""
        return Study.open(self.folder, as_of=self.day)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run by name, with the columns of the contracts (see ``docs/tables.md``).

        Raises
        ------
        StudyError
            No table of that name.
        """
        if name not in TABLES:
            raise StudyError(f"no table {name!r}", mend=f"there are: {', '.join(TABLES)}")
        if name not in self._tables:
            is_given = name in self._given
            self._tables[name] = self._given[name] if is_given else read_table(self.folder, name, self.run)
        return self._tables[name]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        if lacking := TABLES.keys() - self._tables.keys() - self._given.keys():
            read = read_tables(self.folder, self.run)
            self._tables |= {name: read[name] for name in lacking}
        return {name: self.table(name) for name in TABLES}

    @property
    def calls(self) -> pd.DataFrame:
        """A row a call."""
        return self.table("calls")

    @property
    def chunks(self) -> pd.DataFrame:
        """A row a passage."""
        return self.table("chunks")

    @property
    def themes(self) -> pd.DataFrame:
        """A row a theme."""
        return self.table("themes")

    @property
    def prevalence(self) -> pd.DataFrame:
        """Share of content words by theme, call and speaker group, zeros kept."""
        return self.table("prevalence")

    @property
    def contrasts(self) -> pd.DataFrame:
        """Each call against the company's call before it, and the one a year before."""
        return self.table("contrasts")

    @property
    def trends(self) -> pd.DataFrame:
        """Status of each theme, overall and by company."""
        return self.table("trends")

    def as_of(self, moment: str) -> Study:
        """The study as it would have been: only calls held by a day, every figure computed from them alone.

        Parameters
        ----------
        moment : str
            An ISO date (``2013-02-28``) or a quarter (``2012Q4``: its last day).

        Returns
        -------
        Study
            ``day`` is the ISO date.  Calls without a date are not in it; :attr:`n_undated` counts them.  Its tables
            are computed when first asked for.  Asking the same opened study for another day is quicker than the first.

        Raises
        ------
        StudyError
            Neither a date nor a quarter; the catalog changed since the run; vectors are lacking.
        """
        from themes.study.as_of import TablesAsOf, last_day

        day = min(last_day(moment), self.day or "9999-12-31")  # nobody looks ahead from an earlier day
        return Study(self.folder, self.run, TablesAsOf(self._looking_back, day), day)

    @cached_property
    def _looking_back(self) -> LookingBack:
        from themes.study.as_of import LookingBack, load_matching

        tables = self.tables
        return LookingBack(tables, load_matching(self.folder, tables, self.vectors))

    @property
    def n_undated(self) -> int:
        """How many calls of the run have no date, so that no study as of a day knows them."""
        return int(read_table(self.folder, "calls", self.run)["call_date"].isna().sum())

    def trends_as_of(self, moment: str) -> pd.DataFrame:
        """The ``trends`` table of :meth:`as_of`; no table is computed that they do not rest on."""
        return self.as_of(moment).trends

    def vectors(self, model_id: str, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors of texts by hash, from the study's cache.

        Raises
        ------
        StudyError
            No cache, or it lacks some of them.
        """
        found = read_vectors(self.folder / "vectors.duckdb", model_id, hashes)
        lacking = len(set(hashes) - found.keys())
        if lacking:
            raise StudyError(f"{lacking} passages have no vector in vectors.duckdb", mend="refresh with --refit always")
        return found

    def prevalence_by_quarter(
        self, *, axis: Axis = "calendar_quarter", group: SpeakerGroup = "all", floor: float = 0.01
    ) -> pd.DataFrame:
        """Share of each theme by scope (``ALL`` or a company) and quarter, with breadth, momentum and affinity.

        Weights and peer groups are those of study.toml as it is now; see ``docs/prevalence.md`` for every column.

        Parameters
        ----------
        axis : {'calendar_quarter', 'fiscal_quarter'}
            The quarter in which the reported period ends, or the companies' own labels.
        group : str
            A speaker group.
        floor : float
            Share of its words (0-1) from which on a company speaks of a theme.
        """
        weights, peer_groups = weights_and_peers(load_settings(self.folder / "study.toml"))
        return prevalence_by_quarter(self._expected(), QuarterSettings(axis, group, floor, weights, peer_groups))

    def prevalence_by_year(self, *, axis: Axis = "calendar_quarter", group: SpeakerGroup = "all") -> pd.DataFrame:
        """Share of each theme by scope (``ALL`` or a company) and year: the mean of the year's quarters.

        Of all companies, quarters in which few of them called are left out unless a year has no other.

        Parameters
        ----------
        axis, group
            As in :meth:`prevalence_by_quarter`.
        """
        weights, _ = weights_and_peers(load_settings(self.folder / "study.toml"))
        return prevalence_by_year(self._expected(), QuarterSettings(axis, group, weights=weights))

    def _expected(self) -> pd.DataFrame:
        """``prevalence`` with the shares that scores lead to expect."""
        themes = list(dict.fromkeys(self.prevalence["theme_id"]))
        clustered = cluster_calls(self.chunks, self.table("chunk_themes"), themes)
        return with_expected(self.prevalence, clustered, themes)

    def vocabulary_drift(self, theme: str | None = None) -> pd.DataFrame:
        """Cues and words of each theme's passages by calendar year, and how they differ from the year before.

        See ``docs/prevalence.md`` for every column.

        Parameters
        ----------
        theme : str, optional
            A theme id; all that are not retired unless given.

        Raises
        ------
        StudyError
            No theme of that id.
        """
        from themes.pipeline.analysis import names_in
        from themes.prevalence.vocabulary import DriftSettings, vocabulary_drift

        if theme is not None:
            self.check("theme", theme, self.themes["theme_id"])
        shown = self.themes.loc[self.themes["status"] != "retired", "theme_id"].tolist()
        settings = DriftSettings(int(self.table("run")["seed"].iloc[0]))
        return vocabulary_drift(
            self.tables, shown if theme is None else [theme], names_in(self.tables).speakers, settings
        )

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The ``chunks`` table with company, quarters, date and a citation each."""
        return self.cited(self.chunks)

    def cited(self, passages: pd.DataFrame) -> pd.DataFrame:
        """Rows of ``chunks`` in their order, with what :attr:`passages` adds: cheap where few are shown."""
        about = self.calls[["call_id", "company", "company_id", "calendar_quarter", "fiscal_quarter", "call_date"]]
        cited = passages.merge(about, on="call_id", how="left")
        cited["citation"] = [_citation(row) for row in cited.to_dict("records")]
        return cited

    @property
    def plot(self) -> Plot:
        """Charts: ``study.plot.share("sdn")``; see :class:`themes.study.plot.Plot`."""
        from themes.study.plot import Plot

        return Plot(self)

    def passage_positions(self) -> pd.DataFrame:
        """Places of the passages on a map, ``chunk_id``, ``x``, ``y`` (0-1); of many passages a sample.

        Empty for runs of versions that did not keep them, and without passages of substance.
        """
        return self.table("positions")

    def topic_model(self, *, encoder: Encoder | None = None) -> BERTopic:
        """The discovered themes as a fitted BERTopic; ``docs/topic_models.md`` lists which of its methods work.

        Its topics are the themes, the largest 0, with their labels as custom labels; its documents the passages of
        substance in the order of ``chunks``.

        Parameters
        ----------
        encoder : Encoder, optional
            Instead of the one that study.toml names; must be the one that made the vectors.

        Raises
        ------
        StudyError
            No discovered themes, or no vectors of their passages.
        """
        from themes.pipeline.analysis import names_in
        from themes.topics.bertopic_view import themed_passages, topic_model_of

        passages = themed_passages(self.tables)
        encoder = self.encoder_of_run(encoder)
        found = self.vectors(encoder.model_id, passages["text_hash"].tolist())
        vectors = np.stack([found[h] for h in passages["text_hash"]]) if found else np.zeros((0, 0), "float32")
        labels = dict(zip(self.themes["theme_id"], self.themes["label"], strict=True))
        return topic_model_of(passages, vectors, labels, names_in(self.tables).all, encoder)

    def encoder_of_run(self, encoder: Encoder | None) -> Encoder:
        """The given encoder, or the one that study.toml names, if the run's vectors are of it.

        Raises
        ------
        StudyError
            They are of another.
        """
        settings = load_settings(self.folder / "study.toml").encoder
        encoder = encoder or lazy_encoder(settings.model, precision=settings.precision)
        kept = json.loads(self.table("run")["settings"].iloc[0])
        made_with = kept["model_id"]
        if encoder.model_id != made_with:
            raise StudyError(
                f"run {self.run} was made with the encoder {made_with}, not {encoder.model_id}",
                mend=f"change over, which embeds every passage anew: themes refresh {self.folder}"
                + _way_back(made_with, kept["encoder"]),
            )
        return encoder

    def quotes(
        self, theme: str, *, company: str | None = None, quarter: str | None = None, limit: int | None = 10
    ) -> pd.DataFrame:
        """Passages assigned to a theme, best first, each with its citation.

        Parameters
        ----------
        theme : str
            A theme id.
        company : str, optional
            A company id.
        quarter : str, optional
            A calendar quarter such as ``2012Q4``.
        limit : int, optional
            Most rows; None for all.

        Raises
        ------
        StudyError
            No theme, company or quarter of that name in the study.
        """
        self.check("theme", theme, self.themes["theme_id"])
        assigned = self.table("chunk_themes")
        assigned = assigned[(assigned["theme_id"] == theme) & assigned["assigned"].astype(bool)]
        found = self.cited(assigned[["chunk_id", "theme_id", "score", "reason"]].merge(self.chunks, on="chunk_id"))
        if company is not None:
            self.check("company", company, self.calls["company_id"])
            found = found[found["company_id"] == company]
        if quarter is not None:
            self.check("quarter", quarter, self.calls["calendar_quarter"])
            found = found[found["calendar_quarter"] == quarter]
        ranked = found.sort_values(["score", "chunk_id"], ascending=[False, True], kind="stable").head(
            len(found) if limit is None else limit
        )
        return ranked[list(QUOTE_COLUMNS)].reset_index(drop=True)

    def content_vectors(self, encoder: Encoder | None = None) -> tuple[pd.DataFrame, NDArray[np.float32]]:
        """Passages of substance (rows of ``chunks``) and their unit vectors, shape (n_passages, d).

        Parameters
        ----------
        encoder : Encoder, optional
            Instead of the one that study.toml names; must be the one that made the vectors.
        """
        encoder = self.encoder_of_run(encoder)
        content = self.chunks[self.chunks["kind"] == "content"].reset_index(drop=True)
        hashes = content["text_hash"].tolist()
        found = self.vectors(encoder.model_id, hashes)
        none = np.zeros((0, encoder.dimension), "float32")
        return content, np.stack([found[h] for h in hashes]) if hashes else none

    def search(self, words: str, limit: int = 10, *, encoder: Encoder | None = None) -> pd.DataFrame:
        """Passages nearest in meaning to some words: columns of :meth:`quotes` less the theme's.

        Parameters
        ----------
        words : str
            A phrase or sentence.
        limit : int
            Most rows.
        encoder : Encoder, optional
            Instead of the one that study.toml names; must be the one that made the vectors.
        """
        if not words.strip():
            raise StudyError("nothing to search for", mend='try: themes search STUDY "fiber shortages"')
        encoder = self.encoder_of_run(encoder)
        content, vectors = self.content_vectors(encoder)
        rows, scores = nearest(encode_question(encoder, words), vectors, limit)
        found = self.cited(content.iloc[rows]).assign(score=scores.round(4))
        return found[[c for c in QUOTE_COLUMNS if c not in ("theme_id", "reason")]].reset_index(drop=True)

    def check(self, what: str, given: str, known: pd.Series[str]) -> None:
        """Raise StudyError, naming the nearest known value, unless ``given`` is among the known ones."""
        values = [str(v) for v in known.dropna().unique()]
        if given in values:
            return
        from rapidfuzz import process

        near = process.extractOne(given.lower(), values, processor=str.lower, score_cutoff=CLOSE)
        more = f" and {len(values) - MOST_LISTED} more" if len(values) > MOST_LISTED else ""
        listed = f"it has {', '.join(values[:MOST_LISTED])}{more}" if values else "it has none"
        hint = f"the nearest is {near[0]!r}" if near else listed
        raise StudyError(f"no {what} {given!r} in this study", mend=hint)


def _way_back(made_with: str, kept: Mapping[str, str]) -> str:
    """How study.toml asks for the encoder of a run, given the run's own settings; empty where it cannot any more."""
    asked = (kept["model"], kept["precision"])
    name, precision = packaged_setting(made_with) or (asked if asked[0] not in NAMES else ("", ""))
    back = f'; or go back, in study.toml: [encoder] model = "{name}", precision = "{precision}"'
    return back if name else ""


def _citation(row: Mapping[Any, Any]) -> str:
    """Speaker, role, company, quarter or date, file and line: enough to find the words again."""
    when = next((str(v) for v in (row["calendar_quarter"], row["call_date"]) if isinstance(v, str)), "quarter unknown")
    company = row["company"] if isinstance(row["company"], str) else "company unknown"
    return f"{row['speaker']} ({row['role']}), {company}, {when}, {Path(str(row['source'])).name}:{row['line']}"
