"""When no view answers: pages for people, the envelope for programs, and nothing that leaks."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from eventhub import refusals
from tests.register.pages import text_of, visitor


def asked(path: str):
    return RequestFactory().get(path, headers={"host": "localhost"})


@pytest.mark.parametrize("path", ["/x/", "/app/shop/api/x/", "/api/v1/x/"])
def test_a_failure_says_nothing_of_its_cause(path):
    answer = refusals.server_error(asked(path))

    assert answer.status_code == 500
    assert "went wrong on our side" in text_of(answer)
    assert "Traceback" not in answer.content.decode()


def test_people_get_pages_and_programs_the_envelope():
    page = refusals.denied(asked("/x/"), PermissionDenied())
    answer = refusals.denied(asked("/app/shop/api/x/"), PermissionDenied())

    assert (page.status_code, answer.status_code) == (403, 403)
    assert page["Content-Type"].startswith("text/html")
    assert answer["Content-Type"] == "application/json"
    assert b'"code":"permission_denied"' in answer.content


@pytest.mark.django_db
def test_the_refusal_of_a_foreign_form_offers_a_way_on():
    answer = visitor(enforce_csrf_checks=True).post("/auth/login/", {"username": "ada"})

    assert answer.status_code == 403
    assert "allow cookies" in text_of(answer)
