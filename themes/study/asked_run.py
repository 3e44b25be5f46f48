"""What is asked of a run: shares, comparisons, quotes, search, words, and the discovered themes as a topic model.

In: an opened run.  Out: DataFrames, whose columns each method names.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from embeddings.encoder import Encoder
from themes.prevalence.by_quarter import Axis, QuarterSettings
from themes.records import SpeakerGroup
from themes.study.answers import changed, lacking, led, tracked
from themes.study.opened_run import OpenedRun
from themes.study.overview import companies_of, quarters_of
from themes.study.quotes import Whose, cited, quarter_name, quotes, search
from themes.study.report_forms import exported, made_report
from themes.study.shares import PERIOD, By, Shares

if TYPE_CHECKING:
    from bertopic import BERTopic


class AskedRun(OpenedRun):
    """An opened run with the questions that a researcher asks of it.

    Wherever a company or theme is asked for, its id, ticker, name, alias or label will do, in any case; a miss names
    the nearest.
    """

    @cached_property
    def companies(self) -> pd.DataFrame:
        """A row a company, by name.

        Columns ``company_id``, ``company``, ``ticker``, ``n_calls``, ``n_words``, ``first_quarter``, ``last_quarter``,
        ``also`` (a tuple of its other spellings and aliases).
        """
        return companies_of(self)

    @cached_property
    def quarters(self) -> pd.DataFrame:
        """A row a calendar quarter with calls, in time.

        Columns ``quarter``, ``n_calls``, ``n_companies``, ``n_words``, ``companies`` (a tuple of company ids).
        """
        return quarters_of(self)

    @property
    def contrasts(self) -> pd.DataFrame:
        """Each call against the company's call before it, and the one a year before."""
        return self.table("contrasts")

    @cached_property
    def _shares(self) -> Shares:
        return Shares(self)

    def shares(
        self,
        theme: str | Iterable[str] | None = None,
        company: str | Iterable[str] | None = None,
        *,
        by: By = "quarter",
        group: SpeakerGroup = "all",
        quarter: str | None = None,
        year: int | str | None = None,
    ) -> pd.DataFrame:
        """Share of talk (0-1) of themes, with its 95% interval, by quarter, year, company or call.

        Parameters
        ----------
        theme : str or several, optional
            All that are not retired unless given.
        company : str or several, optional
            Without, what is over all companies (``company_id`` ALL), adjusted for who called; by company or call, each
            company's own.  By peer group: by quarter, over the companies of each group that study.toml names.
        by : {'quarter', 'year', 'company', 'call', 'peer_group'}
            A period's share is the mean of its quarters; a quarter is that in which the reported period ends.
        group : {'all', 'management_prepared', 'management_answers', 'analyst_questions'}
            Whose words.
        quarter, year : str, optional
            One period alone; by company, each company's share in it.

        Returns
        -------
        DataFrame
            ``theme_id``, ``label``, ``company_id``, ``company``, what it is by (``quarter``, ``year`` or ``call_id``),
            ``share``, ``share_low``, ``share_high``, and counts: ``n_calls`` and ``n_companies``, ``n_quarters`` of a
            period, ``is_thin`` where few of the companies called; of a call ``calendar_quarter``, ``fiscal_quarter``,
            ``n_words_theme``, ``n_words`` and ``n_chunks`` as in ``prevalence`` (``docs/tables.md``).
        """
        if quarter is not None:
            quarter = quarter_name(self, quarter)
        return self._shares.of_period(theme, company, by, group, quarter or (str(year) if year is not None else None))

    def compare(
        self,
        *names: str,
        themes: str | Iterable[str] | None = None,
        company: str | None = None,
        group: SpeakerGroup = "all",
    ) -> pd.DataFrame:
        """Shares of themes at two companies or more, or in two quarters or years.

        Parameters
        ----------
        *names : str
            Companies by id, ticker or name: ``study.compare("MSI", "ANET")``, over the quarters in which each of them
            has a call.  Or two quarters or years: ``study.compare("2020Q4", "2021Q4", company="MSI")``.
        themes : str or several, optional
            All that are not retired unless given.
        company : str, optional
            Of two periods, whose; all companies unless given.
        group : str
            Whose words, as in :meth:`shares`.

        Returns
        -------
        DataFrame
            A row a theme: ``theme_id``, ``label``; for each company a column of its id, ``<id>`` (the mean of its
            quarters, 0-1), with ``<id>_low`` and ``<id>_high``; for two, ``difference`` (first less second) with
            ``difference_low`` and ``difference_high`` (95%; not corrected for the number of themes), the largest first;
            ``n_quarters``, ``from_quarter``, ``to_quarter`` of those compared.  Of two periods a column each in the
            same way, and ``difference`` is the second less the first.

        Raises
        ------
        StudyError
            Fewer than two companies, or no quarter in common; a period without a call.
        """
        if len(names) == 2 and all(PERIOD.fullmatch(name.upper()) for name in names):
            return self._shares.periods((names[0].upper(), names[1].upper()), themes, company, group)
        return self._shares.compared(names, themes, group)

    def quotes(
        self,
        theme: str | Iterable[str] | None = None,
        *,
        company: str | None = None,
        quarter: str | None = None,
        year: int | str | None = None,
        call: str | None = None,
        speaker: str | None = None,
        limit: int | None = 10,
    ) -> pd.DataFrame:
        """Passages assigned to a theme, best first, each with its citation.

        Parameters
        ----------
        theme : str or several, optional
            Ids or labels; all that are not retired unless given.
        company : str, optional
            An id, ticker, name or alias.
        quarter : str, optional
            A calendar quarter such as ``2012Q4``: that in which the reported period ends, which a call's id, made of
            its fiscal quarter, may not say.
        year : int or str, optional
            A calendar year.
        call : str, optional
            A call's id.
        speaker : str, optional
            Part of a name, or a role (``executive``, ``analyst``).
        limit : int, optional
            Most rows; None for all.

        Returns
        -------
        DataFrame
            ``theme_id``, ``score``, ``company_id``, ``company``, ``calendar_quarter``, ``speaker``, ``role``,
            ``section``, ``text``, ``source``, ``line``, ``call_id``, ``call_date``, ``reason``, ``chunk_id``,
            ``citation`` (speaker, role, company, quarter, file and line).

        Raises
        ------
        StudyError
            No theme, company, quarter or speaker of that name in the study.
        """
        return quotes(self, self.theme_ids(theme), Whose(company, quarter, speaker, year, call), limit)

    def diffusion(self, theme: str | Iterable[str] | None = None) -> pd.DataFrame:
        """Who spoke of a theme first, and when each company took it up (``docs/diffusion.md``).

        Parameters
        ----------
        theme : str or several, optional
            All that are not retired unless given.

        Returns
        -------
        DataFrame
            ``theme_id``, ``label``, ``company_id``, ``company``, ``first_quarter``, ``first_call_date``, ``rank``,
            ``lag_days`` (after the first dated), ``p_value`` (chance of a place as early).
        """
        return led(self, self.theme_ids(theme))

    @property
    def missing_calls(self) -> pd.DataFrame:
        """Quarters without a call, from a company's first call to the study's last quarter.

        Columns ``company_id``, ``company``, ``quarter``, ``is_pending`` (of the last quarter, while fewer than two
        thirds of the companies have reported).
        """
        return lacking(self)

    @property
    def catalog(self) -> pd.DataFrame:
        """The themes to track as catalog.toml has them now (``docs/catalogs.md``).

        Columns ``theme_id``, ``label``, ``description``, ``examples``, ``near_misses``, ``strong_cues``, ``weak_cues``,
        ``not_cues``, ``from``, ``until``, ``subjects``.
        """
        return tracked(self)

    def diff(self) -> pd.DataFrame:
        """What changed since the run before; empty of a first run, or where that run is no longer kept.

        Returns
        -------
        DataFrame
            ``what`` (a call added, corrected or removed, a field of a call, a theme's event, a label, a theme's status,
            a trend, a restated share), ``theme_id``, ``company_id``, ``call_id``, ``before``, ``now``, ``why``.
        """
        return changed(self)

    def report(self, out: str | Path | None = None, *, theme: str | None = None, company: str | None = None) -> Path:
        """Write the report, or that of one theme or company, in the form of the file's ending.

        Parameters
        ----------
        out : str or Path, optional
            Ends in ``.html``, ``.pdf``, ``.pptx``, ``.xlsx``, ``.md`` or ``.json``; ``report.html`` in the study's
            folder unless given.
        theme, company : str, optional
            As everywhere.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        StudyError
            No form ends so, or the file cannot be written.
        """
        place = Path(out) if out is not None else self.folder / "report.html"
        ids = self.theme_id(theme) if theme is not None else None, self.company_id(company) if company else None
        made_report(self, place, *ids)
        return place

    def export(self, table: str, out: str | Path) -> Path:
        """Write a table of the run (``docs/tables.md``) to a ``.csv``, ``.parquet`` or ``.json`` file; its path."""
        return exported(self, table, Path(out))

    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        company: str | None = None,
        quarter: str | None = None,
        year: int | str | None = None,
        call: str | None = None,
        speaker: str | None = None,
        encoder: Encoder | None = None,
    ) -> pd.DataFrame:
        """Passages nearest in meaning to some words: columns of :meth:`quotes` less ``theme_id`` and ``reason``.

        Parameters
        ----------
        text : str
            A phrase or sentence.
        limit : int
            Most rows.
        company, quarter, year, call, speaker : str, optional
            As in :meth:`quotes`.
        encoder : Encoder, optional
            Instead of the one that study.toml names; must be the one that made the vectors.
        """
        return search(self, text, Whose(company, quarter, speaker, year, call), limit, encoder)

    def vocabulary_drift(self, theme: str | None = None) -> pd.DataFrame:
        """Cues and words of each theme's passages by calendar year, and how they differ from the year before.

        See ``docs/prevalence.md`` for every column.

        Parameters
        ----------
        theme : str, optional
            An id or label; all that are not retired unless given.

        Raises
        ------
        StudyError
            No such theme.
        """
        from themes.study.words import vocabulary

        return vocabulary(self, self.theme_ids(theme))

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
        return self._shares.by_quarter(QuarterSettings(axis, group, floor))

    def prevalence_by_year(self, *, axis: Axis = "calendar_quarter", group: SpeakerGroup = "all") -> pd.DataFrame:
        """Share of each theme by scope (``ALL`` or a company) and year: the mean of the year's quarters.

        Of all companies, quarters in which few of them called are left out unless a year has no other.

        Parameters
        ----------
        axis, group
            As in :meth:`prevalence_by_quarter`.
        """
        return self._shares.by_year(QuarterSettings(axis, group))

    @cached_property
    def passages(self) -> pd.DataFrame:
        """The ``chunks`` table with company, quarters, date and a ``citation`` each (speaker, company, file, line)."""
        return self.cited(self.chunks)

    def cited(self, passages: pd.DataFrame) -> pd.DataFrame:
        """Rows of ``chunks`` in their order, with what :attr:`passages` adds: cheap where few are shown."""
        return cited(self, passages)

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
        return topic_model_of(passages, vectors, self.theme_labels, names_in(self.tables).all, encoder)
