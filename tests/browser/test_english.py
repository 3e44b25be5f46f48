"""Every sentence of the sample's report that is ours, listed for a reader, and held to the rules of its English.

The list goes to ``tests/output/sentences.txt``, numbers masked, each sentence once with the view it first stands in.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.reading import reading
from themes.study.study import Study

LIST = Path(__file__).parents[1] / "output" / "sentences.txt"
#: Texts of the page that are not quoted from a call, a catalog, a file or the settings.
OURS = """() => {
    const found = [];
    const blocks = 'p, li, figcaption, h1, h2, h3, h4, dt, dd, summary, th, td, label, option, output';
    for (const node of document.querySelectorAll(blocks)) {
        if (node.closest('blockquote, cite, table.settings, .warnings, .unmentioned, script') || node.querySelector(blocks)) continue;
        const copy = node.cloneNode(true);
        copy.querySelectorAll('blockquote, cite, svg, code, script').forEach(part => part.remove());
        const view = node.closest('.view');
        found.push([view ? view.id : '', copy.textContent.replace(/\\s+/g, ' ').trim()]);
    }
    return found.filter(([, text]) => /[a-z]{2}/.test(text) && !/^(Cues|Terms): /.test(text));
}"""
#: Left over from how it is made, or not as the trade writes it.
NOT_ENGLISH = {
    "a value that is none": r"\b(None(?! of)|NaN|nan|null|undefined|True|False)\b",
    "a status's inner name": r"\b(insufficient|unclear|INSUFFICIENT|two_years)\b",
    "a space before a percent sign": r"\d %",
    "one of many": r"(?<![\d,.])1 (calls|companies|quarters|themes|passages|quotes|files|words|findings)\b",
    "a hyphen for a minus": r"(?<![\w\d–-])-\d",
    "two spaces or stops": r"  |\.\.(?!\.)|,,| ,| \.(?!\d)|\(\)",
    "a name with underscores": r"\b[a-z]+_[a-z_]+\b",
    "jargon of the house": r"\b(wander|remembered|strays?|told|heard)\b",
}
MOST_WORDS = 45  # of a sentence


@pytest.fixture(scope="module")
def sentences(browser: Browser, report: Path, study: Study) -> list[tuple[str, str]]:
    with reading(browser, report, scripts=False) as seen:
        texts: list[tuple[str, str]] = seen.page.evaluate(OURS)
    described = {" ".join(text.split()) for text in study.themes["description"].dropna()}
    texts = [(view, text) for view, text in texts if text not in described]
    found = [(view, sentence) for view, text in texts for sentence in re.split(r"(?<=[.:;?!])\s+(?=[A-Z“≈])", text)]
    first = {re.sub(r"\d[\d,.]*", "#", sentence): view for view, sentence in reversed(found)}
    LIST.parent.mkdir(exist_ok=True)
    LIST.write_text("\n".join(sorted(f"{view}\t{text}" for text, view in first.items())) + "\n", encoding="utf-8")
    return found


@pytest.mark.parametrize("fault", NOT_ENGLISH)
def test_no_sentence_has_what_is_not_english(sentences: list[tuple[str, str]], fault: str) -> None:
    assert [text for _, text in sentences if re.search(NOT_ENGLISH[fault], text)] == []


def test_no_sentence_is_too_long_to_be_read_once(sentences: list[tuple[str, str]]) -> None:
    assert [text for _, text in sentences if len(text.split()) > MOST_WORDS] == []


def test_first_view_names_no_id_no_seed_and_no_refused_file(browser: Browser, report: Path, study: Study) -> None:
    ids = {*study.themes["theme_id"], *study.calls["call_id"], *study.calls["company_id"]}
    files = {Path(source).name for source in study.tables["sources"]["path"]}
    with reading(browser, report) as seen:
        words = seen.page.inner_text("body")
    assert [name for name in ids | files if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words)] == []
    assert not re.search(r"\bseed\b", words)
