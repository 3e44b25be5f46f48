"""A table of texts of any kind (filings, news, speeches, turns of calls) as documents that a refresh reads.

In: a DataFrame with a row a text.  Out: a file a document in the canonical form of ``docs/structured.md``, which a
study reads like any transcript.  Rows of one company and day are one document unless a column tells documents apart; a
document belongs to the quarter of its day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from themes.errors import StudyError
from themes.quarters import Quarter
from themes.store.durable import cannot_write
from themes.text.identifiers import slug
from themes.transcripts.extraction.records import Row, StructuredCall
from themes.transcripts.extraction.rendering import render

FOLDER = "texts"  # of the study's folder
MOST_CHARS = 150  # of a file's name; systems take 255 bytes


@dataclass(frozen=True)
class TextColumns:
    """Names of columns; those that are None are not there.

    ``speaker``: who says or writes the text, else the company.  ``role``: executive, analyst or operator; unknown where
    nothing else is said, so that the text counts for the group ``all`` alone.  ``document``: what tells documents of
    one company and day apart.
    """

    text: str
    company: str
    date: str
    speaker: str | None = None
    role: str | None = None
    title: str | None = None
    document: str | None = None

    def of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame's columns under these names, texts as text and days as ISO dates; rows without words left out.

        Raises
        ------
        StudyError
            A column is not there; a row has no company or no day; nothing is left.
        """
        named = {own: theirs for own, theirs in asdict(self).items() if theirs is not None}
        if lacking := [theirs for theirs in named.values() if theirs not in frame.columns]:
            there = ", ".join(map(str, frame.columns))
            raise StudyError(f"no column {lacking[0]!r}", mend=f"there are: {there}; name it: text=, company=, date=")
        table = pd.DataFrame({own: frame[theirs].to_numpy() for own, theirs in named.items()})
        days = pd.to_datetime(table["date"], errors="coerce")
        is_blank = table["company"].isna() | table["company"].astype(str).str.strip().eq("")
        for what, bad in (("date", days.isna()), ("company", is_blank)):
            if bad.any():
                value, name = table[what][bad].iloc[0], getattr(self, what)
                raise StudyError(f"column {name!r}: row {int(bad.argmax())} has no {what} ({value!r})", mend="fill it")
        table = table.assign(date=days.dt.date.astype(str)).fillna("").astype(str)
        table = table[table["text"].str.strip() != ""]
        if table.empty:
            raise StudyError(
                f"column {self.text!r}: no words in {len(frame)} rows", mend="name the column of the texts"
            )
        return table.reset_index(drop=True)


def write_texts(folder: Path, frame: pd.DataFrame, columns: TextColumns) -> Path:
    """Write the documents below ``folder/texts``; equal documents keep their files.

    Returns
    -------
    Path
        The folder to refresh from.

    Raises
    ------
    StudyError
        As :meth:`TextColumns.of`; the folder cannot be written.
    """
    table, place = columns.of(frame), folder / FOLDER
    keys = ["company", "date", *(["document"] if columns.document else [])]
    try:
        place.mkdir(parents=True, exist_ok=True)
        taken: Counter[str] = Counter()
        for key, rows in table.groupby(keys, sort=False):
            name = slug(" ".join(map(str, key)))[:MOST_CHARS]
            taken[name] += 1
            path = place / (f"{name}-{taken[name]}.txt" if taken[name] > 1 else f"{name}.txt")
            path.write_text(_document(rows), encoding="utf-8")
    except OSError as error:
        raise cannot_write(place, error) from error
    return place


def _document(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    fields = {"company": first["company"], "call_date": first["date"], "event": "other"}
    fields["fiscal_quarter"] = str(Quarter.of_date(first["date"]))
    fields["call_title"] = first["title"] if "title" in rows.columns and first["title"] else first["company"]
    turns = [
        Row(text=row["text"], speaker=row.get("speaker") or row["company"], role=row.get("role", ""))
        for row in rows.to_dict("records")
    ]
    return render(StructuredCall(fields, turns)).text
