"""One run of a study, opened to be read: its tables, vectors and encoder, and what people call what is in it.

In: a study folder and the number of a run, or tables given in its place.  Out: :class:`OpenedRun`, from which shares,
quotes, themes, companies and calls of :class:`themes.study.study.Study` are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from embeddings.cached import lazy_encoder
from embeddings.encoder import Encoder
from embeddings.models import NAMES, packaged_setting
from themes.config.settings import load_settings
from themes.errors import StudyError
from themes.records import TABLES
from themes.store.runs import read_table, read_tables
from themes.store.vectors import read_vectors
from themes.study.names import ALL, ALL_COMPANIES, company_names, find_company, find_theme, theme_labels, unknown


class OpenedRun:
    """One run of a study, read-only.  Tables are read when first asked for and kept; treat them as read-only.

    Parameters
    ----------
    folder : Path
        The study's folder.
    run : int
        Number of the run; 0 before the first.
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

    def table(self, name: str) -> pd.DataFrame:
        """A table of the run by name, with the columns of the contracts (see ``docs/tables.md``).

        Raises
        ------
        StudyError
            No table of that name; no run yet.
        """
        if name not in TABLES:
            raise StudyError(f"no table {name!r}", mend=f"there are: {', '.join(TABLES)}")
        if name not in self._tables:
            is_given = name in self._given
            self._tables[name] = self._given[name] if is_given else read_table(self.folder, name, self._number())
        return self._tables[name]

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        if lacking := TABLES.keys() - self._tables.keys() - self._given.keys():
            read = read_tables(self.folder, self._number())
            self._tables |= {name: read[name] for name in lacking}
        return {name: self.table(name) for name in TABLES}

    @cached_property
    def calls(self) -> pd.DataFrame:
        """A row a call (``docs/tables.md``), ``company`` is one name for all calls of a company."""
        table = self.table("calls")
        return table.assign(company=table["company_id"].map(self.company_names))

    @property
    def chunks(self) -> pd.DataFrame:
        """A row a passage."""
        return self.table("chunks")

    @property
    def themes(self) -> pd.DataFrame:
        """A row a theme."""
        return self.table("themes")

    @cached_property
    def trends(self) -> pd.DataFrame:
        """Status of each theme over all companies (``company_id`` ALL) and by company.

        Columns of ``trends`` (``docs/tables.md``) with ``label`` and ``company``; ``company_id`` is ``scope`` again;
        ``change`` is ``share_after`` less ``share_before``.
        """
        table = self.table("trends")
        change = table["share_after"] - table["share_before"]
        return self.named(table.assign(company_id=table["scope"], change=change))

    @cached_property
    def company_names(self) -> dict[str, str]:
        """One name a company, by its id: the one that most of its calls carry."""
        return company_names(self.table("calls"))

    @cached_property
    def theme_labels(self) -> dict[str, str]:
        """The label of each theme, by its id."""
        return theme_labels(self.themes)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Other names of companies, by the id that study.toml gives them."""
        return {i: own.aliases for i, own in load_settings(self.folder / "study.toml").company.items()}

    def company_id(self, name: str) -> str:
        """The company that an id, ticker, name or alias means, in any case; StudyError names the nearest."""
        return find_company(name, self.table("calls"), self.aliases)

    def theme_id(self, name: str) -> str:
        """The theme that an id or a label means, in any case; StudyError names the nearest."""
        return find_theme(name, self.themes)

    def company_ids(self, names: str | Iterable[str]) -> list[str]:
        """:meth:`company_id` of one name or several."""
        return list(dict.fromkeys(map(self.company_id, [names] if isinstance(names, str) else names)))

    def theme_ids(self, names: str | Iterable[str] | None) -> list[str]:
        """:meth:`theme_id` of one name or several; of None, all themes that are not retired."""
        if names is None:
            return self.themes.loc[self.themes["status"] != "retired", "theme_id"].tolist()
        return list(dict.fromkeys(map(self.theme_id, [names] if isinstance(names, str) else names)))

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows with ``label`` and ``company`` behind their ids (``ALL``: all companies), which come first."""
        about: dict[str, pd.Series[str]] = {}
        for key, name, names in (
            ("theme_id", "label", self.theme_labels),
            ("company_id", "company", {**self.company_names, ALL: ALL_COMPANIES}),
        ):
            if key in table.columns:
                about |= {key: table[key], name: table[key].map(names)}
        return table.assign(**about)[[*about, *(c for c in table.columns if c not in about)]]

    def check(self, what: str, given: str, known: pd.Series[str]) -> None:
        """Raise StudyError, naming the nearest known value, unless ``given`` is among the known ones."""
        values = [str(v) for v in known.dropna().unique()]
        if given not in values:
            raise unknown(what, given, {value: value for value in values})

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

    def _number(self) -> int:
        if not self.run:
            mend = f'read transcripts: study.refresh("FOLDER"), or: themes refresh {self.folder} FOLDER'
            raise StudyError(f"{self.folder}: no run yet", mend=mend)
        return self.run


def _way_back(made_with: str, kept: Mapping[str, str]) -> str:
    """How study.toml asks for the encoder of a run, given the run's own settings; empty where it cannot any more."""
    asked = (kept["model"], kept["precision"])
    name, precision = packaged_setting(made_with) or (asked if asked[0] not in NAMES else ("", ""))
    back = f'; or go back, in study.toml: [encoder] model = "{name}", precision = "{precision}"'
    return back if name else ""
