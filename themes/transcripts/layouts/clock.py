"""Times within a recording, as captions and exports of speech to text print them."""

from __future__ import annotations

import re

#: ``0:14``, ``00:01:12``, ``00:00:04,000``, ``00:00:04.5``, and frames ``00:00:12:05``.
TIME = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,:]\d{1,3})?(?!:?\d)"
#: ``12.50s``, ``4.0``: seconds alone, as scripts around Whisper print them.
SECONDS = r"\d{1,5}\.\d{1,3}s?"
_SECONDS = re.compile(r"\d{1,5}(?=\.\d)")
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?!\d)")


def seconds(text: str) -> int:
    """Seconds from the recording's start, fractions cut off; 0 for what is no time.

    Examples
    --------
    >>> seconds("1:02:03.5"), seconds("(00:14)"), seconds("[12.50s - 14.0s]"), seconds("soon")
    (3723, 14, 12, 0)
    """
    match = _TIME.search(text)
    if match:
        return 3600 * int(match[1] or 0) + 60 * int(match[2]) + int(match[3])
    bare = _SECONDS.search(text)
    return int(bare[0]) if bare else 0
