"""No number of the sample's report goes unread: counts and heads, and an account of where every other one is read back."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from tests.browser.reading import Reading
from tests.browser.tables import heard, tokens
from themes.study.study import Study

#: What is read back, and in which module of tests; a number anywhere else fails.
READ_BACK = {
    "test_brief_numbers": [".lead", "#stands-out"],
    "test_agreement": [
        "table.shares td", "#heat td", "#themes-table td", "table.trends td", ".panel .last",
        "article[id^=company-] table.cards td",
    ],
    "test_numbers": [
        "table.speakers td", "article > header > .facts", ".verdict", "table.calls td:nth-of-type(-n+4)",
        "#asked-table td", ".quarter-table tbody", "#first-mentions td", "#map-table td",
    ],
    "test_sentences": [
        ".chart-box > figcaption > b", ".panel text", ".who-says", "ul.contrasts", "details.behind > p.note",
        "article > p.facts", ".quote", "article > header > p:not(.facts)", ".unmentioned", "#who-led figure",
        "#who-led details > summary", ".asked-gaps", ".asked-ends", "#asked-answered .note",
    ],
    "here": [
        "#aside", "#read .grid", ".heat-table thead", "#map-box > svg", "#passage-map .note", "#map-themes",
        "#companies-table", "#companies details > summary", "table.calls th", "table.calls td:last-child", "table.settings",
        "h1", "#method dd:last-of-type", "#themes-table .when", ".more > summary",
    ],
}  # fmt: skip
#: Rules of every report, the same whatever the study.
RULES = [
    ".legend", "#heat-map p", ".chart-box > figcaption", "#themes-table thead", "article thead", "#filters",
    "#method dd", "#method dt", "#themes .note", "#quarters p", "#who-led p",
]  # fmt: skip
#: What the sample need not have: no theme is asked about beyond what is told on every processor.
MAY_LACK = {".asked-gaps"}
#: What a run keeps for itself.
NOT_TOLD = ("fingerprint.", "fit.scored.", "report.logo_data", "notes", "inputs")
LEFT_OUT = """(skipped) => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    while (walk.nextNode()) {
        const node = walk.currentNode, element = node.nodeType === 1 ? node : node.parentElement;
        if (element.closest(skipped) || element.closest('script, style')) continue;
        const texts = node.nodeType === 3 ? [node.data] : ['aria-label', 'alt', 'title'].map(name => element.getAttribute(name) || '');
        for (const text of texts) if (/\\d/.test(text)) found.push([element.outerHTML.slice(0, 120), text.trim()]);
    }
    return found;
}"""


def test_no_number_goes_unread(page: Reading, study: Study) -> None:
    skipped = [selector for several in [*READ_BACK.values(), RULES] for selector in several]
    labels = set(study.themes["label"])
    found: list[list[str]] = page.page.evaluate(LEFT_OUT, ", ".join(skipped))
    # a name may hold a number, alone or in the name of a chart
    left = [[element, text] for element, text in found if text not in labels and not any(n in text for n in labels)]
    assert left == []
    assert len(found) < 100


def test_every_place_that_is_read_back_is_there(page: Reading) -> None:
    places = {place for several in READ_BACK.values() for place in several}
    missing = {place for place in places if not page.page.locator(place).count()}
    assert missing <= MAY_LACK


def test_doubts_of_what_is_set_aside_are_those_of_its_description(page: Reading, study: Study) -> None:
    (told,) = page.texts("#aside")
    tentative = study.themes.query("status == 'tentative'")
    assert len(tentative)
    for label, description in zip(tentative["label"], tentative["description"], strict=True):
        doubts = description.partition("Tentative: ")[2].rstrip(".")
        assert f"{label} (tentative: {doubts})" in told or f"{label} (repeats the tracked theme" in told


def test_calls_stand_in_their_row_and_column(page: Reading, study: Study, names: dict[str, str]) -> None:
    held = study.calls.dropna(subset=["calendar_quarter"])
    quarters = pd.period_range(held["calendar_quarter"].min(), held["calendar_quarter"].max(), freq="Q").astype(str)
    rows = page.page.locator("#read .grid tbody tr")
    for row in rows.all():
        company = row.locator("th").text_content()
        for quarter, cell in zip(quarters, row.locator("td").all(), strict=True):
            links = cell.locator("a").all()
            told = [(link.get_attribute("href"), link.get_attribute("aria-label")) for link in links]
            here = held[(held["company_id"].map(names) == company) & (held["calendar_quarter"] == quarter)]["call_id"]
            assert told == [(f"#call-{call}", call) for call in here]
    assert rows.count() == len(names)


def test_heads_of_tables_are_all_quarters_in_order(page: Reading, study: Study) -> None:
    held = study.calls["calendar_quarter"].dropna()
    quarters = list(pd.period_range(held.min(), held.max(), freq="Q").astype(str))
    years = sorted({quarter[:4] for quarter in quarters})
    for table, expected in (("#heat", quarters), ("#read .grid", quarters)):
        assert page.texts(f"{table} thead th")[1:] == expected
    tables = page.page.locator("table.shares")
    for table in tables.all():
        heads = table.locator("thead th").all_text_contents()
        assert heads[1:] == [*quarters, *years, "last four quarters", "last eight"]
    assert tables.count() >= len(study.themes.query("status != 'retired'")) / 2


def test_companies_are_listed_with_calls_quarters_words_and_the_largest_themes_of_the_last_call(
    page: Reading, study: Study
) -> None:
    rows = page.page.locator("#companies-table tbody tr")
    assert rows.count() == study.calls["company_id"].nunique()
    for row in rows.all():
        company = (row.locator("a").get_attribute("href") or "").removeprefix("#company-")
        calls = study.calls.query("company_id == @company")
        n_calls, quarters, n_words, themes = (cell.strip() for cell in row.locator("td").all_text_contents())
        assert (n_calls, n_words) == (str(len(calls)), f"{calls['n_words'].sum():,}")
        assert quarters == f"{calls['calendar_quarter'].min()} to {calls['calendar_quarter'].max()}"
        (said,) = [text for text in page.texts(f"#company-{company} .verdict") if text.startswith("Largest themes")]
        assert said.endswith(f": {themes}.")


def test_map_counts_its_passages_and_themes(page: Reading, study: Study) -> None:
    n_passages = len(study.chunks.query("kind == 'content' and not is_short"))
    assert page.texts("#passage-map .note")[0].startswith(f"All {n_passages} passages.")
    name = page.page.locator("#map-box > svg").get_attribute("aria-label") or ""
    assert tokens(name) == [str(n_passages), str(page.page.locator("#map-table tbody tr").count())]
    rows = [row.split(" ")[0] for row in page.texts("#map-themes button small")]
    assert rows == page.texts("#map-table tbody td:nth-of-type(2)") == page.texts("#map-table tbody td:nth-of-type(3)")


def test_companies_count_their_calls_and_words(page: Reading, study: Study) -> None:
    for company, calls in study.calls.groupby("company_id"):
        n_calls, n_words = f"{len(calls):,}", f"{calls['n_words'].sum():,}"
        quarters = [calls["calendar_quarter"].min(), calls["calendar_quarter"].max()]
        facts, _, commands = page.texts(f"#company-{company} > header > .facts")[0].partition("; id in commands: ")
        assert tokens(facts) == [n_calls, *quarters, n_words]
        assert commands == company
        assert page.texts(f"#company-{company} > details:not(.behind) > summary") == [f"{n_calls} calls"]


def test_calls_are_listed_with_title_file_and_what_was_inferred(page: Reading, study: Study) -> None:
    for call in study.calls.itertuples():
        row = f"[id='call-{call.call_id}']"
        fiscal = f", fiscal {call.fiscal_quarter}" if call.fiscal_quarter else ""
        assert page.texts(f"{row} th") == [f"{call.title or call.call_id} {call.event}{fiscal}"]
        assert page.texts(f"{row} td:last-child code") == [Path(call.source).name]
        inferred = "; ".join(
            f"{field.replace('_', ' ')} ({how})" for field, how in sorted(json.loads(call.inferred).items())
        )
        assert page.texts(f"{row} td:last-child > p") == ([f"Inferred: {inferred}"] if inferred else [])
        assert page.texts(f"{row} .warnings li") == json.loads(call.warnings)


def test_run_and_its_settings_are_told(page: Reading, study: Study) -> None:
    run = study.tables["run"].iloc[0]
    settings = flat(json.loads(run["settings"])) | json.loads(run["versions"])
    shown = {key: value for key, value in settings.items() if not key.startswith(NOT_TOLD)}
    rows = page.page.eval_on_selector_all(
        "table.settings tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert dict(rows) == shown
    about = page.texts("#method dd:last-of-type")[0]
    n_retired = (study.themes["status"] == "retired").sum()
    assert about.startswith(f"Run {run['run_id']}, finished {run['finished_at']}; seed {run['seed']}; sentence model ")
    assert f"; {n_retired} retired themes not shown." in about
    assert page.texts("h1") == page.texts("head > title") == [settings["title"]]


def test_themes_are_told_by_their_labels_and_kinds(page: Reading, study: Study, shares: pd.DataFrame) -> None:
    themes = study.themes.set_index("theme_id")
    for theme in sorted(heard(shares)):
        own = themes.loc[theme]
        assert page.texts(f"#theme-{theme} > header > h3") == [own["label"]]
        tags = [own["kind"]] if own["status"] == "active" else [own["kind"], own["status"]]
        assert page.texts(f"#theme-{theme} > header > .facts > .tag") == tags
        assert page.texts(f"#theme-{theme} > .facts > code") == [theme]


def flat(value: object, prefix: str = "") -> dict[str, str]:
    """Settings by dotted name, as text."""
    if isinstance(value, dict) and value:
        return {k: v for key, inner in value.items() for k, v in flat(inner, f"{prefix}.{key}".lstrip(".")).items()}
    return {prefix: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}
