"""Duplicates: which transcripts tell the same call, by their words; of two vendors' texts the fuller one stays.

In: calls as read, and their company ids.  Out: the calls that stay, with what only the others state, and which file
each of the others repeats.  Shingling and containment after Broder (1997), "On the resemblance and containment of
documents".
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from themes.corpus.corrections import BY_A_PERSON, FIELDS, filled, is_told
from themes.records import Basis, Call, Doubt, Inference
from themes.transcripts.dates import reported_quarter
from themes.transcripts.fiscal import is_possible

Shingles = NDArray[np.uint64]

_SHINGLE_WORDS = 5  # Broder (1997) calls a run of so many words a shingle
# Share of the shorter text's five-word shingles that stand in the other one too.  Spoken words of 59 calls that two
# vendors printed: 0.66 to 0.90; 2,260 pairs of different calls of one company: at most 0.12; of two companies: 0.01.
SAME_CALL_SHARE = 0.4
_MIN_SHARED_SHINGLES = 20  # courtesies alone ("good afternoon, and welcome to ...") make no call
_MAX_DAYS_APART = 7  # days between the dates that two vendors give one call
_MAX_CALLS_OF_A_SHINGLE = 8  # a shingle in many calls is boilerplate: it need not bring all of them together
_MIN_SHARED_SAMPLED = 3  # of the sampled shingles, before two calls are compared whole
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
# Odd multipliers of a polynomial hash and its finishing (splitmix64, murmur3): any would do that spread the bits.
_HASH_FACTOR, _HASH_MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xFF51AFD7ED558CCD)


@dataclass(frozen=True)
class ReadCall:
    """A call on its way into the tables.

    Parameters
    ----------
    call : Call
        Without turns where it was read in an earlier run.
    words : str
        All that is spoken; empty where it need not be compared.
    n_turns, n_words, n_known : int
        Turns, words, and turns whose speaker's role is known.
    call_id : str or None
        None until one is given.
    text, digest : str
        Source text and SHA-256 of the file, of a call read now.
    """

    call: Call
    words: str
    n_turns: int
    n_words: int
    n_known: int
    call_id: str | None = None
    text: str = ""
    digest: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it was read in this intake."""
        return bool(self.digest)


def shingles(words: str) -> Shingles:
    """Hashes of all runs of five words, sorted, each once; none for a shorter text."""
    found = _WORD.findall(words.lower().replace("’", "'"))
    n = len(found) - _SHINGLE_WORDS + 1
    if n < 1:
        return np.empty(0, dtype=np.uint64)
    codes = {word: zlib.crc32(word.encode()) for word in set(found)}
    each = np.fromiter((codes[word] for word in found), dtype=np.uint64, count=len(found))
    rolled = np.zeros(n, dtype=np.uint64)
    for k in range(_SHINGLE_WORDS):
        rolled = rolled * _HASH_FACTOR + each[k : k + n]
    rolled = (rolled ^ (rolled >> np.uint64(29))) * _HASH_MIX
    return np.unique(rolled ^ (rolled >> np.uint64(32)))


def n_shared(a: Shingles, b: Shingles) -> int:
    """How many shingles two texts have in common."""
    return len(np.intersect1d(a, b, assume_unique=True))


def one_call_each(
    read_calls: Sequence[ReadCall], companies: Sequence[str | None]
) -> tuple[list[ReadCall], dict[str, str]]:
    """Join what tells the same call.

    Parameters
    ----------
    read_calls : sequence of ReadCall
    companies : sequence of str or None
        Company id of each; a call of an unknown company is compared with all.

    Returns
    -------
    staying : list of ReadCall
        In the order given.
    repeats : dict of str to str
        Source of a call that does not stay → source of the one that does.
    """
    groups: dict[int, list[int]] = {k: [k] for k in range(len(read_calls))}
    home = list(range(len(read_calls)))
    for a, b in same_calls(read_calls, companies):
        one, other = sorted((home[a], home[b]))
        if one != other:
            groups[one] += groups.pop(other)
            for k in groups[one]:
                home[k] = one
    best = {_fullest(read_calls, members): members for members in groups.values()}
    staying = [_completed(read_calls, k, best[k]) for k in sorted(best)]
    others = [(read_calls[k], read_calls[chief]) for chief, members in best.items() for k in members if k != chief]
    return staying, {other.call.source: chief.call.source for other, chief in others}


