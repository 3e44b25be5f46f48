#!/bin/sh
# python-pptx 1.0.2 writes names of a chart that begin with "=" into the chart's workbook as formulas.
#
# Expected: text is text: the series "=1+1" and the category "=2+2" are cells of text, as they are in the chart itself.
# Seen: both are formulas, which run when somebody chooses "Edit data"; the chart then shows 2 and 4, and a name such as
# =HYPERLINK(...) is a live link.  The workbook is written with XlsxWriter's write(), which converts strings by default.
# Seen 2026-12-01 with Python 3.11.  Fails when python-pptx answers otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet python-pptx==1.0.2 xlsxwriter==3.3.1 openpyxl==3.1.5
"$folder/venv/bin/python" - <<'PYTHON'
import io

import openpyxl
from pptx.chart.data import CategoryChartData

data = CategoryChartData()
data.categories = ["=2+2", "2012Q4"]
data.add_series("=1+1", [0.1, 0.2])
cells = openpyxl.load_workbook(io.BytesIO(data._workbook_writer.xlsx_blob)).active
got = cells["B1"].data_type, cells["A2"].data_type
print("same" if got == ("f", "f") else "CHANGED", got)
raise SystemExit(got != ("f", "f"))
PYTHON
