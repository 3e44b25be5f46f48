"""A chart to a picture that is sent on: SVG or PNG with its title and its source, made without a browser or a network.

In: a chart of :mod:`reports.vega.charts`.  Out: bytes.  The same chart gives the same bytes.
"""

from __future__ import annotations

from typing import Literal

import altair as alt

from reports.vega.charts import coloured

PictureFormat = Literal["svg", "png"]
SCALE = 3  # pixels of a PNG for one of the drawing's: sharp on paper


def picture(chart: alt.Chart, source: str, format: PictureFormat) -> bytes:
    """Draw a chart with its title (a text, set as such) and, below that, a line that says where its numbers come from.

    Examples
    --------
    >>> from reports.vega.charts import who_says_it
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"speakers": ["Analysts, questions"], "share": 0.1, "n_words_theme": 10, "n_words": 100})
    >>> b"Source: 2 calls" in picture(who_says_it(rows).properties(title="Tunnels"), "Source: 2 calls", "svg")
    True
    """
    import vl_convert

    heading = alt.TitleParams(
        text=str(chart.title),
        subtitle=source,
        anchor="start",
        fontSize=15,
        subtitleFontSize=10,
        subtitlePadding=6,
        offset=14,
    )
    spec = coloured(chart.properties(title=heading, background="white", padding=12)).to_dict()
    spec["config"]["background"] = "white"
    if format == "svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode("utf-8")
    return bytes(vl_convert.vegalite_to_png(spec, scale=SCALE))
