"""The names of what devices may be limited to. Which calls a profile opens is v1's matter: api.v1.device_profiles."""

from django.utils.translation import gettext_noop

FULL = "full"
PROFILES: dict[str, str] = {
    FULL: gettext_noop("Everything that devices may do"),
    "pretixscan": gettext_noop("Scanning, with and without network"),
    "pretixscan_online_noorders": gettext_noop(
        "Scanning with network only, without the lists of orders"
    ),
    "pretixscan_online_kiosk": gettext_noop(
        "Scanning with network only, without orders and search"
    ),
    "pretixpos": gettext_noop("Selling and scanning"),
}
