"""The page behind the link of an invitation. Plain forms that work without scripts."""

import datetime as dt
from typing import Any

from babel.dates import format_date, format_time
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from account.actions.accounts import LONGEST_NAME, LONGEST_PASSWORD, has_account
from eventhub.common.errors import DomainError, Gone
from eventhub.common.i18n import locale_of
from tenant.models import TeamInvite
from tenant.teams.actions import invitations

BACKEND = "account.backends.EmailOrUsernameBackend"


@sensitive_variables("secret")
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """GET says who invites to what, and changes nothing: readers of mail open links too. POST joins: who is signed in
    with their account, everybody else with a new one for the address that was invited."""
    try:
        found = invitations.open_invite(secret)
        return _page(request, found) if request.method != "POST" else _join(request, found, secret)
    except Gone as error:
        return render(request, "tenant/invitation_over.html", {"error": error}, status=410)


@sensitive_variables("secret", "password")
def _join(request: HttpRequest, found: TeamInvite, secret: str) -> HttpResponse:
    if request.user.is_authenticated:
        invitations.accept_invite(secret, user=request.user)
        return _onwards()
    name, password = request.POST.get("name", ""), request.POST.get("password", "")
    try:
        member = invitations.join_with_new_account(secret, name=name, password=password)
    except Gone:
        raise
    except DomainError as error:
        return _page(request, found, error=error, name=name)
    login(request, member.user, backend=BACKEND)
    return _onwards()


def _page(
    request: HttpRequest, found: TeamInvite, *, error: DomainError | None = None, name: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "team": found.team,
        "email": found.email,
        "until": _written(invitations.expires_at(found)),
        "known": not request.user.is_authenticated and has_account(found.email),
        "here": request.path,
        "error": error,
        "name": name.replace("\x00", "")[:LONGEST_NAME],
        "longest_name": LONGEST_NAME,
        "longest_password": LONGEST_PASSWORD,
    }
    return render(request, "tenant/invitation.html", context, status=error.status if error else 200)


def _written(at: dt.datetime) -> str:
    locale = locale_of()
    day, hour = format_date(at, "long", locale=locale), format_time(at, "short", locale=locale)
    return f"{day}, {hour} (UTC)"


def _onwards() -> HttpResponse:
    answer = HttpResponseRedirect("/app/")
    answer.status_code = 303
    return answer
