"""The reader: every quoted passage at its place in its turn, with links there and back."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.data.transcripts import places_of
from reports.render.html import render
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.reading import ReadPage
from themes.records import TABLES

TURNS = [
    ("juno-2012q2", 0, "Operator", "operator", "Welcome."),
    (
        "juno-2012q2",
        1,
        "Ada Berg",
        "executive",
        "Good day. Rivals share our ducts. Access is open to all.\n\nThank you.",
    ),
    ("juno-2012q4", 2, "Ada Berg", "executive", "Sharing <b>ducts</b> pays? Sharing ducts pays."),
]


def with_turns(tables: Tables) -> Tables:
    turns = pd.DataFrame(TURNS, columns=["call_id", "turn_index", "speaker", "role", "text"])
    fixed = {"section": "prepared_remarks", "title": None, "firm": None, "start_char": 0, "end_char": 0, "line": 1}
    turns = turns.assign(**fixed, page=None)[list(TABLES["turns"])]
    chunks = tables["chunks"].assign(turn_index=[int(i.split(":")[1]) for i in tables["chunks"]["chunk_id"]])
    return tables | {"turns": turns, "chunks": chunks}


@pytest.fixture
def page(tables: Tables) -> ReadPage:
    return ReadPage(render(summarize(with_turns(tables), with_transcripts=True)))


def test_quoted_passages_are_marked_at_their_place(page: ReadPage) -> None:
    reader = page.part("read-juno-2012q2")
    assert [mark.text for mark in reader.all("mark")] == ["Rivals share our ducts.", "Access is open to all."]
    assert reader.all("p")[1].text == (
        "Good day. Rivals share our ducts. Open access Access is open to all. Open access Thank you."
    )
    assert page.part("passage-juno-2012q4:0002:01").text == "Sharing ducts pays."


def test_links_lead_from_a_quote_to_its_place_and_back(page: ReadPage) -> None:
    quote = page.part("quote-open-access-juno-2012q2:0001:01")
    assert "#passage-juno-2012q2:0001:01" in [a.attributes["href"] for a in quote.all("a")]
    back = page.part("read-juno-2012q2").all("a", class_="back")
    assert [a.attributes["href"] for a in back][0] == "#quote-open-access-juno-2012q2:0001:01"
    assert set(page.targets) <= set(page.ids)


def test_quotes_that_stand_in_no_turn_are_counted(page: ReadPage) -> None:
    # those of Vesta and Marlin: there are no turns of their calls
    assert (
        "2 quoted passages are not marked, since their words were not found in the turn"
        in page.part("transcripts").text
    )
    assert "2 calls" in page.part("transcripts").text


def test_text_of_a_turn_is_text(page: ReadPage) -> None:
    assert "Sharing <b>ducts</b> pays?" in page.part("read-juno-2012q4").text


def test_without_being_asked_for_no_turn_is_in_the_page(tables: Tables) -> None:
    html = render(summarize(with_turns(tables)))
    assert "Thank you." not in html
    assert "transcripts" not in ReadPage(html).ids


@given(st.lists(st.text(alphabet="ab .\n", min_size=1, max_size=6), min_size=1, max_size=8), st.data())
def test_passages_are_found_where_they_are(pieces: list[str], data: st.DataObject) -> None:
    words = "".join(pieces)
    starts = [len("".join(pieces[:k])) for k in range(len(pieces))]
    chosen = data.draw(st.lists(st.sampled_from(range(len(pieces))), unique=True))
    found = places_of(words, [(str(k), pieces[k], starts[k]) for k in chosen])
    assert found == [(str(k), starts[k], starts[k] + len(pieces[k])) for k in sorted(chosen)]
