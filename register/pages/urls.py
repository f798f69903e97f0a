"""The public pages: of an installation, of an organizer, of an event."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from register.pages import checkout, converters, extras, home, orders, shop, waiting

register_converter(converters.Slug, "dotted")
register_converter(converters.Code, "code")
register_converter(converters.Color, "color")

event_pages: list[URLPattern | URLResolver] = [
    path("", shop.event_page, name="event-page"),
    path("dates/<int:date>/", shop.date_page, name="date-page"),
    path("waiting/<int:item>-<int:variation>/", waiting.waiting_page, name="waiting-page"),
    path(
        "dates/<int:date>/waiting/<int:item>-<int:variation>/",
        waiting.waiting_page,
        name="date-waiting-page",
    ),
    path("checkout/", checkout.checkout_page, name="checkout-page"),
    path("checkout/extras/", extras.extras_page, name="extras-page"),
    path("order/<code:code>/<code:secret>/", orders.order_page, name="order-page"),
    path("order/<code:code>/<code:secret>/tickets.pdf", orders.order_tickets, name="order-tickets"),
    path(
        "order/<code:code>/<code:secret>/ticket-<int:number>.pdf",
        orders.order_ticket,
        name="order-ticket",
    ),
    path(
        "order/<code:code>/<code:secret>/invoice/<str:number>.pdf",
        orders.order_invoice,
        name="order-invoice",
    ),
    path("order/<code:code>/<code:secret>/event.ics", orders.order_calendar, name="order-ics"),
]
looks: list[URLPattern | URLResolver] = [
    path("look/<color:color>.css", home.look, name="event-look"),
    path("look/pictures/<uuid:picture>/", home.picture, name="picture"),
]
platform_pages: list[URLPattern | URLResolver] = [
    path("", home.home_page, name="home"),
    *looks,
    path("<dotted:organizer>/", home.organizer_page, name="organizer-page"),
    path("<dotted:organizer>/<dotted:event>/", include(event_pages)),
]
organizer_pages: list[URLPattern | URLResolver] = [
    path("", home.organizer_home, name="home"),
    *looks,
    path("<dotted:event>/", include(event_pages)),
]
