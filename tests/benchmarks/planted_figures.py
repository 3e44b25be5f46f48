"""Invented results of the planted companies: plausible figures that agree from call to call.

In: a company of the cast, a seed, a quarter's index. Out: the words that fill slots such as {revenue} and {gm_move}.
"""

import random

from tests.benchmarks.planted_cast import Company

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
MONTHS_OF_QUARTER = (("January", "February"), ("April", "May"), ("July", "August"), ("October", "November"))
MONTH_AFTER_CALL = ("June", "September", "December", "March")
QUARTERS_BEFORE = 4
"""Quarters invented before the first call, so that it can be compared with the year before."""


def invent_results(company: Company, seed: int, n_quarters: int) -> list[dict[str, float]]:
    """Invent revenue (million dollars), gross margin (%) and costs of a company, one row a quarter.

    The rows begin four quarters before the first call and end one quarter after the last, for the guidance.
    """
    rng = random.Random(f"{seed}/results/{company.key}")
    level, margin_goal = company.revenue, company.gross_margin
    margin, rows = margin_goal, []
    for i in range(n_quarters + QUARTERS_BEFORE + 1):
        season = (-0.035, 0.005, 0.01, 0.02)[i % 4]
        revenue = round(level * (1 + season + rng.uniform(-0.012, 0.012)), 1)
        margin = round(margin + 0.5 * (margin_goal - margin) + rng.uniform(-0.9, 0.9), 1)
        opex = round(revenue * margin / 100 - revenue * rng.uniform(0.07, 0.095), 1)
        rows.append(
            {"revenue": revenue, "margin": margin, "opex": opex, "rd": round(opex * rng.uniform(0.45, 0.49), 1)}
        )
        level *= 1 + company.growth
    return rows


def _direction(change: float) -> str:
    return "up" if change > 0 else "down"


def _revenue_move(now: float, before: float, reference: str) -> str:
    change = round(100 * (now / before - 1))
    return f"{_direction(change)} {abs(change)}% from {reference}" if change else f"about level with {reference}"


def _margin_move(now: float, before: float) -> str:
    points = round(100 * (now - before))
    if not points:
        return "the same as in the prior quarter"
    return f"{_direction(points)} {abs(points)} basis points from the prior quarter"


def _dollars(million: float) -> str:
    return f"${million:.1f} million"


def figure_slots(company: Company, seed: int, quarter: int, n_quarters: int) -> dict[str, str]:
    """Word the results of one quarter and the outlook for the next as fillings for slots.

    Parameters
    ----------
    company
        Whose results they are.
    seed, quarter, n_quarters
        The seed of the corpus, the index of the quarter, and the length of the panel.
    """
    rows, at = invent_results(company, seed, n_quarters), quarter + QUARTERS_BEFORE
    now, before, year_before, after = rows[at], rows[at - 1], rows[at - 4], rows[at + 1]
    rng = random.Random(f"{seed}/balance/{company.key}/{quarter}")
    shares = company.shares + 0.3 * quarter
    cents = round(100 * 0.86 * (now["revenue"] * now["margin"] / 100 - now["opex"]) / shares)
    low, high = int(after["revenue"] * 0.985), int(after["revenue"] * 1.015) + 1
    inventory = round(now["revenue"] * rng.uniform(0.44, 0.54), 1)
    turns = 4 * now["revenue"] * (1 - now["margin"] / 100) / inventory
    return {
        "revenue": _dollars(now["revenue"]),
        "revenue_move": _revenue_move(now["revenue"], before["revenue"], "the prior quarter"),
        "revenue_year": _revenue_move(now["revenue"], year_before["revenue"], "a year ago"),
        "gm": f"{now['margin']:.1f}%",
        "gm_move": _margin_move(now["margin"], before["margin"]),
        "opex": _dollars(now["opex"]),
        "rd": _dollars(now["rd"]),
        "eps": f"{cents} cents",
        "eps_low": f"{cents - 1}",
        "eps_high": f"{cents + 2} cents",
        "shares": f"{shares:.0f}",
        "cash": _dollars(rows[4]["revenue"] * 0.9 + 2.5 * quarter + rng.uniform(-2, 2)),
        "inventory": _dollars(inventory),
        "turns": f"{turns:.1f}",
        "headcount": f"{round(now['opex'] * 19):,}",
        "guide_low": f"${low} million",
        "guide_high": f"${high} million",
        "quarter": f"{ORDINALS[quarter % 4]} quarter",
        "next_quarter": f"{ORDINALS[(quarter + 1) % 4]} quarter",
        "nth": ORDINALS[quarter - 1],
        "month": MONTHS_OF_QUARTER[quarter % 4][rng.randrange(2)],
        "next_month": MONTH_AFTER_CALL[quarter % 4],
    }
