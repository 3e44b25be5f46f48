"""All numbers of a report about a theme, a scope and a time, by attribute: they agree with one another and the tables.

In: an open page, the tables of its run.  Out: what disagrees.  A key is measure, theme, scope and time (a quarter, a
year, a span ``2012Q1/2012Q4``, or nothing where the test has but one time).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from tests.browser.reading import Reading
from tests.browser.tables import percent, signed
from themes.prevalence.by_quarter import prevalence_by_quarter
from themes.records import Status

Key = tuple[str, str, str, str]

COLLECT = """() => {
    const found = [];
    const say = (measure, theme, scope, when, text) => found.push([[measure, theme, scope, when], text.trim()]);
    const heads = table => [...table.tHead.rows[0].cells].map(cell => cell.dataset.quarter || cell.textContent.trim());
    for (const node of document.querySelectorAll('[data-f]')) say(...node.dataset.f.split('|'), node.textContent);
    for (const table of document.querySelectorAll('table.shares')) {
        const labels = heads(table);
        for (const row of table.tBodies[0].rows)
            labels.forEach((label, k) => k && say('share', table.dataset.theme, row.dataset.scope, label, row.cells[k].textContent));
    }
    for (const table of document.querySelectorAll('#heat, .brief-heat')) {
        const labels = heads(table);
        for (const row of table.tBodies[0].rows)
            labels.forEach((label, k) => k && say('share', row.dataset.theme, 'ALL', label, row.cells[k].textContent));
    }
    for (const row of document.querySelectorAll('table.trends tbody tr'))
        ['status', 'before', 'after', 'change'].forEach((measure, k) =>
            say(measure, row.closest('table').dataset.theme, row.dataset.scope, '', row.cells[k + 1].textContent));
    for (const row of document.querySelectorAll('#themes-table tbody tr')) {
        const theme = row.id.slice(4);
        say('share', theme, 'ALL', 'last four quarters', row.cells[2].textContent);
        const change = row.cells[3].firstChild.textContent;
        if (change.trim() !== '–') say('change', theme, 'ALL', '', change);
        say('status', theme, 'ALL', '', row.cells[4].textContent);
    }
    for (const page of document.querySelectorAll('article[id^=company-]'))
        for (const row of page.querySelectorAll('table.of-company tbody tr')) {
            const [theme, scope] = [row.querySelector('a').hash.slice(7), page.id.slice(8)];
            say('share', theme, scope, 'last four quarters', row.cells[2].textContent);
            say('status', theme, scope, '', row.cells[row.cells.length - 1].textContent);
        }
    for (const panel of document.querySelectorAll('.panel')) {
        const [share, quarter] = panel.querySelector('.last').textContent.split(' in ');
        say('share', panel.closest('article').id.slice(6), panel.dataset.company, quarter, share);
    }
    return found;
}"""


def numbers_of(seen: Reading) -> dict[Key, set[str]]:
    """What the page says of each key; a study of one company says it of all companies, too."""
    found: defaultdict[Key, set[str]] = defaultdict(set)
    for (measure, theme, scope, when), text in seen.page.evaluate(COLLECT):
        plain = text.removesuffix("%").replace("\u00a0", "").replace("+", "").strip()
        found[measure, theme, scope, when].add("0" if plain in ("", "–") and measure == "share" else plain)
    return dict(found)


def disagreements(found: Mapping[Key, set[str]]) -> dict[Key, set[str]]:
    """Keys of which the page says more than one thing.

    A table has the interval of a change beside it; a sentence says *down 6.6 points*, the table −6.6.
    """
    return {key: texts for key, texts in found.items() if len({_amount(key, text) for text in texts}) > 1}


def _amount(key: Key, text: str) -> str:
    return text.split(" ")[0].lstrip("−") if key[0] == "change" else text


def not_in_the_tables(found: Mapping[Key, set[str]], tables: Mapping[str, pd.DataFrame]) -> dict[Key, tuple[str, str]]:
    """Shares by quarter, before and after, and statuses that are not those that the commands print.

    A company's share of a span is the mean of its quarters.
    """
    expected: dict[Key, str] = {}
    quarterly: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in prevalence_by_quarter(tables["prevalence"]).itertuples():
        expected["share", row.theme_id, row.scope, row.quarter] = percent(row.share, "")
        quarterly[row.theme_id, row.scope][row.quarter] = row.share
    for measure, theme, scope, when in found:
        if measure == "share" and "/" in when and scope != "ALL":
            first, last = when.split("/")
            own = [share for quarter, share in quarterly[theme, scope].items() if first <= quarter <= last]
            expected[measure, theme, scope, when] = percent(sum(own) / len(own), "")
    for row in tables["trends"].itertuples():
        key = row.theme_id, row.scope, ""
        expected["status", *key] = Status(row.status).plain
        if row.share_before == row.share_before:
            expected["before", *key] = percent(row.share_before, "")
            expected["after", *key] = percent(row.share_after, "")
            # the difference of both shares as written
            expected["change", *key] = signed(round(row.share_after, 3) - round(row.share_before, 3)).replace("+", "")
    wrong = {}
    for key, text in expected.items():
        for shown in found.get(key, ()):
            if _amount(key, shown) != _amount(key, text) or ("(" in shown and not shown.startswith(text)):
                wrong[key] = shown, text
    return wrong
