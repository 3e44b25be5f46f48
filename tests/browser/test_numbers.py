"""Every table of the sample's report, read back from the page and recomputed from the study's tables."""

from __future__ import annotations

import re

import pandas as pd

from tests.browser.reading import Reading
from tests.browser.tables import (
    GROUPS,
    by_quarter,
    enumerated,
    heard,
    lately,
    no_stories,
    percent,
    pooled,
    same_story,
    short,
    signed,
)
from themes.records import Status
from themes.study.study import Study

CELLS = """(selector) => [...document.querySelectorAll(selector + ' > tbody > tr')].map(
    row => [...row.cells].map(cell => cell.textContent.replace(/\\s+/g, ' ').trim()))"""


def cells(page: Reading, selector: str) -> list[list[str]]:
    found: list[list[str]] = page.page.evaluate(CELLS, selector)
    assert found, selector
    return found


def test_table_of_themes(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    """Its shares, changes and statuses are read back in ``test_agreement``."""
    themes = study.themes.set_index("label")
    found = cells(page, "#themes-table")
    assert {themes["theme_id"][row[0]] for row in found} == heard(shares)
    for label, *_, kind in found:
        assert kind.split(",")[0] == themes.loc[label, "kind"]


def test_words_of_each_group_of_speakers(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    groups = study.table("prevalence").query("speaker_group != 'all'")
    for theme in sorted(heard(shares)):
        for label, _, share, on_it, in_all in cells(page, f"#theme-{theme} table.speakers"):
            own = groups[(groups["theme_id"] == theme) & (groups["speaker_group"] == GROUPS[label])]
            n_theme, n_words = own["n_words_theme"].sum(), own["n_words"].sum()
            assert [share, on_it, in_all] == [percent(n_theme / n_words), f"{n_theme:,}", f"{n_words:,}"]


def test_facts_of_every_theme(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    recent, trends = lately(shares).groupby(level=0).mean(), study.trends.query("scope == 'ALL'").set_index("theme_id")
    labels = study.themes.set_index("theme_id")["label"]
    for theme in sorted(heard(shares)):
        own = shares[(shares["theme_id"] == theme) & (shares["n_words_theme"] > 0)]
        n_calls, n_companies = own["call_id"].nunique(), own["company_id"].nunique()
        text = " ".join(page.page.locator(f"#theme-{theme} .facts").first.text_content().split())  # type: ignore[union-attr]
        assert f"{percent(recent[theme])} of talk" in text
        assert re.search(rf"· {n_calls} calls? of {len(study.calls)} · {n_companies} compan", text)
        tracked, covered = same_story(study).get(theme, ("", 0.0))
        assert ("of its passages are on" in text) == bool(tracked)
        if tracked:
            assert f"{percent(covered)} of its passages are on {labels[tracked]}" in text
        verdict = page.page.locator(f"#theme-{theme} .verdict").text_content() or ""
        status = Status(trends.loc[theme, "status"]).plain
        assert verdict == f"{status[0].upper()}{status[1:]}. {trends.loc[theme, 'reason']}"


def test_company_pages(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    ids = study.themes.set_index("label")["theme_id"]
    trends = study.trends.set_index(["theme_id", "scope"])["status"]
    for company, own in shares.groupby("company_id"):
        each, recent = pooled(own, ["theme_id", "calendar_quarter"]), lately(own).droplevel(1)
        others = lately(shares[shares["company_id"] != company]).groupby(level=0).mean()
        found = cells(page, f"#company-{company} table.themes")
        assert {ids[row[0]] for row in found} == heard(own)
        for label, _, share, other, last, largest, status in found:
            series = each[ids[label]].sort_index()
            assert (share, last) == (percent(recent[ids[label]]), percent(series.iloc[-1]))
            assert other == percent(others[ids[label]])
            assert largest == f"{percent(series.max())} {series.idxmax()}"
            known = trends.get((ids[label], company))
            assert status == (Status(known).plain if known else "–")
        settled = [theme for theme in heard(own) if theme not in no_stories(study) | set(same_story(study))]
        above = (recent - others).loc[settled].sort_values(ascending=False)
        labels = study.themes.set_index("theme_id")["label"]
        told = [
            f"{labels[theme]} ({percent(recent[theme])} of its words, {percent(others[theme])} of theirs)"
            for theme, points in above.head(3).items()
            if points >= 0.01
        ]
        *beyond, last_call = page.texts(f"#company-{company} .verdict")
        assert beyond == ([f"Furthest above the other companies: {'; '.join(told)}."] if told else [])
        last = each.unstack().iloc[:, -1].loc[sorted(settled)].sort_values(ascending=False, kind="stable").head(3)
        spoke = [f"{labels[theme]} ({percent(share)})" for theme, share in last.items() if share > 0]
        day = own.sort_values("calendar_quarter")["call_id"].iloc[-1]
        call = study.calls.set_index("call_id").loc[day]
        held = f", held on {call['call_date']}" if call["call_date"] else ""
        assert last_call == f"Largest themes of the last call ({call['calendar_quarter']}{held}): {enumerated(spoke)}."
        calls = study.calls.query("company_id == @company").set_index("call_id")
        listed = page.page.eval_on_selector_all(
            f"#company-{company} .calls tbody tr", "rows => rows.map(row => row.id)"
        )
        assert set(listed) == {f"call-{call}" for call in calls.index}
        for row_id, row in zip(listed, cells(page, f"#company-{company} .calls"), strict=True):
            call = calls.loc[row_id.removeprefix("call-")]
            expected = [call["calendar_quarter"], call["call_date"], f"{call['n_turns']:,}", f"{call['n_words']:,}"]
            assert row[1:5] == ["–" if value is None else value for value in expected]


def test_asked_and_told(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    ids = study.themes.set_index("label")["theme_id"]
    groups = pooled(study.table("prevalence"), ["theme_id", "speaker_group"])
    for label, _, prepared, answers, questions, gap in cells(page, "#asked-table"):
        theme = ids[label.removesuffix(" asked")]
        own = groups[theme]
        assert [prepared, answers, questions] == [percent(own[group]) for group in GROUPS.values()]
        assert gap == signed(own["analyst_questions"] - own["management_prepared"])


def test_quarters(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    ids = study.themes.set_index("label")["theme_id"]
    means = by_quarter(shares).groupby(level=[0, 2]).mean()
    started = study.calls.groupby("company_id")["calendar_quarter"].min()
    mentions = study.tables["diffusion"].join(started.rename("started"), on="company_id")
    settled = set(study.themes["theme_id"]) - no_stories(study) - set(same_story(study))
    mentions = mentions[mentions["theme_id"].isin(settled)]
    later = mentions[mentions["first_quarter"] > mentions["started"]]
    each = by_quarter(shares)

    def is_news(theme: str, company: str, quarter: str) -> bool:
        own = each[theme][company]
        before = own[own.index < quarter].max()
        return not (before > 0 and before >= own[quarter] / 2)

    columns = (later[name] for name in ("theme_id", "company_id", "first_quarter"))
    later = later[[is_news(*row) for row in zip(*columns, strict=True)]]
    shorts = {key: short(name) for key, name in study.calls.set_index("company_id")["company"].items()}
    for quarter, n_calls, told, new in cells(page, ".quarter-table"):
        taken = dict(re.findall(r"(.+?) \(([^()]+)\)(?:; |$)", new))
        here = later[later["first_quarter"] == quarter].groupby("theme_id")["company_id"]
        assert {ids[name]: set(re.split(", | and ", who)) for name, who in taken.items()} == {
            theme: {shorts[company] for company in own} for theme, own in here
        }
        assert n_calls == str((study.calls["calendar_quarter"] == quarter).sum())
        above = {theme: means[theme][quarter] - means[theme].mean() for theme in heard(shares)}
        above = {theme: by for theme, by in above.items() if by >= 0.01 and theme not in no_stories(study)}
        expected = sorted(above, key=lambda theme: (-above[theme], theme))
        expected = [theme for theme in expected if same_story(study).get(theme, ("", 0))[0] not in above]
        if not expected:
            assert told == "–"
            continue
        parts = re.findall(r"(.+?) (<?[\d.]+%) \((<?[\d.]+%)\)(?:; |$)", told)
        assert [ids[name] for name, _, _ in parts] == expected[:3]
        for name, share, mean in parts:
            own = means[ids[name]]
            assert (share, mean) == (percent(own[quarter]), percent(own.mean()))


def test_calls_that_were_read(page: Reading, study: Study) -> None:
    linked = page.page.eval_on_selector_all("#read .grid a[href^='#call-']", "all => all.map(a => a.hash.slice(6))")
    known = study.calls.dropna(subset=["calendar_quarter"])
    assert sorted(linked) == sorted(known["call_id"])
    n_cells = page.page.locator("#read .grid tbody td").count()
    n_missing = page.page.locator("#read .grid td.lacks").count()
    assert n_cells - n_missing == len(known[["company_id", "calendar_quarter"]].drop_duplicates())
    lead = page.page.locator(".lead").text_content() or ""
    assert lead.startswith(f"{len(study.calls)} calls by {study.calls['company_id'].nunique()} companies")
    assert f"{study.calls['n_words'].sum():,} words" in lead


def test_who_led(page: Reading, study: Study) -> None:
    themes, names = study.themes.set_index("label")["theme_id"], study.calls.drop_duplicates("company_id")
    company = names.set_index("company")["company_id"]
    expected = study.tables["diffusion"].set_index(["theme_id", "company_id"])
    found = cells(page, "#first-mentions")
    assert len(found) > 5
    label = ""
    for row in found:
        label = row[0] if len(row) == 7 else label
        name, date, quarter, lag, rank, p_value = row[-6:]
        mention = expected.loc[(themes[label], company[name])]
        assert (date, quarter) == (mention["first_call_date"] or "unknown", mention["first_quarter"])
        assert lag == ("–" if pd.isna(mention["lag_days"]) else f"{int(mention['lag_days']):,}")
        assert rank == ("–" if pd.isna(mention["rank"]) else f"{mention['rank']:g}")
        assert p_value == ("–" if pd.isna(mention["p_value"]) else f"{mention['p_value']:.2f}")


def test_first_run_has_nothing_to_say_of_a_run_before(page: Reading) -> None:
    assert not page.page.locator("#lineage, nav a[href='#lineage']").count()


def test_passages_on_the_map(page: Reading, study: Study) -> None:
    assigned = study.tables["chunk_themes"].query("assigned")
    contents = set(study.chunks.query("kind == 'content' and not is_short")["chunk_id"])
    ids = study.themes.set_index("label")["theme_id"]
    for label, _, _, n_in_all in cells(page, "#map-table"):
        own = assigned[(assigned["theme_id"] == ids[label]) & assigned["chunk_id"].isin(contents)]
        assert int(n_in_all.replace(",", "")) == own["chunk_id"].nunique(), label
