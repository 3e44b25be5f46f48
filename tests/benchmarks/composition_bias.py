"""How far the mean over companies lies from what all companies would be expected to say, adjusted and raw.

    python -m tests.benchmarks.composition_bias

In: planted panels whose companies join, leave and miss calls (:mod:`tests.benchmarks.planted_panels`).  Out: a line a
size of panel and kind of quarter, in points of share.  Quarters in which the companies that called speak more of a
theme than all do, and those in which they speak less, are counted apart: over both, errors of the raw mean cancel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.planted_panels import Setting, draw_panel
from themes.stats.composition import Floats, adjusted_shares

#: Companies × quarters, and how many panels.
SIZES = {(4, 12): 400, (8, 12): 150, (8, 24): 80, (8, 48): 40, (12, 48): 30, (20, 24): 40}
FIRST_SEED = 1000


@dataclass(frozen=True)
class Errors:
    """Errors of the adjusted and the raw mean of theme-quarters, each (n, 2), by who called."""

    all_called: Floats
    louder_called: Floats
    quieter_called: Floats


def measure(setting: Setting, seeds: range) -> Errors:
    """Estimates less the expected share of all companies, whether they called or not."""
    found: tuple[list[Floats], ...] = ([], [], [])
    for seed in seeds:
        planted = draw_panel(setting, seed)
        held = planted.panel.held.astype(bool)
        told = planted.expected.mean(axis=1)
        of_callers = np.where(held, planted.expected, 0).sum(axis=1) / held.sum(axis=0)
        seen = adjusted_shares(np.where(held, planted.panel.share, np.nan))
        errors = np.stack([seen.share - told, seen.raw - told], axis=-1)
        missing = ~held.all(axis=0)[None, :]
        kinds = np.broadcast_to(~missing, told.shape), missing & (of_callers > told), missing & (of_callers < told)
        for errors_of_kind, kind in zip(found, kinds, strict=True):
            errors_of_kind.append(errors[kind])
    return Errors(*(np.concatenate(errors) for errors in found))


def main() -> None:
    """Print the table."""
    print(f"{'panel':8}{'who called':16}{'n':>8}{'bias: adjusted':>16}{'raw':>8}{'rms: adjusted':>16}{'raw':>8}")
    for (companies, quarters), panels in SIZES.items():
        measured = measure(Setting(companies=companies, quarters=quarters), range(FIRST_SEED, FIRST_SEED + panels))
        for kind, errors in vars(measured).items():
            bias, rms = errors.mean(axis=0) * 100, np.sqrt((errors**2).mean(axis=0)) * 100
            print(
                f"{f'{companies} × {quarters}':8}{kind:16}{len(errors):8,}"
                f"{bias[0]:+16.2f}{bias[1]:+8.2f}{rms[0]:16.2f}{rms[1]:8.2f}"
            )


if __name__ == "__main__":
    main()
