"""Labels that speech to text gives to voices: ``SPEAKER_03``, ``Speaker 1``, ``spk09``, ``S1``, ``Speaker A``.

In: a speaker's name as printed.  Out: whether it is a label, and by which word people would call its bearer.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: A label, for use within other patterns: a word for a voice and a number or a capital letter.
LABEL = (
    r"(?:(?i:(?:unknown|unidentified|unnamed|guest|male|female)[\s_])?"
    r"(?i:speaker|spkr?|participant|person|voice|guest|channel|ch|caller|talker"
    r"|analyst|questioner|investor|shareholder|attendee|executive|management)"
    r"(?:[\s_#:.-]{0,3}\d{1,3}|[\s_#-]{1,3}[A-Z])|S[_-]?\d{1,3})"
)
_LABEL = re.compile(LABEL)
# The inferred name before the file's own label: ``Lena Brook (SPEAKER_02)``.
_NAMED = re.compile(rf"(?P<name>[^()\n]{{1,80}}) \({LABEL}\)")


@lru_cache(maxsize=8192)
def is_label(name: str) -> bool:
    """Whether a speaker's name is a voice's label.

    Examples
    --------
    >>> [is_label(name) for name in ("SPEAKER_03", "spk09", "S1", "Speaker A", "Analyst 2", "Speakers", "Ann Lee")]
    [True, True, True, True, True, False, False]
    """
    return _LABEL.fullmatch(name) is not None


def called_name(name: str) -> str:
    """By what others would call a speaker: the surname; of a label, the label.

    Examples
    --------
    >>> called_name("Lena Brook"), called_name("Lena Brook (Speaker 1)"), called_name("Speaker 1")
    ('Brook', 'Brook', 'Speaker 1')
    """
    named = _NAMED.fullmatch(name)
    known = named["name"] if named else name
    return known if is_label(known) else known.split()[-1]
