"""A map of passages to select on, in a notebook: jupyter-scatter over the study's own places.

In: the passages of :meth:`themes.study.plot.Plot.passages`.  Out: a widget, and what is selected on it as a DataFrame.
Nothing is fetched: the widget's script is part of its package.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from themes.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

SAID = ("theme", "company", "quarter")  # of the passage pointed at, beside its words


@dataclass(frozen=True)
class Explorer:
    """The map of a study: show it as the last line of a cell, select with the lasso (hold shift), read ``selected``.

    ``passages`` are all on the map; ``scatter`` is the :class:`jscatter.Scatter` behind it, for what else it can do.
    """

    passages: pd.DataFrame
    scatter: Any

    @classmethod
    def of(cls, passages: pd.DataFrame, colour: Literal["theme", "company", "quarter"] = "theme") -> Explorer:
        """Make it; needs ``pip install 'callthemes[notebook]'``."""
        try:
            import jscatter
        except ImportError as error:
            raise StudyError("the explorer needs jupyter-scatter", mend="pip install 'callthemes[notebook]'") from error
        own = passages.reset_index(drop=True)
        named = {name: own[name].fillna("none").astype("category") for name in SAID}
        # jupyter-scatter draws y upwards
        scatter = jscatter.Scatter(data=own.assign(y=1 - own["y"], **named), x="x", y="y", height=520)
        scatter.color(by=colour)
        scatter.tooltip(enable=True, properties=list(SAID), preview="text", preview_type="text")
        return cls(own, scatter)

    @property
    def selected(self) -> pd.DataFrame:
        """The passages selected, in the order of the map; none when nothing is."""
        chosen = self.scatter.selection()
        return self.passages.iloc[sorted(int(k) for k in chosen)]

    def _repr_mimebundle_(self, **options: object) -> object:
        return self.scatter.show()._repr_mimebundle_(**options)
