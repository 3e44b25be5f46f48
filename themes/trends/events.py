"""What kind of change it is: whether a theme came, went or came back, or was carried by a quarter or two.

In: what was said of one theme quarter by quarter, and a change that was found.  Out: its :class:`Status` and the
quarter since when.  Silence allows for strays: the matcher takes a passage for a theme that is not about it about once
in ten thousand (measured where a theme cannot have been meant: a pandemic before it began); ten times as much is
allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from themes.quarters import QUARTERS_A_YEAR
from themes.records import Status
from themes.stats.windows import Windows
from themes.trends.company_change import Booleans
from themes.trends.panel import Floats

STRAY_RATE = 0.001  # of passages
STRAYS = 0.95  # quantile of the number of strays that is still silence (Poisson)
SPIKE_LEFT = 1 / 4  # of the change, without a quarter or two: up to here these carry it
CHANGE_LEFT = 0.4  # from here on they do not; between the two nothing is said
PAIR, FURTHER = 2, 1.5  # quarters, and times the later window's mean, by which a change that has turned is known
SPEECH = 1 / 5  # of the share on the other side of a silence: so much is speech, however few passages it is


@dataclass(frozen=True)
class Talk:
    """One theme in one scope: passages on it and all passages by quarter, and its adjusted share, NaN where unknown."""

    on_theme: Floats
    passages: Floats
    share: Floats

    def is_silent(self, start: int, stop: int) -> bool:
        """Whether some quarters hold no more than stray passages."""
        from scipy.stats import poisson

        allowed = poisson.ppf(STRAYS, STRAY_RATE * self.passages[start:stop].sum())
        return bool(self.on_theme[start:stop].sum() <= allowed)

    def level(self, start: int, stop: int) -> float:
        """Share of the passages of some quarters; 0 without a call."""
        return float(self.on_theme[start:stop].sum() / max(self.passages[start:stop].sum(), 1.0))

    def n_called(self, start: int, stop: int) -> int:
        """Quarters with a call."""
        return int((self.passages[start:stop] > 0).sum())

    def silence_before(self, stop: int) -> int:
        """The first quarter of the longest silence that ends before ``stop``; ``stop`` itself where there is none."""
        start = stop
        while start > 0 and self.is_silent(start - 1, start) and self.is_silent(start - 1, stop):
            start -= 1
        return start


def name_rise(talk: Talk, windows: Windows) -> tuple[Status, int] | None:
    """What a rise is called, and the column since when; None where too much of it rests on a quarter or two.

    A theme is *new* where nothing but strays came before the last four quarters, *revived* where it was silent for a
    year or more after having been spoken of.  What few passages there were before must be little beside today's.
    """
    lately = windows.stop - PAIR, windows.stop
    if talk.is_silent(*lately) and talk.level(*lately) < SPEECH * talk.level(windows.split, windows.stop):
        return None  # it has ended again
    begun = next((k for k in range(windows.stop - QUARTERS_A_YEAR, windows.stop) if not talk.is_silent(k, k + 1)), None)
    if begun is not None:
        quiet = talk.silence_before(begun)
        level = talk.level(begun, windows.stop)
        if talk.n_called(quiet, begun) >= QUARTERS_A_YEAR and talk.level(quiet, begun) < SPEECH * level:
            if _was_spoken(talk, quiet, level):
                return Status.REVIVED, begun
            if talk.is_silent(0, quiet) and not any(_is_speech(talk, k, level) for k in range(quiet)):
                return Status.NEW, begun
    since = split_in_two(talk.share, windows, sign=1.0)
    return _change_or_spike(talk.share, windows, (Status.RISING, since), sign=1.0)


def name_fall(talk: Talk, windows: Windows) -> tuple[Status, int] | None:
    """What a fall is called, and the column since when; None where too much of it rests on a quarter or two.

    A theme is *dormant* where the last year or more holds nothing but strays, and these are little beside the year
    before.
    """
    quiet = talk.silence_before(windows.stop)
    former, left = talk.level(max(0, quiet - QUARTERS_A_YEAR), quiet), talk.level(quiet, windows.stop)
    if talk.n_called(quiet, windows.stop) >= QUARTERS_A_YEAR and left < SPEECH * former:
        return Status.DORMANT, quiet
    since = split_in_two(talk.share, windows, sign=-1.0)
    return _change_or_spike(talk.share, windows, (Status.FADING, since), sign=-1.0)


def _change_or_spike(
    share: Floats, windows: Windows, change: tuple[Status, int], *, sign: float
) -> tuple[Status, int] | None:
    """A change that quarters on both sides bear out, a spike that one or two carry, or neither.

    Neither too where few companies called in all quarters of a window, or where it has turned: what began late in the
    earlier window and has fallen since has not risen.
    """
    high, low = (windows.split, windows.stop), (windows.start, windows.split)
    if sign < 0:
        high, low = low, high
    if not (_known(share, *high).any() and _known(share, *low).any()):
        return None
    if not _mean(share, _known(share, *high)) > _mean(share, _known(share, *low)):
        return None
    without = left_without(share, high, low, is_over=sign < 0)
    if without <= SPIKE_LEFT:
        return Status.SPIKE, _largest(share, *high)
    is_borne_out = min(without, left_without_lowest(share, high, low)) >= CHANGE_LEFT
    return change if is_borne_out and not has_turned(share, windows, sign) else None


def has_turned(share: Floats, windows: Windows, sign: float) -> bool:
    """Whether it began in the last two quarters before the later window, was further there, and has come back since."""
    after = _mean(share, _known(share, windows.split, windows.stop))
    began = _known(share, max(windows.split - PAIR, windows.start), windows.split)
    lately = _known(share, max(windows.stop - PAIR, windows.split), windows.stop)
    if not (began.any() and lately.any()):
        return False
    if sign > 0:
        return bool(share[began].max() > FURTHER * after and _mean(share, lately) < after)
    return bool(share[began].min() < after / FURTHER and _mean(share, lately) > after)


def _is_speech(talk: Talk, quarter: int, level: float) -> bool:
    """Whether one quarter holds more than strays, and a fifth or more of a share."""
    return not talk.is_silent(quarter, quarter + 1) and talk.level(quarter, quarter + 1) >= SPEECH * level


def _was_spoken(talk: Talk, stop: int, level: float) -> bool:
    """Whether some year before the silence gave the theme a fifth of what it has today, beyond strays."""
    for start in range(max(0, stop - QUARTERS_A_YEAR) + 1):
        year = slice(start, min(start + QUARTERS_A_YEAR, stop))
        if talk.level(year.start, year.stop) >= SPEECH * level and not talk.is_silent(year.start, year.stop):
            return True
    return False


def left_without(share: Floats, high: tuple[int, int], low: tuple[int, int], *, is_over: bool) -> float:
    """What is left of the difference of two windows without the strongest quarter, or two neighbours (least is given).

    Two neighbours that end with the last quarter of all may be a beginning, unless the window ``is_over``.  NaN where
    nothing would be left to tell.
    """
    base = _mean(share, _known(share, *low))
    whole = _mean(share, _known(share, *high)) - base
    columns = range(*high)
    pairs = [(k, k + 1) for k in columns[:-1] if is_over or k + 1 < high[1] - 1]
    remaining = [_known(share, *high, without=some) for some in [*((k,) for k in columns), *pairs]]
    left = [_mean(share, chosen) - base for chosen in remaining if chosen.any()]
    if not left:
        return float("nan")
    return min(left) / whole if whole > 0 else 0.0


def left_without_lowest(share: Floats, high: tuple[int, int], low: tuple[int, int]) -> float:
    """What is left of it without the lowest quarter of the lower window."""
    level = _mean(share, _known(share, *high))
    whole = level - _mean(share, _known(share, *low))
    remaining = [_known(share, *low, without=(k,)) for k in range(*low)]
    left = [level - _mean(share, chosen) for chosen in remaining if chosen.any()]
    if not left:
        return float("nan")
    return min(left) / whole if whole > 0 else 0.0


def _known(share: Floats, start: int, stop: int, without: tuple[int, ...] = ()) -> Booleans:
    chosen = np.zeros(len(share), dtype=bool)
    chosen[start:stop] = True
    chosen[list(without)] = False
    return chosen & ~np.isnan(share)


def _mean(share: Floats, chosen: Booleans) -> float:
    return float(share[chosen].mean()) if chosen.any() else 0.0


def _largest(share: Floats, start: int, stop: int) -> int:
    return start + int(np.argmax(np.nan_to_num(share[start:stop], nan=-1.0)))


def split_in_two(share: Floats, windows: Windows, sign: float) -> int:
    """Where the windows' quarters split best in two levels (least squares; Bai 1997): shown, not tested."""
    columns = np.arange(windows.start, windows.stop)
    columns = columns[~np.isnan(share[columns])]
    known = share[columns]
    gains = [_gain(known, k, sign) for k in range(1, len(known))]
    return int(columns[1 + int(np.argmax(gains))]) if gains else windows.split


def _gain(share: Floats, k: int, sign: float) -> float:
    """What a split before the k-th quarter takes off the squares; negative where it goes the other way."""
    step = share[k:].mean() - share[:k].mean()
    return float(sign * np.sign(step) * step**2 * k * (len(share) - k) / len(share))
