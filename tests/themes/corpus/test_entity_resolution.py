"""Which calls are of one company, and the id that a call keeps."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.corpus.entity_resolution import NameAndTicker, company_ids, new_call_id
from themes.text.identifiers import company_key


def ids(*calls: NameAndTicker, **aliases: Sequence[str]) -> list[str | None]:
    return company_ids(calls, aliases)


# --- companies ------------------------------------------------------------------------------------------------------


def test_no_calls_have_no_ids() -> None:
    assert ids() == []


def test_id_is_the_ticker_in_lower_case() -> None:
    assert ids(("Otter Peak, Inc.", "OTTR")) == ["ottr"]


def test_id_is_the_slug_of_the_name_without_legal_form_where_no_ticker_is_known() -> None:
    assert ids(("Otter Peak, Inc.", None), ("Otter Peak", "")) == ["otter-peak", "otter-peak"]


@pytest.mark.parametrize("call", [(None, None), ("", ""), ("", None)])
def test_id_is_none_where_nothing_is_known(call: NameAndTicker) -> None:
    assert ids(call, ("Heron", None)) == [None, "heron"]


def test_ticker_without_a_name_is_enough() -> None:
    assert ids((None, "OTTR"), ("Otter Peak", "ottr")) == ["ottr", "ottr"]


def test_company_known_by_ticker_in_one_call_and_by_name_in_another_has_one_id() -> None:
    assert ids(("Otter Peak", None), ("Otter Peak, Inc.", "OTTR"), (None, "OTTR"), ("Heron plc", None)) == [
        "ottr", "ottr", "ottr", "heron",
    ]  # fmt: skip


def test_names_that_share_a_ticker_are_one_company() -> None:
    calls = (("Otter Peak", None), ("Otter Peak", "OTTR"), ("Otter Boats", "OTTR"), ("Otter Boats", None))
    assert ids(*calls) == ["ottr"] * 4


def test_name_with_two_tickers_takes_the_more_frequent_one() -> None:
    assert ids(("Otter", "AAA"), ("Otter", "ZZZ"), ("Otter", "ZZZ")) == ["zzz"] * 3


def test_name_with_two_tickers_takes_the_first_in_the_alphabet_when_they_are_as_frequent() -> None:
    assert ids(("Otter", "ZZZ"), ("Otter", "AAA")) == ["aaa"] * 2


def test_ticker_wins_over_a_more_frequent_name() -> None:
    assert ids(("Otter", None), ("Otter", None), ("Otter", None), ("Otter", "OTTR")) == ["ottr"] * 4


def test_companies_that_share_nothing_stay_apart() -> None:
    assert ids(("Otter", "OTTR"), ("Heron", "HRN"), ("Finch", None)) == ["ottr", "hrn", "finch"]


def test_alias_joins_names_and_tickers_under_the_id_of_the_settings() -> None:
    calls = (("Otter Peak", None), ("Peak Boats, Inc.", None), (None, "OTT.L"), ("Heron", None))
    assert ids(*calls, ottr=["Otter Peak", "Peak Boats", "ott.l"]) == ["ottr", "ottr", "ottr", "heron"]


def test_id_of_the_settings_wins_over_a_ticker_of_the_same_company() -> None:
    assert ids(("Peak Boats", "PKB"), ("Peak Boats", None), ottr=["Peak Boats"]) == ["ottr", "ottr"]


def test_id_of_the_settings_wins_over_a_more_frequent_ticker_when_it_is_a_ticker_itself() -> None:
    calls = (("Otter", "OTTR"), ("Otter", "ZZZ"), ("Otter", "ZZZ"), ("Peak Boats", None))
    assert ids(*calls, ottr=["Peak Boats"]) == ["ottr"] * 4


def test_name_that_is_spelt_like_the_ticker_of_another_company_stays_apart() -> None:
    assert ids(("Juno", None), ("Vesta", "JUNO")) == ["juno-2", "juno"]
    assert ids(("Vesta", "JUNO"), ("Juno, Inc.", None), ("Vesta", None)) == ["juno", "juno-2", "juno"]


def test_alias_finds_a_name_as_each_vendor_prints_it() -> None:
    calls = (("Otter Peak Inc", None), ("OTTER", None), ("Otter, Inc.", None), ("Otter Peak Inc.", "OTTRA"))
    assert ids(*calls, ottr=["Otter Peak", "Otter"]) == ["ottr"] * 4


def test_alias_without_a_call_changes_nothing() -> None:
    assert ids(("Heron", "HRN"), ottr=["Peak Boats"], finch=[]) == ["hrn"]


def test_aliases_of_two_companies_stay_apart() -> None:
    calls = (("Peak Boats", None), ("Grey Heron", None))
    assert ids(*calls, ottr=["Peak Boats"], hrn=["Grey Heron"]) == ["ottr", "hrn"]


def test_id_of_the_settings_that_is_a_slug_takes_in_the_company_of_that_name() -> None:
    assert ids(("Otter", "OTTR"), ("Peak Boats", None), otter=["Peak Boats"]) == ["otter", "otter"]


def test_id_of_the_settings_is_in_lower_case() -> None:
    assert ids(("Otter", "OTTR"), OTTR=["Peak Boats"]) == ["ottr"]


def test_name_without_a_word_gives_no_id() -> None:
    assert ids(("--", None)) == [None]


def test_id_of_the_settings_does_not_depend_on_their_order_when_a_call_joins_two() -> None:
    joining = ("Heron", "OTTR")
    assert ids(joining, ottr=["Otter"], hrn=["Heron"]) == ids(joining, hrn=["Heron"], ottr=["Otter"])


def test_aliases_of_ids_that_differ_in_case_only_are_joined() -> None:
    found = company_ids([("Peak Boats", None), ("Grey Otter", None)], {"OTTR": ["Peak Boats"], "ottr": ["Grey Otter"]})
    assert found == ["ottr", "ottr"]


# Names and tickers of a small world in which no slug is also a ticker.
NAMES = {
    "otter": ["Otter", "Otter, Inc.", "The OTTER Corp"],
    "heron": ["Heron", "Heron plc"],
    "finch": ["Finch", "Finch S.A."],
}
CALLS = st.lists(
    st.tuples(
        st.sampled_from([None, *(name for names in NAMES.values() for name in names)]),
        st.sampled_from([None, "AAA", "BBB", "aaa", "CCC"]),
    ),
    max_size=8,
)
ALIASES = st.sampled_from([{}, {"zeta": ["Finch"]}, {"zeta": ["Finch", "BBB"], "ccc": ["Heron Ltd"]}])


def _together(calls: Sequence[NameAndTicker], aliases: dict[str, list[str]]) -> list[set[int]]:
    """Calls of one company each, by joining whatever shares a ticker, a name or an alias, until nothing changes."""
    spelling = {name: key for key, names in NAMES.items() for name in names} | {"Heron Ltd": "heron"}
    groups = [({k}, {t.lower() if t else "", spelling.get(name or "", "")} - {""}) for k, (name, t) in enumerate(calls)]
    groups += [(set[int](), {i, *(spelling.get(a, a.lower()) for a in names)}) for i, names in aliases.items()]
    for _ in groups:
        for one in list(groups):
            for other in list(groups):
                if one is not other and one in groups and other in groups and one[1] & other[1]:
                    groups.remove(other)
                    one[0].update(other[0])
                    one[1].update(other[1])
    return [members for members, keys in groups if members and keys]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(calls=CALLS, aliases=ALIASES)
def test_calls_have_one_id_exactly_when_they_are_joined_by_what_they_share(
    calls: list[NameAndTicker], aliases: dict[str, list[str]]
) -> None:
    found = company_ids(calls, aliases)
    groups = _together(calls, aliases)
    assert [{found[k] for k in group} for group in groups] == [{found[min(group)]} for group in groups]
    assert len({found[min(group)] for group in groups}) == len(groups)
    assert [k for k, i in enumerate(found) if i is None] == [k for k, call in enumerate(calls) if not any(call)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(calls=CALLS, aliases=ALIASES, data=st.data())
def test_ids_do_not_depend_on_the_order_of_the_calls(
    calls: list[NameAndTicker], aliases: dict[str, list[str]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(calls))))
    shuffled = company_ids([calls[k] for k in order], aliases)
    assert shuffled == [company_ids(calls, aliases)[k] for k in order]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(calls=st.lists(st.tuples(st.none() | st.text(max_size=8), st.none() | st.text(max_size=4)), max_size=6))
def test_any_names_and_tickers_give_an_id_to_each_call(calls: list[NameAndTicker]) -> None:
    found = company_ids(calls, {})
    assert [i is None for i in found] == [not (company_key(name or "") or ticker) for name, ticker in calls]


# --- calls ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("company_id", "quarter", "call_date", "expected"),
    [
        ("ottr", "2012Q4", "2013-02-05", "ottr-2012q4"),
        ("ottr", None, "2013-02-05", "ottr-2013-02-05"),
        ("ottr", None, None, "ottr-9f3c01d2"),
        (None, "2012Q4", None, "call-2012q4"),
        (None, None, None, "call-9f3c01d2"),
    ],
)
def test_call_id_is_company_and_quarter_else_date_else_file_hash(
    company_id: str | None, quarter: str | None, call_date: str | None, expected: str
) -> None:
    assert new_call_id(company_id, quarter, call_date, "9F3C01D2AA", set()) == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ({"ottr-2012q3"}, "ottr-2012q4"),
        ({"ottr-2012q4"}, "ottr-2012q4-2"),
        ({"ottr-2012q4", "ottr-2012q4-2"}, "ottr-2012q4-3"),
        ({"ottr-2012q4-2"}, "ottr-2012q4"),
    ],
)
def test_call_id_is_numbered_from_two_when_it_is_taken(taken: set[str], expected: str) -> None:
    assert new_call_id("ottr", "2012Q4", None, "9f3c01d2aa", taken) == expected


def test_taken_ids_are_left_as_they_were() -> None:
    taken = {"ottr-2012q4"}
    new_call_id("ottr", "2012Q4", None, "9f3c01d2aa", taken)
    assert taken == {"ottr-2012q4"}
