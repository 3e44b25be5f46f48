"""A study as it stands: open it, look back, compare runs, check it.

``themes.study.Study`` is :class:`themes.study.study.Study`, loaded when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from themes.study.study import Study

__all__ = ["Study"]


def __getattr__(name: str) -> object:
    if name == "Study":
        from themes.study.study import Study

        return Study
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
