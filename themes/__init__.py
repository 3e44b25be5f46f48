"""callthemes: which stories companies tell on earnings calls, who told them first, which rise and fade."""

from __future__ import annotations

__version__ = "0.1.0"
