"""The public pages: of an installation, of an organizer, of an event."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from web import converters, home
from web.shop import addons_page, checkout, order, sales_page, waiting_list

register_converter(converters.Slug, "dotted")
register_converter(converters.Code, "code")
register_converter(converters.Color, "color")

event_pages: list[URLPattern | URLResolver] = [
    path("", sales_page.event_page, name="event-page"),
    path("dates/<int:date>/", sales_page.date_page, name="date-page"),
    path("waiting/<int:item>-<int:variation>/", waiting_list.waiting_page, name="waiting-page"),
    path(
        "dates/<int:date>/waiting/<int:item>-<int:variation>/",
        waiting_list.waiting_page,
        name="date-waiting-page",
    ),
    path("checkout/", checkout.checkout_page, name="checkout-page"),
    path("checkout/extras/", addons_page.extras_page, name="extras-page"),
    path("order/<code:code>/<code:secret>/", order.order_page, name="order-page"),
    path("order/<code:code>/<code:secret>/tickets.pdf", order.order_tickets, name="order-tickets"),
    path(
        "order/<code:code>/<code:secret>/ticket-<int:number>.pdf",
        order.order_ticket,
        name="order-ticket",
    ),
    path(
        "order/<code:code>/<code:secret>/invoice/<str:number>.pdf",
        order.order_invoice,
        name="order-invoice",
    ),
    path("order/<code:code>/<code:secret>/event.ics", order.order_calendar, name="order-ics"),
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
