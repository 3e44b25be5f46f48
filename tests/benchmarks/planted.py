"""Planted calls: earnings calls of invented companies, with stories whose rise and fall is known beforehand.

In: a seed, and the passages in passages/*.toml. Out: `PlantedCall` records with the truth about every passage, and with
`python -m tests.benchmarks.planted` the sample corpus in data/sample.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.planted_cast import Company, call_day, quarter_label, read_cast
from tests.benchmarks.planted_curves import Narrative, Teller, burst, fade, hump, new, none, passages_told, rise, steady
from tests.benchmarks.planted_figures import figure_slots
from tests.benchmarks.planted_layouts import render, tells_date, tells_ticker
from tests.benchmarks.planted_passages import Chooser, read_library, read_procedures
from tests.benchmarks.planted_records import PlantedCall, SpokenPassage
from tests.benchmarks.planted_script import ASKED_FILLERS, Script, plan_topics
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
    companies, procedures = read_cast(), read_procedures()
    calls = []
    for quarter in range(n_quarters):
        for company in companies:
            told = {
                narrative.theme: passages_told(narrative, company.key, n_quarters)[quarter]
                for narrative in narratives
                if narrative.theme != "gross-margin"
            }
            script = Script(
                company=company,
                quarter=quarter_label(quarter),
                chooser=chooser,
                procedures=procedures,
                slots=slots_of(company, seed, quarter, n_quarters),
                themes=frozenset(narrative.theme for narrative in narratives),
                rng=random.Random(f"{seed}/script/{company.key}/{quarter}"),
            )
            passages = script.write(plan_topics(told, company.place, quarter, len(companies)))
            calls.append(as_call(company, quarter, passages))
    return calls


def slots_of(company: Company, seed: int, quarter: int, n_quarters: int) -> dict[str, str]:
    """The fillings of a company's slots in a quarter: names, places and invented results."""
    rng = random.Random(f"{seed}/carriers/{company.key}")
    carriers = rng.sample(company.carriers, len(company.carriers))
    latin_carriers = rng.sample(company.latin_carriers, len(company.latin_carriers))
    slots = {
        "spoken": company.names["spoken"],
        "name": company.name_in(quarter_label(quarter)),
        "company": company.names["short"],
        "year": quarter_label(quarter)[:4],
        "carrier": carriers[quarter % len(carriers)],
        "latin_carrier": latin_carriers[quarter % len(latin_carriers)],
        "ir_title": company.ir.title,
    }
    for who, person in (("ir", company.ir), ("ceo", company.ceo), ("cfo", company.cfo)):
        slots |= {who: person.name, f"{who}_first": person.first_name}
    return slots | figure_slots(company, seed, quarter, n_quarters)


def as_call(company: Company, quarter: int, passages: tuple[SpokenPassage, ...]) -> PlantedCall:
    """Write spoken passages down as the call of a company in a quarter, in the layout of its files."""
    label = quarter_label(quarter)
    layout = company.layout_in(label)
    day = call_day(quarter, company.days_after_quarter)
    speakers = dict.fromkeys(passage.speaker for passage in passages)
    call = PlantedCall(
        file=f"calls/{company.key}-{label.lower()}.txt",
        text="",
        layout=layout,
        company_key=company.key,
        company=company.name_in(label),
        ticker=company.ticker if tells_ticker(layout) else None,
        fiscal_quarter=label,
        call_date=day if tells_date(layout) else None,
        executives=(company.ir, company.ceo, company.cfo),
        analysts=tuple(person for person in speakers if person.role == "analyst"),
        passages=passages,
    )
    return replace(call, text=render(call, company.names["affiliation"], day, company.hour))


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
