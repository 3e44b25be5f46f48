"""Hostile inputs for the readers: fictional transcripts of every kind, mutated, and bytes that are nothing at all.

In: a seed and a number.  Out: (name, bytes), the same for the same seed.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator

RULE, DASHES = "=" * 60, "-" * 60
SPEECH = "Boats sold well this year (laughter), and ferries sold better. Margins rose to 41% in the third quarter 2012."
TEXTS = {
    "ruled": f"Event Transcript\nQ4 2012 Otter Peak Inc Earnings Call\nFEBRUARY 05, 2013 / 9:30PM GMT\n{RULE}\nCorporate "
    f"Participants\n{RULE}\n * Mara Quist\n   Otter Peak Inc - CFO\n{RULE}\nPresentation\n{RULE}\n{DASHES}\nOperator    [1]\n"
    f"{DASHES}\nWelcome.\n{DASHES}\nMara Quist,  Otter Peak Inc - CFO    [2]\n{DASHES}\n{SPEECH}\n{RULE}\nQuestions and "
    f"Answers\n{RULE}\n{DASHES}\nLena Brook,  Heron - Analyst    [1]\n{DASHES}\nHow many boats?\n{DASHES}\nDefinitions\n{DASHES}\n",
    "seekingalpha": "Otter Peak (NYSE:OTTR) Q4 2012 Earnings Call February 5, 2013 5:00 PM ET\nExecutives\nMara Quist - CFO\n"
    f"Analysts\nLena Brook - Heron\nOperator\nWelcome.\nMara Quist\n{SPEECH}\nQuestion-and-Answer Session\nOperator\nLena "
    "Brook is next.\nLena Brook - Heron\nHow many boats?\nMara Quist\nMany.\n",
    "motleyfool": "Otter Peak (NYSE: OTTR)\nQ4 2012 Earnings Call\nFeb 5, 2013, 5:00 p.m. ET\n\nPrepared Remarks:\n\nOperator\n\n"
    f"Welcome.\n\nMara Quist -- Chief Financial Officer\n\n{SPEECH}\n\nQuestions & Answers:\n\nLena Brook -- Heron -- Analyst\n\n"
    "How many boats?\n\nDuration: 5 minutes\n\nCall participants:\n\nMara Quist -- Chief Financial Officer\n",
    "factiva": "Q4 2012 Otter Peak Earnings Call - Final\n812 words\n5 February 2013\nCQ FD Disclosure\nFNDW\nEnglish\nPresentation\n"
    f"OPERATOR: Welcome.\nMARA QUIST, CFO, OTTER PEAK: {SPEECH}\nQuestions and Answers\nLENA BROOK, ANALYST, HERON: How many\n"
    "boats?\nMARA QUIST: Many.\n",
    "streetevents": "OTTR - Q4 2012 Otter Peak Earnings Conference Call\nCORPORATE PARTICIPANTS\nMara Quist Otter Peak - CFO\n"
    f"CONFERENCE CALL PARTICIPANTS\nLena Brook Heron - Analyst\nPRESENTATION\nOperator\nWelcome.\nMara Quist - Otter Peak - CFO\n"
    f"{SPEECH}\nQUESTIONS AND ANSWERS\nLena Brook - Heron - Analyst\nHow many boats?\n",
    "bulleted": f"Otter Peak (OTTR) 2012 Q4\n  • Operator\n  • Welcome.\n  • Mara Quist - CFO\n  • {SPEECH}\n  • How many?\n",
    "bare": f"Operator\nWelcome.\nMara Quist - CFO\n{SPEECH}\nLena Brook - Analyst\nHow many boats?\nMara Quist - CFO\nMany.\n",
    "plain": f"Operator: Welcome.\nMara Quist: {SPEECH}\nLena Brook: How many?\nMara Quist: Many.\nLena Brook: Thanks.\n",
    "paged": "\n\f".join(
        f"Otter Peak Q4 2012 Call\nMara Quist\nCFO, Otter Peak\n{SPEECH}\n{'.' * 80} Q\nPage {n} of 4" for n in range(1, 5)
    ),
    "structured": f"callthemes transcript\nticker: OTTR\n\n== q_and_a | analyst | Lena Brook | Analyst | Heron\n{SPEECH}\n",
    "json": json.dumps({"ticker": "OTTR", "turns": [{"speaker": "Mara Quist", "text": SPEECH}] * 3}),
    "json lines": "\n".join([json.dumps({"speaker": "Mara Quist", "title": "CFO", "text": SPEECH})] * 3),
    "csv": f'speaker,title,text\nMara Quist,CFO,"{SPEECH}"\nLena Brook,Analyst,"How many, boats?"\n',
    "html": f"<html><body><p>Q4 2012 Otter Peak Call</p><table><tr><th>Original</th><th>Translation</th></tr><tr><td>Operator"
    f"<br><br>{SPEECH}</td><td>배가 잘 팔렸습니다</td></tr></table></body></html>",
    "markdown": f"# Otter Peak Q4 2012 Earnings Call\n\n## Prepared Remarks\n\n**Operator:** Welcome.\n\n**Mara Quist** -- *CFO*\n\n{SPEECH}\n",
    "bilingual": f"Company: Otter Peak\n\n  [  1] [EN] Operator\n       [中] 操作员\nOperator\n\n  [  2] [EN] {SPEECH}\n       [中] 船卖得很好。\n",
}  # fmt: skip
_SIGNS = "=-*•:[('\"{<#| \t\f.,Q4\u00a0\u200bé中"
_PIECES = (
    "Q4 2012 ", "MARA QUIST, ", "Mara Quist - ", "first quarter of fiscal ", "(operator instructions ", "Operator\n", "<td>",
    "\\$", "&amp;", "February 5, 2013 ", "[1]\n", f"{RULE}\n", f"{DASHES}\n", "== | | ", '{"a":', "[EN] ", "\ufeff", "Ã©", "A",
    "Questions and Answers\n", "Mara Quist: ", "Lena Brook -- Heron -- Analyst\n", "1,2,3\n", '"', "\r", "\x00", "\x0b",
)  # fmt: skip
Mutation = Callable[[random.Random, str], str]


def _lines(change: Callable[[random.Random, list[str]], list[str]]) -> Mutation:
    return lambda rng, text: "\n".join(change(rng, text.split("\n")))


def _cut(rng: random.Random, text: str) -> str:
    a, b = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    return text[:a] + text[b:]


def _insert(rng: random.Random, text: str) -> str:
    at, times = rng.randrange(len(text) + 1), rng.choice((1, 1, 3, 40, 2000))
    return text[:at] + rng.choice((*_PIECES, *_SIGNS)) * times + text[at:]


MUTATIONS: tuple[Mutation, ...] = (
    _cut,
    _insert,
    _insert,
    _lines(lambda rng, lines: rng.sample(lines, len(lines))),
    _lines(lambda rng, lines: [line for line in lines for _ in range(rng.choice((0, 1, 1, 2)))]),
    _lines(lambda rng, lines: lines + [rng.choice(lines)] * rng.choice((5, 300))),
    lambda rng, text: text.replace("\n", rng.choice(("", " ", "\r\n", "\n\n\n", "\f"))),
    lambda rng, text: text.upper() if rng.random() < 0.5 else text.lower(),
    lambda rng, text: text * rng.choice((2, 5, 20)),
    lambda rng, text: "".join(chr(rng.choice((ord(c), ord(c), ord(c), rng.randrange(32, 0x2FFF)))) for c in text),
    lambda rng, text: text.translate({ord(rng.choice(_SIGNS)): rng.choice(_SIGNS)}),
)
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1")


def mutants(seed: int, n: int) -> Iterator[tuple[str, bytes]]:
    """``n`` inputs: most are transcripts with one to four mutations, some are cut documents, runs of a sign, or noise."""
    rng = random.Random(seed)
    documents = _documents()
    for i in range(n):
        kind = rng.random()
        if kind < 0.8:
            name = rng.choice(list(TEXTS))
            text = TEXTS[name]
            for _ in range(rng.randint(1, 4)):
                text = rng.choice(MUTATIONS)(rng, text)[:120_000]
            data = text.encode(rng.choice(ENCODINGS), errors=rng.choice(("replace", "ignore")))
            if rng.random() < 0.1:
                data = data[: rng.randrange(len(data) + 1)]
        elif kind < 0.9:
            name, data = rng.choice(documents)
            at = rng.randrange(len(data))
            data = data[:at] + rng.randbytes(rng.choice((0, 1, 50))) + data[at + rng.choice((0, 1, 500)) :]
        elif kind < 0.96:
            name = "runs"
            runs = (rng.choice((*_PIECES, *_SIGNS)) * rng.choice((1, 100, 20_000)) for _ in range(rng.randint(1, 3)))
            data = "".join(runs).encode()[:120_000]
        else:
            name, data = "noise", rng.randbytes(rng.choice((0, 1, 10, 5000)))
        yield f"{i} {name}", data


def _documents() -> list[tuple[str, bytes]]:
    import docx
    import pyarrow as pa
    import pyarrow.parquet as pq

    document, word = docx.Document(), io.BytesIO()
    for line in TEXTS["bare"].split("\n"):
        document.add_paragraph(line)
    document.save(word)
    parquet = io.BytesIO()
    pq.write_table(pa.table({"speaker": ["Mara Quist"] * 3, "text": [SPEECH] * 3}), parquet)
    return [("docx", word.getvalue()), ("parquet", parquet.getvalue()), ("pdf", one_page_pdf(TEXTS["bare"]))]


def one_page_pdf(text: str) -> bytes:
    """The smallest PDF that shows a text: one page, one font, a line a line."""
    shown = "".join(f"({line.translate({40: None, 41: None, 92: None})}) Tj T* " for line in text.split("\n"))
    stream = f"BT /F1 9 Tf 12 TL 40 800 Td {shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )
