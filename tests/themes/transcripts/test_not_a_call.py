"""What is a text but no call is refused by what it is; transcripts without speakers are still read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.transcripts.non_calls import NON_CALLS
from themes.errors import TranscriptRefused
from themes.records import Call
from themes.transcripts.not_a_call import what_it_is
from themes.transcripts.parse import parse_file

Parse = Callable[..., Call]

SPOKEN = """Good afternoon, and welcome to our call about the fourth quarter. With me is Lars Holm, our CFO.
As a reminder, our press release, which was issued today, and our Form 10-K on file with the Securities and Exchange
Commission name risk factors; a reconciliation of non-GAAP financial measures is in the release, and a replay of the call
will be available. We today announced results. Boats sold well, and revenue rose. Management's Discussion and Analysis
will follow. I'd say that our price target for resin was right. Let me turn to guidance. We expect growth.
"""


@pytest.mark.parametrize("name", NON_CALLS)
def test_what_is_no_call_is_refused_by_what_it_is(name: str, tmp_path: Path) -> None:
    kind, text = NON_CALLS[name]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TranscriptRefused) as refused:
        parse_file(path)
    assert kind in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["press.txt", "readme.md", "wiki.txt"])
def test_a_layout_given_by_name_reads_it_all_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(NON_CALLS[name][1], encoding="utf-8")
    assert parse_file(path, "plain").turns


def test_speech_without_speakers_is_read_though_it_names_releases_and_filings(parse: Parse) -> None:
    assert parse(SPOKEN).turns
    assert parse(SPOKEN.replace("\n", " ")).turns
    assert parse(SPOKEN.lower()).turns


@pytest.mark.parametrize("name", NON_CALLS)
def test_a_call_that_quotes_another_text_stays_a_call(name: str, parse: Parse) -> None:
    kind, text = NON_CALLS[name]
    if kind in ("documentation", "source code", "a chat", "an e-mail"):
        return
    words = " ".join(text.split())[:600]
    turns = (
        f"Operator: Good day, and welcome to the Otter Peak fourth quarter earnings call.\n\nMara Quist: Thank you. {words}"
        "\n\nOperator: Our first question comes from Lena Brook.\n\nLena Brook: Why?\n\nMara Quist: I would say resin.\n"
    )
    assert parse(turns).turns[0].speaker == "Operator"


def test_samples_of_every_layout_are_calls(samples: dict[str, str]) -> None:
    assert [name for name, text in samples.items() if what_it_is(text)] == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([text for _, text in NON_CALLS.values()]), min_size=1, max_size=4), st.text(max_size=80)
)
def test_no_text_breaks_it(texts: list[str], more: str) -> None:
    assert what_it_is(more.join(texts)) is None or isinstance(what_it_is(more), str | None)
