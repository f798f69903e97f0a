"""The names of what devices may be limited to. Which calls a profile opens is v1's matter: api.v1.device_profiles."""

FULL = "full"
PROFILES: dict[str, str] = {
    FULL: "Everything that devices may do",
    "pretixscan": "Scanning, with and without network",
    "pretixscan_online_noorders": "Scanning with network only, without the lists of orders",
    "pretixscan_online_kiosk": "Scanning with network only, without orders and search",
    "pretixpos": "Selling and scanning",
}
