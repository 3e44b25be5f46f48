"""Companies and themes by what people call them; a miss names the nearest."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from themes.errors import StudyError
from themes.study.names import company_names, find_company, find_theme

CALLS = pd.DataFrame(
    [
        ("ottr", "Otter Peak, Inc.", "OTTR"),
        ("ottr", "Otter Peak", "OTTR"),
        ("ottr", "Otter Peak", "OTTR"),
        ("otto", "Otto Rails AG", "OTO"),
        ("juno-optics", "Juno Optics", None),
        ("juno-labs", "Juno Labs", None),
        ("call-9f3c", None, None),
    ],
    columns=["company_id", "company", "ticker"],
)
ALIASES = {"OTTO": ("Eisenbahn Otto", "ERL")}
THEMES = pd.DataFrame(
    [("sdn", "Software-defined networking"), ("5g", "5G"), ("tax", "Prices"), ("toll", "Prices")],
    columns=["theme_id", "label"],
)


@pytest.mark.parametrize(
    ("given", "company"),
    [
        ("ottr", "ottr"),
        ("OTTR", "ottr"),
        (" Otter Peak, INC ", "ottr"),
        ("otter peak", "ottr"),
        ("Otter", "ottr"),
        ("oto", "otto"),
        ("otto rails", "otto"),
        ("Eisenbahn Otto", "otto"),
        ("erl", "otto"),
        ("JUNO-OPTICS", "juno-optics"),
        ("Juno Labs", "juno-labs"),
    ],
)
def test_company_is_found_by_id_ticker_name_alias_and_first_words(given: str, company: str) -> None:
    assert find_company(given, CALLS, ALIASES) == company


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("Oter Peak", "no company 'Oter Peak' in this study; the nearest is 'ottr'"),
        ("Juno", "several companies begin with 'Juno'; say which: juno-optics, juno-labs"),
        ("zzz", "no company 'zzz' in this study; it has ottr, otto, juno-optics, juno-labs, call-9f3c"),
        ("", "no company '' in this study"),
    ],
)
def test_company_that_is_not_meant_by_anything_is_an_error_with_the_nearest(given: str, message: str) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        find_company(given, CALLS, ALIASES)


@pytest.mark.parametrize(
    ("given", "theme"), [("SDN", "sdn"), ("software-defined Networking", "sdn"), ("software defined networking", "sdn")]
)
def test_theme_is_found_by_id_and_label(given: str, theme: str) -> None:
    assert find_theme(given, THEMES) == theme


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("sofware defined networks", "the nearest is 'sdn'"),
        ("prices", "several themes are called 'prices'; say which: tax, toll"),
    ],
)
def test_theme_that_is_not_meant_by_anything_is_an_error(given: str, message: str) -> None:
    with pytest.raises(StudyError, match=re.escape(message)):
        find_theme(given, THEMES)


def test_company_carries_the_name_of_most_of_its_calls() -> None:
    assert company_names(CALLS) == {
        "ottr": "Otter Peak",
        "otto": "Otto Rails AG",
        "juno-optics": "Juno Optics",
        "juno-labs": "Juno Labs",
        "call-9f3c": "Company unknown (call-9f3c)",
    }


def test_two_companies_of_one_name_are_told_apart_and_named_as_in_the_report() -> None:
    from reports.vega.rows import company_names as of_report

    calls = pd.DataFrame(
        [
            ("a", "Otter\u2028Peak", None),
            ("b", "Otter Peak", None),
            ("c", None, None),
            ("d", "Zed", None),
            ("d", "Ada", None),
        ],
        columns=["company_id", "company", "ticker"],
    ).assign(call_id=list("abcde"))
    names = company_names(calls)
    assert names == {"a": "Otter Peak (a)", "b": "Otter Peak (b)", "c": "Company unknown (c)", "d": "Ada"}
    calls.loc[2, "call_id"] = "c"
    run = pd.DataFrame([{"settings": "{}"}])
    told = of_report({"calls": calls, "run": run})
    assert {key: told[key] for key in "abd"} == {key: names[key] for key in "abd"}
