"""The page of a sheet of names: everything on it, escaped, under a policy that lets only its own script run."""

from __future__ import annotations

import base64
import hashlib
import re

import pandas as pd
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from reports.render.name_sheet import render_name_sheet

ATTACK = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def table(attack: str = "") -> pd.DataFrame:
    rows = [(1, "Duct sharing", "Rivals in one duct.", 1), (1, "Duct sharing", "Rivals in one duct.", 2), (2, "Tunnel fires", "", 1)]  # fmt: skip
    made = pd.DataFrame(rows, columns=["theme", "name", "description", "passage"])
    made = made.assign(
        sheet="run-1-all-0a1b2c3d", citation="Ada Berg (executive), juno.txt:21", text="Ducts are shared."
    )
    for column in ("name", "citation", "text"):
        made[column] += attack
    return made


def test_page_asks_each_question_of_each_theme_and_passage() -> None:
    page = HTMLParser(render_name_sheet(table()))
    assert [node.text() for node in page.css("article h2")] == ["Duct sharing", "Tunnel fires"]
    assert len(page.css("article > p:not([class])")) == 1  # of the second theme there is no description to show
    radios = [(node.attributes["name"], node.attributes["value"]) for node in page.css("input[type=radio]")]
    asked = ["slide_worthy-1", "procedure-1", "is_about-1-1", "is_about-1-2", "slide_worthy-2", "procedure-2", "is_about-2-1"]  # fmt: skip
    assert [name for name, _ in radios[::2]] == [name for name, _ in radios[1::2]] == asked
    assert [value for name, value in radios if name == "is_about-1-2"] == ["1", "0"]
    assert [value for name, value in radios if name == "procedure-2"] == ["yes", "no"]


def test_hostile_text_is_text() -> None:
    plain, hostile = (HTMLParser(render_name_sheet(table(attack))) for attack in ("", ATTACK))
    assert [node.tag for node in plain.css("*")] == [node.tag for node in hostile.css("*")]
    assert hostile.css_first("blockquote").text() == f"Ducts are shared.{ATTACK}"


def test_policy_lets_only_the_script_of_the_page_run() -> None:
    page = HTMLParser(render_name_sheet(table()))
    policy = page.css_first("meta[http-equiv]").attributes["content"] or ""
    (script,) = (node.text() for node in page.css("script"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert re.findall(r"script-src ([^;]+);", policy) == [f"'sha256-{digest}'"]
    assert policy.startswith("default-src 'none'")
