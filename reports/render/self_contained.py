"""What every page shares: assets from local files, a policy that fetches nothing, templates that escape.

In: names of files under ``reports/assets``.  Out: their texts, a Content-Security-Policy that lets only the page's own
scripts run (by hash, without ``eval``), a Jinja environment with autoescape.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension


@cache
def asset(name: str) -> str:
    """The text of a style or script."""
    return files("reports").joinpath("assets", name).read_text(encoding="utf-8")


def policy(scripts: Iterable[str]) -> str:
    """The Content-Security-Policy of a page with these scripts."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts) or "'none'"
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {hashes}; img-src data:; base-uri 'none'"


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


#: Elements before which a space is never seen.
BLOCKS = (
    "article|details|div|fig[a-z]+|footer|h[1-6]|header|li|main|nav|[ou]l|p|section|summary|table|tbody|t[dhr]|thead"
)


class _Unindented(Extension):
    """Templates without the indentation of blocks, a hundredth of a page; what is filled in keeps its own."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(rf"^[ \t]+(?=</?(?:{BLOCKS})\b)", "", source, flags=re.MULTILINE)


def new_environment() -> Environment:
    """An environment for the templates of ``reports``; what they may call is the page's to add."""
    return Environment(
        extensions=[_Unindented],
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def json_for_script(value: object) -> str:
    """JSON that may stand inside a script element: no text in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
