"""The countries of ISO 3166-1 by their two letters, with the names that people know them by."""

from eventhub.common import i18n
from eventhub.common.text import folded

COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)


def name_of(code: str, *, language: str | None = None) -> str:
    """The country's name for a reader of `language` (None: that of the present request); for what is no code of ours
    the same word."""
    return i18n.locale_of(language).territories.get(code, code) if code in COUNTRIES else code


def choices(*, language: str | None = None) -> list[tuple[str, str]]:
    """Code and name of every country, in the order of the names."""
    pairs = [(code, name_of(code, language=language)) for code in COUNTRIES]
    return sorted(pairs, key=lambda pair: folded(pair[1]))
