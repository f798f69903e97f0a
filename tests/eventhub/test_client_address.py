"""Whose address is counted, when proxies stand before us."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from eventhub.web.middleware import ClientAddressMiddleware

PROXY = "10.0.0.1"


def seen(forwarded: str | None) -> str:
    """The address that the rest of the house sees."""
    headers: dict[str, Any] = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, **headers)
    ClientAddressMiddleware(lambda _: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize("forwarded", [None, "", "192.0.2.7", "192.0.2.7, 10.0.0.9"])
def test_without_trusted_proxies_the_header_is_anybodys_word(forwarded: str | None) -> None:
    assert seen(forwarded) == PROXY


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        (1, "6.6.6.6,192.0.2.7 ", "192.0.2.7"),
        (1, "2001:db8::1", "2001:db8::1"),
        (2, "192.0.2.7, 10.0.0.9", "192.0.2.7"),
        (2, "6.6.6.6, 192.0.2.7, 10.0.0.9", "192.0.2.7"),
        (2, "192.0.2.7", PROXY),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, "192.0.2.7, <script>", PROXY),
    ],
)
def test_the_outermost_trusted_proxy_says_who_called_it(
    settings: Any, proxies: int, forwarded: str | None, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert seen(forwarded) == address