def same_calls(read_calls: Sequence[ReadCall], companies: Sequence[str | None]) -> list[tuple[int, int]]:
    """Pairs that tell the same call, at least one of each pair read now."""
    prints = [shingles(one.words) for one in read_calls]
    return [
        (a, b)
        for a, b in _candidates(prints)
        if (read_calls[a].is_new or read_calls[b].is_new)
        and (companies[a] == companies[b] or companies[a] is None or companies[b] is None)
        and is_one_call_by_head(read_calls[a].call, read_calls[b].call)
        and _is_same(prints[a], prints[b])
    ]


def is_one_call_by_head(a: Call, b: Call) -> bool:
    """Whether two heads of one company may be of one call: of about one day or one label (years are misprinted)."""
    is_one_label = a.fiscal_quarter is not None and a.fiscal_quarter == b.fiscal_quarter
    return is_one_label or _is_about(a.call_date, b.call_date)


def _is_same(a: Shingles, b: Shingles) -> bool:
    return n_shared(a, b) >= max(_MIN_SHARED_SHINGLES, SAME_CALL_SHARE * min(len(a), len(b)))


def _is_about(a: str | None, b: str | None) -> bool:
    if a is None or b is None:
        return True
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days) <= _MAX_DAYS_APART


def _candidates(prints: Sequence[Shingles]) -> list[tuple[int, int]]:
    """Pairs of texts that share some of a sample (a quarter) of their shingles, from an inverted index."""
    sampled = [p[p & np.uint64(3) == 0] for p in prints]
    if not any(len(p) for p in sampled):
        return []
    hashes = np.concatenate(sampled)
    holder = np.repeat(np.arange(len(sampled)), [len(p) for p in sampled])
    order = np.argsort(hashes, kind="stable")
    hashes, holder = hashes[order], holder[order]
    met = []
    for step in range(1, _MAX_CALLS_OF_A_SHINGLE):
        equal = hashes[:-step] == hashes[step:]
        met.append(holder[:-step][equal] * len(prints) + holder[step:][equal])
    pairs, counts = np.unique(np.concatenate(met), return_counts=True)
    return [divmod(int(pair), len(prints)) for pair in pairs[counts >= _MIN_SHARED_SAMPLED]]


def _fullest(read_calls: Sequence[ReadCall], members: Iterable[int]) -> int:
    """Most words; then most turns of known roles; then the one that is there already; then the first path."""
    return min(
        members,
        key=lambda k: (-read_calls[k].n_words, -read_calls[k].n_known, read_calls[k].is_new, read_calls[k].call.source),
    )


def _completed(read_calls: Sequence[ReadCall], chief: int, members: Sequence[int]) -> ReadCall:
    """The call that stays, under the id the call has, with what only the others' texts or corrections tell."""
    if len(members) == 1:
        return read_calls[chief]
    ids = sorted((i for k in members if (i := read_calls[k].call_id)), key=lambda i: (len(i), i))
    call = read_calls[chief].call
    for k in sorted(members, key=lambda k: read_calls[k].call.source):
        call = _completed_by(call, read_calls[k].call)
    return replace(read_calls[chief], call=call, call_id=ids[0] if ids else None)


def _completed_by(call: Call, other: Call) -> Call:
    stated = {f: str(getattr(other, f)) for f in FIELDS if is_told(other, f)}
    corrected: Mapping[str, str] = {
        f: v
        for f, v in stated.items()
        if other.basis.get(f) is Basis.CORRECTION and call.basis.get(f) is not Basis.CORRECTION
    }
    missing = {f: v for f, v in stated.items() if not is_told(call, f) and f not in corrected}
    elsewhere = Inference(Basis.SAME_CALL, f"the same call in {other.source}")
    return filled(filled(_of_one_day(call, other), missing, elsewhere), corrected, BY_A_PERSON)


def _of_one_day(call: Call, other: Call) -> Call:
    """Where two texts of a call give days far apart, the one that fits its label; and a doubt."""
    day, there = call.call_date, other.call_date
    told = (
        is_told(call, "call_date")
        and is_told(other, "call_date")
        and Basis.CORRECTION not in {call.basis.get("call_date"), other.basis.get("call_date")}
    )
    if day is None or there is None or not told or _is_about(day, there):
        return call
    if _fits(call.fiscal_quarter, there) and not _fits(call.fiscal_quarter, day):
        how = f"the same call in {other.source}; the text says {day}"
        return filled(call, {"call_date": there}, Inference(Basis.SAME_CALL, how))
    what = f"the text says {day}, the same call in {other.source} says {there}; the text's was taken"
    return replace(call, doubts=(*call.doubts, Doubt.about("call_date", what)))


def _fits(label: str | None, day: str) -> bool:
    return label is not None and is_possible(label, day, reported_quarter(day))
