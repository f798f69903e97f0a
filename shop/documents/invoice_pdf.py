"""Invoices on paper. Pure: the facts of one document in, a PDF out, the same every time."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from babel.numbers import format_percent
from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from eventhub.common.i18n import locale_of
from eventhub.common.money import display
from shop.documents.fonts import Typeface, typeface
from shop.rules import countries, moments

MARGIN = 20 * mm
# What the template keeps free on each side of its frame, in points: without it text and tables share one edge.
FRAME_PADDING = 6
WIDTHS = (92 * mm, 22 * mm, 28 * mm, 28 * mm)
LONGEST = 2000
# A cell of a table must fit on one page, whoever wrote what is in it.
CELL_LONGEST, CELL_LINES = 500, 15


def invoice_pdf(
    facts: dict[str, Any], *, number: str, date: dt.date, is_cancellation: bool
) -> bytes:
    """The document as a PDF. `facts` as `shop.rules.invoicing` makes them."""
    # Documents from before they had a language are English.
    with translation.override(facts.get("language") or "en"):
        return _drawn(facts, number=number, date=date, is_cancellation=is_cancellation)


def _drawn(facts: dict[str, Any], *, number: str, date: dt.date, is_cancellation: bool) -> bytes:
    face = typeface()
    paper = _Paper(facts, face)
    named = _("Cancellation %(number)s") if is_cancellation else _("Invoice %(number)s")
    title = named % {"number": number}
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN - FRAME_PADDING,
        rightMargin=MARGIN - FRAME_PADDING,
        topMargin=MARGIN,
        bottomMargin=25 * mm,
        title=title,
        author=facts["issuer"]["name"],
        invariant=1,
    )

    def foot(canvas: Canvas, _document: Any) -> None:
        canvas.setFont(face.regular, 8)
        canvas.setFillGray(0.4)
        canvas.drawString(MARGIN, 12 * mm, face.printable(title))
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, str(canvas.getPageNumber()))

    document.build(
        [
            *paper.head(title, date),
            Spacer(1, 8 * mm),
            paper.lines(),
            Spacer(1, 6 * mm),
            paper.sums(),
            Spacer(1, 8 * mm),
            *paper.ending(),
        ],
        onFirstPage=foot,
        onLaterPages=foot,
    )
    return buffer.getvalue()


class _Paper:
    """The parts of the sheet."""

    def __init__(self, facts: dict[str, Any], face: Typeface) -> None:
        self.facts, self.face = facts, face
        self.plain = ParagraphStyle("plain", fontName=face.regular, fontSize=10, leading=14)
        self.small = ParagraphStyle("small", parent=self.plain, fontSize=8.5, leading=12, textColor=colors.HexColor("#555555"))  # fmt: skip
        self.bold = ParagraphStyle("bold", parent=self.plain, fontName=face.bold)
        self.right = ParagraphStyle("right", parent=self.plain, alignment=TA_RIGHT)
        self.strong = ParagraphStyle("strong", parent=self.bold, alignment=TA_RIGHT)
        self.title = ParagraphStyle("title", parent=self.bold, fontSize=18, leading=24)

    def text(self, words: object, style: ParagraphStyle | None = None) -> Paragraph:
        """Words as a paragraph, their lines kept; nothing in them is markup."""
        lines = self.face.printable(str(words)[:LONGEST]).splitlines()
        return Paragraph("<br/>".join(escape(line) for line in lines), style or self.plain)

    def cell(self, words: str) -> Paragraph:
        """Words for a table, as far as a page can hold them."""
        return self.text("\n".join(words.splitlines()[:CELL_LINES])[:CELL_LONGEST])

    def money(self, amount: str, style: ParagraphStyle | None = None) -> Paragraph:
        shown = display(Decimal(amount), currency=self.facts["currency"])
        return self.text(shown, style or self.right)

    def head(self, title: str, date: dt.date) -> list[Any]:
        issuer = self.facts["issuer"]
        sender = [issuer["name"], issuer["address"]]
        if issuer["tax_id"]:
            sender.append(_("Tax number: %(number)s") % {"number": issuer["tax_id"]})
        if issuer["vat_id"]:
            sender.append(_("VAT ID: %(number)s") % {"number": issuer["vat_id"]})
        about = [
            _("Date: %(date)s") % {"date": moments.date(date)},
            _("Order: %(code)s") % {"code": self.facts["order"]},
        ]
        if self.facts.get("refers"):
            about.append(_("Cancels invoice %(number)s") % {"number": self.facts["refers"]})
        about.append(f"{self.facts['event']}, {self.facts['when']}")
        sides = Table(
            [[self.cell(self.recipient()), self.cell("\n".join(filter(None, sender)))]],
            colWidths=(100 * mm, 70 * mm),
        )
        sides.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)]))  # fmt: skip
        return [
            sides,
            Spacer(1, 12 * mm),
            self.text(title, self.title),
            self.text("\n".join(about), self.small),
        ]

    def recipient(self) -> str:
        to = self.facts["recipient"]
        place = " ".join(filter(None, (to.get("zipcode"), to.get("city"), to.get("state"))))
        country = countries.name_of(to.get("country") or "")
        vat = _("VAT ID: %(number)s") % {"number": to["vat_id"]} if to.get("vat_id") else ""
        words = [to.get("company"), to.get("name"), to.get("street"), place, country, vat]
        return "\n".join(filter(None, words)) or to.get("email") or ""

    def lines(self) -> Table:
        rows: list[list[Any]] = [
            [self.text(_("Description"), self.bold), self.text(_("Tax"), self.strong), self.text(_("Net"), self.strong), self.text(_("Gross"), self.strong)]
        ]  # fmt: skip
        for line in self.facts["lines"]:
            words = "\n".join(filter(None, (line["description"], line["detail"])))
            rate = _per_cent(line["rate"])
            rows.append(
                [self.cell(words), self.text(rate, self.right), self.money(line["net"]), self.money(line["gross"])]
            )  # fmt: skip
        return self.table(rows)

    def sums(self) -> Table:
        rows: list[list[Any]] = [
            [
                self.text(
                    _("includes %(rate)s tax") % {"rate": _per_cent(sums["rate"])}, self.small
                ),
                "",
                self.money(sums["net"]),
                self.money(sums["tax"]),
            ]
            for sums in self.facts["taxes"]
            if Decimal(sums["rate"])
        ]
        total = [self.text(_("Total"), self.bold), "", "", self.money(self.facts["total"], self.strong)]  # fmt: skip
        return self.table([*rows, total])

    def table(self, rows: list[list[Any]]) -> Table:
        table = Table(rows, colWidths=WIDTHS, repeatRows=1 if len(rows) > 1 else 0)
        table.setStyle(
            TableStyle(
                [
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#cccccc")),
                    ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ]
            )
        )
        return table

    def ending(self) -> list[Any]:
        facts, found = self.facts, []
        if facts["paid"]:
            found.append(self.text(_("We have received your payment. Thank you!")))
        elif facts["pay_until"]:
            found.append(self.text(_("Please pay by %(date)s.") % {"date": _pay_until(facts)}))
        if facts["footer"]:
            found += [Spacer(1, 6 * mm), self.text(facts["footer"], self.small)]
        return found


def _per_cent(rate: str) -> str:
    written: str = format_percent(
        Decimal(rate) / 100, locale=locale_of(), decimal_quantization=False
    )
    return written


def _pay_until(facts: dict[str, Any]) -> str:
    """The day, where the event is; the facts of old documents name no zone."""
    until = dt.datetime.fromisoformat(facts["pay_until"])
    return moments.day(until, zone=facts.get("zone") or "UTC")
