"""Lines in cells of tables: they stand where their shares are, gaps stay gaps."""

from __future__ import annotations

import re

from reports.svg.sparkline import table_line


def test_line_in_a_cell_breaks_where_there_was_no_call_and_ends_in_a_dot() -> None:
    svg = table_line([0.1, None, 0.2, 0.2])
    # from 2 to 94 pixels; 0.2 at the top (2), 0.1 in the middle (9)
    assert re.findall(r'path d="([^"]*)"', svg) == ["M2 9h0M63 2l31 0"]
    assert 'cx="94" cy="2"' in svg


def test_theme_never_mentioned_lies_on_the_axis() -> None:
    assert re.findall(r'path d="([^"]*)"', table_line([0.0, 0.0])) == ["M2 16l92 0"]


def test_series_without_a_share_draws_nothing() -> None:
    assert table_line([None]) == table_line([]) == ""
