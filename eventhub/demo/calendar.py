"""When the demonstration takes place, whenever it is loaded: the sale runs, and an early price is current."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

FIRST_EDITION = 2027
SHORTEST_SALE = dt.timedelta(days=14)
SALE_OPENED, FOUNDERS_ENDED = dt.timedelta(days=57), dt.timedelta(days=14)
JUNE, WEEK_OF_ST_JOHN, THURSDAY = 6, 21, 3


@dataclass(frozen=True)
class Calendar:
    """The moments of one edition, seen from `now`. Founders' prices are over, early ones run, regular ones follow."""

    now: dt.datetime
    year: int
    opens: dt.datetime
    closes: dt.datetime
    sale_start: dt.datetime
    founders_end: dt.datetime
    early_end: dt.datetime
    zone: ZoneInfo

    @classmethod
    def around(cls, now: dt.datetime, *, zone: ZoneInfo) -> "Calendar":
        """The next edition that is at least two weeks away."""
        local = now.astimezone(zone)
        year = max(FIRST_EDITION, local.year)
        if _opening(year, zone) - local < SHORTEST_SALE:
            year += 1
        opens = _opening(year, zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(
            now=now,
            year=year,
            opens=opens,
            closes=opens.replace(hour=15) + dt.timedelta(days=3),
            sale_start=(midnight - SALE_OPENED).replace(hour=8),
            founders_end=midnight - FOUNDERS_ENDED,
            early_end=midnight + dt.timedelta(days=max(5, (opens - local).days // 3)),
            zone=zone,
        )

    def words(self) -> dict[str, str]:
        """What the provision file leaves open."""
        return {
            "year": str(self.year),
            "date_from": self.opens.isoformat(),
            "date_to": self.closes.isoformat(),
            "date_admission": self.opens.replace(hour=14).isoformat(),
            "presale_start": self.sale_start.isoformat(),
        }


def _opening(year: int, zone: ZoneInfo) -> dt.datetime:
    """Thursday of the week of St John's day, in the afternoon."""
    first = dt.datetime(year, JUNE, WEEK_OF_ST_JOHN, 16, tzinfo=zone)
    return first + dt.timedelta(days=(THURSDAY - first.weekday()) % 7)
