"""The shop in the menu."""

from tenant.access.surfaces import Page, Submenu, Surfaces, of_series

SURFACES = Surfaces(
    title="Shop",
    icon="ticket",
    order=20,
    submenus=(
        Submenu(
            "sales",
            "Sales",
            (
                Page("orders", "Orders", "orders", words="payments refunds invoices"),
                Page("vouchers", "Vouchers", "percent", words="discounts codes"),
                Page("waiting-list", "Waiting list", "people"),
                Page("carts", "Carts", "ticket"),
            ),
        ),
        Submenu(
            "catalogue",
            "Catalogue",
            (
                Page("dates", "Dates", "calendar", when=of_series, words="series"),
                Page("items", "Levels & items", "ticket", words="products tickets prices add-ons"),
                Page("categories", "Categories", "folder"),
                Page("taxes", "Tax rules", "percent", words="vat"),
                Page("quotas", "Quotas", "gauge", words="capacity availability"),
                Page("form", "Form", "form", words="questions answers"),
            ),
        ),
    ),
)
