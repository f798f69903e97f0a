"""When no view answers: pages for people, the envelope for programs, and nothing that leaks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from eventhub.web import error_pages
from tests.web.pages import text_of, visitor


def asked(path: str):
    return RequestFactory().get(path, headers={"host": "localhost"})


@pytest.mark.parametrize("path", ["/x/", "/app/shop/api/x/", "/api/v1/x/"])
def test_a_failure_says_nothing_of_its_cause(path):
    answer = error_pages.server_error(asked(path))

    assert answer.status_code == 500
    assert "went wrong on our side" in text_of(answer)
    assert "Traceback" not in answer.content.decode()


def test_people_get_pages_and_programs_the_envelope():
    page = error_pages.denied(asked("/x/"), PermissionDenied())
    answer = error_pages.denied(asked("/app/shop/api/x/"), PermissionDenied())

    assert (page.status_code, answer.status_code) == (403, 403)
    assert page["Content-Type"].startswith("text/html")
    assert answer["Content-Type"] == "application/json"
    assert b'"code":"permission_denied"' in answer.content


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/auth/login/", "text/html; charset=utf-8"),
        ("/bigevents/con2027/checkout/", "text/html; charset=utf-8"),
        ("/app/shop/api/items/", "application/json"),
        ("/api/v1/upload", "application/json"),
    ],
)
def test_a_body_longer_than_anything_is_not_read(path, kind):
    answer = visitor().generic("POST", path, b"", CONTENT_LENGTH="54525953")

    assert (answer.status_code, answer["Content-Type"]) == (413, kind)
    assert "too large" in text_of(answer)
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("said", ["-1", "9" * 40, "1e3", "٣"])
def test_a_length_that_is_none_is_refused(said):
    assert visitor().generic("POST", "/auth/login/", b"", CONTENT_LENGTH=said).status_code == 413


@pytest.mark.django_db
def test_the_refusal_of_a_foreign_form_offers_a_way_on():
    answer = visitor(enforce_csrf_checks=True).post("/auth/login/", {"username": "ada"})

    assert answer.status_code == 403
    assert "allow cookies" in text_of(answer)
