"""A count and its noun, as sentences write them."""

from __future__ import annotations


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "call"), counted(1200, "call"), counted(2, "company", "companies")
    ('1 call', '1,200 calls', '2 companies')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
