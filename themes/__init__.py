"""callthemes: which stories companies tell on earnings calls, who told them first, which rise and fade.

``from themes import Study, refresh, load_catalog`` gives the public names.  They are loaded when asked for, so that
``import themes`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from themes.version import __version__

if TYPE_CHECKING:
    from themes.config.catalog import load_catalog
    from themes.pipeline.refresh import refresh
    from themes.study.study import Study

__all__ = ["Study", "__version__", "load_catalog", "refresh"]

_PUBLIC = {
    "Study": "themes.study.study",
    "refresh": "themes.pipeline.refresh",
    "load_catalog": "themes.config.catalog",
}


def __getattr__(name: str) -> object:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
