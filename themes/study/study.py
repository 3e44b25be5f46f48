"""A study in a notebook: every table a DataFrame, quotes with their citations, search by meaning.

In: a study folder, or texts to make one of.  Out: :class:`Study`, which reads one run and is not disturbed by a
refresh that somebody else makes; :meth:`Study.refresh` alone writes.

``Study.open("study").quotes("sdn", limit=3)`` gives the three passages that speak of it most surely.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from embeddings.encoder import Encoder
from themes.errors import StudyError
from themes.records import Status
from themes.store.runs import current_run, read_table
from themes.study.asked_run import AskedRun
from themes.study.call import Call
from themes.study.company import Company
from themes.study.html import card, rows_html
from themes.study.quarter import QuarterOfStudy
from themes.study.quotes import call_name, quarter_name
from themes.study.theme import Theme

if TYPE_CHECKING:
    from themes.pipeline.refresh import RefreshSummary
    from themes.study.as_of import LookingBack
    from themes.study.plot import Plot


class Study(AskedRun):
    """A study at one of its runs; treat its tables as read-only.

    ``Study.open(folder)`` opens one, :meth:`create` and :meth:`from_frame` make one.  Wherever a company or theme is
    asked for, its id, ticker, name, alias or label will do, in any case; a miss names the nearest.
    """

    summary: RefreshSummary | None = None
    """What the last :meth:`refresh` of this object did; None before."""
    _temporary: tempfile.TemporaryDirectory[str] | None = None

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

    @classmethod
    def create(cls, folder: str | Path, catalog: str | Path = "general", *, title: str | None = None) -> Study:
        """Make a study folder with study.toml and catalog.toml; :meth:`refresh` then reads transcripts into it.

        Parameters
        ----------
        folder : str or Path
            Made where it does not exist.
        catalog : str or Path
            The themes to track: a packaged catalog (``general``, ``telecom``), ``empty``, or a TOML file.
        title : str, optional
            Title of the study's reports.

        Raises
        ------
        StudyError, SettingsError
            There is a study already, or it cannot be written; no such catalog.
        """
        from themes.config.settings import DEFAULT_TITLE
        from themes.study.create import create_study

        create_study(Path(folder), str(catalog), title=title or DEFAULT_TITLE)
        return cls(Path(folder), 0)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        folder: str | Path | None = None,
        *,
        text: str = "text",
        company: str = "company",
        date: str = "date",
        speaker: str | None = None,
        role: str | None = None,
        title: str | None = None,
        document: str | None = None,
        catalog: str | Path | None = None,
        encoder: Encoder | None = None,
        progress: bool = True,
    ) -> Study:
        """A study of a table of texts of any kind: filings, news, speeches, or turns of calls.

        Parameters
        ----------
        frame : DataFrame
            A row a text.  Rows of one company and day are one document, the study's *call*.  Its ``calendar_quarter``
            is that of 45 days before its day, as for calls, which speak of a period that has ended;
            ``fiscal_quarter`` is that of the day itself.
        folder : str or Path, optional
            Where the study is kept; of an existing one, the texts join those it has, and take the place of a document
            of the same company and day.  Without, in a temporary folder that goes when the object does.
        text, company, date : str
            Columns of the texts, of whose they are, and of their days (dates, or text such as ``2012-02-05``).
        speaker, role, title, document : str, optional
            Columns of who says or writes the text, what he is (executive, analyst or operator), the document's title,
            and what tells documents of one company and day apart.
        catalog : str or Path, optional
            Of a new study, as in :meth:`create`; ``general`` unless given.
        encoder : Encoder, optional
            Instead of the one that study.toml names.
        progress : bool
            Whether to draw a bar a stage.

        Raises
        ------
        StudyError
            A column is not there; a row has no company or no day; there is a study and a catalog is given too.
        """
        from themes.study.texts import TextColumns, write_texts

        columns = TextColumns(text, company, date, speaker, role, title, document)
        columns.of(frame)  # before anything is made
        temporary = tempfile.TemporaryDirectory(prefix="callthemes-") if folder is None else None
        place = Path(temporary.name if temporary else str(folder))
        is_there = (place / "study.toml").exists() and catalog is None
        study = cls(place, current_run(place) or 0) if is_there else cls.create(place, catalog or "general")
        study._temporary = temporary
        return study.refresh(write_texts(place, frame, columns), encoder=encoder, progress=progress)

    def refresh(
        self, paths: str | Path | Iterable[str | Path] = (), *, progress: bool = True, encoder: Encoder | None = None
    ) -> Study:
        """Read what is new or changed, and go on with the new run; this object then shows it.

        Parameters
        ----------
        paths : str, Path or several
            Files, folders or globs; they join those of earlier refreshes.
        progress : bool
            Whether to draw a bar a stage.
        encoder : Encoder, optional
            Instead of the one that study.toml names.

        Returns
        -------
        Study
            This object; ``summary`` holds what was done, what was refused and what is doubtful.

        Raises
        ------
        CallthemesError
            One line; the study is as it was.  A study as of a day cannot be refreshed.
        """
        from themes.pipeline.refresh import refresh
        from themes.study.progress import progress_bars

        if self.day is not None:
            raise StudyError(f"this is the study as of {self.day}", mend=f'refresh it: Study.open("{self.folder}")')
        named = (paths,) if isinstance(paths, str | Path) else paths
        with progress_bars(progress) as bars:
            done = refresh(self.folder, tuple(map(str, named)), encoder=encoder, progress=bars)
        now, kept = Study.open(self.folder), self._temporary
        self.__dict__.clear()
        self.__dict__.update(now.__dict__)
        self.summary, self._temporary = done, kept
        return self

    def reload(self) -> Study:
        """The study at its current run; one as of a day stays as of that day."""
        return Study.open(self.folder, as_of=self.day)

    def __repr__(self) -> str:
        if not self.run and not self._given:
            return f"Study({str(self.folder)!r}, no run yet)"
        day = f", as_of={self.day!r}" if self.day else ""
        return f"Study({str(self.folder)!r}, run={self.run}{day}, {len(self.calls)} calls, {len(self.themes)} themes)"

    def _repr_html_(self) -> str:
        if not self.run and not self._given:
            return card(str(self.folder), {"next": 'study.refresh("folder of transcripts")'})
        overall = self.trends[self.trends["scope"] == "ALL"]
        overall = overall.assign(plain=[Status(status).plain for status in overall["status"]])
        found = overall[[Status(status).is_finding for status in overall["status"]]]
        facts = {"run": self.run, "as of": self.day, "calls": len(self.calls), "themes": len(self.themes)}
        companies = {"company": "company", "n_calls": "calls", "first_quarter": "from", "last_quarter": "to"}
        findings = rows_html(found, {"label": "theme", "plain": "status", "reason": "why"})
        return card(self.folder.name, facts, rows_html(self.companies, companies), findings)

    def theme(self, name: str) -> Theme:
        """A theme by id or label, in any case; StudyError names the nearest."""
        return Theme(self, self.theme_id(name), self._shares)

    def company(self, name: str) -> Company:
        """A company by id, ticker, name or alias, in any case; StudyError names the nearest."""
        return Company(self, self.company_id(name), self._shares)

    def call(self, call_id: str) -> Call:
        """A call by its id, in any case; StudyError names the nearest."""
        return Call(self, call_name(self, call_id), self._shares)

    def quarter(self, name: str) -> QuarterOfStudy:
        """A calendar quarter, such as ``2021Q4``; StudyError names the nearest."""
        return QuarterOfStudy(self, quarter_name(self, name), self._shares)

    def sql(self, query: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        """One statement over all tables (``docs/tables.md``), in DuckDB's dialect; it can only read them.

        Parameters
        ----------
        query : str
            Such as ``SELECT theme_id, avg(share) FROM prevalence WHERE speaker_group = ? GROUP BY ALL``.
        parameters : sequence
            Values for its ``?``.

        Raises
        ------
        StudyError
            It cannot be understood, does more than read, or there are several.
        """
        from themes.store.queries import query as run_query

        return run_query(self.folder, self._number(), query, parameters, self._given or None)

    def evaluate(self, labels: str | Path | Iterable[str | Path] | None = None) -> pd.DataFrame:
        """Measures of each theme, by itself or against people's labels (``docs/evaluation.md``).

        Parameters
        ----------
        labels : str, Path or several, optional
            Files of labelled paragraphs (JSONL).

        Returns
        -------
        DataFrame
            A row a theme.  Without labels: ``kind``, ``n_passages``, ``share_of_content`` (of all content words, 0-1),
            ``coherence`` (NPMI of its terms, -1 to 1; discovered themes), ``largest_company_share`` (of its words, 0-1)
            and ``stability``.  With labels, tracked themes: ``n_readers`` and ``n_found`` (paragraphs), ``precision``,
            ``recall``, ``f1``.
        """
        from themes.study.measures import against_labels, by_themselves

        if labels is None:
            return by_themselves(self)
        files = [labels] if isinstance(labels, str | Path) else labels
        return against_labels(self, [Path(file) for file in files])

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

    @property
    def prevalence(self) -> pd.DataFrame:
        """Deprecated: ``study.shares(by="call")``, or the table as stored, ``study.table("prevalence")``."""
        _deprecated("prevalence", 'shares(by="call") or study.table("prevalence")')
        return self.table("prevalence")

    def trends_as_of(self, moment: str) -> pd.DataFrame:
        """Deprecated: ``study.as_of(moment).trends``."""
        _deprecated("trends_as_of(moment)", "as_of(moment).trends")
        return self.as_of(moment).table("trends")

    @property
    def plot(self) -> Plot:
        """Charts: ``study.plot.share("sdn")``; see :class:`themes.study.plot.Plot`."""
        from themes.study.plot import Plot

        return Plot(self)

    def passage_positions(self) -> pd.DataFrame:
        """Deprecated: ``study.table("positions")``."""
        _deprecated("passage_positions()", 'table("positions")')
        return self.table("positions")


def _deprecated(old: str, new: str) -> None:
    warnings.warn(f"study.{old} goes with the next release; use study.{new}", DeprecationWarning, stacklevel=3)
