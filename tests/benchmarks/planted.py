"""Planted calls: earnings calls of invented companies, with stories whose rise and fall is known beforehand.

In: a seed, and the passages in passages/*.toml. Out: `PlantedCall` records with the truth about every passage, and with
`python -m tests.benchmarks.planted` the sample corpus in data/sample.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.planted_curves import Narrative, Teller, burst, fade, hump, new, none, passages_told, rise, steady
from tests.benchmarks.planted_figures import figure_slots
from tests.benchmarks.planted_layouts import render, tells_date, tells_ticker
from tests.benchmarks.planted_passages import Chooser, read_library, read_toml
from tests.benchmarks.planted_records import Person, PlantedCall
from tests.benchmarks.planted_script import ASKED_FILLERS, Cast, Script, plan_topics
from tests.benchmarks.planted_truth import (
    NOTICE,
    SPEAKER_GROUPS,
    Plain,
    describe_call,
    describe_narrative,
    to_toml,
    total_words,
)

SEED = 20110101
FIRST_YEAR = 2011
N_QUARTERS = 8
SAMPLE = Path(__file__).parents[2] / "data" / "sample"

NARRATIVES = (
    Narrative("broadband-stimulus", "fade", fade(), (Teller("tamberline", 3), Teller("dunmarrow", 1, lag=1))),
    Narrative(
        "coherent-100g",
        "rise",
        rise(),
        (Teller("ardenlight", 3), Teller("peregrail", 1, lag=3), Teller("dunmarrow", 1, lag=4)),
    ),
    Narrative(
        "sdn",
        "new",
        new(4),
        (Teller("peregrail", 3), Teller("ardenlight", 2, lag=1), Teller("dunmarrow", 2, lag=2)),
    ),
    Narrative(
        "supply-chain",
        "hump",
        hump(3, 2),
        (Teller("ardenlight", 2), Teller("tamberline", 2, lag=1), Teller("peregrail", 2, lag=1)),
    ),
    Narrative(
        "gross-margin",
        "steady",
        steady,
        tuple(Teller(company, 1) for company in ("tamberline", "ardenlight", "peregrail", "dunmarrow")),
    ),
    Narrative("covid-19", "none", none, ()),
    Narrative(
        "central-office-power", "rise", rise(), (Teller("dunmarrow", 2), Teller("peregrail", 2, lag=3)), tracked=False
    ),
    Narrative("managed-operations", "steady", steady, (Teller("tamberline", 1), Teller("dunmarrow", 1)), tracked=False),
    Narrative("subsea-cables", "burst", burst(1, 2), (Teller("ardenlight", 3),), tracked=False),
)
TOPICS = (*(narrative.theme for narrative in NARRATIVES), *sorted(ASKED_FILLERS))


def quarter_label(quarter: int) -> str:
    """Name the quarter with this index.

    >>> quarter_label(5)
    '2012Q2'
    """
    return f"{FIRST_YEAR + quarter // 4}Q{quarter % 4 + 1}"


def call_day(quarter: int, days_after_quarter: int) -> date:
    """Find the day of a call: so many days after the quarter's end, moved to the next Tuesday, Wednesday or Thursday.

    >>> call_day(0, 25)
    datetime.date(2011, 4, 26)
    """
    year, number = FIRST_YEAR + quarter // 4, quarter % 4
    quarter_end = date(year + (number == 3), (3 * number + 3) % 12 + 1, 1) - timedelta(days=1)
    day = quarter_end + timedelta(days=days_after_quarter)
    while day.weekday() not in {1, 2, 3}:
        day += timedelta(days=1)
    return day


def read_cast() -> list[tuple[Cast, dict[str, object]]]:
    """Read the companies of cast.toml, each with its people and its whole entry."""
    content = read_toml("cast")
    brokers = content["brokers"]
    companies = []
    for place, entry in enumerate(content["company"]):
        ir, ceo, cfo = (Person(*entry[key][:1], "executive", entry[key][1]) for key in ("ir", "ceo", "cfo"))
        analysts = tuple(Person(name, "analyst", "Analyst", brokers[name]) for name in entry["analysts"])
        companies.append((Cast(entry["key"], place, ir, ceo, cfo, analysts), entry))
    return companies


def compose(
    seed: int = SEED, n_quarters: int = N_QUARTERS, narratives: Sequence[Narrative] = NARRATIVES
) -> list[PlantedCall]:
    """Compose one call for each company and quarter.

    Parameters
    ----------
    seed
        Chooses passages, numbers, analysts and formalities; the stories and their curves do not depend on it.
    n_quarters
        Quarters from the first of 2011.
    narratives
        The stories to plant; the gross margin must be among them, since every CFO reports it.

    Returns
    -------
    list[PlantedCall]
        Quarter by quarter, within a quarter in the order of cast.toml.

    Raises
    ------
    ValueError
        When there are too few written passages, or too many stories for a call.
    """
    chooser = Chooser(read_library(), seed)
    cast = read_cast()
    calls = []
    for quarter in range(n_quarters):
        for people, entry in cast:
            told = {
                narrative.theme: passages_told(narrative, people.key, n_quarters)[quarter]
                for narrative in narratives
                if narrative.theme != "gross-margin"
            }
            plan = plan_topics(told, people.place, quarter, len(cast))
            script = Script(
                cast=people,
                quarter=quarter_label(quarter),
                chooser=chooser,
                procedures=read_toml("procedures"),
                slots=_slots(people, entry, seed, quarter, n_quarters),
                themes=frozenset(narrative.theme for narrative in narratives),
                rng=random.Random(f"{seed}/script/{people.key}/{quarter}"),
            )
            calls.append(_as_call(people, entry, quarter, script.write(plan)))
    return calls


def _slots(people: Cast, entry: dict, seed: int, quarter: int, n_quarters: int) -> dict[str, str]:
    rng = random.Random(f"{seed}/carriers/{people.key}")
    content = read_toml("cast")
    carriers, latin = rng.sample(content["carriers"], 10), rng.sample(content["latin_carriers"], 4)
    slots = {
        "spoken": entry["spoken"],
        "name": _name_in(entry, quarter),
        "company": entry["short"],
        "year": str(FIRST_YEAR + quarter // 4),
        "carrier": carriers[quarter % len(carriers)],
        "latin_carrier": latin[quarter % len(latin)],
        "ir_title": people.ir.title,
    }
    for who in ("ir", "ceo", "cfo"):
        person = getattr(people, who)
        slots |= {who: person.name, f"{who}_first": person.first_name}
    return slots | figure_slots(entry, seed, quarter, n_quarters)


def _name_in(entry: dict, quarter: int) -> str:
    variant_quarter, variant = entry["variant"]
    return variant if variant_quarter == quarter_label(quarter) else entry["name"]


def _as_call(people: Cast, entry: dict, quarter: int, passages: tuple) -> PlantedCall:
    label = quarter_label(quarter)
    layout = [name for since, name in entry["layouts"] if since <= label][-1]
    day = call_day(quarter, entry["days_after_quarter"])
    speakers = dict.fromkeys(passage.speaker for passage in passages)
    call = PlantedCall(
        file=f"calls/{people.key}-{label.lower()}.txt",
        text="",
        layout=layout,
        company_key=people.key,
        company=_name_in(entry, quarter),
        ticker=entry.get("ticker") if tells_ticker(layout) else None,
        fiscal_quarter=label,
        call_date=day if tells_date(layout) else None,
        executives=(people.ir, people.ceo, people.cfo),
        analysts=tuple(person for person in speakers if person.role == "analyst"),
        passages=passages,
    )
    return replace(call, text=render(call, entry["affiliation"], day, entry["hour"]))


def truth(
    calls: Sequence[PlantedCall], seed: int = SEED, narratives: Sequence[Narrative] = NARRATIVES
) -> dict[str, object]:
    """Say what was planted: the narratives, every call with its words by topic, and the totals.

    `calls` must be all calls that `compose` returned for this seed and these narratives.
    """
    companies = list(dict.fromkeys(call.company_key for call in calls))
    quarters = list(dict.fromkeys(call.fiscal_quarter for call in calls))
    described: Plain = {
        "notice": NOTICE,
        "seed": seed,
        "quarters": quarters,
        "speaker_groups": list(SPEAKER_GROUPS),
        "n_content_words": total_words(calls, TOPICS),
        "narrative": [describe_narrative(narrative, companies, len(quarters)) for narrative in narratives],
        "call": [describe_call(call, TOPICS) for call in calls],
    }
    return described


def write_sample(folder: Path = SAMPLE, seed: int = SEED) -> None:
    """Write every call and truth.toml into a folder, replacing what an earlier run wrote there."""
    calls = compose(seed)
    (folder / "calls").mkdir(parents=True, exist_ok=True)
    for stale in (folder / "calls").glob("*.txt"):
        stale.unlink()
    for call in calls:
        (folder / call.file).write_text(call.text, encoding="utf-8", newline="\n")
    (folder / "truth.toml").write_text(to_toml(truth(calls, seed)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_sample()
