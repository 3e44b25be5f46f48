"""The map of passages in Chromium: pointing cites, choosing lights up, the keyboard does both, no script is no loss."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from reports.summary import summarize
from reports.views.passage_map import PassageMap
from tests.browser.reading import Reading, reading
from themes.study.study import Study

MARGIN, SIDE = 12, 1000


@pytest.fixture(scope="session")
def found(demo_study: Path) -> PassageMap:
    study = Study.open(demo_study)
    passages = summarize(study.tables, positions=study.table("positions")).views.passage_map
    assert passages is not None
    return passages


def button(seen: Reading, place: int) -> Locator:
    return seen.page.locator(f"#map-themes button[data-theme='{place}']")


def lit(seen: Reading) -> str | None:
    return seen.page.locator("#map-box canvas").get_attribute("data-lit")


def lonely(found: PassageMap) -> int:
    """A passage with no other near it, so that pointing at it can mean no other."""
    spots = [(p.x, p.y) for p in found.passages]
    far = [
        min((x - u) ** 2 + (y - v) ** 2 for k, (u, v) in enumerate(spots) if k != i) for i, (x, y) in enumerate(spots)
    ]
    return far.index(max(far))


def point_at(seen: Reading, x: int, y: int) -> None:
    seen.page.locator("#map-box").scroll_into_view_if_needed()
    box = seen.page.locator("#map-box canvas").bounding_box()
    assert box is not None
    scale = box["width"] / (SIDE + 2 * MARGIN)
    seen.page.mouse.move(box["x"] + (x + MARGIN) * scale, box["y"] + (y + MARGIN) * scale)


def test_pointing_at_a_passage_cites_it(browser: Browser, report: Path, found: PassageMap, demo_study: Path) -> None:
    passage = found.passages[lonely(found)]
    table = Study.open(demo_study).passages.set_index("chunk_id")
    with reading(browser, report, fragment="passage-map") as seen:
        point_at(seen, passage.x, passage.y)
        assert seen.page.locator("#map-tip b").inner_text() == passage.beginning
        where = seen.page.locator("#map-tip span").inner_text()
        assert where.split(" · ")[0] == table.loc[passage.chunk_id, "citation"]
        ring = seen.page.locator("#map-box .ring")
        assert [ring.get_attribute(name) for name in ("cx", "cy")] == [str(passage.x), str(passage.y)]
        assert ring.is_visible()
        seen.page.mouse.move(0, 0)
        assert seen.messages == []


def test_citations_are_the_study_s_own(found: PassageMap, demo_study: Path) -> None:
    citations = Study.open(demo_study).passages.set_index("chunk_id")["citation"]
    assert [found.citation(p) for p in found.passages] == citations.loc[[p.chunk_id for p in found.passages]].tolist()


def test_chosen_theme_stays_lit_until_chosen_again(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="passage-map") as seen:
        button(seen, 2).click()
        seen.page.locator("h1").click()
        seen.page.mouse.move(0, 0)
        assert lit(seen) == "2"
        assert button(seen, 2).get_attribute("aria-pressed") == "true"
        assert seen.page.locator(".map-labels text.chosen").count() == 1
        assert seen.page.locator(".map-labels text.chosen").is_visible()
        button(seen, 2).click()
        seen.page.locator("h1").click()
        seen.page.mouse.move(0, 0)
        assert lit(seen) == ""
        assert button(seen, 2).get_attribute("aria-pressed") == "false"


def test_theme_chosen_on_the_map_stands_in_the_address_beside_filters(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="passage-map&kind=tracked") as seen:
        chosen = button(seen, 2).get_attribute("data-id")
        button(seen, 2).click()
        assert seen.page.evaluate("location.hash") == f"#passage-map&kind=tracked&lit={chosen}"
        button(seen, 2).click()
        assert seen.page.evaluate("location.hash") == "#passage-map&kind=tracked"
        button(seen, 2).click()
        seen.page.keyboard.press("Escape")
        assert seen.page.evaluate("location.hash") == "#passage-map&kind=tracked"
    with reading(browser, report, fragment=f"passage-map&lit={chosen}") as seen:
        assert lit(seen) == "2"
        assert button(seen, 2).get_attribute("aria-pressed") == "true"


def test_theme_s_page_leads_to_the_map_and_keeps_filters(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="theme-gross-margin&kind=tracked") as seen:
        link = seen.page.locator("#theme-gross-margin .facts a[href^='#passage-map']").first
        link.click()
        seen.wait_until("document.querySelector('#map-themes [aria-pressed=true]')?.dataset.id === 'gross-margin'")
        assert seen.page.locator("#filters [name=kind]").input_value() == "tracked"
        assert "kind=tracked" in seen.page.evaluate("location.hash")


def test_keyboard_goes_through_the_passages_of_a_theme(browser: Browser, report: Path, found: PassageMap) -> None:
    own = {p.beginning for p in found.passages if 0 in p.themes}
    with reading(browser, report, fragment="passage-map") as seen:
        button(seen, 0).focus()
        assert lit(seen) == "0"
        first = seen.page.locator("#map-tip b").inner_text()
        seen.page.keyboard.press("ArrowRight")
        second = seen.page.locator("#map-tip b").inner_text()
        seen.page.keyboard.press("ArrowLeft")
        assert seen.page.locator("#map-tip b").inner_text() == first
        assert first != second
        assert {first, second} <= own
        seen.page.keyboard.press("Tab")
        assert lit(seen) == "1"


def test_map_is_whole_without_scripts(browser: Browser, report: Path, found: PassageMap) -> None:
    with reading(browser, report, scripts=False) as seen:
        part = seen.page.locator("#passage-map")
        part.locator(".fold > summary").click()
        assert part.locator("circle").count() == len(found.themes)
        assert part.locator("circle").first.is_visible()
        assert not part.locator("canvas").is_visible()
        assert not part.locator("#map-themes").is_visible()
        assert part.locator("#map-table tbody tr").count() == len(found.themes)


def test_points_are_drawn_in_the_colours_of_the_page(browser: Browser, report: Path) -> None:
    with reading(browser, report, fragment="passage-map") as seen:
        seen.page.locator("#map-box").scroll_into_view_if_needed()
        seen.wait_until("document.querySelector('#map-box canvas').dataset.lit === ''")
        blue = seen.page.evaluate(
            """() => { const c = document.querySelector('#map-box canvas');
            const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
            let n = 0; for (let k = 0; k < d.length; k += 4) if (d[k] === 15 && d[k + 1] === 115 && d[k + 2] === 181) n += 1;
            return n; }"""
        )
        assert blue > 20
