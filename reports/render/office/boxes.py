"""Text on a slide: boxes in points, every text as large as it fits by rule.

In: plain text and a place.  Out: shapes of a slide.  A text too long for its box at the smallest size is cut with an
ellipsis; what matters of it stands whole in the notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import Font, TextFrame
from pptx.util import Emu, Pt

from reports.render.office.text import fitted, legal

WIDE, HIGH = 960, 540  # points: 16:9
MARGIN = 40
INSET = 4  # between a box and its text
INK, MUTED, BLUE = "#1c2126", "#5a646e", "#1f6a9c"


class Box(NamedTuple):
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The place in the file's own unit."""
        return Emu(Pt(self.left)), Emu(Pt(self.top)), Emu(Pt(self.width)), Emu(Pt(self.height))


class Look(NamedTuple):
    """How a text is set; ``sizes`` in points, the largest first."""

    sizes: Sequence[float]
    colour: str = INK
    bold: bool = False
    italic: bool = False


TITLE = Look((28, 24, 20, 18, 16), bold=True)
SURE = Look((16, 14, 12), MUTED)
BODY = Look((16, 14, 12, 11))
SMALL = Look((12, 11, 10), MUTED)
SOURCE = Look((10, 9), MUTED)
QUOTED = Look((16, 14, 12, 11), italic=True)


def rgb(colour: str) -> RGBColor:
    """A colour as the file has it.

    Examples
    --------
    >>> str(rgb("#0b3f66"))
    '0B3F66'
    """
    return RGBColor.from_string(colour.lstrip("#").upper())


def put_title(slide: Slide, text: str, box: Box, look: Look = TITLE) -> None:
    """Write the slide's title, which outlines and screen readers go by."""
    title = slide.shapes.title
    assert title is not None, "every slide is made from the layout with a title"
    title.left, title.top, title.width, title.height = box.emu
    _fill(title.text_frame, text, box, look)


def put_text(slide: Slide, text: str, box: Box, look: Look, name: str) -> None:
    """Add a box of text; a text without words adds none.

    Parameters
    ----------
    slide : Slide
        Where to.
    text : str
        Any text, lines apart by line feeds.
    box : Box
        Its place.
    look : Look
        How it is set.
    name : str
        What the box is called in the list of a slide's parts.
    """
    if not text.strip():
        return
    shape = slide.shapes.add_textbox(*box.emu)
    shape.name = name
    _fill(shape.text_frame, text, box, look)


def _fill(frame: TextFrame, text: str, box: Box, look: Look) -> None:
    said, size = fitted(text, box.width - 2 * INSET, box.height - 2 * INSET, look.sizes)
    frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Pt(INSET)
    frame.text = said
    for paragraph in frame.paragraphs:
        set_font(paragraph.font, size, look)
        paragraph.alignment = PP_ALIGN.LEFT  # titles of the template are centred


def set_font(font: Font, size: float, look: Look) -> None:
    """Set a font as a look has it."""
    font.size, font.bold, font.italic = Pt(size), look.bold, look.italic
    font.color.rgb = rgb(look.colour)


def notes(slide: Slide, text: str) -> None:
    """Write what the speaker sees."""
    frame = slide.notes_slide.notes_text_frame
    assert frame is not None, "the notes of a new slide have room for text"
    frame.text = legal(text)
