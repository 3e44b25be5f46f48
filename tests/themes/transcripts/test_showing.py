"""A call as JSON and as text."""

from __future__ import annotations

import json
from collections.abc import Callable

from themes.records import Call
from themes.transcripts.showing import call_to_dict, describe


def test_json_has_the_keys_of_the_contract(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    shown = json.loads(json.dumps(call_to_dict(parse(samples["inline"]))))
    assert list(shown) == [
        "source", "layout", "company", "ticker", "event", "fiscal_quarter", "call_date", "calendar_quarter", "title",
        "inferred", "participants", "turns", "warnings",
    ]  # fmt: skip
    assert shown["participants"][0] == {
        "name": "Mara J. Quist", "role": "executive", "title": "Director of IR", "firm": "Otter Peak Inc",
    }  # fmt: skip
    assert list(shown["turns"][0]) == [
        "index", "section", "speaker", "role", "title", "firm", "start_char", "end_char", "line", "page", "text",
    ]  # fmt: skip


def test_description_names_layout_reason_sources_and_warnings(
    parse: Callable[..., Call], samples: dict[str, str]
) -> None:
    text = describe(parse(samples["bulleted"]), "because of bullets")
    assert "bulleted (because of bullets)" in text
    assert "ALDR (stated)" in text
    assert "2010Q4 (inferred: fiscal quarter, no call date" in text
    assert "call_date: neither stated nor inferable" in text
    assert "Tor Nyberg (line " in text


def test_description_shows_only_the_first_words_of_a_turn(parse: Callable[..., Call], samples: dict[str, str]) -> None:
    long = samples["bare"].replace("Two feet.", "deep " * 40 + "end")
    assert "end" not in describe(parse(long)).rsplit("Olaf Grip", 1)[1].split("warnings")[0]
