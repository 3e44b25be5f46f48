"""The truth about planted calls, as plain data and as TOML: what was told, how much of it, by which kind of speaker."""

import json
from collections import Counter
from collections.abc import Sequence

from tests.benchmarks.planted_curves import Narrative, passages_told
from tests.benchmarks.planted_layouts import turns_of
from tests.benchmarks.planted_records import PlantedCall, count_words

SPEAKER_GROUPS = ("management_prepared", "management_answers", "analyst_questions")
NOTICE = (
    "Fiction, written for callthemes: the companies, people, carriers, brokers and figures are invented. "
    "Made by `python -m tests.benchmarks.planted`; do not edit."
)

Plain = dict[str, object]


def describe_narrative(narrative: Narrative, companies: Sequence[str], n_quarters: int) -> Plain:
    """Describe a narrative: its curve, who tells it, and the passages planned in each quarter."""
    return {
        "theme": narrative.theme,
        "tracked": narrative.tracked,
        "curve": narrative.shape,
        **({"lead": narrative.lead} if narrative.lead else {}),
        "companies": [teller.company for teller in narrative.tellers],
        "lag_quarters": [teller.lag for teller in narrative.tellers],
        "passages": {company: passages_told(narrative, company, n_quarters) for company in companies},
    }


def describe_call(call: PlantedCall, topics: Sequence[str]) -> Plain:
    """Describe a call: the metadata a reader of its file should find, its turns, and the words of every topic.

    Words are counted between spaces. A share is the topic's words over all content words of the call (0-1), where
    content leaves out the operator, the safe harbor, greetings, hand-overs and thanks.
    """
    n_turns = Counter(f"{turn[0].section}/{turn[0].speaker.role}" for turn in turns_of(call.passages))
    n_content = count_words(call.passages)
    planted = {topic: count_words(call.passages, topic) for topic in topics}
    stated = {"ticker": call.ticker, "call_date": call.call_date and call.call_date.isoformat()}
    return {
        "file": call.file,
        "layout": call.layout,
        "company_key": call.company_key,
        "company": call.company,
        **{key: value for key, value in stated.items() if value},
        "fiscal_quarter": call.fiscal_quarter,
        "calendar_quarter": call.fiscal_quarter,
        "executives": [person.name for person in call.executives],
        "analysts": [person.name for person in call.analysts],
        "n_words": call.n_words,
        "n_content_words": n_content,
        "n_turns": dict(sorted(n_turns.items())),
        "n_words_by_group": {group: count_words(call.passages, group=group) for group in SPEAKER_GROUPS},
        "n_words_by_topic": planted,
        "share_by_topic": {topic: round(n_words / n_content, 4) for topic, n_words in planted.items()},
        "n_words_by_topic_and_group": {
            topic: [count_words(call.passages, topic, group) for group in SPEAKER_GROUPS]
            for topic, n_words in planted.items()
            if n_words
        },
    }


def total_words(calls: Sequence[PlantedCall], topics: Sequence[str]) -> dict[str, int]:
    """Sum the words of every topic over all calls."""
    return {topic: sum(count_words(call.passages, topic) for call in calls) for topic in topics}


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(str(k))} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def to_toml(data: Plain) -> str:
    """Write plain data as TOML: scalars first, then one block for each table and each entry of a list of tables.

    >>> print(to_toml({"seed": 1, "call": [{"file": "a.txt"}]}))
    seed = 1
    <BLANKLINE>
    [[call]]
    file = "a.txt"
    <BLANKLINE>
    """
    blocks = ["\n".join(f"{k} = {_value(v)}" for k, v in data.items() if not _is_table(v))]
    for key, value in data.items():
        if isinstance(value, dict):
            blocks.append("\n".join([f"[{key}]", *(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items())]))
        elif isinstance(value, list) and _is_table(value):
            blocks += ["\n".join([f"[[{key}]]", *(f"{k} = {_value(v)}" for k, v in item.items())]) for item in value]
    return "\n\n".join(blocks) + "\n"


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))
