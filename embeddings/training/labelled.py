"""Passages labelled by readers, as training and measuring use them.

In: a JSON Lines file, a passage a line: text, company (``ticker``), call (``source``), block, primary, themes, topic.
Out: :class:`Labelled`, columns of equal length.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Kinds of talk rather than subjects: left out where likeness of subject is measured.
NO_SUBJECT = frozenset({"procedural", "safe-harbor", "safe-harbor-boilerplate", "other"})
_ONE_COMPANY = {"GOOGL": "GOOG"}  # two tickers of one company


@dataclass(frozen=True)
class Labelled:
    """Labelled passages, a row each.

    ``block``: what was said together, an exchange or neighbouring passages; ``topic``: a phrase, or empty.
    """

    text: tuple[str, ...]
    company: tuple[str, ...]
    call: tuple[str, ...]
    block: tuple[str, ...]
    primary: tuple[str, ...]
    material: tuple[frozenset[str], ...]
    passing: tuple[frozenset[str], ...]
    topic: tuple[str, ...]

    def __len__(self) -> int:
        """Number of passages."""
        return len(self.text)

    def rows(self, kept: NDArray[np.bool_]) -> Labelled:
        """The passages where ``kept``, shape (n_passages,), is true."""
        columns = vars(self).items()
        return Labelled(
            **{k: tuple(v for v, keep in zip(own, kept, strict=True) if keep) for k, own in columns if k != "subjects"}
        )

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """All subjects that occur, in order."""
        return tuple(sorted({*self.primary, *(s for own in self.material for s in own)}))

    def is_of(self, companies: Collection[str]) -> NDArray[np.bool_]:
        """Whether a passage is of one of these companies, shape (n_passages,)."""
        return np.array([company in companies for company in self.company])


def load_labelled(path: Path) -> Labelled:
    """Read labelled passages; labels of paragraphs with an exchange are read as well, its number is their block.

    Raises
    ------
    ValueError
        A line is no labelled passage: file, line and key.
    """
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                rows.append(_row(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path}:{number}: no labelled passage ({error!r})") from error
    return Labelled(*map(tuple, zip(*rows, strict=True)))


def _row(line: dict[str, Any]) -> tuple[object, ...]:
    call = str(line["source"])
    company = str(line.get("ticker") or call)
    block = str(line["block"]) if "block" in line else f"{call} {line['exchange']}"
    return (
        str(line["text"]), _ONE_COMPANY.get(company, company), call, block, str(line["primary"]),
        frozenset(line["themes"]), frozenset(line.get("passing", ())), str(line.get("topic") or ""),
    )  # fmt: skip


def company_folds(companies: Collection[str], n_folds: int, seed: int) -> dict[str, int]:
    """Fold of each company, 0 to ``n_folds`` - 1, of about equal numbers of companies."""
    names = sorted(set(companies))
    order = np.random.default_rng(seed).permutation(len(names))
    return {names[k]: place % n_folds for place, k in enumerate(order.tolist())}
