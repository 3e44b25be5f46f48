"""Bytes to text: encodings, repair, and files that hold no text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from themes.errors import TranscriptRefused
from themes.transcripts.parse import parse_file
from themes.transcripts.reading import read_source, repair

WORDS = "Café “Otter” — fünf\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes(WORDS.encode(encoding))
    assert read_source(path).text == WORDS


def test_utf16_without_a_mark_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes("Good day to you all.\n".encode("utf-16-le"))
    assert read_source(path).text == "Good day to you all.\n"


def test_double_encoding_is_undone_and_quotes_stay_curled(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes("We’re “ahead”".encode().decode("cp1252", "replace").replace("\ufffd", "\x9d").encode())
    assert read_source(path).text == "We’re “ahead”"


def test_line_ends_become_newlines(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes(b"one\r\ntwo\rthree\n")
    assert read_source(path).text == "one\ntwo\nthree\n"


def test_hash_is_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes(b"one\r\n")
    source = read_source(path)
    assert (source.path, source.sha256) == (str(path), hashlib.sha256(b"one\r\n").hexdigest())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"%PDF-1.6 something", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (bytes(range(32)) * 40, "binary"),
        (b"\xff\xfea", "damaged"),
    ],
)
def test_file_without_text_is_refused_in_one_line(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes(data)
    with pytest.raises(TranscriptRefused, match=why) as refused:
        read_source(path)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TranscriptRefused, match="no such file"):
        read_source(tmp_path / "gone.txt")
    with pytest.raises(TranscriptRefused, match="cannot be read"):
        read_source(tmp_path)


def test_file_is_parsed_with_its_path_as_source(tmp_path: Path, samples: dict[str, str]) -> None:
    path = tmp_path / "misleading_q1_1999.txt"
    path.write_text(samples["bare"], encoding="utf-8")
    call = parse_file(path)
    assert (call.source, call.fiscal_quarter) == (str(path), "2012Q2")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("kelp\u200b farm\u00ading\ufeff", "kelp farming"),
        ("\ufb01ne o\ufb00er", "fine offer"),
        ("W\u0131lson sel\u0131ng", "Wilson seling"),
        ("Işıl Kılıç", "Işıl Kılıç"),
        ("one\x00\x07two\tthree\fpage\x0bline", "onetwo\tthree\fpage\nline"),
        ("AT&amp;T &#39;kelp&#39; R&D", "AT&T 'kelp' R&D"),
        ("caf\u00c3\u00a9 it\u00e2\u20ac\u2122s", "café it’s"),
        ("it\u00e2\u0080\u0099s \u00e2\u0080\u009cdone\u00e2\u0080\u009d", "it’s “done”"),
    ],
)
def test_characters_are_mended(broken: str, whole: str) -> None:
    assert repair(broken) == whole


def test_every_repair_of_a_line_is_what_ftfy_makes_of_it() -> None:
    import ftfy

    sound = "Kelp – “fünf” €5 … naïve Ünal ® £"
    doubled = [sound.encode().decode(codec, "ignore") for codec in ("latin-1", "cp1252")]
    for line in [sound, *doubled, "it’s", "itâ€™s", "£5 Â£6", "x â\x80\x94 y", "&eacute;t&eacute;"]:
        assert repair(line) == repair(ftfy.fix_text(line, uncurl_quotes=False))


def test_pages_keep_their_form_feed_at_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_bytes(b"The first page.\r\n\x0cThe second page.\r\n")
    assert read_source(path).text == "The first page.\n\fThe second page.\n"
