"""What a provision file can say of users and OAuth applications."""

from eventhub.common.provision_file import Entries, Keys, flag, many, one_of, text

KEYS: Keys = {
    "": {
        "users": Entries("email"),
        "oauth_applications": Entries("name", required=("grant",)),
    },
    "users": {
        "email": text(longest=254),
        "username": text(longest=150),
        "password": text(longest=1000),
        "first_name": text(longest=150),
        "last_name": text(longest=150),
        "superuser": flag,
    },
    "oauth_applications": {
        "name": text(),
        "owner": text(longest=254),
        "grant": one_of("authorization-code", "client-credentials"),
        "redirect_uris": many(text(longest=2000)),
        "scopes": many(text(longest=100)),
    },
}
