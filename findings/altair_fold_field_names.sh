#!/bin/sh
# Altair 6.3.0 and vl-convert 1.9.0.post1 return a chart without a line, and raise nothing, where one of the columns that
# are folded has a dot or brackets in its name.
#
# Expected: a wide table with the columns "quarter", "US stimulus" and "U.S. stimulus" has a line for each after
# transform_fold(["US stimulus", "U.S. stimulus"]), or an exception says which name cannot be used.
# Seen: an SVG without any line, that of "US stimulus" neither: Vega reads the name as a path into nested data, fails with a
# TypeError that goes to standard error alone, and the half-made picture is returned as if whole.  The same with
# "A [old]".  Escaping the name in the fold (r"U\.S\. stimulus") draws both.
# Seen 2026-12-01 with Python 3.11.  Fails when they answer otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet altair==6.3.0 vl-convert-python==1.9.0.post1 pandas==3.0.5
"$folder/venv/bin/python" - <<'PYTHON'
import re

import altair
import pandas as pd
import vl_convert

QUARTERS = ["2020Q1", "2020Q2", "2020Q3"]


def points_drawn(name: str, folded: str) -> int:
    """Points of the lines of a chart of the columns "US stimulus" and another, folded."""
    wide = pd.DataFrame({"quarter": QUARTERS, "US stimulus": [1, 2, 3], name: [3, 2, 1]})
    chart = altair.Chart(wide).transform_fold(["US stimulus", folded]).mark_line()
    spec = chart.encode(x="quarter:O", y="value:Q", color="key:N").to_json()
    drawn = vl_convert.vegalite_to_svg(spec)
    lines = re.findall(r'aria-roledescription="line mark"[^>]* d="([^"]*)"', drawn)
    return sum(len(re.findall("[ML]", line)) for line in lines)


plain = [points_drawn(name, name) for name in ("A stimulus", "U.S. stimulus", "A [old]")]
escaped = points_drawn("U.S. stimulus", r"U\.S\. stimulus")
got = [*plain, escaped]
print("same" if got == [6, 0, 0, 6] else "CHANGED", got)
raise SystemExit(got != [6, 0, 0, 6])
PYTHON
