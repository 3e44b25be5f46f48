"""manifest.csv: a list that came with a folder of transcripts; it fills what a transcript does not state.

In: a CSV in a walked folder with the column file (relative to that folder) and any of company, ticker, call_date,
fiscal_quarter or fiscal_label, event.  Out: fields a file, and filled calls.  Such lists are made by machines and err:
they never override what a text states.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from themes.corpus.corrections import FIELDS, VALID, filled, is_told
from themes.errors import TranscriptRefused
from themes.formatting import counted
from themes.records import Basis, Call, Doubt, Inference
from themes.text.identifiers import company_key
from themes.transcripts.reading import decode

NAME = "manifest.csv"
_LABEL = "fiscal_label"


@dataclass(frozen=True)
class Manifest:
    """One list: absolute path (``#2`` at its end for a call of a table) → fields; ``faults`` are cells left out."""

    path: Path
    fields: Mapping[str, Mapping[str, str]]
    faults: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder it speaks of, absolute, with a separator at its end."""
        return os.path.join(os.path.abspath(self.path.parent), "")

    @property
    def summary(self) -> str:
        """How much it tells and what was left out."""
        summary = f"lists {counted(len(self.fields), 'file')}"
        return f"{summary}; left out {len(self.faults)}: {self.faults[0]}" if self.faults else summary


def load_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None where the file is none: another name, unreadable, or no column ``file``."""
    if path.name.lower() != NAME:
        return None
    try:
        reader = csv.DictReader(decode(path.read_bytes(), str(path)).splitlines(keepends=True))
        if "file" not in (reader.fieldnames or ()):
            return None
        rows = [(reader.line_num, row) for row in reader]
    except (OSError, TranscriptRefused, csv.Error):
        return None  # read as any other file then, which says what is wrong with it
    folder = os.path.abspath(path.parent)
    fields: dict[str, Mapping[str, str]] = {}
    faults: list[str] = []
    for line, row in rows:
        name = os.path.normpath(os.path.join(folder, (row["file"] or "").strip()))
        if name in fields:
            faults.append(f"line {line}: a second line for {row['file']}")
            continue
        fields[name], bad = _fields(row)
        faults += [f"line {line}: {fault}" for fault in bad]
    return Manifest(path, fields, tuple(faults))


def _fields(row: Mapping[str, str | None]) -> tuple[dict[str, str], list[str]]:
    cells = {name: (row.get(name) or "").strip() for name in FIELDS}
    cells["fiscal_quarter"] = cells["fiscal_quarter"] or (row.get(_LABEL) or "").strip()
    given = {name: cell for name, cell in cells.items() if cell}
    bad = [name for name, cell in given.items() if name in VALID and not VALID[name][0](cell)]
    return {n: c for n, c in given.items() if n not in bad}, [f"{n} {given[n]!r}" for n in bad]


def listed_fields(source: str, manifests: Iterable[Manifest]) -> Mapping[str, str]:
    """What manifests say of a source: that of the nearest folder; of a table's call (``#2``) before the table."""
    path, table = os.path.abspath(source), os.path.abspath(source.rpartition("#")[0] or source)
    nearest = sorted(manifests, key=lambda m: -len(m.folder))
    return next((m.fields[name] for m in nearest for name in (path, table) if name in m.fields), {})


def with_listed(call: Call, listed: Mapping[str, str]) -> Call:
    """The call with what it does not state filled from a manifest; a disagreement becomes a warning."""
    missing = {name: value for name, value in listed.items() if not is_told(call, name)}
    stated = {name: value for name, value in listed.items() if name not in missing}
    doubts = tuple(
        Doubt.about(name, f"the text says {getattr(call, name)}, {NAME} says {value}; the text's was taken")
        for name, value in stated.items()
        if not _agree(call, name, stated)
    )
    call = filled(call, missing, Inference(Basis.MANIFEST, NAME))
    return replace(call, doubts=(*call.doubts, *doubts))


def _agree(call: Call, name: str, listed: Mapping[str, str]) -> bool:
    """Lists shorten names ("Otter" for "Otter Peak, Inc."): the ticker, a common beginning or one word is enough."""
    stated, value = str(getattr(call, name)), listed[name]
    if name != "company":
        return stated.upper() == value.upper()
    if call.ticker and call.ticker.upper() == listed.get("ticker", "").upper():
        return True
    one, other = sorted((company_key(stated), company_key(value)), key=len)
    return other.startswith(one) or one in other.split()
