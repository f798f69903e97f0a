"""The shop in the menu."""

from django.utils.translation import gettext_noop

from tenant.access.surfaces import Page, Submenu, Surfaces, of_series

SURFACES = Surfaces(
    title=gettext_noop("Shop"),
    icon="ticket",
    order=20,
    submenus=(
        Submenu(
            "sales",
            gettext_noop("Sales"),
            (
                Page(
                    "orders",
                    gettext_noop("Orders"),
                    "orders",
                    words=gettext_noop("payments refunds invoices"),
                ),
                Page(
                    "vouchers",
                    gettext_noop("Vouchers"),
                    "percent",
                    words=gettext_noop("discounts codes"),
                ),
                Page("waiting-list", gettext_noop("Waiting list"), "people"),
                Page("carts", gettext_noop("Carts"), "ticket"),
            ),
        ),
        Submenu(
            "catalogue",
            gettext_noop("Catalogue"),
            (
                Page(
                    "dates",
                    gettext_noop("Dates"),
                    "calendar",
                    when=of_series,
                    words=gettext_noop("series"),
                ),
                Page(
                    "items",
                    gettext_noop("Levels & items"),
                    "ticket",
                    words=gettext_noop("products tickets prices add-ons"),
                ),
                Page("categories", gettext_noop("Categories"), "folder"),
                Page("taxes", gettext_noop("Tax rules"), "percent", words=gettext_noop("vat")),
                Page(
                    "quotas",
                    gettext_noop("Quotas"),
                    "gauge",
                    words=gettext_noop("capacity availability"),
                ),
                Page("form", gettext_noop("Form"), "form", words=gettext_noop("questions answers")),
            ),
        ),
    ),
)
