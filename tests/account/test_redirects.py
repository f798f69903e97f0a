"""Where a browser may be sent back to: the whole address, letter by letter, and the one exception of the standard."""

from typing import Any

import pytest

from account.redirects import (
    LONGEST,
    form_target,
    form_targets_of,
    is_registered,
    redirect_problem,
)

AT_HOME = "http://127.0.0.1/back"


@pytest.mark.parametrize(
    ("uri", "public", "known"),
    [
        (AT_HOME, True, True),
        (AT_HOME, False, True),
        ("http://127.0.0.1:45123/back", True, True),
        ("http://127.0.0.1:45123/back", False, False),  # whoever keeps a secret has one address
        ("http://[::1]:5000/back", True, True),
        ("http://[::1]:5000/back", False, False),
        ("http://127.0.0.1:45123/other", True, False),
        ("http://localhost:45123/back", True, False),  # a name is not the machine itself
        ("https://client.example.com/back", True, True),
        ("https://client.example.com:8443/back", True, False),
    ],
)
def test_only_programs_without_a_secret_listen_on_any_port_of_their_own_machine(
    uri: str, public: bool, known: bool
) -> None:
    registered = (AT_HOME, "http://[::1]/back", "http://localhost/back", "https://client.example.com/back")  # fmt: skip

    assert is_registered(uri, among=registered, public=public) is known


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(
    ("uri", "problem"),
    [
        ("https://client.example.com/back", ""),
        ("https://client.example.com:8443/back?a=1&b=2", ""),
        ("https://client.example.com/" + "a" * (LONGEST - 27), ""),
        ("https://client.example.com/" + "a" * (LONGEST - 26), "without blanks"),
        ("", "without blanks"),
        ("https://client.example.com/a b", "without blanks"),
        ("https://client.example.com/a\x07", "without blanks"),
        ("https://client.example.com/žluť", "without blanks"),
        ("client.example.com/back", "whole address"),
        ("ftp://client.example.com/back", "whole address"),
        ("https:///back", "whole address"),
        ("https://client.example.com:0/back", "whole address"),
        ("https://client.example.com:65536/back", "whole address"),
        ("https://client.example.com/back#", "after #"),
        ("https://ada@client.example.com/back", "no user"),
        ("https://*.example.com/back", "no star"),
        ("http://client.example.com/back", "begin with https://"),
    ],
)
def test_an_address_to_return_to_is_whole_and_safe_for_everybody(
    settings: Any, uri: str, problem: str, public: bool
) -> None:
    settings.DEBUG = settings.OAUTH_HTTP_ON_LOOPBACK = False

    said = redirect_problem(uri, public=public)

    assert (said is None) if not problem else (problem in (said or ""))


@pytest.mark.parametrize(
    ("public", "here", "development", "fine"),
    [
        (True, False, False, True),
        (False, True, False, True),
        (False, False, True, True),
        (False, False, False, False),
    ],
)
def test_plain_http_stays_on_the_loopback_of_those_who_need_it(
    settings: Any, public: bool, here: bool, development: bool, fine: bool
) -> None:
    settings.OAUTH_HTTP_ON_LOOPBACK, settings.DEBUG = here, development

    for host in ("127.0.0.1", "[::1]", "localhost"):
        assert (redirect_problem(f"http://{host}/back", public=public) is None) is fine, host
    elsewhere = redirect_problem("http://127.0.0.1.example.com/back", public=public)
    assert (elsewhere is None) is development


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://client.example.com/back?a=1", "https://client.example.com"),
        ("https://client.example.com:8443/back", "https://client.example.com:8443"),
        ("http://[::1]:5000/back", "http://[::1]:5000"),
        ("javascript:alert(1)", ""),
        ("https:///back", ""),
        ("https://client.example.com:0/", ""),
        ("https://client.example.com;script-src/back", ""),  # it would say more than one thing
        ("https://a_b.example.com/", ""),
    ],
)
def test_a_page_lets_its_form_lead_to_one_origin_and_nothing_else(uri: str, origin: str) -> None:
    assert form_target(uri) == origin


@pytest.mark.parametrize(
    ("path", "targets"),
    [
        ("/oauth/authorize?redirect_uri=https://a.example/x", ["https://a.example"]),
        ("/oauth/authorize/?redirect_uri=https://a.example/x", ["https://a.example"]),
        ("/oauth/authorize?redirect_uri=https://a.example/&redirect_uri=https://b.example/", ["https://a.example"]),
        ("/oauth/authorize?state=1", []),
        ("/app/?redirect_uri=https://a.example/x", []),
        ("//[", []),
    ],
)  # fmt: skip
def test_signing_in_may_lead_on_to_an_application_that_is_being_allowed(
    path: str, targets: list[str]
) -> None:
    assert form_targets_of(path) == targets
