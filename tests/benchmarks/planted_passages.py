"""The written passages: read from passages/*.toml, chosen without repetition, their slots filled.

A file holds one topic: `[[remark]]` is told by an executive unasked, `[[exchange]]` is a question with its answer (and
perhaps a follow-up with its reply), so that an answer always fits what was asked.
"""

import random
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PASSAGES = Path(__file__).parent / "passages"
NOT_TOPICS = {"cast", "procedures"}
MOST_USES = 2
"""A passage may be told by two companies, never twice by one."""

_NUMBER = re.compile(r"\{n:(\d+)-(\d+)\}(%?)")
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class WrittenPassage:
    """A remark (`parts` of one text) or an exchange (question, answer, then perhaps follow-up and reply)."""

    passage_id: str
    topic: str
    form: str
    by: str
    parts: tuple[str, ...]
    first: str = "0000Q1"
    last: str = "9999Q4"
    companies: tuple[str, ...] = ()

    def suits(self, company: str, quarter: str) -> bool:
        """Say whether the passage may be told by this company in this quarter (`2011Q1`)."""
        return self.first <= quarter <= self.last and (not self.companies or company in self.companies)


def read_toml(name: str) -> dict[str, object]:
    """Read one file of the passages folder."""
    return tomllib.loads((PASSAGES / f"{name}.toml").read_text(encoding="utf-8"))


def read_library(folder: Path = PASSAGES) -> list[WrittenPassage]:
    """Read every written passage, topic by topic in the order of the file names."""
    library: list[WrittenPassage] = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem in NOT_TOPICS:
            continue
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for form, keys in (("remark", ("text",)), ("exchange", ("question", "answer", "follow_up", "reply"))):
            for i, entry in enumerate(content.get(form, []), start=1):
                library.append(
                    WrittenPassage(
                        passage_id=f"{content['topic']}/{form}-{i:02d}",
                        topic=content["topic"],
                        form=form,
                        by=entry.get("by", "cfo" if content["topic"] == "gross-margin" else "ceo"),
                        parts=tuple(entry[key] for key in keys if key in entry),
                        first=entry.get("from", "0000Q1"),
                        last=entry.get("until", "9999Q4"),
                        companies=tuple(entry.get("companies", ())),
                    )
                )
    return library


@dataclass
class Chooser:
    """Chooses passages: least told first, then those whose time ends soonest, then by lot."""

    library: list[WrittenPassage]
    seed: int
    told: dict[str, list[str]] = field(default_factory=dict)

    def choose(self, topic: str, form: str, company: str, quarter: str) -> WrittenPassage:
        """Choose a passage of a topic for a company's call and remember it.

        Raises
        ------
        ValueError
            When every suitable passage has been told by this company, or by two others.
        """
        rng = random.Random(f"{self.seed}/choose/{topic}/{form}/{company}/{quarter}/{len(self.told)}")
        candidates = [
            passage
            for passage in self.library
            if (passage.topic, passage.form) == (topic, form)
            and passage.suits(company, quarter)
            and company not in self.told.get(passage.passage_id, [])
            and len(self.told.get(passage.passage_id, [])) < MOST_USES
        ]
        if not candidates:
            raise ValueError(f"passages/{topic}.toml: no {form} left for {company} in {quarter}; write more of them")
        lots = {passage.passage_id: rng.random() for passage in candidates}
        chosen = min(
            candidates,
            key=lambda p: (len(self.told.get(p.passage_id, [])), not p.companies, p.last, lots[p.passage_id]),
        )
        self.told.setdefault(chosen.passage_id, []).append(company)
        return chosen


def fill_slots(text: str, slots: Mapping[str, str], rng: random.Random) -> str:
    """Fill {name} from `slots` and {n:3-5} with a number drawn from that range.

    >>> fill_slots("{company} won {n:2-2} orders.", {"company": "Acme"}, random.Random(0))
    'Acme won two orders.'
    """
    numbered = _NUMBER.sub(lambda m: _draw(int(m[1]), int(m[2]), m[3], rng), text)
    return _SLOT.sub(lambda m: slots[m[1]], numbered)


def _draw(low: int, high: int, percent: str, rng: random.Random) -> str:
    step = 10 if high - low >= 50 else 1
    number = rng.randrange(low, high + 1, step)
    return _SMALL[number] if number < 10 and not percent else f"{number:,}{percent}"
