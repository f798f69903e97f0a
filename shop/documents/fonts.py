"""The letters that a PDF can hold.

DejaVu Sans is taken where the machine has it: Latin with all its accents, Greek, Cyrillic. Otherwise Bitstream Vera,
which comes with the PDF writer and knows western letters. A letter that the font lacks is written by its base letter
(`ń` as `n`), and what has none as `?`: never an empty box.
"""

import functools
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import reportlab
from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLACES = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/dejavu",
    "/usr/share/fonts/TTF",
    "/usr/local/share/fonts/dejavu",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
SANS, SANS_BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"


@dataclass(frozen=True)
class Typeface:
    """The names of the registered regular and bold fonts, and the letters that both have."""

    regular: str
    bold: str
    letters: frozenset[int]

    def printable(self, text: str) -> str:
        """The text in letters that there are."""
        return "".join(self._letter(letter) for letter in unicodedata.normalize("NFC", text))

    def _letter(self, letter: str) -> str:
        if ord(letter) in self.letters or letter == "\n":
            return letter
        base = unicodedata.normalize("NFKD", letter)
        kept = "".join(part for part in base if ord(part) in self.letters)
        return kept or ("" if unicodedata.category(letter) in {"Mn", "Cf", "Cc"} else "?")


@functools.cache
def typeface() -> Typeface:
    """The letters of this machine, registered once per process."""
    regular, bold = _files()
    names = ("EventHub", "EventHub-Bold")
    fonts = [TTFont(name, str(file)) for name, file in zip(names, (regular, bold), strict=True)]
    for font in fonts:
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(names[0], normal=names[0], bold=names[1], italic=names[0], boldItalic=names[1])  # fmt: skip
    letters = frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)
    return Typeface(*names, letters)


def _files() -> tuple[Path, Path]:
    for place in (settings.PDF_FONTS, *PLACES):
        if place and (Path(place) / SANS).is_file() and (Path(place) / SANS_BOLD).is_file():
            return Path(place) / SANS, Path(place) / SANS_BOLD
    own = Path(reportlab.__file__).parent / "fonts"
    return own / "Vera.ttf", own / "VeraBd.ttf"
