"""Forms in which vendors and data sets give a call: one made-up call, written in each of them.

Field names and shapes are those of the vendors' public documentation; every word is fiction.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Turn = tuple[str, str, str, str]  # section, role, speaker, words

TURNS: list[Turn] = [
    ("prepared_remarks", "operator", "Operator", "Good day, and welcome to the Otter Peak fourth quarter 2012 earnings "
     "conference call. Mara Quist will begin."),
    ("prepared_remarks", "executive", "Mara Quist", "Thank you. Boats sold well this year because lakes were warm, and "
     "our dealers in the north ordered many more of them than a year before. Over to Lars Holm."),
    ("prepared_remarks", "executive", "Lars Holm", "Revenue grew by nine percent, and resin was cheaper. We now take "
     "questions."),
    ("q_and_a", "operator", "Operator", "Our first question comes from Lena Brook with Heron Securities. Please go ahead."),
    ("q_and_a", "analyst", "Lena Brook", "How much inventory of boats do your dealers hold at the end of the winter?"),
    ("q_and_a", "executive", "Mara Quist", "About three months of it, as last year, and all of it is new."),
    ("q_and_a", "analyst", "Lena Brook", "Thank you for that."),
    ("q_and_a", "operator", "Operator", "Our next question comes from Omar Vale with Pine Research. Please go ahead."),
    ("q_and_a", "analyst", "Omar Vale", "Will you build electric boats, and when would the first of them be sold?"),
    ("q_and_a", "executive", "Lars Holm", "We will, in two years, in the new yard."),
    ("q_and_a", "analyst", "Omar Vale", "That is good to hear."),
]  # fmt: skip
TITLES = {"Mara Quist": "Chief Executive Officer", "Lars Holm": "Chief Financial Officer",
          "Lena Brook": "Analyst", "Omar Vale": "Analyst"}  # fmt: skip
FIRMS = {"Lena Brook": "Heron Securities", "Omar Vale": "Pine Research"}
LABELS = {"Operator": "spk01", "Mara Quist": "spk02", "Lars Holm": "spk03", "Lena Brook": "spk04", "Omar Vale": "spk05"}
EPOCH = 1360101600  # 2013-02-05 22:00 UTC
COMPONENTS = {
    ("prepared_remarks", "operator"): "Presentation Operator Message", ("q_and_a", "analyst"): "Question",
    ("prepared_remarks", "executive"): "Presenter Speech", ("q_and_a", "executive"): "Answer",
    ("q_and_a", "operator"): "Question and Answer Operator Message",
}  # fmt: skip


def rows(speaker: str = "speaker", text: str = "text", **more: Callable[[Turn], object]) -> list[dict[str, object]]:
    """A row a turn, under the given names; ``more`` gives further cells."""
    return [{speaker: turn[2], text: turn[3]} | {name: cell(turn) for name, cell in more.items()} for turn in TURNS]


def whole(turns: list[Turn] = TURNS) -> str:
    """The call as one text, a line a turn."""
    return "\n".join(f"{name}: {words}" for _, _, name, words in turns)


def bare(section: str = "") -> str:
    """The words alone."""
    return " ".join(words for part, _, _, words in TURNS if section in ("", part))


def _title(turn: Turn) -> str | None:
    return TITLES.get(turn[2])


def _firm(turn: Turn) -> str | None:
    return FIRMS.get(turn[2], "Otter Peak, Inc.")


def _tokens(names: tuple[str, str] = ("word", "speaker")) -> list[dict[str, object]]:
    return [
        {names[0]: word, names[1]: LABELS[name], "start": i + j / 100, "end": i + j / 100 + 0.01}
        for i, (_, _, name, words) in enumerate(TURNS)
        for j, word in enumerate(words.split())
    ]


def _segments(speakers: bool = True) -> list[dict[str, object]]:
    """Pieces of at most six words with their times."""
    pieces: list[dict[str, object]] = []
    for i, (_, _, name, words) in enumerate(TURNS):
        said = words.split()
        for at in range(0, len(said), 6):
            piece: dict[str, object] = {
                "start": i + at / 100,
                "end": i + at / 100 + 0.05,
                "text": " " + " ".join(said[at : at + 6]),
            }
            pieces.append(piece | ({"speaker": LABELS[name]} if speakers else {}))
    return pieces


EVENT = {"year": 2012, "quarter": 4, "conference_date": "2013-02-05T14:00:00.000-08:00"}
NAMES_BY_LABEL = {label: {"name": name, "title": TITLES.get(name)} for name, label in LABELS.items()}
FMP = {"symbol": "OTTR", "quarter": 4, "year": 2012, "date": "2013-02-05 17:00:00"}
PARTICIPANTS = [
    {"name": name, "role": title, "company": FIRMS.get(name, "Otter Peak, Inc.")} for name, title in TITLES.items()
]

# Forms with the speakers' names: every turn comes back, with company or ticker, quarter and date where they are stated.
NAMED: dict[str, Any] = {
    "EarningsCall level 2": {
        "event": EVENT, "speaker_name_map_v2": NAMES_BY_LABEL,
        "speakers": [{"speaker": LABELS[name], "text": words} for _, _, name, words in TURNS],
    },
    "EarningsCall level 3": {
        "event": EVENT, "speaker_name_map_v2": NAMES_BY_LABEL,
        "speakers": [
            {"speaker": LABELS[name], "words": words.split(), "start_times": [float(i) for i, _ in enumerate(words.split())]}
            for _, _, name, words in TURNS
        ],
    },
    "EarningsCall levels 2 and 4": {
        "event": EVENT, "speaker_name_map_v2": NAMES_BY_LABEL, "prepared_remarks": bare("prepared_remarks"),
        "questions_and_answers": bare("q_and_a"),
        "speakers": [{"speaker": LABELS[name], "text": words} for _, _, name, words in TURNS],
    },
    "FMP v3": [FMP | {"content": whole()}],
    "FMP stable": [{"symbol": "OTTR", "period": "Q4", "year": 2012, "date": "2013-02-05", "content": whole()}],
    "FMP, fiscal year": [{"symbol": "OTTR", "period": "Q4", "fiscalYear": "2012", "date": "2013-02-05", "content": whole()}],
    "ROIC": {"symbol": "OTTR", "year": 2012, "quarter": 4, "date": "2013-02-05", "content": whole()},
    "wrapped": {"status": "ok", "data": [FMP | {"content": whole()}]},
    "wrapped twice": {"response": {"results": {"transcripts": [FMP | {"turns": rows()}]}}},
    "by ticker": {"OTTR": [{"quarter": 4, "year": 2012, "date": "2013-02-05", "turns": rows()}]},
    "API Ninjas": {
        "date": "2013-02-05", "timestamp": EPOCH, "ticker": "OTTR", "cik": "0", "year": "2012", "quarter": "4",
        "earnings_timing": "after_market", "participants": PARTICIPANTS, "transcript": whole(),
        "transcript_split": rows(role=_title, company=_firm),
    },
    "API Ninjas, text alone": {
        "date": "2013-02-05", "ticker": "OTTR", "year": "2012", "quarter": "4", "transcript": whole(),
    },
    "Alpha Vantage": {
        "symbol": "OTTR", "quarter": "2012Q4",
        "transcript": rows(text="content", title=lambda turn: _title(turn) or "", sentiment=lambda turn: "0.6"),
    },
    "Finnhub": {
        "symbol": "OTTR", "id": "OTTR_1", "title": "OTTR - Earnings call Q4 2012", "time": "2013-02-05 22:00:00",
        "year": 2012, "quarter": 4, "audio": "",
        "participant": [
            {"name": name, "description": FIRMS.get(name, TITLES[name]), "role": "analyst" if name in FIRMS else "executive"}
            for name in TITLES
        ],
        "transcript": [
            {"name": name, "speech": [words], "session": "question_answer" if part == "q_and_a" else "management_discussion"}
            for part, _, name, words in TURNS
        ],
    },
    "Kensho": {
        "company_name": "Otter Peak, Inc.", "key_dev_id": 17, "call_date": "2013-02-05", "name": "Otter Peak, Inc., Q4 2012",
        "transcript": rows("person_name", component_type=lambda turn: COMPONENTS[turn[:2]]),
    },
    "Capital IQ rows": [
        {"transcriptId": 7, "companyName": "Otter Peak, Inc.", "headline": "Otter Peak, Inc., Q4 2012 Earnings Call, Feb 05, 2013",
         "mostImportantDateUTC": "2013-02-05", "componentOrder": i, "componentText": words,
         "transcriptComponentTypeName": COMPONENTS[part, role], "transcriptPersonName": name,
         "speakerTypeName": {"operator": "Operator", "executive": "Executives", "analyst": "Analysts"}[role]}
        for i, (part, role, name, words) in enumerate(TURNS)
    ],
    "structured_content": [FMP | {"company_name": "Otter Peak, Inc.", "content": whole(), "structured_content": rows()}],
    "defeatbeta": {
        "symbol": "OTTR", "fiscal_year": 2012, "fiscal_quarter": 4, "report_date": "2013-02-05",
        "transcripts": [{"paragraph_number": i, "speaker": turn[2], "content": turn[3]} for i, turn in enumerate(TURNS, 1)],
    },
    "Apify camel case": {
        "company": "Otter Peak, Inc.", "ticker": "OTTR", "fiscalPeriod": "Q4 2012", "callDate": "2013-02-05",
        "participants": [{"name": name, "title": title} for name, title in TITLES.items()], "transcriptTurns": rows(),
    },
    "Apify sections": {
        "companyName": "Otter Peak, Inc.", "ticker": "OTTR", "fiscalQuarter": "Q4", "fiscalYear": 2012, "callDate": "2013-02-05",
        "sections": [
            {"title": title, "turns": [{"speakerName": name, "paragraphText": words} for part, _, name, words in TURNS if part == key]}
            for title, key in (("Prepared Remarks", "prepared_remarks"), ("Questions & Answers", "q_and_a"))
        ],
    },
    "sections as texts": {
        "companyName": "Otter Peak, Inc.", "ticker": "OTTR", "eventDate": "2013-02-05", "quarter": "Q4 2012",
        "sections": [
            {"title": "Prepared remarks", "text": whole(TURNS[:3])}, {"title": "Questions and answers", "text": whole(TURNS[3:])},
        ],
    },
    "Yahoo and Quartr": {
        "transcriptContent": {
            "companyId": 1, "eventId": 2,
            "speakerMapping": [
                {"speaker": i, "speakerData": {"company": FIRMS.get(name), "name": name, "role": TITLES.get(name)}}
                for i, name in enumerate(LABELS)
            ],
            "transcript": {
                "numberOfSpeakers": 5, "text": bare(),
                "paragraphs": [
                    {"speaker": list(LABELS).index(name), "start": i, "end": i + 1, "text": words,
                     "sentences": [{"text": words, "start": i, "end": i + 1, "words": []}]}
                    for i, (_, _, name, words) in enumerate(TURNS)
                ],
            },
        },
        "transcriptMetadata": {"date": EPOCH, "eventId": 2, "fiscalPeriod": "Q4", "fiscalYear": 2012, "title": "Q4 2012"},
    },
    "nested company and event": {
        "company": {"name": "Otter Peak, Inc.", "ticker": "NASDAQ:OTTR"}, "metadata": {"fiscal_year": 2012, "fiscal_quarter": "Q4"},
        "event": {"title": "Otter Peak fourth quarter results", "date": "2013-02-05T22:00:00Z"},
        "transcript": {"speakers": [{"name": name, "title": TITLES.get(name)} for name in LABELS], "segments": rows("Speaker Name", "Text")},
    },
    "Fool JSON": {
        "header_texts": ["Prepared Remarks:"], "prepared_remarks": rows(text="speech")[:3], "q_and_a": rows(text="speech")[3:],
        "participants": [f"{name}--{title}" for name, title in TITLES.items()],
    },
    "speaker with a title": rows(speaker="speaker", text="content", ticker=lambda turn: "OTTR", date=lambda turn: "2013-02-05",
                                 quarter=lambda turn: "Q4 2012"),
    "paragraph lists": {"ticker": "OTTR", "quarter": "Q4 2012", "call_date": EPOCH * 1000,
                        "speeches": [{"speaker": turn[2], "paragraphs": "", "body": [turn[3]]} for turn in TURNS]},
}  # fmt: skip
for _row in NAMED["speaker with a title"]:
    if _row["speaker"] in TITLES:
        _row["speaker"] = f"{_row['speaker']} -- {TITLES[_row['speaker']]}"

# Speech recognisers' forms: the words come back under labels, in order.
LABELLED: dict[str, Any] = {
    "WhisperX": {"language": "en", "segments": _segments(), "word_segments": _tokens()},
    "AssemblyAI": {
        "id": "x", "status": "completed", "text": bare(), "words": _tokens(("text", "speaker")),
        "utterances": [{"speaker": LABELS[name], "text": words, "start": i, "end": i + 1, "confidence": 0.9,
                        "words": [{"text": word, "start": i, "end": i} for word in words.split()]}
                       for i, (_, _, name, words) in enumerate(TURNS)],
    },
    "Deepgram": {
        "metadata": {"request_id": "x", "duration": 9.0},
        "results": {
            "channels": [{"alternatives": [{"transcript": bare(), "confidence": 0.9, "words": _tokens()}]}],
            "utterances": [{"speaker": LABELS[name], "transcript": words, "start": i, "end": i + 1}
                           for i, (_, _, name, words) in enumerate(TURNS)],
        },
    },
    "Amazon Transcribe": {
        "jobName": "otter", "status": "COMPLETED",
        "results": {
            "transcripts": [{"transcript": bare()}],
            "speaker_labels": {"speakers": 5, "segments": [{"start_time": "0", "speaker_label": "spk01", "items": []}]},
            "items": [{"start_time": "1", "speaker_label": token["speaker"], "type": "pronunciation",
                       "alternatives": [{"confidence": "1.0", "content": token["word"]}]} for token in _tokens()],
        },
    },
    "Rev": {
        "monologues": [
            {"speaker": LABELS[name], "elements": [
                element for word in words.split()
                for element in ({"type": "text", "value": word, "ts": 0.1}, {"type": "punct", "value": " "})]}
            for _, _, name, words in TURNS
        ],
    },
}  # fmt: skip

# Tables and JSON that are no transcript, and what the refusal must say.
REFUSED: dict[str, tuple[str, str]] = {
    "tokens with bars": ("token|speaker|ts|endTs|punctuation|case|tags|wer_tags\n" + "".join(
        f"{word}|0||||LC|[]|[]\n" for word in TURNS[0][3].split()), "tokens"),
    "tokens as CSV": ("word,speaker,start,end\n" + "".join(f"{word},1,0.1,0.2\n" for word in ("boats", "sold") * 9), "tokens"),
    "words with times": ("".join(f"otter 1 {i}.00 0.25 {word} 0.98\n" for i, word in enumerate(TURNS[1][3].split())),
        "without a heading"),
    "texts with labels": ("sentence,label\n" + '"Boats sold well, said the earnings call of the quarter.",positive\n' * 9,
        "no words in its text"),
    "prices as CSV": ("Date,Open,High,Low,Close,Adj Close,Volume\n" + "2013-02-05,1.0,2.0,0.5,1.5,1.5,100\n" * 20, "prices"),
    "prices as JSON": (json.dumps({"symbol": "OTTR", "historical": [
        {"date": "2013-02-05", "open": 1.0, "high": 2.0, "low": 0.5, "close": 1.5}] * 9}), "prices"),
    "Finnhub's list": (json.dumps({"symbol": "OTTR", "transcripts": [
        {"id": "OTTR_1", "title": "OTTR - Earnings call Q4 2012", "time": "2013-02-05 22:00:00", "year": 2012, "quarter": 4}]}),
        "without their words"),
    "EarningsCall's events": (json.dumps({"company_name": "Otter Peak, Inc.", "events": [EVENT, EVENT]}), "without their words"),
    "FMP's dates": (json.dumps([{"symbol": "OTTR", "quarter": 4, "fiscalYear": 2012, "date": "2013-02-05"}] * 3),
        "without their words"),
    "embeddings": ("id;embedding\n" + "1;0.5\n" * 9, "embeddings"),
    "numbers": ("revenue\tmargin\tgrowth\n" + "1.5\t0.2\t-3%\n" * 9, "numbers"),
    "an error of an API": (json.dumps({"Error Message": "Limit reached; please upgrade your plan or visit our documentation."}),
        "without a column of text"),
    "a table of anything": ("boat,harbour,owner\n" + "Heron,North,Quist\n" * 9, "without a column of text"),
}  # fmt: skip
