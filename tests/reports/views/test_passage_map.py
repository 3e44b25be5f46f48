"""The report's map of passages: points, middles and citations by hand; what the script reads is what went in."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from reports.render.html import render
from reports.render.map_payload import decoded, map_data
from reports.summary import summarize
from reports.svg.passage_map import map_chart
from reports.views.passage_map import PassageMap, middle_of
from tests.reports.conftest import Tables
from tests.reports.reading import Node, ReadPage

HOSTILE = '</script><script>alert(1)</script>"><img src=x onerror=alert(1)>'
POSITIONS = pd.DataFrame(
    [
        ("juno-2012q2:0001:01", 0.1, 0.2),
        ("juno-2012q2:0001:02", 0.2, 0.9),
        ("vsta-2012q2:0001:01", 0.3, 0.3),
        ("mrln-3fa9c1:0001:01", 0.9, 0.4),
    ],
    columns=["chunk_id", "x", "y"],
)


def found_in(tables: Tables) -> PassageMap:
    found = summarize(tables, positions=POSITIONS).views.passage_map
    assert found is not None
    return found


def page_with(tables: Tables) -> ReadPage:
    return ReadPage(render(summarize(tables, positions=POSITIONS)))


def payload(page: ReadPage) -> dict[str, object]:
    found: dict[str, object] = json.loads(next(text for a, text in page.scripts if a.get("id") == "map-data"))
    return found


def test_no_positions_make_no_map(page: ReadPage) -> None:
    assert "passage-map" not in page.ids
    assert "#passage-map" not in [link.attributes["href"] for link in page.root.all("a")]


def test_points_are_thousandths_from_the_top(tables: Tables) -> None:
    found = found_in(tables)
    assert [(p.chunk_id, p.x, p.y) for p in found.passages] == [
        ("juno-2012q2:0001:01", 100, 0),
        ("juno-2012q2:0001:02", 200, 700),
        ("vsta-2012q2:0001:01", 300, 100),
        ("mrln-3fa9c1:0001:01", 900, 200),
    ]
    assert found.height == 700


def test_passage_has_its_discovered_theme_first(tables: Tables) -> None:
    found = found_in(tables)
    names = [theme.theme_id for theme in found.themes]
    assert names == ["open-access", "night-shift"]
    assert [[names[k] for k in p.themes] for p in found.passages] == [
        ["open-access"],
        ["open-access"],
        ["open-access"],
        ["night-shift", "open-access"],
    ]


def test_themes_count_passages_drawn_and_all(tables: Tables) -> None:
    found = found_in(tables)
    # in all: also the answer in juno-2012q4, but not the notice
    assert [(t.theme_id, t.n_drawn, t.n_passages) for t in found.themes] == [
        ("open-access", 4, 5),
        ("night-shift", 1, 1),
    ]
    assert (len(found.passages), found.n_passages, found.is_sample) == (4, 6, True)


def test_middle_is_where_most_points_are() -> None:
    # median 12; of the nearest three, 10, 12 and 14, it is 12 again; of the nearest two 11
    assert middle_of([(0, 0), (10, 10), (12, 12), (14, 14), (100, 100)]) == (11, 11)


def test_citation_has_all_it_takes_to_find_the_words(tables: Tables) -> None:
    found = found_in(tables)
    assert [found.citation(p) for p in (found.passages[0], found.passages[3])] == [
        "Ada Berg (executive), Juno Optics, 2012Q2, juno-2012q2.txt:21",
        "Di Roy (executive), Marlin Networks, quarter unknown, mrln-3fa9c1.txt:3",
    ]


def test_passage_of_more_than_twelve_words_is_cut(tables: Tables) -> None:
    tables["chunks"].loc[0, "text"] = " ".join(f"w{k}" for k in range(13))
    tables["chunks"].loc[1, "text"] = " ".join(f"w{k}" for k in range(12))
    first, second, *_ = found_in(tables).passages
    assert first.beginning == " ".join(f"w{k}" for k in range(12)) + " …"
    assert second.beginning == " ".join(f"w{k}" for k in range(12))


def test_stream_reads_back_as_the_passages(tables: Tables) -> None:
    found = found_in(tables)
    data = map_data(found)
    numbers, words = decoded(str(data["stream"])), str(data["words"]).split(" ")
    for passage in found.passages:
        read = [next(numbers) for _ in range(5)]
        assert read == [passage.x, passage.y, passage.call, passage.speaker, passage.line]
        assert tuple(next(numbers) for _ in range(next(numbers))) == passage.themes
        assert " ".join(words[next(numbers)] for _ in range(next(numbers))) == passage.beginning
    assert list(numbers) == []


def test_labels_that_would_lie_on_one_another_wait(tables: Tables) -> None:
    found = found_in(tables)
    assert ReadPage(str(map_chart(found))).root.all("text", class_="crowded") == []
    positions = POSITIONS.assign(x=0.5, y=0.5)
    together = summarize(tables, positions=positions).views.passage_map
    assert together is not None
    (waiting,) = ReadPage(str(map_chart(together))).root.all("text", class_="crowded")
    assert waiting.text == "night shift, rota"


def test_page_says_how_many_passages_it_shows(tables: Tables) -> None:
    part = page_with(tables).part("passage-map")
    assert "4 of 6 passages, a random sample" in part.text
    rows = [[cell.text for cell in row.all("td")] for row in part.one("tbody").all("tr")]
    assert rows == [["tracked", "4", "5"], ["discovered", "1", "1"]]


def test_script_of_the_map_is_let_run(tables: Tables) -> None:
    page = page_with(tables)
    policy = page.root.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"]
    run = [text for attributes, text in page.scripts if attributes.get("type") != "application/json"]
    assert policy.count("'sha256-") == len(run)
    assert any("map-data" in text for text in run)


@pytest.mark.parametrize("hostile", [HOSTILE, "<!-- <script", "光纤 🚀 e\u0301 \u202eleft"])
def test_hostile_text_adds_no_element(tables: Tables, hostile: str) -> None:
    plain = page_with(tables)
    for table, columns in {"chunks": ["speaker", "text"], "themes": ["label"], "calls": ["company", "source"]}.items():
        for column in columns:
            tables[table][column] = tables[table][column].map(lambda text: f"{text} {hostile}")

    def shape(node: Node) -> list[tuple[str, tuple[str, ...]]]:
        return [(n.tag, tuple(n.attributes)) for n in node.nodes()]

    page = page_with(tables)
    assert shape(page.part("passage-map")) == shape(plain.part("passage-map"))
    assert hostile.split()[0] in str(payload(page)["words"])
    assert not set("<>&") & set(next(text for a, text in page.scripts if a.get("id") == "map-data"))
