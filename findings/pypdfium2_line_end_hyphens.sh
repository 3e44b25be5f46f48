#!/bin/sh
# pypdfium2 5.15.2 (PDFium) gives U+FFFE in place of a hyphen at a line's end, and drops the line's end with it.
#
# Expected: the characters of the page, "100G-" and "ZR" on two lines; U+FFFE is a noncharacter, which no text should hold.
# The hyphen of a true compound ("100G-ZR") is lost that way, and told from that of a cut word by nothing; where a digit
# stands before it ("5-" | "year") hyphen and line end both stay.
# Seen 2026-11-30 with Python 3.11.  Fails when pypdfium2 answers otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import pypdfium2

LINES = ["We sold modules of 100G-", "ZR and have a 5-", "year plan."]
SEEN = "We sold modules of 100G\ufffeZR and have a 5-\r\nyear plan."
shown = b"".join(b"BT /F1 12 Tf 1 0 0 1 72 %d Tm (%s) Tj ET\n" % (700 - 16 * n, line.encode()) for n, line in enumerate(LINES))
bodies = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
]
pdf, places = b"%PDF-1.4\n", []
for number, body in enumerate(bodies, start=1):
    places.append(len(pdf))
    pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = b"".join(b"%010d 00000 n \n" % place for place in places)
start = len(pdf)
pdf += b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
got = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
print("same" if got == SEEN else "CHANGED", ascii(got))
raise SystemExit(got != SEEN)
PYTHON
