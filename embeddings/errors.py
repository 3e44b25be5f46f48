"""The one error of this package: a sentence model that cannot be used, said in one line.

The package knows nothing of its callers, so it has its own class; a caller with an error class of its own catches
this one where it asks for vectors.
"""

from __future__ import annotations


class EncoderError(Exception):
    """A sentence model that cannot be found, does not hash to what it should, or gives unusable vectors.

    Parameters
    ----------
    message : str
        One line: what, where, what was received.
    mend : str, optional
        What a person can do about it; appended to the message.

    Examples
    --------
    >>> str(EncoderError("models/minilm: no such folder", mend="check the name"))
    'models/minilm: no such folder; check the name'
    """

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(f"{message}; {mend}" if mend else message)
