"""The page where a person lets an application act for them: plain HTML, one form."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from oauth2_provider.oauth2_backends import get_oauthlib_core
from oauthlib.oauth2.rfc6749 import errors

from account.models import Application, Authorization, User
from account.recency import signed_in_recently
from account.redirects import form_target
from eventhub.common.actors import Actor
from eventhub.common.errors import Invalid
from eventhub.common.text import has_nul
from tenant import queries
from tenant.access import rights
from tenant.oauth import authorizations
from tenant.oauth.actions import authorize as keep_word
from tenant.oauth.pages.hosts import on_oauth_host

NOT_ALLOWED = frozenset({"", "false", "0", "no", "off"})
UNREADABLE = "The address is damaged."


@dataclass(frozen=True)
class Asked:
    """What an application asks for, checked: its address is registered, its scopes exist."""

    uri: str
    scopes: list[str]
    details: dict[str, Any]

    @property
    def application(self) -> Application:
        client: Application = self.details["request"].client
        return client

    @property
    def redirect_uri(self) -> str:
        return str(self.details["redirect_uri"])


@on_oauth_host(form=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """GET: who asks for what, and where it shall hold. POST: the person's answer (contract, OAUTH-2 to OAUTH-4).

    What is asked for is read from the address alone, never from the form. Nobody is sent to an address that the
    application has not registered.
    """
    try:
        asked = _asked(request)
    except errors.FatalClientError as error:
        return _wrong(request, error.description or error.error)
    except errors.OAuth2Error as error:
        return _back(error.in_uri(error.redirect_uri))
    if not _is_present(request):
        return _to_sign_in(request)
    user: User = request.user  # type: ignore[assignment]  # signed in
    if request.method == "POST":
        return _answered(request, asked, user)
    if standing := _standing(request, asked, user):
        return _granted(asked, standing)
    return _page(request, asked, user)


def _asked(request: HttpRequest) -> Asked:
    core = get_oauthlib_core()
    uri = core._get_escaped_full_path(request)  # noqa: SLF001 -- our own class
    if has_nul(request.GET.dict()):
        raise errors.InvalidRequestFatalError(description=UNREADABLE)
    scopes, details = core.server.validate_authorization_request(uri, "GET", "", {})
    return Asked(uri, list(dict.fromkeys(scopes)), details)


def _is_present(request: HttpRequest) -> bool:
    return request.user.is_authenticated and signed_in_recently(
        request.session, within_s=settings.OAUTH_SIGN_IN_S
    )


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Also for those whose sign-in is too old: whoever sits there now may be somebody else."""
    query = {"next": request.get_full_path()}
    if request.user.is_authenticated:
        query = {"again": "1", **query}
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode(query)}")


def _standing(request: HttpRequest, asked: Asked, user: User) -> Authorization | None:
    """What was allowed before and need not be asked again: only when the application wishes so, and can prove who it is.

    A narrower wish becomes an authorization of its own, so that a refresh does not widen it.
    """
    application = asked.application
    if (
        request.GET.get("approval_prompt") != "auto"
        or application.client_type != Application.CLIENT_CONFIDENTIAL
    ):
        return None
    found = authorizations.standing_authorization(user, application=application, scope=asked.scopes)
    if found is None:
        return None
    standing, organizers = found
    if set(standing.scope.split()) == set(asked.scopes):
        return standing
    try:
        return _keep(asked, user, organizers)
    except Invalid:  # they have left an organizer since
        return None


def _answered(request: HttpRequest, asked: Asked, user: User) -> HttpResponse:
    if "deny" in request.POST or request.POST.get("allow", "").lower() in NOT_ALLOWED:
        state = asked.details.get("state")
        return _back(errors.AccessDeniedError(state=state).in_uri(asked.redirect_uri))
    ticked = request.POST.getlist("organizers")
    try:
        return _granted(asked, _keep(asked, user, ticked))
    except Invalid as refusal:
        return _page(request, asked, user, ticked=ticked, error=refusal.message)


def _keep(asked: Asked, user: User, organizers: list[str]) -> Authorization:
    return keep_word(
        user,
        application=asked.application,
        scope=asked.scopes,
        organizers=organizers,
        actor=Actor.user(user),
    )


def _granted(asked: Asked, authorization: Authorization) -> HttpResponse:
    # The address is in the query, or was left out: the code remembers which (RFC 6749, 4.1.3).
    told = {"request", "redirect_uri"}
    known = {name: value for name, value in asked.details.items() if name not in told}
    headers, _, _ = get_oauthlib_core().server.create_authorization_response(
        asked.uri,
        "GET",
        "",
        {},
        scopes=asked.scopes,
        credentials={**known, "user": authorization.user, "authorization": authorization},
    )
    return _back(headers["Location"])


def _page(
    request: HttpRequest,
    asked: Asked,
    user: User,
    *,
    ticked: list[str] | None = None,
    error: str = "",
) -> HttpResponse:
    organizers = list(queries.visible_organizers(rights.of_user(user)))
    if ticked is None:
        ticked = [organizer.slug for organizer in organizers] if len(organizers) == 1 else []
    context = {
        "application": asked.application,
        "scopes": authorizations.scopes_explained(asked.scopes),
        "organizers": organizers,
        "ticked": ticked,
        "person": user,
        "host": urlsplit(asked.redirect_uri).netloc,
        "error": error,
    }
    page = render(request, "tenant/authorize.html", context, status=400 if error else 200)
    page.form_targets = [form_target(asked.redirect_uri)]  # type: ignore[attr-defined]  # ours
    return page


def _wrong(request: HttpRequest, reason: str) -> HttpResponse:
    return render(request, "tenant/authorize_refused.html", {"reason": reason}, status=400)


def _back(uri: str) -> HttpResponse:
    """302 to an address that was checked; its scheme was too."""
    response = HttpResponse(status=302)
    response["Location"] = uri
    return response
