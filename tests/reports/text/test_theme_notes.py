"""What is noted of themes: who began them, and what became of them in this run."""

from __future__ import annotations

import json

import pandas as pd

from reports.data.calls import companies_of
from reports.data.first_mentions import first_mentions_of
from reports.text.theme_notes import notes_by_theme
from reports.views.lineage import lineage_of
from tests.reports.conftest import Tables
from themes.records import TABLES


def notes(tables: Tables) -> dict[str, tuple[str, ...]]:
    companies = companies_of(tables)
    return notes_by_theme(first_mentions_of(tables, companies), lineage_of(tables), companies)


def lineage(event: str, theme_id: str, parents: list[str]) -> pd.DataFrame:
    return pd.DataFrame([(event, theme_id, json.dumps(parents), None, None)], columns=list(TABLES["lineage"]))


def test_notes_give_dates_and_say_that_who_led_cannot_be_known(tables: Tables) -> None:
    found = notes(tables)["open-access"]
    assert found == (
        "First mentions (two clear passages in a call): Juno Optics (2012-07-24) and Vesta Cable plc (2012-08-02). "
        "The first falls in the first quarter read, so it may be older. "
        "Who led here is unknown: 2 companies are too few.",
    )


def test_notes_of_a_theme_that_began_after_a_company_s_first_call_say_no_more(tables: Tables) -> None:
    later = tables["diffusion"].assign(first_quarter="2013Q4", first_call_date=None, p_value=0.5)
    found = notes(tables | {"diffusion": later})["open-access"]
    assert found[0].endswith("(2013Q4). Who led here is unknown: 2 companies are too few.")


def test_notes_name_the_date_where_the_quarter_is_unknown(tables: Tables) -> None:
    row = pd.DataFrame([("a", "juno", "2012-07-24", None, 1, 0, None)], columns=list(TABLES["diffusion"]))
    found = notes(tables | {"diffusion": row})["a"]
    assert found[0].startswith(
        "First mentions (two clear passages in a call): Juno Optics (2012-07-24). The quarter of the first is not known"
    )


def test_notes_follow_the_rank_not_the_name(tables: Tables) -> None:
    diffusion = tables["diffusion"].assign(rank=[11, 9])
    found = notes(tables | {"diffusion": diffusion})["open-access"]
    assert found[0].startswith("First mentions (two clear passages in a call): Vesta Cable plc")


def test_notes_tell_what_became_of_a_theme_as_the_view_does(tables: Tables) -> None:
    merged = lineage("merged", "night-shift", ["night-shift", "old-tune", "gone-before"])
    assert notes(tables | {"lineage": merged})["night-shift"] == (
        "Merged in this run: took in most passages of old tune and gone-before.",
    )
    assert notes(tables)["night-shift"] == ("Born in this run: like nothing known before.",)


def test_notes_are_silent_on_themes_that_went_on_and_in_a_first_run(tables: Tables) -> None:
    assert "night-shift" not in notes(tables | {"lineage": lineage("continued", "night-shift", ["night-shift"])})
    assert "night-shift" not in notes(tables | {"run": tables["run"].assign(run_id=1)})
