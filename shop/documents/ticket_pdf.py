"""Tickets on paper: one page each, with the code that doors scan; in the language that is active."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from shop.documents.fonts import Typeface, typeface

LEFT, TOP = 22 * mm, A4[1] - 28 * mm
WIDTH = A4[0] - 2 * LEFT
CODE = 70 * mm
QUIET = 4


@dataclass(frozen=True)
class Ticket:
    """What a ticket says."""

    secret: str
    event: str
    when: str
    where: str
    attendee: str
    product: str
    addons: tuple[str, ...]
    order: str
    number: str
    organizer: str
    contact: str = ""


def tickets_pdf(tickets: Sequence[Ticket], *, title: str) -> bytes:
    """The tickets as one PDF, a page each."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor("EventHub")
    for ticket in tickets:
        _draw(canvas, ticket, face=typeface())
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, ticket: Ticket, *, face: Typeface) -> None:
    y = TOP
    y = _lines(canvas, ticket.event, y, size=24, face=face, bold=True)
    y = _lines(canvas, ticket.when, y, size=12, face=face)
    y = _lines(canvas, ticket.where, y, size=12, face=face)
    y -= 12 * mm
    _qr(canvas, ticket.secret, x=LEFT, y=y - CODE)
    side = LEFT + CODE + 8 * mm
    text = y - 8 * mm
    for label, words in (
        (_("Name"), ticket.attendee or "-"),
        (pgettext("one admission", "Ticket"), "\n".join((ticket.product, *ticket.addons))),
        (_("Order number"), f"{ticket.order}-{ticket.number}"),
    ):
        text = _lines(canvas, label, text, size=9, face=face, x=side, grey=True)
        text = _lines(canvas, words, text, size=14, face=face, x=side, bold=True) - 4 * mm
    y = min(y - CODE, text) - 12 * mm
    canvas.setStrokeGray(0.75)
    canvas.line(LEFT, y, LEFT + WIDTH, y)
    y -= 7 * mm
    y = _lines(canvas, _("Show this code at the entrance, on your phone or on paper."), y, size=10, face=face)  # fmt: skip
    _lines(canvas, " · ".join(filter(None, (ticket.organizer, ticket.contact))), y, size=10, face=face, grey=True)  # fmt: skip


def _lines(
    canvas: Canvas,
    text: str,
    y: float,
    *,
    size: int,
    face: Typeface,
    x: float = LEFT,
    bold: bool = False,
    grey: bool = False,
) -> float:
    """Writes the text from the height `y` down, broken where it is too long; the height below it."""
    font = face.bold if bold else face.regular
    canvas.setFont(font, size)
    canvas.setFillGray(0.4 if grey else 0)
    for line in face.printable(text).splitlines():
        for piece in wrapped(canvas, line, font=font, size=size, width=LEFT + WIDTH - x):
            y -= size * 1.3
            canvas.drawString(x, y, piece)
    return y


def wrapped(canvas: Canvas, text: str, *, font: str, size: float, width: float) -> list[str]:
    """The text in pieces that are no wider than `width`; a word that is wider is cut."""
    pieces, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if canvas.stringWidth(longer, font, size) <= width:
            line = longer
            continue
        if line:
            pieces.append(line)
        while canvas.stringWidth(word, font, size) > width and len(word) > 1:
            cut = next(
                n for n in range(len(word) - 1, 0, -1)
                if n == 1 or canvas.stringWidth(word[:n], font, size) <= width
            )  # fmt: skip
            pieces.append(word[:cut])
            word = word[cut:]  # noqa: PLW2901 -- what is left of it
        line = word
    return [*pieces, line] if line else pieces


def _qr(canvas: Canvas, secret: str, *, x: float, y: float) -> None:
    """The code, black on white with its quiet zone."""
    rows = list(segno.make_qr(secret, error="m").matrix)
    module = CODE / (len(rows) + 2 * QUIET)
    canvas.setFillGray(1)
    canvas.rect(x, y, CODE, CODE, stroke=0, fill=1)
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                top = y + CODE - (down + QUIET + 1) * module
                path.rect(x + (across + QUIET) * module, top, module, module)
    canvas.drawPath(path, stroke=0, fill=1)
