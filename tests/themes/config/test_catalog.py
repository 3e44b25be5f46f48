"""A catalog's file, and what its cues match."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from themes.config.catalog import (
    WINDOW_WORDS,
    Catalog,
    TrackedTheme,
    compile_cue,
    edited_themes,
    industry_catalogs,
    load_catalog,
    packaged_catalogs,
    plain_quotes,
)
from themes.errors import SettingsError

THEME = '[[theme]]\nid = "kayaks"\nlabel = "Kayaks"\ndescription = "Small boats."\n'


def found(cue: str, text: str) -> str | None:
    match = compile_cue(cue).search(text)
    return match.group() if match else None


@pytest.fixture
def catalog_file(tmp_path: Path) -> Path:
    return tmp_path / "catalog.toml"


def fault(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_catalog(path)
    return str(caught.value)


# --- cues -----------------------------------------------------------------------------------------------------------


def test_cue_matches_whole_words_only() -> None:
    assert [found("oar", text) for text in ("an oar broke", "oars", "hoar frost", "oar_2")] == ["oar", None, None, None]


def test_cue_matches_any_case_when_it_has_a_small_letter() -> None:
    assert [found("Oar lock", t) for t in ("oar lock", "OAR LOCK", "Oar Lock")] == ["oar lock", "OAR LOCK", "Oar Lock"]


def test_cue_in_capitals_matches_that_case_only() -> None:
    assert [found("OAR", t) for t in ("the OAR", "the oar", "the Oar")] == ["OAR", None, None]


def test_cue_in_capitals_with_a_digit_matches_that_case_only() -> None:
    assert [found("5G", t) for t in ("a 5G dock", "a 5g dock")] == ["5G", None]


def test_cue_of_digits_matches() -> None:
    assert [found("2.0", t) for t in ("dock 2.0 is", "dock 2x0 is", "dock 12.0")] == ["2.0", None, None]


@pytest.mark.parametrize("between", [" ", "-", "  ", "\n", " - "])
def test_white_space_and_hyphen_of_a_cue_stand_for_one_another(between: str) -> None:
    text = f"our oar{between}lock line"
    assert found("oar lock", text) == found("oar-lock", text) == f"oar{between}lock"


def test_words_of_a_cue_are_not_matched_when_glued() -> None:
    assert found("oar lock", "our oarlock line") is None


def test_star_stands_for_the_rest_of_a_word() -> None:
    assert [found("padd* boat", t) for t in ("paddle boats", "paddle boat", "padd boat", "pad boat")] == [
        None, "paddle boat", "padd boat", None,
    ]  # fmt: skip


def test_star_does_not_cross_into_the_next_word() -> None:
    assert found("pad*", "paddle boats") == "paddle"


def test_marks_of_a_cue_are_taken_as_they_are() -> None:
    assert [found("o.r (new)", t) for t in ("an o.r (new) one", "an oar new one")] == ["o.r (new)", None]


def test_cue_with_a_curly_apostrophe_matches_a_straight_one() -> None:
    assert found("otter’s dock", "in otter's dock") == "otter's dock"


@pytest.mark.parametrize("text", ["dock repair at the mill", "at the mill, dock repair", "mill dock"])
def test_ellipsis_cue_matches_in_either_order(text: str) -> None:
    assert found("dock ... mill", text) is not None


@pytest.mark.parametrize(("n_between", "matches"), [(0, True), (11, True), (12, True), (13, False)])
@pytest.mark.parametrize("order", [("dock", "mill"), ("mill", "dock")])
def test_ellipsis_cue_reaches_twelve_words_and_no_further(
    n_between: int, matches: bool, order: tuple[str, str]
) -> None:
    text = " ".join([order[0], *["and"] * n_between, order[1]])
    assert (found("dock ... mill", text) is not None) is matches


def test_ellipsis_cue_needs_both_parts() -> None:
    assert [found("dock ... mill", t) for t in ("the dock", "the mill", "dock dock", "mill mill")] == [None] * 4


def test_ellipsis_cue_takes_stars_and_several_words_in_its_parts() -> None:
    assert found("old dock ... repair*", "repairing, at last, the old dock") == "repairing, at last, the old dock"


def test_ellipsis_cue_matches_whole_words_only() -> None:
    assert [found("dock ... mill", t) for t in ("docks by the mill", "the dock by mills", "undock mill")] == [None] * 3


def test_ellipsis_cue_in_capitals_matches_that_case_only() -> None:
    assert [found("OAR ... ASH", t) for t in ("OAR of ASH", "oar of ash", "OAR of ash")] == ["OAR of ASH", None, None]


def test_third_part_of_an_ellipsis_cue_is_not_left_out() -> None:
    with pytest.raises(ValueError, match="two parts"):
        found("dock ... mill ... river", "the dock at the mill")


@pytest.mark.parametrize("cue", ["", "  ", "*", "dock ...", "... dock"])
def test_cue_without_a_word_in_a_part_is_refused(cue: str) -> None:
    with pytest.raises(ValueError, match="cue"):
        TrackedTheme(id="a", label="A", description="A.", strong_cues=(cue,))


WORDS = st.text("abcXYZ019é&'$+()[]|^?\\", min_size=1, max_size=6)
PHRASES = st.lists(WORDS, min_size=1, max_size=4).filter(lambda words: any(c.isalnum() for c in "".join(words)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(words=PHRASES, before=st.sampled_from(["", "the ", '"', "- "]), after=st.sampled_from(["", " is", ".", ","]))
def test_cue_finds_its_own_words(words: list[str], before: str, after: str) -> None:
    cue = " ".join(words)
    assert found(cue, f"{before}{cue}{after}") == cue


@settings(max_examples=100, deadline=None, derandomize=True)
@given(words=PHRASES, ending=st.text("abc09", max_size=4))
def test_starred_cue_finds_its_words_with_any_ending(words: list[str], ending: str) -> None:
    cue = " ".join(words)
    assert found(f"{cue}*", f"the {cue}{ending} is") == f"{cue}{ending}"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(words=PHRASES, glued=st.text("abc09_", min_size=1, max_size=3), left=st.booleans())
def test_cue_is_not_found_when_its_words_are_part_of_longer_ones(words: list[str], glued: str, left: bool) -> None:
    cue = " ".join([f"q{words[0]}", *words[1:], "q"])
    assert found(cue, f"{glued}{cue}" if left else f"{cue}{glued}") is None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(n=st.integers(0, 20), parts=st.permutations(["dock", "mill run"]), mark=st.sampled_from(["", ",", " -", ";"]))
def test_ellipsis_cue_is_found_exactly_within_its_window(n: int, parts: list[str], mark: str) -> None:
    text = f"{parts[0]}{mark} {'and ' * n}{parts[1]}"
    assert (found("dock ... mill run", text) is not None) == (n <= WINDOW_WORDS)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(cue=st.one_of(st.text(), st.text("ab*. -'()\\[{^$|+?", max_size=12)), text=st.text())
@example(cue="... ... ...", text="")
def test_any_cue_is_refused_or_compiles_and_searches_any_text(cue: str, text: str) -> None:
    pieces = cue.split("...")
    if len(pieces) > 2 or not all(re.search(r"\w", piece) for piece in pieces):
        with pytest.raises(ValueError, match="cue"):
            compile_cue(cue)
        return
    match = compile_cue(cue).search(text)
    assert match is None or match.group() in text


def test_window_is_twelve_words() -> None:
    assert WINDOW_WORDS == 12


# --- quotes ---------------------------------------------------------------------------------------------------------


def test_curly_quotes_become_straight() -> None:
    assert plain_quotes("‘a’ “b” it’s") == "'a' \"b\" it's"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=st.text())
def test_plain_quotes_keep_the_length_and_all_else(text: str) -> None:
    plain = plain_quotes(text)
    assert len(plain) == len(text)
    assert all(a == b or a in "‘’“”" for a, b in zip(text, plain, strict=True))


# --- themes and files -----------------------------------------------------------------------------------------------


def test_theme_compiles_each_kind_of_cue_apart() -> None:
    theme = TrackedTheme(
        id="kayaks", label="Kayaks", description="Boats.", strong_cues=("kayak*",), weak_cues=("oar", "dock"), not_cues=("toy",)
    )  # fmt: skip
    assert [p.search("kayaks") is not None for p in theme.strong] == [True]
    assert [p.search("a dock") is not None for p in theme.weak] == [False, True]
    assert [p.search("a toy") is not None for p in theme.excluding] == [True]


def test_theme_without_sentences_and_cues_has_none() -> None:
    theme = TrackedTheme(id="kayaks", label="Kayaks", description="Boats.")
    assert (theme.examples, theme.near_misses, theme.strong, theme.weak, theme.excluding) == ((), (), (), (), ())


@pytest.mark.parametrize("theme_id", ["kayaks", "5g", "covid-19", "a-b-c"])
def test_theme_id_may_be_words_joined_by_hyphens(theme_id: str) -> None:
    assert TrackedTheme(id=theme_id, label="x", description="x").id == theme_id


@pytest.mark.parametrize("theme_id", ["", "Kayaks", "two words", "-a", "a-", "a--b", "a_b", "kayäk", "a\n"])
def test_theme_id_of_another_form_is_refused(theme_id: str) -> None:
    with pytest.raises(ValidationError, match="lower-case words joined by hyphens"):
        TrackedTheme(id=theme_id, label="x", description="x")


def test_theme_refuses_a_change_after_it_was_made() -> None:
    theme = TrackedTheme(id="kayaks", label="Kayaks", description="Boats.")
    with pytest.raises(ValidationError, match="frozen"):
        theme.label = "Canoes"


def test_catalog_file_gives_its_themes_in_order(catalog_file: Path) -> None:
    catalog_file.write_text(
        'name = "boats"\ndescription = "All that floats."\n'
        '[[theme]]\nid = "oars"\nlabel = "Oars"\ndescription = "What moves it."\nexamples = ["Oars sold."]\n'
        'near_misses = ["All hands on deck."]\nstrong_cues = ["oar*"]\nweak_cues = ["ash"]\nnot_cues = ["hoar"]\n'
        + THEME,
        encoding="utf-8",
    )
    oars = TrackedTheme(
        id="oars", label="Oars", description="What moves it.", examples=("Oars sold.",), near_misses=("All hands on deck.",),
        strong_cues=("oar*",), weak_cues=("ash",), not_cues=("hoar",),
    )  # fmt: skip
    kayaks = TrackedTheme(id="kayaks", label="Kayaks", description="Small boats.")
    assert load_catalog(catalog_file) == Catalog(name="boats", description="All that floats.", theme=(oars, kayaks))


@pytest.mark.parametrize("written", ['"2009Q1"', '"2009-01-01"', "2009-01-01"])
def test_limits_are_a_quarter_or_a_date_in_quotes_or_bare(catalog_file: Path, written: str) -> None:
    catalog_file.write_text(f'{THEME}from = {written}\nuntil = "2013Q4"\n', encoding="utf-8")
    (theme,) = load_catalog(catalog_file).theme
    assert theme.limits == (date(2009, 1, 1), date(2013, 12, 31))
    assert theme.is_limited


def test_theme_without_limits_is_of_all_time() -> None:
    theme = TrackedTheme(id="kayaks", label="Kayaks", description="Boats.")
    assert (theme.limits, theme.is_limited) == ((date.min, date.max), False)


def test_limits_may_be_the_same_quarter(catalog_file: Path) -> None:
    catalog_file.write_text(THEME + 'from = "2009Q1"\nuntil = "2009Q1"\n', encoding="utf-8")
    assert load_catalog(catalog_file).theme[0].limits == (date(2009, 1, 1), date(2009, 3, 31))


def test_from_after_until_is_an_error_that_names_both(catalog_file: Path) -> None:
    message = fault(catalog_file, THEME + 'from = "2014Q1"\nuntil = "2013Q4"\n')
    assert message == f"{catalog_file}: line 1: theme 'kayaks': from 2014Q1 comes after until 2013Q4"


@pytest.mark.parametrize("written", ['"2009q1"', '"Q1 2009"', '"2009-02-30"', "2009", "2009-02-17T00:00:00", '""'])
def test_limit_of_another_form_is_an_error_that_names_key_and_forms(catalog_file: Path, written: str) -> None:
    message = fault(catalog_file, f"{THEME}from = {written}\n")
    assert message.startswith(f"{catalog_file}: line 5: theme 'kayaks': from: ")
    assert message.endswith("such as 2012Q4 or 2013-02-28")


def test_subjects_are_ids_of_the_packaged_ones(catalog_file: Path) -> None:
    catalog_file.write_text(THEME + 'subjects = ["toys-leisure", "5g"]\n', encoding="utf-8")
    assert load_catalog(catalog_file).theme[0].subjects == ("toys-leisure", "5g")


def test_unknown_subject_is_an_error_that_names_the_nearest(catalog_file: Path) -> None:
    message = fault(catalog_file, THEME + 'subjects = ["5g", "toys-leisures"]\n')
    assert (
        message
        == f"{catalog_file}: line 5: theme 'kayaks': subjects: no subject 'toys-leisures'; the nearest is 'toys-leisure'"
    )


def test_empty_catalog_file_has_no_themes(catalog_file: Path) -> None:
    catalog_file.write_text("", encoding="utf-8")
    assert load_catalog(catalog_file) == Catalog(name="catalog", description="", theme=())


def test_missing_catalog_is_an_error_that_says_what_to_do(catalog_file: Path) -> None:
    with pytest.raises(
        SettingsError, match=re.escape(f"{catalog_file}: no such file; try: themes init {catalog_file.parent}")
    ):
        load_catalog(catalog_file)


def test_theme_id_that_occurs_twice_is_an_error_that_names_it(catalog_file: Path) -> None:
    assert fault(catalog_file, THEME + THEME) == f"{catalog_file}: theme: theme id 'kayaks' occurs twice"


@pytest.mark.parametrize(
    ("text", "told", "nearest"),
    [
        ('nmae = "boats"\n', "line 1: unknown key 'nmae'", "name"),
        ("[[themes]]\n", "line 1: unknown key 'themes'", "theme"),
        (THEME + 'form = "2009Q1"\n', "line 5: theme 'kayaks': unknown key 'form'", "from"),
        (THEME + 'from_ = "2009Q1"\n', "line 5: theme 'kayaks': unknown key 'from_'", "from"),
        (THEME + 'strong_cue = ["oar"]\n', "line 5: theme 'kayaks': unknown key 'strong_cue'", "strong_cues"),
        (
            THEME + THEME.replace("kayaks", "oars") + 'exampels = ["Oars sold."]\n',
            "line 9: theme 'oars': unknown key 'exampels'",
            "examples",
        ),
    ],
)
def test_unknown_key_is_an_error_that_names_file_line_theme_key_and_nearest(
    catalog_file: Path, text: str, told: str, nearest: str
) -> None:
    assert fault(catalog_file, text) == f"{catalog_file}: {told}; the nearest known key is {nearest!r}"


def test_misspelt_required_key_is_named_with_the_nearest(catalog_file: Path) -> None:
    message = fault(catalog_file, THEME.replace("label", "lable"))
    assert message == f"{catalog_file}: line 3: theme 'kayaks': unknown key 'lable'; the nearest known key is 'label'"


def test_missing_label_is_an_error_that_names_file_and_key(catalog_file: Path) -> None:
    message = fault(catalog_file, '[[theme]]\nid = "kayaks"\ndescription = "Small boats."\n')
    assert message == f"{catalog_file}: line 1: theme 'kayaks': label is missing"


def test_bad_theme_id_is_an_error_that_names_file_key_and_value(catalog_file: Path) -> None:
    message = fault(catalog_file, THEME.replace("kayaks", "Big Boats"))
    assert message.startswith(f"{catalog_file}: line 2: theme 'Big Boats': id: a theme id is ")
    assert message.endswith("got 'Big Boats'")


def test_theme_is_edited_where_it_is_not_word_for_word_a_packaged_one() -> None:
    general, telecom = packaged_catalogs()
    shorter = telecom.theme[0].model_copy(update={"strong_cues": telecom.theme[0].strong_cues[1:]})
    renamed = general.theme[0].model_copy(update={"id": "my-guidance"})
    catalog = Catalog(theme=(*general.theme[:3], telecom.theme[1], shorter, renamed))
    assert edited_themes(catalog) == {shorter.id, "my-guidance"}


def test_industry_catalog_has_the_themes_that_the_general_one_lacks() -> None:
    (industry,) = industry_catalogs()
    assert industry.name == "telecom"
    assert {"lte", "5g", "coherent-100g"} <= {theme.id for theme in industry.theme}
    assert not {"gross-margin", "covid-19"} & {theme.id for theme in industry.theme}
