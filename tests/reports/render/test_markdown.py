"""Markdown: read back with a CommonMark parser; nothing that was spoken or typed becomes markup."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reports.data.scope import Only
from reports.render.markdown import to_markdown
from reports.render.markdown_parts import escaped
from reports.report import ReportData
from reports.summary import summarize
from tests.reports.conftest import Tables
from tests.reports.render.test_html import HOSTILE, with_hostile
from themes.stats.composition import adjusted_shares

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
#: Texts that mean something at the start of a line or in a table.
TYPED = {
    "heading": "# mine",
    "list": "- mine",
    "number": "1. mine",
    "rule": "---",
    "underline": "===",
    "cell": "a | b || c",
    "fence": "```\nalert(1)\n```",
    "image": "![x](https://example.org/x.png)",
    "link": "[x](javascript:alert(1)) <https://example.org> www.example.org https://example.org",
    "lines": "one\n\n# two\r\n> three\u2028four",
    "strong": "**a** _b_ ~~c~~ `d` \\",
}


def tokens(text: str) -> list[Token]:
    """All tokens, those inside of lines too."""
    return [token for block in PARSER.parse(text) for token in (block, *(block.children or ()))]


def shape(text: str) -> list[tuple[str, str]]:
    """Kinds of tokens in order, without what the texts say; runs of text count once."""
    kinds = [(token.type, token.tag) for token in tokens(text) if token.type != "text_special"]
    return [kind for k, kind in enumerate(kinds) if kind != ("text", "") or kinds[k - 1] != kind]


def table_rows(text: str) -> list[list[str]]:
    parsed = PARSER.parse(text)
    rows: list[list[str]] = []
    for place, token in enumerate(parsed):
        if token.type == "tr_open":
            rows.append([])
        if token.type in ("td_open", "th_open"):
            rows[-1].append("".join(child.content for child in parsed[place + 1].children or ()))
    return [[cell for cell in row] for row in rows]


@pytest.mark.parametrize("text", [*HOSTILE.values(), *TYPED.values()], ids=[*HOSTILE, *TYPED])
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    (line,) = [token for token in PARSER.parse(escaped(text)) if token.type == "inline"]
    assert {child.type for child in line.children or ()} <= {"text", "text_special"}
    assert "".join(child.content for child in line.children or ()).split() == text.split()


@pytest.mark.parametrize("hostile", [*HOSTILE.values(), *TYPED.values()], ids=[*HOSTILE, *TYPED])
def test_hostile_text_changes_no_structure(data: ReportData, tables: Tables, hostile: str) -> None:
    tables = with_hostile(tables, hostile)
    found = to_markdown(summarize(tables, title=f"Calls {hostile}"))
    assert shape(found) == shape(to_markdown(data))
    assert not {"html_block", "html_inline", "link_open", "image"} & {token.type for token in tokens(found)}


def test_note_opens_with_title_what_was_read_what_is_new_and_findings(data: ReportData) -> None:
    lines = [line for line in to_markdown(data).splitlines() if line]
    assert lines[0] == "# What the calls talk about"
    assert lines[1].startswith("6 calls by 3 companies")
    heads = [line for line in lines if line.startswith("#")]
    assert heads[1:3] == ["## This quarter: 2012Q2", "## What stands out"]
    first = lines[lines.index(heads[2]) + 1]
    assert first.startswith("- **Open access at Juno Optics: share of talk up 11.0 points to 15.0")
    assert "“Sharing ducts pays.” (Ada Berg, Juno Optics 2012Q4, juno-2012q4.txt:44)" in first


def test_table_of_themes_says_what_the_tables_say(data: ReportData) -> None:
    assert table_rows(to_markdown(data))[1:] == [
        ["Open access", "10.0%", "6", "3", "too little to test", "–"],
        ["Copper prices", "0.3%", "1", "1", "too little to test", "–"],
        ["night shift, rota", "0.6%", "1", "1", "–", "–"],
    ]


def test_theme_that_is_set_aside_says_why(data: ReportData) -> None:
    assert "Set aside: night shift, rota (tentative)." in to_markdown(data)


def test_change_is_written_with_its_interval(tables: Tables) -> None:
    levels = {"share_before": 0.021, "share_after": 0.055}
    moved = tables["trends"].assign(horizon="year", year_change=0.034, year_low=0.015, year_high=0.053, **levels)
    rows = table_rows(to_markdown(summarize(tables | {"trends": moved})))
    assert rows[1][5] == "+3.4 (+1.5 to +5.3)"


def test_note_of_one_theme_has_its_shares_by_quarter_and_its_passages(tables: Tables) -> None:
    text = to_markdown(summarize(tables, only=Only(theme="open-access")))
    rows = table_rows(text)
    # the companies of the theme's points, those without a quarter too
    assert rows[2][1:] == [
        "Juno Optics", "Marlin Networks", "Vesta Cable plc", "All companies", "Mean of those that called",
    ]  # fmt: skip
    assert rows[3:5] == [
        ["2012Q2", "4.0%", "no call", "18.0%", "11.0%", "11.0%"],
        ["2012Q3", "no call", "no call", "no call", "no call", "no call"],
    ]
    alone = adjusted_shares(np.array([[[0.04, 0.15, np.nan], [0.18, np.nan, 0.005]]])).share[0]
    assert rows[5:7] == [
        ["2012Q4", "15.0%", "no call", "no call", f"{alone[1] * 100:.1f}%", "15.0%"],
        ["2013Q1", "no call", "no call", "0.5%", f"{alone[2] * 100:.1f}%", "0.5%"],
    ]
    assert "Fewer than two thirds of the companies called in 2012Q4 and 2013Q1" in text
    assert "> Rivals share our ducts." in text
    assert "> — Ada Berg (executive), Juno Optics, 2012Q2, 2012-07-24, juno-2012q2.txt:21" in text


def test_note_of_nothing_says_so() -> None:
    assert "No call has been read yet." in to_markdown(summarize({}))


def test_note_of_many_themes_shows_the_largest(data: ReportData, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.render.markdown_parts.MAX_THEMES", 2)
    shares = {"open-access": 0.001, "copper-prices": 0.002, "night-shift": 0.1}
    themes = tuple(replace(t, share=shares.get(t.theme_id, 0.0), status="active") for t in data.themes)
    told = to_markdown(replace(data, themes=themes)).split("## Themes")[1]
    assert "| Open access |" not in told
    assert told.index("| Copper prices |") < told.index("| night shift")
    assert "1 theme with less talk not shown." in told
