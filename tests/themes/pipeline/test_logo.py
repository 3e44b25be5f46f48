"""A study's logo: three kinds of picture, known by their bytes; an SVG that is more than a picture is refused."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from themes.errors import SettingsError
from themes.pipeline.logo import MAX_BYTES, logo_data_uri

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'


def logo(folder: Path, data: bytes, name: str = "logo.png") -> str:
    (folder / name).write_bytes(data)
    return logo_data_uri(folder, name)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PNG, "image/png"), (JPEG, "image/jpeg"), (SVG.format("<path d='M0 0h9'/>").encode(), "image/svg+xml")],
)
def test_logo_is_what_its_bytes_say_whatever_its_name(tmp_path: Path, data: bytes, kind: str) -> None:
    assert logo(tmp_path, data, "logo.txt") == f"data:{kind};base64,{base64.b64encode(data).decode()}"


def test_no_logo_is_no_text(tmp_path: Path) -> None:
    assert logo_data_uri(tmp_path, "") == ""


def test_logo_of_the_largest_size_is_kept_and_a_byte_more_is_refused(tmp_path: Path) -> None:
    assert logo(tmp_path, PNG.ljust(MAX_BYTES, b"\0"))
    with pytest.raises(SettingsError, match=r"report.logo 'logo.png' has 100,001 bytes, at most 100,000"):
        logo(tmp_path, PNG.ljust(MAX_BYTES + 1, b"\0"))


def test_missing_logo_is_named_with_its_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"study.toml: report.logo 'gone.png' cannot be read: No such file"):
        logo_data_uri(tmp_path, "gone.png")


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<html></html>", b"<svg></svg>", b"<svg", b"%PDF-1.7"])
def test_what_is_no_known_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(SettingsError, match="neither PNG nor JPEG"):
        logo(tmp_path, data)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<path onclick='alert(1)' d='M0 0'/>",
        "<foreignObject/>",
        "<image href='https://example.org/x.png'/>",
        "<use href='https://example.org/x.svg#a'/>",
        "<use xlink:href='other.svg#a'/>",
        "<a href='javascript:alert(1)'><path/></a>",
        "<animate attributeName='href' to='x'/>",
        "<set attributeName='onclick' to='x'/>",
        "<style>@import 'https://example.org/x.css';</style>",
        "<style>path { fill: url(https://example.org/x) }</style>",
        "<style>path { fill: u\\72l(https://example.org/x) }</style>",
        "<path style='fill: url( \"https://example.org/x\")'/>",
        "<b xmlns='http://www.w3.org/1999/xhtml'><i/></b>",
    ],
)
def test_svg_that_could_act_or_fetch_is_refused(tmp_path: Path, inside: str) -> None:
    with pytest.raises(SettingsError, match="use a PNG or JPEG, or an SVG of plain shapes"):
        logo(tmp_path, SVG.format(inside).encode())


@pytest.mark.parametrize("head", ["<!DOCTYPE svg [<!ENTITY a 'b'>]>", "<?xml-stylesheet href='x.css'?>"])
def test_svg_with_a_doctype_or_style_sheet_is_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(SettingsError, match="DOCTYPE or style sheet"):
        logo(tmp_path, (head + SVG.format("<g/>")).encode())


def test_svg_in_another_encoding_hides_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        logo(tmp_path, ("<!DOCTYPE svg>" + SVG.format("<script/>")).encode("utf-16"))


def test_svg_with_gradients_and_text_is_kept(tmp_path: Path) -> None:
    inside = "<defs><linearGradient id='a'><stop offset='0' stop-color='red'/></linearGradient></defs>"
    inside += (
        "<style>.b { fill: url(#a) }</style><path class='b' fill='url(#a)'/><use xlink:href='#a'/><text>Böats</text>"
    )
    assert logo(tmp_path, SVG.format(inside).encode()).startswith("data:image/svg+xml;base64,")
