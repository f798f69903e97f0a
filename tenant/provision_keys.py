"""What a provision file can say of tenants, organizers, branches, teams, devices and events, and who belongs where."""

from eventhub.common.provision_file import (
    LONG,
    SLUG,
    Entries,
    Keys,
    NothingOr,
    Reader,
    either,
    flag,
    many,
    mapping_of,
    moment,
    one_of,
    plain,
    table,
    text,
    words,
)

PLACED: dict[str, Reader] = {
    "slug": text(longest=LONG),
    "name": text(),
    "branch": text(longest=LONG),
}
_BRANCH: dict[str, Reader] = {
    "slug": text(longest=LONG),
    "name": text(),
    "level": text(longest=40),
}
_TEAM: dict[str, Reader] = {
    "name": text(),
    "permissions": either(one_of("all"), many(text())),
    "modules": either(text(), mapping_of(text())),
    "all_events": flag,
    "limit_events": many(text(longest=SLUG)),
    "tokens": many(text()),
}
_DEVICE: dict[str, Reader] = {
    "name": text(),
    "all_events": flag,
    "limit_events": many(text(longest=SLUG)),
    "security_profile": text(longest=40),
}
_EVENT: dict[str, Reader] = {
    "slug": text(longest=SLUG),
    "name": words,
    "date_from": moment,
    "date_to": NothingOr(moment),
    "date_admission": NothingOr(moment),
    "presale_start": NothingOr(moment),
    "presale_end": NothingOr(moment),
    "currency": text(longest=3),
    "timezone": text(longest=60),
    "location": NothingOr(words),
    "is_public": flag,
    "testmode": flag,
    "has_subevents": flag,
    "plugins": many(text()),
    "settings": mapping_of(plain),
}
KEYS: Keys = {
    "": {"tenants": Entries("slug")},
    "tenants": {
        "slug": text(longest=SLUG),
        "name": text(),
        "organizers": Entries("slug"),
    },
    "tenants.organizers": {
        "slug": text(longest=SLUG),
        "name": text(),
        "hosts": many(text(longest=253)),
        "locales": many(text(longest=20)),
        "currency": text(longest=3),
        "timezone": text(longest=60),
        "plugins": many(text()),
        "adapters": many(one_of("festival", "club")),
        "branches": table("slug", _BRANCH),
        "teams": table("name", _TEAM),
        "devices": table("name", _DEVICE),
        "events": table("slug", _EVENT),
    },
    "users": {
        "teams": many(text(longest=250)),
        "organizers": mapping_of(one_of("staff", "admin", "superadmin")),
        "branches": many(text(longest=250)),
    },
    "oauth_applications": {"organizer": text(longest=SLUG)},
}
