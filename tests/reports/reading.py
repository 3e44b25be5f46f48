"""A page read back with the standard library's parser: a tree in which every tag that opens must close.

Only the end of a table's cell may be left out, where the next cell or the end of its row tells it (HTML, 13.1.2.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "wbr", "img", "link", "input", "hr", "base"}


@dataclass
class Node:
    """An element: its children are elements and texts, in order."""

    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def nodes(self) -> Iterator[Node]:
        """The element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.nodes()

    def all(self, tag: str, **attributes: str) -> list[Node]:
        """Elements of a tag with these attributes (``class_`` for class: one of its classes)."""
        kind = attributes.pop("class_", None)
        return [
            node
            for node in self.nodes()
            if node.tag == tag
            and (kind is None or kind in node.attributes.get("class", "").split())
            and attributes.items() <= node.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Node:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} <{tag}> with {attributes}, expected one"
        return found[0]

    @property
    def text(self) -> str:
        """What is read, white space as a browser shows it; scripts and styles are not read."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag not in ("script", "style"):
                yield from child._texts()
                yield " " if child.tag in ("p", "li", "td", "th", "h3", "h4", "summary", "dd", "dt") else ""


class ReadPage(HTMLParser):
    """A parsed page; an end tag that does not match the open element is an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]
        self.comments: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [self.root], f"<{self.open[-1].tag}> is never closed"
        self.nodes = list(self.root.nodes())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        self.end_cell_before(tag == "td")
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def end_cell_before(self, comes: bool) -> None:
        if comes and self.open[-1].tag == "td":
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self.end_cell_before(tag == "tr")
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def ids(self) -> list[str]:
        return [node.attributes["id"] for node in self.nodes if "id" in node.attributes]

    @property
    def targets(self) -> list[str]:
        """Ids that links and labels on the page point at."""
        links = [node.attributes["href"].removeprefix("#").split("&")[0] for node in self.root.all("a")]
        return links + [i for n in self.nodes for i in n.attributes.get("aria-labelledby", "").split()]

    @property
    def scripts(self) -> list[tuple[dict[str, str], str]]:
        return [(n.attributes, "".join(str(c) for c in n.children)) for n in self.root.all("script")]

    def part(self, identifier: str) -> Node:
        """The element with an id."""
        found = [node for node in self.nodes if node.attributes.get("id") == identifier]
        assert len(found) == 1, f"{len(found)} elements with id {identifier}"
        return found[0]

    def heat_map(self, identifier: str = "heat") -> dict[str, list[tuple[int, str]]]:
        """Look and text of the cells of quarters, by the row's head: of all themes, or in a theme's page by scope."""
        found = self.part(identifier)
        table = found if found.tag == "table" else found.all("table", class_="heat-table")[0]
        n_quarters = sum("Q" in head.text for head in table.one("thead").all("th"))
        return {
            row.one("th").text: [
                (int(c.attributes.get("class", "l1").split()[0].removeprefix("l")), c.text)
                for c in row.all("td")[:n_quarters]
            ]
            for row in table.one("tbody").all("tr")
        }

    def numbers(self, theme_id: str) -> dict[str, list[str]]:
        """The shares behind a theme's chart by quarter, by company."""
        rows = self.heat_map(f"theme-{theme_id}")
        return {head: [text for _, text in cells] for head, cells in rows.items() if head != "All companies"}

    def speakers(self, theme_id: str) -> dict[str, list[str]]:
        """The cells of the table of speakers, by group."""
        table = self.part(f"theme-{theme_id}").all("table", class_="speakers")[0].one("tbody")
        return {row.one("th").text: [cell.text for cell in row.all("td")] for row in table.all("tr")}
