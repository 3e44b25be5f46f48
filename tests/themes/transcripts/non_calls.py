"""Fiction of what lies beside transcripts and is none: name, what it must be taken for, text."""

from __future__ import annotations

NON_CALLS: dict[str, tuple[str, str]] = {
    "readme.md": (
        "documentation",
        """\
# Otter calls

A small library that reads earnings call transcripts and finds what analysts ask. The operator's words are left out.

## Installation

```bash
pip install otter-calls
```

## Usage

```python
from otter import read
call = read("OTTR_2012Q4.txt")
print(call.questions)
```

You can pass `--quarter 2012Q4` to choose a fiscal quarter. Our parser knows guidance, revenue and investors.

## Contributing

Pull requests are welcome. See [LICENSE](LICENSE) for details.
""",
    ),
    "readme_sample.md": (
        "documentation",
        """\
# Earnings call dataset

This repository contains 400 earnings conference call transcripts of S&P 500 companies. Each folder is a call.

## Format

    Operator: Good day, and welcome to the Otter Peak fourth quarter earnings conference call. Please go ahead.
    Mara Quist: Thank you for joining us. Revenue grew.
    Operator: Our first question comes from Lena Brook.

Each line in the text file is a sentence. If you use this dataset, please cite our paper.

## Citation

    @inproceedings{holm2013boats,
      title={Boats and earnings},
      year={2013}
    }

## License

MIT. Download the complete dataset from the link below.
""",
    ),
    "changelog.md": (
        "documentation",
        """\
# Changelog

## 1.2.0

- Added: reading of earnings call transcripts with questions of analysts
- Fixed: fiscal quarter of companies whose year ends in June
- Removed: option `--investors`; see the documentation

## 1.1.0

- Added: command `guidance`, which lists sentences about revenue
""",
    ),
    "docs_api.txt": (
        "documentation",
        """\
API Reference

get_transcript(symbol, year, quarter)

Returns the earnings call transcript of a company for a fiscal quarter.

Parameters
----------
symbol : str
    The ticker.
year : int
    Fiscal year.
quarter : int
    Fiscal quarter, 1 to 4.

Returns
-------
list of dict
    One object a turn: speaker, text. Analysts' questions have the key `is_question`.

Raises
------
ValueError
    When the quarter has no conference call.
""",
    ),
    "guide.md": (
        "documentation",
        """\
# How a transcript is read

`themes parse FILE` shows everything on this page for one file. The layout is recognised by what stands in the text.

| name | what it looks like |
|---|---|
| `ruled` | headings between rules, the operator first |
| `plain` | any text with speaker lines, questions of analysts, or none |

The fiscal quarter comes from the title or the conference call's opening. What nobody states is null, with a warning.
Earnings, guidance and revenue are words of a call. You may correct anything in `calls.csv`.
""",
    ),
    "press.txt": (
        "a press release",
        """\
FOR IMMEDIATE RELEASE

Otter Peak Reports Fourth Quarter 2012 Results

HARBOUR CITY, Maine, February 5, 2013 - Otter Peak, Inc. (NYSE: OTTR) today announced financial results for the fourth quarter ended December 31, 2012.

"We are pleased with a strong quarter," said Mara Quist, Chief Executive Officer of Otter Peak. "Our boats sold well and we expect more of it."

Fourth Quarter Highlights
- Revenue of $12 million, up nine percent
- Gross margin of 31 percent
- Earnings per share of $0.31

Conference Call
Otter Peak will host a conference call at 4:30 p.m. Eastern Time today to discuss these results with analysts and investors. To listen, dial (555) 010-0100.

About Otter Peak
Otter Peak builds small boats.

Forward-Looking Statements
This press release contains forward-looking statements. Actual results may differ materially.

Investor Contact: Bea Holm, (555) 010-0101
Media Contact: Tor Nyberg, (555) 010-0102

###
""",
    ),
    "press_wire.txt": (
        "a press release",
        """\
Otter Peak Announces Fourth Quarter and Full Year Results; Raises Guidance

February 05, 2013 04:05 PM Eastern Standard Time

HARBOUR CITY, Maine--(BUSINESS WIRE)--Otter Peak, Inc. (NASDAQ: OTTR), a builder of small boats, today reported revenue of $12 million for its fiscal fourth quarter.

Mara Quist, President and CEO, commented: "This was a record quarter. We thank our dealers."

Non-GAAP Financial Measures
The Company uses adjusted earnings, a non-GAAP measure. A reconciliation is in the tables below.

CONDENSED CONSOLIDATED STATEMENTS OF OPERATIONS
(in thousands, except per share data) (unaudited)
Revenue 12,000 11,000
Cost of revenue 8,000 7,900
Gross profit 4,000 3,100

Contacts
Otter Peak Investor Relations
Bea Holm, 555-010-0101
""",
    ),
    "press_appoint.txt": (
        "a press release",
        """\
Otter Peak Appoints Piet van Aalst as Chief Financial Officer

LONDON, 5 February 2013 /PRNewswire/ -- Otter Peak plc (LSE: OTTR) today announced that Piet van Aalst will join the company as Chief Financial Officer, effective March 1. He will speak with analysts and investors on the next earnings call.

"Piet knows boats, and he knows investors," said Mara Quist, CEO.

Before that, Mr. van Aalst was treasurer of Lynx Cable, where revenue doubled in eight quarters.

About Otter Peak
Otter Peak builds boats. For more information, visit www.otter.example.

SOURCE Otter Peak plc
""",
    ),
    "dialin.txt": (
        "a press release",
        """\
Otter Peak to Host Fourth Quarter 2012 Earnings Conference Call

Otter Peak, Inc. will release its fourth quarter results on February 5, 2013, after the market closes. Management will host a conference call for analysts and investors at 4:30 p.m. Eastern Time. Participants may dial (555) 010-0100 and ask the operator for the Otter Peak call. A replay will be available until February 12 with passcode 4711. A live webcast will be on the investor relations website. Questions may be sent in advance.
""",
    ),
    "tenk.txt": (
        "a filing",
        """\
UNITED STATES
SECURITIES AND EXCHANGE COMMISSION
Washington, D.C. 20549

FORM 10-K

ANNUAL REPORT PURSUANT TO SECTION 13 OR 15(d) OF THE SECURITIES EXCHANGE ACT OF 1934

For the fiscal year ended December 31, 2012

Otter Peak, Inc.
(Exact name of registrant as specified in its charter)

Item 1. Business
We build small boats. Our dealers sell them to customers in nine countries. Analysts and investors may find our reports on our website.

Item 1A. Risk Factors
Our revenue may fall from quarter to quarter. We depend on the price of resin.
""",
    ),
    "mda.txt": (
        "a filing",
        """\
Item 7. Management's Discussion and Analysis of Financial Condition and Results of Operations

The following discussion should be read in conjunction with our consolidated financial statements and the related notes.

Overview
We design and build small boats. Revenue increased 9% to $48 million in fiscal 2012, primarily due to higher volumes.

Results of Operations
Gross margin increased to 31% from 29%, primarily attributable to lower resin costs, partially offset by freight. Earnings per share rose in each quarter.

Liquidity and Capital Resources
As of December 31, 2012, we had cash and cash equivalents of $9 million. We believe that our existing cash will be sufficient for at least the next twelve months. Investors should read the risk factors.

Critical Accounting Policies
Revenue is recognized when boats are delivered.
""",
    ),
    "eightk.txt": (
        "a filing",
        """\
FORM 8-K
CURRENT REPORT
Pursuant to Section 13 or 15(d) of the Securities Exchange Act of 1934
Date of Report (Date of earliest event reported): February 5, 2013

Otter Peak, Inc.
(Exact name of registrant as specified in its charter)

Item 2.02 Results of Operations and Financial Condition.
On February 5, 2013, Otter Peak, Inc. issued a press release announcing its financial results for the quarter ended December 31, 2012, and held a conference call with analysts and investors. A copy of the press release is furnished as Exhibit 99.1.

Item 9.01 Financial Statements and Exhibits.
(d) Exhibits
99.1 Press release
99.2 Transcript of conference call

SIGNATURES
Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant has duly caused this report to be signed on its behalf by the undersigned hereunto duly authorized.
""",
    ),
    "annual.txt": (
        "a filing",
        """\
Annual Report 2012

Letter to Shareholders

Dear fellow shareholders,

2012 was a good year for Otter Peak. Our revenue grew by nine percent and we opened a second yard. I am proud of our people. We earned $1.20 per share, and we paid a dividend in every quarter.

We thank our investors for their trust. We will hold our annual meeting in May.

Sincerely,
Mara Quist
Chief Executive Officer

Notes to Consolidated Financial Statements
Note 1. Basis of presentation
The consolidated financial statements include the accounts of the company and its subsidiaries for the fiscal year.
""",
    ),
    "statements.txt": (
        "a filing",
        """\
OTTER PEAK, INC.
CONDENSED CONSOLIDATED BALANCE SHEETS
(in thousands) (unaudited)
                              December 31,   September 30,
                                  2012           2012
Cash and cash equivalents       $  9,000       $  8,200
Accounts receivable                4,100          3,900
Inventories                        6,200          6,700
Total current assets              19,300         18,800
Fiscal quarter revenue            12,000         11,000
Earnings per share                  0.31           0.28
Investors' questions: see note 4 of guidance
""",
    ),
    "research.txt": (
        "a research note",
        """\
Heron Securities | Equity Research
February 6, 2013

Otter Peak (OTTR)
Rating: Outperform    Price Target: $24.00 (from $21.00)

We reiterate our Outperform rating and raise our price target to $24 after a solid quarter. Revenue of $12.0 million beat our estimate of $11.6 million and consensus of $11.5 million. Management guided to growth.

Valuation: our target is based on 14x our 2014 EPS estimate. Risks include resin prices.

Analyst Certification: I, Lena Brook, certify that the views expressed in this report reflect my personal views.
Important disclosures are on the last page. Investors should consider this report as only a single factor.
""",
    ),
    "news.txt": (
        "a news article",
        """\
Otter Peak shares jump as boat maker beats estimates

By Jan Moss

Feb 5 (Reuters) - Boat maker Otter Peak Inc on Tuesday reported quarterly earnings that topped analysts' estimates, sending its shares up 8 percent in extended trading.

Revenue rose 9 percent to $12 million. Analysts on average had expected $11.5 million, according to data from Lynx.

"We sold every boat we could build," Chief Executive Mara Quist told analysts on a conference call.

The company, based in Maine, forecast revenue for the current quarter above Wall Street expectations. Investors had feared weak guidance.

(Reporting by Jan Moss; Editing by Uma Reyes)
""",
    ),
    "news2.txt": (
        "a news article",
        """\
Why Otter Peak Stock Fell Today

Shares of Otter Peak (NYSE: OTTR) were down 7.1% as of 11 a.m. ET on Wednesday after the boat builder issued weak guidance.

So what
In the fourth quarter, revenue came in at $12 million, above the consensus estimate. But management told investors on the earnings call that dealers hold too much inventory, and several analysts cut their price targets.

Now what
For the first quarter, the company expects revenue between $10 million and $11 million. The stock trades at 14 times earnings. According to the company, demand should improve in the second half.
""",
    ),
    "summary.txt": (
        "a summary",
        """\
Otter Peak Q4 2012 Earnings Call Summary

Key Takeaways
- Revenue rose 9% to $12 million, above guidance
- Gross margin improved to 31% on lower resin costs
- Management expects growth to continue in Q1

Management Commentary
The CEO highlighted strong demand in the north and the opening of the second yard. The CFO noted that operating expenses would rise.

Q&A Highlights
Analysts asked about dealer inventory and pricing. Management said that dealers hold about three months of boats.

Overall sentiment: positive. Investors should watch resin prices.
""",
    ),
    "summary_ai.md": (
        "a summary",
        """\
# Otter Peak (OTTR) Q4 2012 – Earnings Call Analysis

**Executive Summary**

The company reported solid results, with revenue growth of 9% year-over-year. Management struck an optimistic tone.

## Financial Highlights
* Revenue: $12M (+9% YoY)
* EPS: $0.31 vs. $0.28 consensus
* Guidance: Q1 revenue of $10–11M

## Risks
* Resin prices
* Dealer inventory

## Analyst Questions
* Lena Brook (Heron Securities) asked about inventory; management responded that it is about three months.
""",
    ),
    "summary_prose.txt": (
        "a summary",
        """\
During the call, management discussed fourth quarter results, which exceeded guidance. The company reported revenue of $12 million. The CEO emphasized the strength of the small boat, while the CFO pointed out that margins benefited from cheaper resin. Analysts questioned the level of dealer inventory; management acknowledged that it had been high but expects it to normalize. The company reiterated its outlook for the fiscal year and announced a dividend. In conclusion, the call painted a picture of a company with steady earnings growth.
""",
    ),
    "qna_prep.txt": (
        "a summary",
        """\
Q4 2012 Earnings Call - Prep document (internal)

Anticipated questions from analysts
1. Why did gross margin rise?
2. What is dealer inventory?
3. What is guidance for the next fiscal quarter?

Key messages
- Revenue grew by nine percent
- Resin was cheaper
- Investors should look at cash flow

To do
- Bea: book the operator
- Tor: check the numbers
""",
    ),
    "ectsum.txt": (
        "headlines",
        """\
q4 earnings per share $0.31.
q4 revenue $12 million versus refinitiv ibes estimate of $11.5 million.
sees fy 2013 revenue $50 million to $52 million.
qtrly same-dealer sales up 4%.
raises quarterly dividend 5%; investors to be paid on march 1.
""",
    ),
    "whatsapp.txt": (
        "a chat",
        """\
05/02/2013, 16:31 - Ann: did you listen to the otter call?
05/02/2013, 16:32 - Bo: yes, revenue was up. guidance fine
05/02/2013, 16:33 - Ann: what did the analysts ask
05/02/2013, 16:33 - Bo: questions about inventory all quarter long
05/02/2013, 16:35 - Ann: ok so do we buy
05/02/2013, 16:36 - Bo: I think so. earnings were good
""",
    ),
    "slack.txt": (
        "a chat",
        """\
Ann Lee  4:31 PM
did you listen to the otter call?
Bo Ek  4:32 PM
yes, revenue was up. guidance fine
Ann Lee  4:33 PM
what did the analysts ask
Bo Ek  4:33 PM
questions about inventory. earnings were good, investors happy
Ann Lee  4:35 PM
ok so do we buy this quarter
:thumbsup: 2
""",
    ),
    "irc.txt": (
        "a chat",
        """\
[16:31] <ann> did you listen to the otter call?
[16:32] <bo> yes, revenue was up. guidance fine
[16:33] <ann> what did the analysts ask
[16:33] <bo> questions about inventory. earnings were good
[16:35] * ann shrugs at investors this quarter
""",
    ),
    "code.txt": (
        "source code",
        """\
import re
from pathlib import Path

REVENUE = re.compile(r"revenue|earnings")


def read_call(path: Path) -> list[str]:
    \"\"\"Lines of an earnings call in which analysts ask questions about guidance for the fiscal quarter.\"\"\"
    lines = path.read_text().splitlines()
    return [line for line in lines if REVENUE.search(line)]


class Operator:
    def __init__(self, name: str) -> None:
        self.name = name

    def call(self, investors: list[str]) -> None:
        for investor in investors:
            print(investor)
""",
    ),
    "code_js.txt": (
        "source code",
        """\
const revenue = require('./revenue');
// fetch the earnings call transcript for a quarter
async function getCall(ticker, quarter) {
  const res = await fetch(`https://api.example/call/${ticker}/${quarter}`);
  if (!res.ok) {
    throw new Error('no call');
  }
  return res.json();
}
let analysts = [];
for (const q of ['2012Q4', '2013Q1']) {
  getCall('OTTR', q).then((call) => {
    analysts.push(...call.questions);
  });
}
module.exports = { getCall, operator: true, guidance: null };
""",
    ),
    "log.txt": (
        "a program's log",
        """\
2026-11-30 10:12:01 INFO read 400 earnings calls
2026-11-30 10:12:02 WARNING call OTTR_2012Q4: no fiscal quarter
2026-11-30 10:12:03 INFO questions of analysts: 4,000
2026-11-30 10:12:04 ERROR operator not found in 3 files
2026-11-30 10:12:05 INFO revenue and guidance passages: 912
2026-11-30 10:12:06 INFO done, investors happy
""",
    ),
    "slides.txt": (
        "slides",
        """\
Fourth Quarter 2012 Earnings Presentation
February 5, 2013

Forward-Looking Statements
This presentation contains forward-looking statements. Actual results may differ.

Q4 2012 Financial Highlights
Revenue $12.0M, +9% YoY
Gross margin 31%
EPS $0.31

Guidance
Q1 2013 revenue $10M – $11M
Gross margin 30% – 31%

Appendix
Reconciliation of GAAP to Non-GAAP
Investor Relations: ir@otter.example
""",
    ),
    "email.txt": (
        "an e-mail",
        """\
From: Bea Holm <bea@otter.example>
To: Lena Brook <lena@heron.example>
Subject: Q4 earnings call
Date: Tue, 5 Feb 2013 16:31:00 -0500

Hi Lena,

Thanks for your questions on the call. As I said, our guidance for the quarter stands and revenue is on track. Let me know if you and the other analysts need anything else. Our investors day is in May.

Best,
Bea
""",
    ),
    "contract.txt": (
        "a contract",
        """\
TRANSCRIPTION SERVICES AGREEMENT

This Agreement is entered into as of February 5, 2013, by and between Otter Peak, Inc. ("Company") and Quill LLC ("Provider").

WHEREAS, Company holds earnings conference calls each fiscal quarter with analysts and investors; and
WHEREAS, Provider transcribes such calls;

NOW, THEREFORE, the parties agree as follows:

1. Services. Provider shall deliver a transcript of each call, including all questions, within one day.
2. Fees. Company shall pay Provider the fees set forth in Exhibit A, irrespective of revenue or guidance.
3. Governing Law. This Agreement shall be governed by the laws of Maine.

IN WITNESS WHEREOF, the parties have executed this Agreement.
""",
    ),
    "paper.txt": (
        "a research paper",
        """\
What Boats Say: Vocal Cues in Earnings Conference Calls

Abstract
We study whether the words of executives in earnings conference calls predict volatility. Using 400 transcripts of fiscal quarters, we find that questions of analysts are informative. Our results suggest that investors react to guidance.

1 Introduction
Earnings calls are a source of information (Holm et al., 2010; Brook and Quist, 2011). In this paper, we propose a model of revenue surprises.

2 Related Work
Prior literature has examined press releases. Table 1 shows descriptive statistics.

References
Holm, B. 2010. Boats. Journal of Boats.
""",
    ),
    "error.txt": (
        "a page without its transcript",
        """\
Sorry, this transcript is not available.

Subscribe to read earnings call transcripts, analysts' questions and guidance of every fiscal quarter. Our investors love it. Log in or sign up to continue. We use cookies to improve revenue.
""",
    ),
    "job.txt": (
        "nobody speaks",
        """\
Investor Relations Analyst

About the role
You will prepare earnings conference calls every fiscal quarter, draft questions and answers for executives, and build models of revenue and guidance. You will work with analysts and investors.

Requirements
- Bachelor's degree in finance
- 3+ years of experience
- Excellent written communication

Benefits
- Health insurance
- Annual bonus

To apply, send your resume. Otter Peak is an equal opportunity employer.
""",
    ),
    "wiki.txt": (
        "nobody speaks",
        """\
An earnings call is a teleconference, or webcast, in which a public company discusses the financial results of a reporting period. The name comes from earnings per share. Calls are usually held each fiscal quarter, after the press release. A company's executives present results and guidance, and then answer questions of analysts and investors. An operator introduces each caller. Transcripts are published by several vendors. Research has found that the tone of executives is related to later revenue and returns.
""",
    ),
    "calendar.txt": (
        "nobody speaks",
        """\
Earnings calendar, fiscal Q4 2012

OTTR  Otter Peak      Feb 5   after close   conference call 4:30 pm
LYNX  Lynx Cable      Feb 6   before open   conference call 8:00 am
FERN  Fern Radio      Feb 7   after close   conference call 5:00 pm
ALDR  Alder Optics    Feb 8   before open   no call

Analysts expect revenue growth. Investors await guidance and questions about resin.
""",
    ),
    "prompt.txt": (
        "nobody speaks",
        """\
You are a financial analyst assistant that summarizes earnings call transcripts. Your goal is to produce a clear summary.

Focus on:
1. Revenue, margins, earnings per share
2. Guidance for the fiscal quarter
3. Insights from analyst questions

Do not include greetings or operator instructions. Respond in JSON with the keys "summary" and "sentiment". Investors will read your output.
""",
    ),
    "transcript_index.txt": (
        "nobody speaks",
        """\
All Earnings Call Transcripts

Otter Peak (OTTR) Q4 2012 Earnings Call Transcript
Lynx Cable (LYNX) Q4 2012 Earnings Call Transcript
Fern Radio (FERN) Q4 2012 Earnings Call Transcript
Alder Optics (ALDR) Q4 2012 Earnings Call Transcript
Birch Fiber (BRCH) Q4 2012 Earnings Call Transcript
Read more about analysts' questions, revenue, guidance and investors
""",
    ),
}
