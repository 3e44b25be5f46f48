"""Word for word: calls of equal words under different names, of which one is kept.

In: calls as read, and their company ids.  Out: the calls that stay, and under which name each of the others stands.
Nobody says the same words for two companies or in two quarters: all but one of the names are a mistake of the files.
Nothing is taken over from the others, since their heads contradict it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from themes.corpus.deduplication import ReadCall, is_one_call_by_head
from themes.formatting import counted
from themes.records import Call
from themes.text.identifiers import company_key

_MOST_NAMED = 3
MIN_WORDS = 50  # fewer may be a notice that stands in the place of many calls
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class Copy(NamedTuple):
    """A call set aside: the source of the one that stays, and what its own head says."""

    chief: str
    name: str


def one_of_equal_words(
    read_calls: Sequence[ReadCall], companies: Sequence[str | None]
) -> tuple[list[int], dict[str, Copy]]:
    """Set aside all calls but one of the same words whose heads contradict it.

    Calls of earlier runs are left alone among themselves.  Two calls that may be one by their heads both stay here.

    Parameters
    ----------
    read_calls : sequence of ReadCall
        Without words those that need not be compared.
    companies : sequence of str or None
        Company id of each.

    Returns
    -------
    staying : list of int
        Positions, ascending.
    copies : dict of str to Copy
        By the source of the call that was set aside.
    """
    copies: dict[int, Copy] = {}
    for members in _groups_of_equal_words(read_calls):
        chief = min(members, key=lambda k: _rank(read_calls[k]))
        kept = read_calls[chief]
        for k in members:
            if _contradict(kept.call, read_calls[k].call) or _differ(companies[chief], companies[k]):
                copies[k] = Copy(kept.call.source, name_of(read_calls[k].call))
    staying = [k for k in range(len(read_calls)) if k not in copies]
    return staying, {read_calls[k].call.source: copy for k, copy in copies.items()}


def said_aloud(copies: Mapping[str, Copy]) -> Iterable[str]:
    """A sentence a call that stands under several names."""
    by_chief: dict[str, list[Copy]] = {}
    for copy in copies.values():
        by_chief.setdefault(copy.chief, []).append(copy)
    for chief, others in sorted(by_chief.items()):
        names = sorted({copy.name for copy in others})
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        yield (
            f"{counted(len(others), 'other file')} word for word like {chief}, under other names "
            f"({', '.join(names[:_MOST_NAMED])}{more}): taken for one call; check whose it is, see calls.csv"
        )


def name_of(call: Call) -> str:
    """Company and quarter or date, as the head has them."""
    parts = (call.company or call.ticker, call.fiscal_quarter or call.call_date or call.calendar_quarter)
    return " ".join(part for part in parts if part) or "no name"


def _groups_of_equal_words(read_calls: Sequence[ReadCall]) -> Iterable[list[int]]:
    by_length: dict[int, list[int]] = {}
    for k, one in enumerate(read_calls):
        if one.words and one.n_words >= MIN_WORDS:
            by_length.setdefault(one.n_words, []).append(k)
    for alike in by_length.values():
        by_words: dict[bytes, list[int]] = {}
        for k in alike if len(alike) > 1 else ():
            by_words.setdefault(_digest(read_calls[k].words), []).append(k)
        for group in by_words.values():
            if len(group) > 1 and any(read_calls[k].is_new for k in group):
                yield group


def _digest(words: str) -> bytes:
    plain = " ".join(_WORD.findall(words.lower().replace("’", "'")))
    return hashlib.sha256(plain.encode()).digest()


def _rank(read: ReadCall) -> tuple[bool, bool, int, str]:
    """The one that has an id; then one whose company the words name; then the least doubtful; then the first path."""
    company = company_key(read.call.company or "").partition(" ")[0]
    is_named = bool(company) and re.search(rf"\b{re.escape(company)}\b", read.words, re.IGNORECASE) is not None
    return read.call_id is None, not is_named, len(read.call.doubts), read.call.source


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _contradict(one: Call, other: Call) -> bool:
    """Whether two heads of one company name two calls: other days, or other quarters where a day is lacking."""
    if one.call_date is None or other.call_date is None:
        return len({one.fiscal_quarter, other.fiscal_quarter} - {None}) == 2
    return not is_one_call_by_head(one, other)
