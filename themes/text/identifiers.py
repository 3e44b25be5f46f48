"""Names to keys: when two spellings are one company, and a name as an identifier.

In: names as transcripts, catalogs and people write them.  Out: comparable keys and lower-case identifiers.
"""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORM = frozenset(
    (
        "inc incorporated corp corporation co company ltd limited plc llc lp llp ulc sa ag nv bv se ab publ as asa aps "
        "oy oyj spa srl sarl sas sl gmbh kg kgaa aktiengesellschaft pty pte bhd berhad sdn tbk pcl kk sab de cv ltda "
        "jsc pjsc ojsc holding holdings"
    ).split()
)

# As ``themes parse`` adds them: "Otter Mountain Devices (OMD)".
_INITIALS = re.compile(r"\s\([A-Z]{3,5}\)$")


def company_key(name: str) -> str:
    """A company's name without case, accents, punctuation, "and", legal form and initials in brackets behind it.

    Examples
    --------
    >>> company_key("Juno Networks, Inc."), company_key("The Juno Networks Corp (JNC)")
    ('juno networks', 'juno networks')
    """
    letters = unicodedata.normalize("NFKD", _INITIALS.sub("", name).lower())
    plain = unicodedata.normalize("NFC", "".join(c for c in letters if not "\u0300" <= c <= "\u036f"))
    closed = re.sub(r"\b(\w)/(\w)\b", r"\1\2", re.sub(r"['’.]", "", plain))  # S.p.A., A/S
    words = re.findall(r"[^\W_]+", closed)
    core = [word for word in (words[1:] if words[:1] == ["the"] else words) if word != "and"]
    while core and core[-1] in _LEGAL_FORM:
        core = core[:-1]
    return " ".join(core or words)


def slug(text: str) -> str:
    """Lower-case words joined by hyphens; empty for a text without a word."""
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower()))
