"""The list of layouts, the most special first; a new one is a module in this folder and a line here."""

from __future__ import annotations

from themes.transcripts.layouts.bare import BareLayout
from themes.transcripts.layouts.base import Layout
from themes.transcripts.layouts.bulleted import BulletedLayout
from themes.transcripts.layouts.callstreet import CallStreetLayout
from themes.transcripts.layouts.captions import CaptionsLayout
from themes.transcripts.layouts.factiva import FactivaLayout
from themes.transcripts.layouts.motleyfool import MotleyFoolLayout
from themes.transcripts.layouts.paged import PagedLayout
from themes.transcripts.layouts.plain import PlainLayout
from themes.transcripts.layouts.qa_summary import QaSummaryLayout
from themes.transcripts.layouts.ruled import RuledLayout
from themes.transcripts.layouts.seekingalpha import SeekingAlphaLayout
from themes.transcripts.layouts.sentences import SentencesLayout
from themes.transcripts.layouts.stamped import StampedLayout
from themes.transcripts.layouts.streetevents import StreetEventsLayout
from themes.transcripts.layouts.structured import StructuredLayout

LAYOUTS: tuple[Layout, ...] = (
    StructuredLayout(),
    CaptionsLayout(),
    RuledLayout(),
    CallStreetLayout(),
    MotleyFoolLayout(),
    StreetEventsLayout(),
    SeekingAlphaLayout(),
    FactivaLayout(),
    StampedLayout(),
    BulletedLayout(),
    PagedLayout(),
    BareLayout(),
    SentencesLayout(),
    QaSummaryLayout(),
    PlainLayout(),
)
