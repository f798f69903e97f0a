"""A person's applications: those they made, and those that may act for them. Plain forms that work without scripts."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from account.actions import applications
from account.actions.applications import NewSecret
from account.models import User
from eventhub.common.actors import Actor
from eventhub.common.errors import Invalid
from tenant.access.gates import self_service
from tenant.oauth import authorizations

HOME = "/auth/applications/"
View = Callable[..., HttpResponse]


def for_people(view: View) -> View:
    """A page about one's own things: visitors sign in first."""

    @self_service
    @never_cache
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(HOME)
        return view(request, *args, **kwargs)

    return answer


@for_people
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """GET: everything at a glance. POST: makes an application and shows its secret, once (contract, OAUTH-1)."""
    if request.method != "POST":
        return _overview(request)
    given = {
        "name": request.POST.get("name", "")[:500],
        "redirect_uris": request.POST.get("redirect_uris", "")[:30000],
        "client_type": request.POST.get("client_type", "confidential"),
    }
    user = _user(request)
    try:
        new = applications.create_application(
            user,
            name=given["name"],
            redirect_uris=given["redirect_uris"].split(),
            public=given["client_type"] == "public",
            actor=Actor.user(user),
        )
    except Invalid as refusal:
        return _overview(request, given=given, wrong=refusal.fields)
    return _secret(request, new)


@for_people
@require_POST
def change(request: HttpRequest, client_id: str) -> HttpResponse:
    """Another name, other addresses to return to."""
    given = {
        "name": request.POST.get("name", "")[:500],
        "redirect_uris": request.POST.get("redirect_uris", "")[:30000],
    }
    user = _user(request)
    try:
        changed = applications.change_application(
            user,
            client_id=client_id,
            name=given["name"],
            redirect_uris=given["redirect_uris"].split(),
            actor=Actor.user(user),
        )
    except Invalid as refusal:
        return _overview(request, changing={"id": client_id, **given}, wrong=refusal.fields)
    return _home(request, f"{changed} is changed.")


@for_people
@require_POST
def enable(request: HttpRequest, client_id: str) -> HttpResponse:
    """A disabled application begins anew."""
    user = _user(request)
    back = applications.enable_application(user, client_id=client_id, actor=Actor.user(user))
    return _home(request, f"{back} is enabled again. People must allow it anew.")


@for_people
@require_POST
def renew(request: HttpRequest, client_id: str) -> HttpResponse:
    """Another secret, shown once."""
    user = _user(request)
    return _secret(
        request, applications.renew_secret(user, client_id=client_id, actor=Actor.user(user))
    )


@for_people
@require_POST
def disable(request: HttpRequest, client_id: str) -> HttpResponse:
    """The end of an application and all its tokens."""
    user = _user(request)
    ended = applications.disable_application(user, client_id=client_id, actor=Actor.user(user))
    return _home(request, f"{ended} is disabled. Its tokens are worth nothing from now on.")


@for_people
@require_POST
def revoke(request: HttpRequest, client_id: str) -> HttpResponse:
    """Takes back what was allowed (contract, OAUTH-12)."""
    user = _user(request)
    ended = applications.revoke_authorizations(user, client_id=client_id, actor=Actor.user(user))
    return _home(request, f"{ended} may not act for you any more.")


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # for_people has seen to it


def _overview(
    request: HttpRequest,
    *,
    given: dict[str, str] | None = None,
    changing: dict[str, str] | None = None,
    wrong: dict[str, list[str]] | None = None,
) -> HttpResponse:
    user = _user(request)
    context = {
        "own": authorizations.own_applications(user),
        "allowed": authorizations.allowed_applications(user),
        "history": authorizations.history(user),
        "given": given or {"client_type": "confidential"},
        "changing": changing,
        "wrong": wrong or {},
    }
    return render(request, "tenant/applications.html", context, status=400 if wrong else 200)


def _secret(request: HttpRequest, new: NewSecret) -> HttpResponse:
    return render(request, "tenant/application_secret.html", {"new": new})


def _home(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    response = HttpResponseRedirect(HOME)
    response.status_code = 303
    return response
