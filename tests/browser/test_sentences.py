"""Every number in the sentences of themes, companies and views of the sample's report, recomputed from the tables."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
from scipy.stats import false_discovery_control

from tests.browser.reading import Reading
from tests.browser.tables import (
    GROUPS,
    LATELY,
    bare,
    by_quarter,
    enumerated,
    heard,
    lately,
    one_line,
    percent,
    pooled,
    short,
    signed,
    tokens,
    unsigned,
)
from themes.records import FINDINGS
from themes.stats.lead_test import lead_verdict
from themes.study.study import Study


def test_captions_of_every_theme(page: Reading, study: Study, shares: pd.DataFrame, names: dict[str, str]) -> None:
    recent = lately(shares)
    quarters = sorted(shares["calendar_quarter"].dropna().unique())[-LATELY:]
    groups = pooled(study.table("prevalence"), ["theme_id", "speaker_group"])
    for theme in sorted(heard(shares)):
        (told,) = page.texts(f"#theme-{theme} .chart-box > figcaption > b")
        (speakers,) = page.texts(f"#theme-{theme} .who-says")
        peak, _, over_time = told.partition(". ")
        means = by_quarter(shares)[theme].groupby(level=1).mean()
        then = by_quarter(shares)[theme].xs(means.idxmax(), level=1)
        assert tokens(peak) == [means.idxmax(), bare(means.max()), bare(then.max())]
        assert short(names[str(then.idxmax())]) in peak
        ranked = recent[theme].sort_values(ascending=False)
        assert tokens(speakers) == [bare(groups[theme][group]) for group in GROUPS.values()]
        if not ranked.iloc[0]:
            assert over_time == f"Not mentioned from {quarters[0]} to {quarters[-1]}"
            continue
        least = [bare(ranked.iloc[-1])] if ranked.iloc[-1] else []
        assert tokens(over_time) == [quarters[0], quarters[-1], bare(ranked.iloc[0]), *least]
        most, told = re.search(r"most at (.+?) \(", over_time), names[str(ranked.index[0])]
        assert most
        assert told.startswith(most[1])


def test_stills_of_every_theme_tell_the_last_share_and_their_axis(
    page: Reading, study: Study, shares: pd.DataFrame, names: dict[str, str]
) -> None:
    each = by_quarter(shares)
    tops = shares.groupby("theme_id")["share_high"].max().clip(lower=0.01)
    for theme in sorted(heard(shares)):
        panels = page.page.locator(f"#theme-{theme} .panel")
        own = shares[(shares["theme_id"] == theme) & (shares["share"] > 0)]
        assert panels.count() == own["company_id"].nunique()
        for panel in panels.all():
            company = panel.get_attribute("data-company") or ""
            series = each[theme][company].sort_index()
            label, top, last = panel.locator("text").all_text_contents()
            assert names[company].startswith(label)
            assert top == f"axis to {percent(tops[theme])}"
            assert last == f"{percent(series.iloc[-1])} in {series.index[-1]}"


def comparison(row: pd.Series, quarters: pd.Series) -> list[str]:
    """The numbers of a sentence that compares two calls."""
    low, high = row["low"], row["high"]
    digits = 1 if min(abs(low), abs(high)) >= 0.0005 or 0 in (low, high) else 2
    sides = [bare(row["share_to"]), quarters[row["call_id_to"]], bare(row["share_from"]), quarters[row["call_id_from"]]]
    return [*sides, signed(row["difference"]), "95", unsigned(low, digits), unsigned(high, digits)]


def test_calls_compared_are_the_largest_differences_of_the_table(
    page: Reading, study: Study, names: dict[str, str], shares: pd.DataFrame
) -> None:
    quarters = study.calls.set_index("call_id")["calendar_quarter"]
    contrasts, kind = study.tables["contrasts"], study.themes.set_index("theme_id")["kind"]
    family = [contrasts["call_id_from"], contrasts["call_id_to"], contrasts["theme_id"].map(kind)]
    differs = contrasts["p_value"].groupby(family).transform(false_discovery_control) <= 0.05
    for theme in sorted(heard(shares)):
        own = contrasts.query("theme_id == @theme")
        own = own.assign(size=own["difference"].abs(), is_clear=differs[own.index])
        own = own.sort_values(["is_clear", "size"], ascending=False, kind="stable")
        found = page.texts(f"#theme-{theme} > details.behind ul.contrasts > li")
        found = [text for text in found if "% of its words" in text]
        n_clear = int(own["is_clear"].sum())
        assert len(found) == (min(4, n_clear) or min(1, len(own)))
        counts = [str(len(own)), *([str(n_clear)] if n_clear else []), *(["4"] if n_clear > 4 else [])]
        notes = page.texts(f"#theme-{theme} > details.behind:has(ul.contrasts) > p.note")
        assert [tokens(text) for text in notes] == ([counts] if len(own) > 1 else [])
        expected = {(names[row["company_id"]], *comparison(row, quarters)) for _, row in own.iterrows()}
        for text, (_, row) in zip(found, own.iterrows(), strict=False):
            name = next(name for name in names.values() if text.startswith(name))
            numbers = tokens(text.removeprefix(name))
            assert (name, *numbers) in expected
            assert numbers[4].lstrip("+−") == unsigned(row["size"])  # ties may stand in any order


def test_reasons_of_trends_are_told_as_they_stand(
    longer_page: Reading, longer: dict[str, pd.DataFrame], study: Study, names: dict[str, str]
) -> None:
    trends = longer["trends"]
    single = trends[(trends["scope"] != "ALL") & trends["status"].isin(FINDINGS)]
    labels = study.themes.set_index("theme_id")["label"]
    for theme, own in single.groupby("theme_id"):
        expected = [f"{names[row['scope']]}: {row['reason']}" for _, row in own.iterrows()]
        assert sorted(longer_page.texts(f"#theme-{theme} > ul.contrasts > li")) == sorted(expected)
    for company, own in single.groupby("scope"):
        expected = [f"{labels[row['theme_id']]}: {row['reason']}" for _, row in own.iterrows()]
        assert sorted(longer_page.texts(f"#company-{company} > ul.contrasts > li")) == sorted(expected)
    assert len(single) >= 1


def test_reasons_of_trends_hold_the_numbers_of_their_row(longer: dict[str, pd.DataFrame]) -> None:
    told_of = longer["trends"].dropna(subset=["horizon"]).query("status != 'absent'")
    for _, row in told_of.iterrows():
        told = tokens(row["reason"])
        if row["status"] != "new":
            assert {bare(row["share_before"]), bare(row["share_after"])} <= {*told}, row["reason"]
        if row["status"] == "fading":
            ends = [unsigned(-row[f"{row['horizon']}_{name}"]) for name in ("change", "low", "high")]
            assert {*ends} <= {*told}, row["reason"]
            assert "fell" in row["reason"]
    assert {*told_of["status"]} == {"new", "fading", "unclear", "insufficient"}


def test_first_mentions_are_dates_and_no_order(page: Reading, study: Study, names: dict[str, str]) -> None:
    joined = study.calls.groupby("company_id")["calendar_quarter"].min()
    n_before = n_unknown = 0
    for theme, own in study.tables["diffusion"].groupby("theme_id"):
        told = [text for text in page.texts(f"#theme-{theme} > .facts") if text.startswith("First mentions (")]
        own = own.assign(name=own["company_id"].map(names), place=own["rank"].astype(int))
        own = own.assign(day=own["first_call_date"].fillna("9999")).sort_values(["place", "day", "company_id"])
        whens = own["first_call_date"].fillna(own["first_quarter"])
        dates = [f"{name} ({when})" for name, when in zip(own["name"], whens, strict=True)]
        sentence = f"First mentions (two clear passages in a call): {enumerated(dates)}."
        leaders = own[own["place"] == own["place"].min()]
        if (leaders["first_quarter"] == leaders["company_id"].map(joined)).any():
            sentence += " The first falls in the first quarter read, so it may be older."
            n_before += 1
        if len(own) > 1:
            sentence += " Who led here is unknown: chance could give this order."
            n_unknown += 1
        assert told == [sentence]
    assert n_before > 3
    assert n_unknown > 3


def test_neighbours_share_as_many_turns(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    assigned = study.tables["chunk_themes"].query("assigned").merge(study.chunks, on="chunk_id")
    turns = {
        theme: set(zip(own["call_id"], own["turn_index"], strict=True)) for theme, own in assigned.groupby("theme_id")
    }
    n_told = 0
    for theme in sorted(heard(shares)):
        for text in page.texts(f"#theme-{theme} > .facts"):
            if not text.startswith("Comes up in the same turns"):
                continue
            near = page.page.eval_on_selector_all(
                f"#theme-{theme} > .facts > a[href^='#theme-']", "all => all.map(a => a.hash.slice(7))"
            )
            expected = [f"{len(turns[theme] & turns[other]):,}" for other in near]
            assert re.findall(r"\(([\d,]+)\)", text) == expected
            n_told += len(near)
    assert n_told > 10


def test_who_led_gives_the_dates_of_the_table_and_no_order(page: Reading, study: Study, names: dict[str, str]) -> None:
    ids = study.themes.set_index("label")["theme_id"]
    passages = study.table("prevalence").query("speaker_group == 'all' and n_chunks > 0")
    for figure in page.page.locator("#who-led figure").all():
        label, told = (one_line(figure.locator(f"figcaption > {part}").text_content()) for part in ("a", "span"))
        own = study.table("diffusion").query("theme_id == @ids[@label]")
        dates, _, rest = told.partition(").")
        assert dates.startswith("Taken up by ")
        assert sorted(tokens(dates)) == sorted(own["first_call_date"].fillna(own["first_quarter"]))
        spoke = set(passages.loc[passages["theme_id"] == ids[label], "company_id"]) - set(own["company_id"])
        never = set(names) - set(own["company_id"]) - spoke
        for kind, companies in (("In passing or less surely: ", spoke), ("Not by ", never)):
            assert (kind in rest) == bool(companies), (told, companies)
            assert all(names[company].split()[0] in rest.split(kind)[1] for company in companies)
        name = figure.locator("svg").get_attribute("aria-label") or ""
        last = study.calls["calendar_quarter"].max()
        assert name == f"{label}: {len(own)} of {len(names)} companies by {last}"


def test_who_led_says_what_can_be_known_and_counts_themes(page: Reading, study: Study, names: dict[str, str]) -> None:
    verdict = lead_verdict(study.calls, study.table("diffusion"), study.themes, names)
    assert page.texts("#who-led p")[0].startswith(verdict)
    n_folded = page.page.locator("#who-led details:not(.behind, .fold) figure").count()
    folded = page.texts("#who-led details:not(.behind, .fold) > summary")
    assert [tokens(text) for text in folded] == ([[str(n_folded)]] if n_folded else [])
    quarters = [text for text in page.texts("#who-led svg text.axis")]
    assert set(quarters[::2]) == {"2011Q1"}
    assert set(quarters[1::2]) == {"2012Q4"}


def test_asked_beyond_what_is_told(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    words = study.table("prevalence").groupby(["theme_id", "speaker_group"])[["n_words_theme", "n_words"]].sum()
    labels, found, largest = study.themes.set_index("theme_id")["label"], {}, 0.0
    kind = study.themes.set_index("theme_id")["kind"]
    for theme in heard(shares):
        own = words.loc[theme]
        told, given = own.loc["management_prepared"], own.loc["management_answers"]
        asked = own.loc["analyst_questions"]
        share, answer = asked["n_words_theme"] / asked["n_words"], told["n_words_theme"] / told["n_words"]
        largest = max(largest, *(own["n_words_theme"] / own["n_words"])[list(GROUPS.values())])
        if (
            share >= 1.5 * answer
            and share - answer >= 0.01
            and asked["n_words_theme"] >= 200
            and kind[theme] == "tracked"
        ):
            found[labels[theme]] = [bare(share), bare(answer), bare(given["n_words_theme"] / given["n_words"])]
    told_of = dict(text.rsplit(": ", 1) for text in page.texts(".asked-gaps > li"))
    assert {label: tokens(text) for label, text in told_of.items()} == found
    zero, top = page.texts(".asked-ends > span")
    steps = [1, 2, *range(5, 101, 5)]
    assert (zero, tokens(top)) == ("0", [f"{next(s for s in steps if largest * 100 <= s):.1f}"])
    assert tokens(page.texts("#asked-answered .note")[0]) == ["1.5", "1", "200"]


def test_quotes_carry_what_the_tables_say_of_them(page: Reading, study: Study, names: dict[str, str]) -> None:
    chunks, calls = study.chunks.set_index("chunk_id"), study.calls.set_index("call_id")
    reasons = study.tables["chunk_themes"].set_index(["theme_id", "chunk_id"])
    turns = study.tables["turns"].set_index(["call_id", "turn_index"])
    sections = {"prepared_remarks": "prepared remarks", "q_and_a": "questions and answers"}
    ids = page.page.eval_on_selector_all(".quote", "all => all.map(quote => [quote.closest('article').id, quote.id])")
    parts = (page.texts(f".quote {part}") for part in ("blockquote", "cite", ".reason"))
    for (article, quote), text, cite, reason in zip(ids, *parts, strict=True):
        theme = article.removeprefix("theme-")
        chunk_id = quote.removeprefix(f"quote-{theme}-")
        chunk, why = chunks.loc[chunk_id], reasons.loc[(theme, chunk_id)]
        call = calls.loc[chunk["call_id"]]
        assert text == " ".join(chunk["text"].split())
        date = f", {call['call_date']}" if call["call_date"] else ""
        said = turns.loc[(chunk["call_id"], chunk["turn_index"])]
        title = f" ({said['title'] or said['firm']})" if said["title"] or said["firm"] else ""
        speaker = (
            f"{chunk['speaker']}, {chunk['role']}{title} · {names[call['company_id']]} {call['calendar_quarter']}{date}"
        )
        name = f"{Path(chunk['source']).name}:{chunk['line']}"
        assert cite.startswith(f"{speaker} · {sections[chunk['section']]} · ")
        assert cite.endswith(name)
        assert reason.endswith(f"Assigned because: {why['reason']} (score {why['score']:.2f})")
        assert why["assigned"]
    assert len(ids) > 50


def test_descriptions_and_terms_are_those_of_the_tables(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    themes, spoken = study.themes.set_index("theme_id"), heard(shares)
    for theme in sorted(spoken):
        header = page.texts(f"#theme-{theme} > header > p:not(.facts, .verdict)")
        (facts,) = [text for text in page.texts(f"#theme-{theme} > .facts") if "in commands" in text]
        own = themes.loc[theme]
        described = [" ".join(own["description"].split())] if own["description"] else []
        terms = ", ".join(json.loads(own["terms"])[:8])
        assert header == described
        assert facts == f"{'Cues' if own['kind'] == 'tracked' else 'Terms'}: {terms}; id in commands: {theme}."
    unmentioned = themes[(themes["status"] != "retired") & ~themes.index.isin(spoken)]
    expected = [f"{row['label']} – {' '.join(row['description'].split())}" for _, row in unmentioned.iterrows()]
    assert sorted(page.texts(".unmentioned > li")) == sorted(expected)
