#!/bin/sh
# sentencex 1.0.32 cuts English sentences at "Ms.", "approx." and "p.m. Eastern", and misses ends at "No. I" and "for me. Lena".
#
# Expected: a title, a rounding or an hour in the midst of a sentence ends none; a full stop after "no", "me" or "SEC"
# before a sentence of its own does ("Mr." and "Dr." are handled as expected).
# Seen 2026-11-30 with Python 3.11: as the lines below, one a sentence.  Fails when sentencex answers otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sentencex==1.0.32
"$folder/venv/bin/python" - <<'PYTHON'
from sentencex import get_sentence_boundaries

SEEN = {
    "I turn the call over to Ms. Quist of Otter Peak.": ["I turn the call over to Ms.", "Quist of Otter Peak."],
    "I turn the call over to Mr. Quist of Otter Peak.": ["I turn the call over to Mr. Quist of Otter Peak."],
    "It grew approx. 5 percent.": ["It grew approx.", "5 percent."],
    "A replay can be heard from 5 p.m. Eastern Time.": ["A replay can be heard from 5 p.m.", "Eastern Time."],
    "No. I think it will not.": ["No. I think it will not."],
    "Two questions from me. Lena, go on.": ["Two questions from me. Lena, go on."],
    "We filed it with the SEC. Copies are on our site.": ["We filed it with the SEC. Copies are on our site."],
}
wrong = 0
for text, seen in SEEN.items():
    got = [text[found["start_index"] : found["end_index"]].strip() for found in get_sentence_boundaries("en", text)]
    print("same" if got == seen else "CHANGED", got)
    wrong += got != seen
raise SystemExit(wrong)
PYTHON
