"""Hostile text in every place a text can come from, opened in Chromium: it is shown, and it does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from reports.data.scope import Only
from tests.browser.hostile import write_report
from tests.browser.reading import Reading, reading

#: Each would set ``window.hit`` or open a dialog, were it markup or script; together they get out of any context.
ATTACKS = [
    "<script>window.hit=1</script>", '"><img src=x onerror=window.hit=2>', "'><svg onload=window.hit=3>",
    "</script><script>window.hit=4</script>", "</style><style>body{display:none}</style>", "</title></textarea><iframe src=//x.example>",
    '" onmouseover="window.hit=5" x="', "' onfocus='window.hit=6' autofocus x='", "javascript:window.hit=7",
    "<a href=javascript:window.hit=8>go</a>", "<!-- <script>", "]]>", "{{7*7}}", "${window.hit=9}", "\\u003cscript\\u003e", "&lt;b&gt;",
    "<base href=//x.example><meta http-equiv=refresh content=0;url=//x.example><form action=//x.example><input>",
    "line\u2028separator\u2029s", "bell\x07escape\x1b[31m", "\u202egnol si siht",
]  # fmt: skip
ATTACK = " ".join(ATTACKS)
CENSUS = """() => {
    const count = {};
    for (const node of document.querySelectorAll('body *, head *')) {
        if (node.closest('.chart, svg') || node.tagName === 'MARK') continue;  // where labels stand hangs on their length
        const kind = [node.tagName, ...node.getAttributeNames()].join(' ');
        count[kind] = (count[kind] || 0) + 1;
    }
    return count;
}"""
DANGERS = """() => {
    const drawn = ['svg', 'g', 'path', 'line', 'polyline', 'circle', 'text', 'tspan', 'title', 'rect', 'defs', 'clipPath'];
    const isDanger = (node) => ['IFRAME', 'OBJECT', 'EMBED', 'BASE'].includes(node.tagName)
        || (node.closest('svg') && !drawn.includes(node.tagName))
        || node.getAttributeNames().some((name) => name.startsWith('on') || ['srcdoc', 'formaction'].includes(name))
        || /^\\s*(javascript|data|https?):/i.test(node.getAttribute('href') || '');
    return [...document.querySelectorAll('*')].filter(isDanger).map((node) => node.outerHTML.slice(0, 200));
}"""


#: What follows a name in a line: whether its first letter stands left of its second.
WAYS = """() => [...document.querySelectorAll('.quote cite, .card > header .facts, .said figcaption, .asked-gaps li, table.calls th')]
    .flatMap((line) => {
        const found = [];
        const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const match = /[a-z]{2}/.exec(walk.currentNode.data);
            if (!match || walk.currentNode.data.includes('\\u202e')) continue;
            const [a, b] = [0, 1].map((k) => {
                const letter = document.createRange();
                letter.setStart(walk.currentNode, match.index + k);
                letter.setEnd(walk.currentNode, match.index + k + 1);
                return letter.getBoundingClientRect();
            });
            if (a.width && a.top === b.top) found.push([walk.currentNode.data, a.left < b.left]);
        }
        return found;
    })"""


def attacked(text: str) -> str:
    return f"{text} {ATTACK}"


def use(seen: Reading) -> None:
    """Do what a reader can do: go to every view, search, point, choose, open, copy."""
    seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    for view in seen.views():
        seen.show(view)
        for selector in ("#heat td", ".panel", ".spread circle", ".findings > li"):
            here = seen.page.locator(f"#{view} {selector}:visible")
            if here.count():
                here.first.hover(force=True)
    if seen.page.locator("#map-themes button").count():
        seen.show("passage-map")
        seen.page.locator("#map-themes button").first.click()
        seen.page.keyboard.press("ArrowRight")
    for words in ("juno", "ducts", "2012", "open juno", "open acc"):
        seen.page.locator("#search-words").fill(words)
    seen.page.keyboard.press("Enter")
    seen.wait_until("location.hash === '#theme-open-access'")
    seen.show("heat-map")
    for name in ("company", "peers", "period", "kind", "status"):
        for index in range(1, seen.page.locator(f"#filters [name={name}] option").count()):
            seen.page.select_option(f"#filters [name={name}]", index=index)
    seen.page.fill("#filters [name=words]", "open")
    for button in seen.page.locator("#heat thead button:visible").all():
        button.click()
    seen.page.click("#filters button[type=reset]")
    seen.wait_until("document.getElementById('filter-status').textContent === ''")
    seen.show("theme-open-access")
    seen.page.locator(".panel:visible").first.hover(force=True)
    seen.page.locator(".quote:visible button").first.click()
    seen.wait_until("document.getElementById('copied').textContent !== ''")
    seen.wait_until("document.getElementById('copied').textContent === ''")


ONLY = {"whole": None, "theme": Only(theme="open-access"), "company": Only(company="juno")}


@pytest.mark.parametrize(
    ("form", "csp"), [("whole", True), ("whole", False), ("theme", False), ("company", False)],
    ids=["whole, policy", "whole", "theme", "company"],
)  # fmt: skip
def test_hostile_text_does_nothing_also_where_no_policy_holds_it(
    browser: Browser, tmp_path: Path, form: str, csp: bool
) -> None:
    plain = write_report(tmp_path / "plain.html", str, ONLY[form])
    hostile = write_report(tmp_path / "hostile.html", attacked, ONLY[form])
    with reading(browser, plain, csp=csp) as seen:
        use(seen)
        expected = seen.page.evaluate(CENSUS)
    with reading(browser, hostile, csp=csp) as seen:
        use(seen)
        assert seen.page.evaluate("window.hit") is None
        assert (seen.dialogs, seen.requests, seen.messages) == ([], [], [])
        assert seen.page.evaluate(DANGERS) == []
        assert seen.page.evaluate(CENSUS) == expected


PLACES = {
    "h1": "Calls {}",
    ".byline": "Desk {}",
    ".findings > li h3 a": "Open access {} has risen",
    "#read .grid th[scope=row]": "Juno Optics {}",
    "#read details li": "notes/party.txt {}: refused, no speaker found {}",
    "#heat th a": "Open access {}",
    "#filters option": "Rivals {}",
    "#theme-open-access > .facts": "Cues: open access {}; id in commands: open-access.",
    "#theme-open-access .quote blockquote": "Rivals share our ducts. {}",
    "#theme-open-access .quote cite b": "Ada Berg {}",
    "#theme-open-access .chart-box text": "Juno Optics {}",
    "#who-led figcaption a": "Open access {}",
    "#asked-table th a": "Open access {}",
    "#map-themes button": "Open access {} 6",
    "#company-juno h3": "Juno Optics {}",
    "table.calls th": "Juno Optics speaks {} earnings {}, fiscal 2012Q3",
    "table.calls code": "in/juno-2012q2.txt {}",
    ".warnings li": "no date {}",
    "#lineage li a": "night shift, rota {}",
    ".transcript summary": "Juno Optics {} 2012Q2, 2012-07-24: Juno Optics speaks {}",
    ".turn h3": "Ada Berg {} executive {}, CEO {}, Bank of Tunnels {}, prepared_remarks {}",
    "table.settings th": "resamples {}",
    "table.settings td": "tiny {}",
}  # fmt: skip


@pytest.fixture(scope="module")
def page_under_attack(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    path = write_report(tmp_path_factory.mktemp("attacked") / "report.html", attacked)
    with reading(browser, path, scripts=False) as seen:
        yield seen


@pytest.mark.parametrize(("selector", "template"), PLACES.items())
def test_hostile_text_is_shown_as_it_is(page_under_attack: Reading, selector: str, template: str) -> None:
    expected = " ".join(template.replace("{}", ATTACK).split())
    assert expected in page_under_attack.texts(selector)


def test_path_below_a_quote_is_whole_where_it_is_pointed_at(page_under_attack: Reading) -> None:
    titles = page_under_attack.page.eval_on_selector_all(
        "#theme-open-access .quote cite code[title]", "all => all.map(code => code.title)"
    )
    assert f"in/juno-2012q2.txt {ATTACK}" in titles


def test_hostile_quote_of_a_finding_is_shown_as_it_is_however_far_it_is_cut(page_under_attack: Reading) -> None:
    begins = "“Rivals share our ducts. " + " ".join(ATTACK.split())[:30]
    assert any(text.startswith(begins) for text in page_under_attack.texts(".said blockquote"))


@pytest.mark.parametrize(
    "text", ["光纤接入股份有限公司", "Glasfaserausbauförderungsrichtlinie", "👩‍💻🚀🇩🇪", "e\u0301é ﬁ", "עברית العربية"]
)
def test_text_of_any_language_survives(browser: Browser, tmp_path: Path, text: str) -> None:
    path = write_report(tmp_path / "report.html", lambda own: f"{own} {text}")
    with reading(browser, path) as seen:
        assert f"Open access {text}" in seen.texts("#themes-table th a")
        assert f"Rivals share our ducts. {text}" in seen.texts(".quote blockquote")
        assert f"Juno Optics {text}" in seen.texts("#theme-open-access .panel text")
        assert seen.messages == []


def test_turned_direction_of_a_name_ends_with_the_name(browser: Browser, tmp_path: Path) -> None:
    # U+202E writes all that follows from right to left; a file's name could pose as another
    def turned(own: str) -> str:
        return f"{own} \u202etxt" if own[0].isupper() or "/" in own else own  # roles and sections are words of ours

    path = write_report(tmp_path / "report.html", turned)
    with reading(browser, path, scripts=False) as seen:
        ways = seen.page.evaluate(WAYS)
        assert len(ways) > 20
        assert [text for text, goes_on in ways if not goes_on] == []


@pytest.mark.parametrize("width", [400, 1600])
def test_long_names_without_a_space_wrap(browser: Browser, tmp_path: Path, width: int) -> None:
    path = write_report(tmp_path / "report.html", lambda own: own + "x" * 200)
    with reading(browser, path, width=width) as seen:
        seen.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        for view in [*seen.views(), "theme-open-access", "company-juno"]:
            seen.show(view)
            assert not seen.scrolls_sideways(), view
