"""Hostile inputs for the readers: fictional transcripts of every kind, mutated, and bytes that are nothing at all.

In: a seed and a number.  Out: :class:`Mutant` records, the same for the same seed; :func:`extremes` has no chance in it.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple

from themes.config.packaged_data import packaged_data

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
    "captions": "WEBVTT - Otter Peak Q4 2012 Earnings Call\n\nNOTE fiction\n\n1\n00:00:00.000 --> 00:00:04.000 align:start\n<v Operator>"
    "Welcome to <c>Otter Peak</c>\n\n2\n00:00:04.000 --> 00:00:09.000\n<v Mara Quist>Boats sold\n<00:00:05.000>well &amp; fast.\n",
    "rolling": "1\n00:00:00,000 --> 00:00:04,000\n[SPEAKER_00]: boats sold well\n\n2\n00:00:04,000 --> 00:00:08,000\nboats sold well\n"
    ">> this year\n\n3\n00:00:08,000 --> 00:00:12,000\nthis year and\nthe last\n",
    "stamped": f"Otter Peak Q4 2012 Earnings Call\n\nSpeaker 1  0:00\nI'll turn the call over to Mara Quist, CFO.\n\nSpeaker 2  0:14\n"
    f"{SPEECH}\n\nSpeaker 1 (01:10):\nOur first question comes from Lena Brook with Heron.\n\n[00:01:20] Speaker 3: How many?\n",
    "bilingual": f"Company: Otter Peak\n\n  [  1] [EN] Operator\n       [中] 操作员\nOperator\n\n  [  2] [EN] {SPEECH}\n       [中] 船卖得很好。\n",
}  # fmt: skip
SUFFIXES = {
    "json": ".json", "json lines": ".jsonl", "csv": ".csv", "html": ".html", "markdown": ".md", "docx": ".docx",
    "parquet": ".parquet", "pdf": ".pdf",
}  # fmt: skip
_SIGNS = "=-*•:[('\"{<#| \t\f.,Q4\u00a0\u200bé中"
_PIECES = (
    "Q4 2012 ", "MARA QUIST, ", "Mara Quist - ", "first quarter of fiscal ", "(operator instructions ", "Operator\n", "<td>",
    "\\$", "&amp;", "February 5, 2013 ", "[1]\n", f"{RULE}\n", f"{DASHES}\n", "== | | ", '{"a":', "[EN] ", "\ufeff", "Ã©", "A",
    "Questions and Answers\n", "Mara Quist: ", "Lena Brook -- Heron -- Analyst\n", "1,2,3\n", '"', "\r", "\x00", "\x0b",
    "]", ")", "}", "</td>", "Call participants:\n", "BOATS ", "\nwe said - Mara Quist - CFO\n", "* Mara Quist\n", "12\n",
)  # fmt: skip
# Parts of characters (a surrogate by itself, a cut emoji, a lone lead, a lone follower) and marks of byte order.
_BROKEN_BYTES = (b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xc3", b"\x80", b"\xff\xfe", b"\x00", b"\xef\xbb\xbf")
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1")
_MAX_CHARS = 120_000


class Mutant(NamedTuple):
    """An input: what it is made of, the suffix its file would have, its bytes."""

    name: str
    suffix: str
    data: bytes


Mutation = Callable[[random.Random, str], str]


def _lines(change: Callable[[random.Random, list[str]], list[str]]) -> Mutation:
    return lambda rng, text: "\n".join(change(rng, text.split("\n")))


def _cut(rng: random.Random, text: str) -> str:
    a, b = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    return text[:a] + text[b:]


def _insert(rng: random.Random, text: str) -> str:
    at, times = rng.randrange(len(text) + 1), rng.choice((1, 1, 3, 40, 2000))
    piece: str = rng.choice((*_PIECES, *_SIGNS))
    return text[:at] + piece * times + text[at:]


MUTATIONS: tuple[Mutation, ...] = (
    _cut,
    _insert,
    _insert,
    _lines(lambda rng, lines: rng.sample(lines, len(lines))),
    _lines(lambda rng, lines: [line for line in lines for _ in range(rng.choice((0, 1, 1, 2)))]),
    _lines(lambda rng, lines: lines + [rng.choice(lines)] * rng.choice((5, 300))),
    lambda rng, text: text.replace("\n", rng.choice(("", " ", "\r\n", "\r", "\n\n\n", "\f"))),
    lambda rng, text: text.upper() if rng.random() < 0.5 else text.lower(),
    lambda rng, text: text * rng.choice((2, 5, 20)),
    lambda rng, text: text + rng.choice(list(TEXTS.values())),
    lambda rng, text: "".join(chr(rng.choice((ord(c), ord(c), ord(c), rng.randrange(32, 0x2FFF)))) for c in text),
    lambda rng, text: text.translate({ord(rng.choice(_SIGNS)): rng.choice(_SIGNS)}),
)


def mutants(seed: int, n: int) -> Iterator[Mutant]:
    """``n`` inputs: most are transcripts with one to four mutations, some are cut documents, runs of a sign, or noise."""
    rng = random.Random(seed)
    texts = TEXTS | _sample_texts()
    documents = _documents()
    for i in range(n):
        kind = rng.random()
        if kind < 0.8:
            name = rng.choice(list(texts))
            data = _mutated(rng, texts[name])
        elif kind < 0.9:
            name, data = rng.choice(documents)
            at = rng.randrange(len(data))
            data = data[:at] + rng.randbytes(rng.choice((0, 1, 50))) + data[at + rng.choice((0, 1, 500)) :]
        elif kind < 0.96:
            name = "runs"
            runs = (rng.choice((*_PIECES, *_SIGNS)) * rng.choice((1, 100, 20_000)) for _ in range(rng.randint(1, 3)))
            data = "".join(runs).encode()[:_MAX_CHARS]
        else:
            name, data = "noise", rng.randbytes(rng.choice((0, 1, 10, 5000)))
        yield Mutant(f"{i} {name}", SUFFIXES.get(name, ".txt"), data)


def _mutated(rng: random.Random, text: str) -> bytes:
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(MUTATIONS)(rng, text)[:_MAX_CHARS]
    data = text.encode(rng.choice(_ENCODINGS), errors=rng.choice(("replace", "ignore")))
    if rng.random() < 0.1:
        data = data[: rng.randrange(len(data) + 1)]
    if rng.random() < 0.1:
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(_BROKEN_BYTES) * rng.choice((1, 1, 500)) + data[at:]
    return data


def extremes() -> Iterator[Mutant]:
    """What breaks parsers: one sign or phrase without end, alone and within speech, and forms that never close."""
    for sign in _SIGNS:
        yield Mutant(f"only {sign!r}", ".txt", (sign * 100_000).encode())
        yield Mutant(
            f"{sign!r} in speech", ".txt", f"{TEXTS['seekingalpha']}{sign * 50_000}\n{TEXTS['plain']}".encode()
        )
    for name, text in TEXTS.items():
        line = max((line for line in text.split("\n") if len(line) < 60), key=len, default=text[:60])
        yield Mutant(f"{name}, a line ten thousand times", ".txt", f"{text}\n{f'{line}{chr(10)}' * 10_000}".encode())
        yield Mutant(f"{name} without line ends", ".txt", (text.replace("\n", "") * 100).encode())
        yield Mutant(f"{name} a thousand times", ".txt", (text * 1000)[:300_000].encode())
    for name, text in _ENDLESS.items():
        yield Mutant(name, SUFFIXES.get(name.split(":")[0], ".txt"), text.encode())
    for broken in _BROKEN_BYTES:
        yield Mutant(f"bytes {broken!r}", ".txt", TEXTS["plain"].encode() + broken * 2000 + TEXTS["ruled"].encode())
    for name, data in _documents():
        yield Mutant(f"half a {name}", f".{name}", data[: len(data) // 2])


_ENDLESS = {
    "nothing": "",
    "one letter": "A",
    "only line ends": "\n" * 100_000,
    "only returns": "\r" * 100_000,
    "json: objects in objects": '{"text":' * 5000 + "1" + "}" * 5000,
    "json: lists in lists": "[" * 5000 + '{"text":"a"}' + "]" * 5000,
    "json: one value": json.dumps({"speaker": "Mara Quist", "text": SPEECH * 3000}),
    "json: a great number": '{"text":' + "9" * 100_000 + "}",
    "html: cells in cells": "<html><body><table>" + "<tr><td>boat" * 20_000,
    "html: blocks in blocks": "<html><body>" + "<div>boat" * 20_000,
    "html: tables in tables": "<html><body>" + "<table><tr><td>boat" * 5000,
    "html: forty tables in one another": "<html><body>"
    + "<table><tr><td>" * 40
    + "<tr><td>a</td><td>b</td></tr>" * 8000,
    "html: fonts": "<html><body>" + "".join(f"<font size={n}><p>boat" for n in range(1500)),
    "html: a comment": "<!--" + "-" * 100_000 + "<html>",
    "csv: a cell": f'speaker,text\nMara Quist,"{SPEECH * 3000}',
    "csv: a heading": "speaker,text" + ",a" * 50_000,
    "markdown: stars": f"# Call\n\n{'**Mara Quist' * 10_000}",
    "a name": "Mara " * 20_000 + "Quist: many boats",
    "a word": "M" * 100_000 + ": many boats",
    "dates": "February 5, 2013 " * 20_000,
    "dates on lines": "February 5, 2013\n" * 20_000,
    "quarters": "Q4 2012 " * 20_000,
    "quarters on lines": "Q4 2012\n" * 20_000,
    "quarters in speech": TEXTS["factiva"] + "the fourth quarter of fiscal " * 10_000,
    "capitals": "BOATS " * 50_000,
    "capitals with commas": TEXTS["factiva"] + "MARA QUIST, CFO, " * 10_000,
    "capitals on lines": TEXTS["factiva"] + "MARA QUIST, CFO\n" * 20_000,
    "glued names": TEXTS["factiva"] + "boats.-MARA QUIST" * 10_000,
    "names and dashes": "Mara Quist - " * 20_000,
    "names and dashes on lines": "Mara Quist -- CFO\n" * 20_000,
    "many people": "".join(
        f"Mara Quist{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} - CFO\nBoats.\n" for i in range(5000)
    ),
    "many people with colons": "".join(f"Mara Quist{chr(97 + i % 26)}{chr(97 + i // 26)}: Boats.\n" for i in range(650))
    * 5,
    "brackets": TEXTS["plain"] + "([{" * 20_000 + ")]}" * 10_000,
    "quotes": TEXTS["plain"] + "\"'“‘" * 20_000,
    "marks of noise": TEXTS["plain"] + "(laughter (inaudible [ph) " * 8000,
    "entities": TEXTS["plain"] + "&#" * 40_000 + "&amp;amp;" * 10_000,
    "twice encoded": TEXTS["plain"] + "Ã¢â‚¬â„¢" * 10_000,
    "dot leaders": f"{'.' * 200}\nQ\n{'.' * 200}\nA\n" * 300,
    "pages": "Otter Peak Q4 2012 Call\nPage 1 of 9\n\f" * 8000,
    "every script": "".join(chr(c) for c in range(32, 0x30000) if not 0xD800 <= c < 0xE000),
    "bilingual lines": "".join(f"  [{n:3}] [EN] Boats sold.\n       [中] 船卖得很好。\n" for n in range(4000)),
}


def _sample_texts() -> dict[str, str]:
    """The last call of each company of the sample corpus."""
    paths = sorted((packaged_data() / "sample" / "calls").glob("*-2012q4.txt"))
    return {f"sample {path.stem}": path.read_text(encoding="utf-8") for path in paths}


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
    return [("docx", _dateless(word.getvalue())), ("parquet", parquet.getvalue()), ("pdf", one_page_pdf(TEXTS["bare"]))]


def _dateless(archive: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


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
