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

    @property
    def n_words(self) -> int:
        """Words of what is always told: the remark, or the question and its answer."""
        return sum(len(part.split()) for part in self.parts[:2])

    def suits(self, company: str, quarter: str) -> bool:
        """Say whether the passage may be told by this company in this quarter (`2011Q1`)."""
        return self.first <= quarter <= self.last and (not self.companies or company in self.companies)


def read_procedures() -> dict[str, list[str]]:
    """Read the formalities: the name of each with its wordings."""
    content: dict[str, list[str]] = tomllib.loads((PASSAGES / "procedures.toml").read_text(encoding="utf-8"))
    return content


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
    """Chooses passages: none told this quarter, least told first, then those whose time ends soonest, then by lot."""

    library: list[WrittenPassage]
    seed: int
    told: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def choose(self, topic: str, form: str, company: str, quarter: str, *, brief: bool = False) -> WrittenPassage:
        """Choose a passage of a topic for a company's call and remember it; a short one where `brief`.

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
            and company not in {teller for teller, _ in self._told(passage)}
            and len(self._told(passage)) < MOST_USES
        ]
        if not candidates:
            raise ValueError(f"passages/{topic}.toml: no {form} left for {company} in {quarter}; write more of them")
        lots = {passage.passage_id: rng.random() for passage in candidates}

        def rank(passage: WrittenPassage) -> tuple[bool, int, bool, int, str, float]:
            told_now = quarter in {when for _, when in self._told(passage)}
            n_words = passage.n_words if brief else 0
            n_told, is_for_all = len(self._told(passage)), not passage.companies
            return told_now, n_told, is_for_all, n_words, passage.last, lots[passage.passage_id]

        chosen = min(candidates, key=rank)
        self.told.setdefault(chosen.passage_id, []).append((company, quarter))
        return chosen

    def _told(self, passage: WrittenPassage) -> list[tuple[str, str]]:
        return self.told.get(passage.passage_id, [])


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
