"""Pages of how transcripts were read: the text in full, warnings at their lines, whatever stands in it escaped."""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from reports.data.reading import reading_seen
from reports.render.reading import index_row, render_reading, render_reading_index
from tests.reports.readings import DOUBTS, TEXT, call, lone, whole
from themes.records import Call, Doubt, Participant

ATTACK = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>"


def page(made: Call, text: str = TEXT, reason: str = "") -> HTMLParser:
    return HTMLParser(render_reading(reading_seen(made, text, reason)))


def rows(seen: HTMLParser) -> dict[str, str]:
    return {node.attributes["id"] or "": node.css_first(".text").text() for node in seen.css(".row[id]")}


def test_every_line_of_the_source_is_there_with_its_number() -> None:
    seen = page(call())
    shown = "".join(
        node.text() if node.attributes.get("id") is None else "\n" + node.text() for node in seen.css(".row .text")
    )
    assert rows(seen)["line-7"] == "OTTR 2012Q4 page 2"
    assert "".join(shown.split()) == "".join(TEXT.split())
    assert [node.css_first(".no").text() for node in seen.css(".row[id]")] == [str(k) for k in range(1, 16)]


def test_what_was_left_out_is_struck_and_what_names_a_speaker_is_bold() -> None:
    seen = page(call())
    assert [node.text() for node in seen.css(".row del")][:3] == ["-----", "(laughter)", "OTTR 2012Q4 page 2"]
    assert [node.text() for node in seen.css(".row b.name")] == ["Mara Quist - CFO", "Lena Brook:", "Mara Quist:"]


def test_turns_say_role_and_name_at_the_margin() -> None:
    seen = page(call())
    assert [node.text() for node in seen.css(".row.begins .who")] == [
        "executive Mara Quist", "analyst Lena Brook", "executive Mara Quist",
    ]  # fmt: skip
    assert {node.attributes["class"] for node in seen.css(".row.begins")} == {
        "row executive begins",
        "row analyst begins",
    }


def test_sections_begin_with_a_heading() -> None:
    assert [node.text() for node in page(call()).css("h3.break")] == ["Prepared remarks", "Questions and answers"]


def test_a_warning_stands_before_each_of_its_lines_and_leads_there_from_the_top() -> None:
    seen = page(call())
    told = [" ".join(node.text().split()) for node in seen.css("p.warning")]
    assert told == [f"warning 3 {DOUBTS[2].sentence}", "warning 3: this line too"]
    assert [node.attributes["id"] for node in seen.css("p.warning + .row")] == ["line-5", "line-12"]
    assert [a.attributes["href"] for a in seen.css("#warning-3 a")] == ["#line-5", "#line-12"]


def test_of_many_lines_the_first_ten_are_linked() -> None:
    text = TEXT + "\n" * 30
    seen = page(call((Doubt("odd", lines=tuple(range(2, 15))),)), text)
    assert len(seen.css("#warning-1 a")) == 10
    assert seen.css_first("#warning-1").text().endswith(" and 3 more)")


def test_badge_names_what_to_look_at() -> None:
    assert page(call()).css_first(".badge").text() == "Look at: warnings"
    made, text = whole()
    assert page(made, text).css_first(".badge").text() == "Nothing doubtful"


def test_links_land() -> None:
    seen = page(call())
    ids = {node.attributes["id"] for node in seen.css("[id]")}
    assert {(a.attributes["href"] or "")[1:] for a in seen.css("a[href^='#']")} <= ids
    assert len(ids) == len(seen.css("[id]"))


def test_hostile_text_is_text() -> None:
    text = TEXT.replace("page 2", f"page 2 {ATTACK}")
    made = call([doubt._replace(sentence=doubt.sentence + ATTACK) for doubt in DOUBTS], text)
    people = (Participant(f"Sam {ATTACK}", "executive", ATTACK, ATTACK),)
    hostile = replace(
        made, source=ATTACK, company=ATTACK, title=ATTACK, participants=people, layout=ATTACK,
        turns=tuple(replace(turn, speaker=turn.speaker + ATTACK, text=turn.text) for turn in made.turns),
    )  # fmt: skip
    pages = [page(hostile, text, ATTACK), page(lone("unknown", ATTACK), ATTACK)]
    row = index_row(reading_seen(hostile, text), 'a"b.html')
    pages.append(HTMLParser(render_reading_index([row], [(ATTACK, ATTACK)])))
    for seen in pages:
        assert seen.css("script, img") == []
        assert len(seen.css("style, title")) == 2 + len(seen.css("svg title"))
        assert ATTACK in seen.body.text()  # type: ignore[union-attr]


def test_pages_fetch_nothing_and_run_nothing() -> None:
    for text in (render_reading(reading_seen(call(), TEXT)), render_reading_index([], [])):
        seen = HTMLParser(text)
        policy = seen.css_first("meta[http-equiv]").attributes["content"] or ""
        assert policy.startswith("default-src 'none'")
        assert seen.css("script, link, img, iframe") == []
        assert "url(" not in text


def test_index_has_refused_files_first_and_the_most_doubtful_call_above() -> None:
    good, text = whole(source="calls/good.txt")
    found = [index_row(reading_seen(good, text), "good.html"), index_row(reading_seen(call(), TEXT), "otter 1.html")]
    seen = HTMLParser(render_reading_index(found, [("calls/photo.txt", "a JPEG picture")]))
    assert [a.text() for a in seen.css(".readings tbody th a")] == ["otter.txt", "good.txt"]
    assert [a.attributes["href"] for a in seen.css(".readings tbody th a")] == ["otter%201.html", "good.html"]
    assert seen.css_first(".refused li").text() == "photo.txt: a JPEG picture"
    cells = [node.text() for node in seen.css(".readings tbody tr")[0].css("td")]
    assert cells[0] == "Otter Peak, 2012Q4"
    assert cells[2:] == ["warnings", "3", "3", "2", "34.4%".replace(" ", cells[6][4]), "plain"]
    assert seen.css_first(".lead").text() == "2 calls read, 1 with something to look at; 1 file refused."
