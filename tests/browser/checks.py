"""What every report must pass, whatever study it is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tests.browser.reading import Reading

QUOTES = """all => all.map(
    quote => [quote.querySelector('blockquote').textContent, [...quote.querySelectorAll('cite code')].map(code => code.textContent).join('')])"""


def links_land(seen: Reading) -> int:
    """Every internal link leads to an element, and no two share an id; the number of links."""
    targets = seen.page.eval_on_selector_all(
        "a[href^='#']", "all => all.map(a => a.getAttribute('href').slice(1).split('&')[0])"
    )
    ids = seen.page.eval_on_selector_all("[id]", "nodes => nodes.map(node => node.id)")
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))
    return len(targets)


def quotes_stand_at_their_lines(seen: Reading, texts: Mapping[str, str | None]) -> int:
    """Every quote begins on its line of its source (by file name), and its words follow; the number of quotes.

    Furniture of pages may stand between the words: a source's running head is no part of what is said.
    """
    lines = {Path(path).name: text.split("\n") for path, text in texts.items() if text}
    quotes = seen.page.eval_on_selector_all(".quote", QUOTES)
    for text, place in quotes:
        name, line = place.rsplit(":", 1)
        own = lines[Path(name).name][int(line) - 1 :]
        words = words_of(text)
        assert words[0] in words_of(own[0]), place
        follows = iter(words_of("\n".join(own[:60])))
        assert all(word in follows for word in words), f"{place}: {text[:60]}"
    return len(quotes)


def words_of(text: str) -> list[str]:
    """Words without hyphens: a source may break one at the end of a line."""
    return re.findall(r"\w+", re.sub(r"-\s*\n\s*|-", "", text))
