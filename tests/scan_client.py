"""A scan app, as far as its server can tell: the calls of contract part C in their order, and what it reads of each
answer without asking whether it is there. Transport is the caller's: the test client, or a socket."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

Json = dict[str, Any]
Send = Callable[[str, str, bytes, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]

EVENT = {"slug", "name", "currency", "date_from", "date_to", "has_subevents", "live", "testmode", "timezone", "plugins", "seating_plan", "seat_category_mapping", "valid_keys"}  # fmt: skip
CATEGORY = {"id", "position", "name", "description", "is_addon"}
ITEM = {"id", "position", "name", "internal_name", "description", "active", "admission", "category", "default_price", "has_variations", "variations", "bundles", "addons", "require_voucher", "hide_without_voucher", "require_bundling", "issue_giftcard", "free_price", "tax_rule", "checkin_attention", "checkin_text", "picture", "personalized", "generate_tickets", "media_policy", "media_type", "validity_mode"}  # fmt: skip
VARIATION = {"id", "value", "active", "description", "position", "price", "default_price", "checkin_attention", "checkin_text", "available_from", "available_until"}  # fmt: skip
QUESTION = {"id", "position", "required", "items", "type", "question", "identifier", "options", "ask_during_checkin", "show_during_checkin", "dependency_question", "dependency_values"}  # fmt: skip
LIST = {"id", "name", "all_products", "limit_products", "include_pending", "subevent", "allow_multiple_entries", "allow_entry_after_exit", "addon_match", "rules"}  # fmt: skip
ORDER = {"code", "status", "email", "datetime", "testmode", "require_approval", "total", "locale", "checkin_attention", "checkin_text", "valid_if_pending", "invoice_address", "positions"}  # fmt: skip
POSITION = {"id", "positionid", "item", "variation", "secret", "attendee_name", "attendee_name_parts", "attendee_email", "subevent", "addon_to", "price", "tax_rate", "tax_value", "seat", "blocked", "valid_from", "valid_until", "answers", "checkins"}  # fmt: skip
CHECKIN = {"id", "list", "datetime", "type"}
SUBEVENT = {"id", "event", "active", "date_from", "date_to", "name", "item_price_overrides", "variation_price_overrides", "seat_category_mapping"}  # fmt: skip
WITHOUT = "&".join(f"exclude={name}" for name in ("downloads", "payment_date", "payment_provider", "fees", "positions.downloads", "payments", "refunds"))  # fmt: skip
FACTS = {"hardware_brand": "Zebra", "hardware_model": "TC25", "os_name": "Android", "os_version": "13", "software_brand": "scan", "software_version": "2.0"}  # fmt: skip


class Wiped(Exception):
    """The server said that the device was revoked: the app forgets everything."""


@dataclass
class ScanClient:
    """`send(method, path, body, headers)` -> status, headers, body."""

    send: Send
    organizer: str = ""
    key: str = ""
    stamps: dict[str, str] = field(default_factory=dict)
    generated: dict[str, str] = field(default_factory=dict)
    found: dict[str, list[Json]] = field(default_factory=dict)

    def call(self, method: str, path: str, data: Any = None, **headers: str) -> tuple[int, Mapping[str, str], Json]:  # fmt: skip
        if self.key:
            headers["Authorization"] = f"Device {self.key}"
        body = b"" if data is None else json.dumps(data).encode()
        status, answered, raw = self.send(method, f"/api/v1/{path}", body, headers)
        assert status < 500, (status, path, raw)
        assert status not in {301, 302, 308}, (path, "a redirect loses the body")
        read = json.loads(raw) if raw else {}
        assert isinstance(read, dict), (path, read)
        if status == 401 and read.get("detail") == "Device access has been revoked.":
            raise Wiped
        return status, answered, read

    def get(self, path: str) -> Json:
        status, _, read = self.call("GET", path)
        assert status == 200, (status, path, read)
        return read

    @property
    def base(self) -> str:
        return f"organizers/{self.organizer}/"

    # --- C1 ---------------------------------------------------------------------------------------------------------

    def set_up(self, token: str) -> Json:
        status, _, told = self.call("POST", "device/initialize", {"token": token, **FACTS})
        assert status == 200, told
        self.organizer, self.key = told["organizer"], told["api_token"]
        assert isinstance(told["device_id"], int)
        assert told["unique_serial"]
        return told

    def pick_event(self) -> str:
        rows = self.get(f"{self.base}events/?ends_after=2020-01-01T00:00:00Z&ordering=date_from&live=true")  # fmt: skip
        assert {"name", "slug", "date_from", "date_to", "live"} <= set(rows["results"][0])
        dates = self.get(f"{self.base}subevents/?ends_after=2020-01-01T00:00:00Z&ordering=date_from&active=true&event__live=true")  # fmt: skip
        assert isinstance(dates["results"], list)
        return str(rows["results"][0]["slug"])

    # --- C2 ---------------------------------------------------------------------------------------------------------

    def pages(self, path: str, *, stop_after: int | None = None) -> list[Json]:
        """All rows, over `next` as it is written; the moment and the stamp of the first page are kept."""
        kind = path.split("?", maxsplit=1)[0]
        headers = {"If-Modified-Since": self.stamps[kind]} if kind in self.stamps else {}
        status, answered, read = self.call("GET", path, **headers)
        if status == 304:
            return []
        assert status == 200, (status, path, read)
        if "Last-Modified" in answered:
            self.stamps[kind] = answered["Last-Modified"]
        if "X-Page-Generated" in answered and stop_after is None:
            self.generated[kind] = answered["X-Page-Generated"]
        rows = list(read["results"])
        while read["next"] and (stop_after is None or len(rows) < stop_after):
            parts = urlsplit(read["next"])
            read = self.get(f"{parts.path.removeprefix('/api/v1/')}?{parts.query}")
            rows += read["results"]
        self.found[kind] = rows
        return rows

    def sync(self, event: str) -> dict[str, list[Json]]:
        """One cycle; kind -> what came. What did not change since the last one is not there."""
        assert {"name", "gate"} <= set(self.call("POST", "device/update", {**FACTS, "info": {}, "rsa_pubkey": "k"})[2])  # fmt: skip
        info = self.get("device/info")
        assert info["server"]["version"]["pretix_numeric"] >= 40120001001
        assert info["medium_key_sets"] == []
        here = f"{self.base}events/{event}/"
        came: dict[str, list[Json]] = {}
        dates = f"{self.base}subevents/"
        since = self.generated.get(dates)
        came["subevents"] = self.pages(dates if since is None else f"{dates}?ordering=-last_modified&modified_since={since}")  # fmt: skip
        row = self.get(here)
        assert set(row) >= EVENT
        assert isinstance(row["seat_category_mapping"], dict)
        assert isinstance(row["valid_keys"]["pretix_sig1"], list)
        for kind in ("categories", "items", "questions", "badgelayouts", "badgeitems"):
            came[kind] = self.pages(f"{here}{kind}/")
        came["checkinlists"] = self.pages(f"{here}checkinlists/?exclude=checkin_count&exclude=position_count")  # fmt: skip
        for kind, at in (("revokedsecrets", "created"), ("blockedsecrets", "updated")):
            known = self.found.get(f"{here}{kind}/")
            newest = max((row[at] for row in known), default=None) if known else None
            came[kind] = self.pages(f"{here}{kind}/" + (f"?ordering=-{at}&{at}_since={newest}" if newest else ""))  # fmt: skip
        came["orders"] = self.orders(event)
        self.get(f"{self.base}reusablemedia/")
        assert {"locale", "locales", "name_scheme", "attendee_names_asked"} <= set(self.get(f"{here}settings/"))  # fmt: skip
        self._insist(came)
        return came

    def orders(self, event: str, *, query: str = "", stop_after: int | None = None) -> list[Json]:
        kind = f"{self.base}events/{event}/orders/"
        since = self.generated.get(kind)
        later = f"&ordering=-last_modified&modified_since={since}" if since and not query else query
        return self.pages(f"{kind}?testmode=false&{WITHOUT}&pdf_data=true{later}", stop_after=stop_after)  # fmt: skip

    def _insist(self, came: Mapping[str, list[Json]]) -> None:
        shapes = {"subevents": SUBEVENT, "categories": CATEGORY, "items": ITEM, "questions": QUESTION, "checkinlists": LIST, "orders": ORDER}  # fmt: skip
        for kind, names in shapes.items():
            for row in came[kind]:
                assert names <= set(row), (kind, names - set(row))
        for order in came["orders"]:
            assert isinstance(order["total"], str)
            for position in order["positions"]:
                assert set(position) >= POSITION, POSITION - set(position)
                assert isinstance(position["pdf_data"], dict)
                assert all(set(scan) >= CHECKIN for scan in position["checkins"])
        for item in came["items"]:
            assert all(set(part) >= VARIATION for part in item["variations"])

    # --- Scans ------------------------------------------------------------------------------------------------------

    def upload_scan(self, event: str, list_id: int, scan: Json) -> bool:
        """One scan of the queue; whether it leaves it."""
        at = f"{self.base}events/{event}/checkinlists/{list_id}/positions/{quote(scan['secret'], safe='')}/redeem/"  # fmt: skip
        sent = {"force": True, "questions_supported": False, "datetime": scan["datetime"], "nonce": scan["nonce"]}  # fmt: skip
        status, _, read = self.call("POST", at, sent)
        return read.get("status") == "ok" or status in {400, 404}

    def scan(self, lists: list[int], secret: str, **more: Any) -> tuple[int, Json]:
        """One scan over the network, and what the app reads of the answer."""
        sent = {
            "secret": secret, "lists": lists, "type": "entry", "source_type": "barcode", "force": False,
            "ignore_unpaid": False, "answers": {}, "questions_supported": True, "canceled_supported": True,
            "use_order_locale": False, **more,
        }  # fmt: skip
        status, _, read = self.call("POST", f"{self.base}checkinrpc/redeem/?expand=answers.question&pdf_data=true", sent)  # fmt: skip
        if "status" in read:
            assert isinstance(read["require_attention"], bool)
            assert isinstance(read["checkin_texts"], list)
            assert {"id", "name", "event", "subevent", "include_pending"} <= set(read["list"])
        if "position" in read:
            position = read["position"]
            assert {"id", "item", "order", "order__status", "order__valid_if_pending", "order__require_approval", "order__locale", "pdf_data"} <= set(position)  # fmt: skip
            assert all(scan["list"] in lists and scan["datetime"] for scan in position["checkins"])
        for question in read.get("questions", []):
            assert set(question) >= QUESTION
        return status, read
