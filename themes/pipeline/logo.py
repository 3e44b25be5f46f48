"""A logo file to a ``data:`` address that a run keeps, so that an old report is the same after the file is gone.

In: a PNG, JPEG or SVG file of at most 100 kB.  Out: text for ``<img src>``.  What it is, is read off its bytes.  An SVG
is a program as much as a picture: one that holds anything but shapes, colours and text is refused, not mended.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

from themes.errors import SettingsError

MAX_BYTES = 100_000
SVG = "{http://www.w3.org/2000/svg}"
#: Elements that draw and cannot act, fetch or embed.
SVG_ELEMENTS = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath "
    "style linearGradient radialGradient stop clipPath mask pattern marker".split()
)
#: An address outside the file, a script, or an escape that could hide one; ``url(#name)`` stays within the file.
_REACHES_OUT = re.compile(r"url\(\s*(?![\"']?#)|javascript:|data:|@import|expression\(|\\", re.IGNORECASE)


def logo_data_uri(folder: Path, name: str) -> str:
    """Read and check a study's logo; empty where ``name`` is.

    Parameters
    ----------
    folder : Path
        The study's folder.
    name : str
        The file, relative to it (or absolute).

    Returns
    -------
    str
        ``data:image/png;base64,…``.

    Raises
    ------
    SettingsError
        No such file, too large, no picture of a kind that is known, or an SVG that could act or fetch.
    """
    if not name:
        return ""
    path, where = folder / name, f"{folder / 'study.toml'}: report.logo {name!r}"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"{where} cannot be read: {error.strerror}", mend="name a file beside study.toml"
        ) from error
    if len(data) > MAX_BYTES:
        limit = f"at most {MAX_BYTES:,} are kept with every run"
        raise SettingsError(f"{where} has {len(data):,} bytes, {limit}", mend="make the picture smaller")
    return f"data:{_media_type(data, where)};base64,{base64.b64encode(data).decode()}"


def _media_type(data: bytes, where: str) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    fault = svg_fault(data)
    if fault:
        raise SettingsError(f"{where}: {fault}", mend="use a PNG or JPEG, or an SVG of plain shapes")
    return "image/svg+xml"


def svg_fault(data: bytes) -> str:
    """Say why bytes are no SVG of plain shapes; empty if they are one.

    Examples
    --------
    >>> svg_fault(b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>')
    ''
    >>> svg_fault(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    'its element <script> could act or fetch'
    """
    if re.search(rb"<!DOCTYPE|<!ENTITY|<\?xml-stylesheet", data, re.IGNORECASE) or b"\x00" in data:
        return "it is neither PNG nor JPEG nor an SVG without a DOCTYPE or style sheet of its own"
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return "it is neither PNG nor JPEG nor a well-formed SVG"
    if root.tag != f"{SVG}svg":
        return "it is neither PNG nor JPEG nor SVG"
    return next((fault for element in root.iter() if (fault := _element_fault(element))), "")


def _element_fault(element: ElementTree.Element) -> str:
    tag = str(element.tag)
    name = tag.removeprefix(SVG)
    if tag.startswith(SVG) and name not in SVG_ELEMENTS:
        return f"its element <{name}> could act or fetch"
    if tag.startswith("{http://www.w3.org/1999/xhtml}"):
        return f"its element <{name.rpartition('}')[2]}> is of a page, not of a picture"
    for attribute, value in element.attrib.items():
        local = attribute.rpartition("}")[2].lower()
        outside = local in ("href", "src", "base") and not value.strip().startswith("#")
        if local.startswith("on") or outside or _REACHES_OUT.search(value):
            return f"its attribute {local!r} could act or fetch"
    if name == "style" and _REACHES_OUT.search("".join(element.itertext())):
        return "its style could fetch"
    return ""
