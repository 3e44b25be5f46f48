"""The engines there are, by name: the one place where an engine is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from themes.engines.base import Engine
from themes.engines.local import LocalEngine

ENGINES: Mapping[str, Callable[[], Engine]] = {"local": LocalEngine}


def load_engine(name: str = "local") -> Engine:
    """Make an engine.

    Raises
    ------
    ValueError
        No engine of that name.
    """
    if name not in ENGINES:
        raise ValueError(f"engine is {name!r}, must be one of {', '.join(sorted(ENGINES))}")
    return ENGINES[name]()
