"""What the tagging of a call takes from the rest of the study, as sums that can be added part by part.

In: how near the passages of a part are to each theme, and the part's calls in which people decided something.  Out:
sums, exact and so the same in whatever order parts are added; and what they come to, the background of all tagging.

Nearness is summed in whole numbers (fixed point), since the last bits of a sum of floats depend on its order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from themes.tagging.correction_model import Correction
from themes.tagging.passages import Passages

# How many passages of experience the prior background of cosines counts for; it steadies a study of one call.
BACKGROUND_PRIOR_PASSAGES, BACKGROUND_PRIOR_MEAN, BACKGROUND_PRIOR_SD = 60, 0.25, 0.12
# Units of a whole: a mean of two float32 cosines is a whole number of 2^-40 unless it is within 2^-16 of zero.
UNITS = 2**40


@dataclass(frozen=True)
class Cosines:
    """Mean and standard deviation of the passages' nearness to a theme."""

    mean: float
    sd: float


@dataclass(frozen=True)
class NearnessSums:
    """Number of passages, sum of their nearness in units of 2^-40, sum of squares in units of 2^-80."""

    n_passages: int = 0
    total: int = 0
    squares: int = 0

    @classmethod
    def of(cls, nearness: NDArray[np.float64]) -> NearnessSums:
        """Sums of cosines, shape (n_passages,)."""
        units = np.rint(nearness * UNITS).astype(np.int64).tolist()
        return cls(len(units), sum(units), sum(unit * unit for unit in units))

    def __add__(self, other: NearnessSums) -> NearnessSums:
        return NearnessSums(self.n_passages + other.n_passages, self.total + other.total, self.squares + other.squares)

    def finish(self) -> Cosines:
        """Mean and standard deviation, steadied by a prior of 60 passages, which alone speaks where there are none.

        Examples
        --------
        >>> NearnessSums().finish()
        Cosines(mean=0.25, sd=0.12)
        """
        prior, prior_mean = BACKGROUND_PRIOR_PASSAGES, Fraction(BACKGROUND_PRIOR_MEAN)
        total, squares, n = Fraction(self.total, UNITS), Fraction(self.squares, UNITS**2), self.n_passages + prior
        mean = (total + prior * prior_mean) / n
        deviations = squares - 2 * mean * total + self.n_passages * mean**2
        variance = (deviations + prior * Fraction(BACKGROUND_PRIOR_SD) ** 2) / n
        return Cosines(float(mean), sqrt(variance))


@dataclass(frozen=True)
class BackgroundSums:
    """Sums of a part of a study: nearness by theme id; by call id the calls in which somebody decided a passage.

    The matcher learns from decisions by what whole calls say, so these few calls are gathered rather than summed.
    """

    nearness: Mapping[str, NearnessSums] = field(default_factory=dict)
    decided_calls: Mapping[str, Passages] = field(default_factory=dict)

    def __add__(self, other: BackgroundSums) -> BackgroundSums:
        themes = {**self.nearness, **other.nearness}
        nothing = NearnessSums()
        return BackgroundSums(
            {theme: self.nearness.get(theme, nothing) + other.nearness.get(theme, nothing) for theme in themes},
            {**self.decided_calls, **other.decided_calls},
        )


@dataclass(frozen=True)
class Background:
    """By theme id: the cosines of the study's passages, and what the matcher has learnt from decisions, if anything."""

    cosines: Mapping[str, Cosines]
    corrections: Mapping[str, Correction]
