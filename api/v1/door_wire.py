"""How full it is behind a door, in v1's JSON. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.v1.wire import Json, Row
from eventhub.common.i18n import localize
from shop.enums import ItemKind


def status(event_name: Mapping[str, str], items: Iterable[Row], attendance: Row) -> Json:
    """The numbers of `register.checkin.list_rows.attendance`, by item and variation."""
    positions, entered = attendance["positions"], attendance["entered"]
    return {
        "event": {"name": localize(event_name)},
        "checkin_count": entered.total(),
        "position_count": positions.total(),
        "inside_count": attendance["inside"],
        "items": [_item(row, positions, entered) for row in items],
    }


def _item(row: Row, positions: Mapping[Any, int], entered: Mapping[Any, int]) -> Json:
    kinds = [None, *(part["id"] for part in row["variations"])]
    return {
        "id": row["id"],
        "name": localize(row["name"]),
        "admission": row["kind"] == ItemKind.ADMISSION,
        "checkin_count": sum(entered[row["id"], kind] for kind in kinds),
        "position_count": sum(positions[row["id"], kind] for kind in kinds),
        "variations": [
            {
                "id": part["id"],
                "value": localize(part["value"]),
                "checkin_count": entered[row["id"], part["id"]],
                "position_count": positions[row["id"], part["id"]],
            }
            for part in row["variations"]
        ],
    }
