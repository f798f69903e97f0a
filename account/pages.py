"""Signing in and out: plain forms that work without scripts."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from account import throttle
from account.models import User
from account.recency import note_sign_in
from account.redirects import form_targets_of
from eventhub.common.errors import Unavailable

WRONG = gettext_noop("The e-mail address, user name or password is wrong.")
BARRED = gettext_noop("Too many failed attempts. Please wait 15 minutes and try again.")
MISSING = gettext_noop("Enter your e-mail address or user name, and your password.")
LONGEST_NAME, LONGEST_PASSWORD = 254, 1024


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: signs in with a new session key and goes on to `next`, a path of ours. With `again`, who is
    signed in already does so once more.

    Unknown people, wrong passwords and closed accounts get the same words after the same work.
    """
    target = _target(request)
    if request.method != "POST":
        return (
            HttpResponseRedirect(target)
            if request.user.is_authenticated and "again" not in request.GET
            else _form(request, target)
        )
    # What is looked up is what is counted: no spelling of a name has tries of its own.
    name = request.POST.get("username", "").replace("\x00", "").strip()
    password = request.POST.get("password", "")
    address = request.META.get("REMOTE_ADDR", "")
    if not name or not password:
        return _form(request, target, error=MISSING, name=name, status=400)
    if not throttle.admits(account=name, address=address):
        return _barred(request, target, name)
    try:
        user = _authenticated(request, name, password)
    except Unavailable:  # too many at once: nobody looked at the password
        throttle.take_back(account=name, address=address)
        raise
    if user is None:
        return _form(request, target, error=WRONG, name=name, status=400)
    throttle.forget(account=name, address=address)
    login(request, user)
    note_sign_in(request.session)
    return _in_their_language(_see_other(target), user)


def _barred(request: HttpRequest, target: str, name: str) -> HttpResponse:
    page = _form(request, target, error=BARRED, name=name, status=429)
    page["Retry-After"] = str(throttle.WINDOW_S)
    return page


def _authenticated(request: HttpRequest, name: str, password: str) -> User | None:
    """What nobody's name or password can be is not looked up, but takes as long."""
    if len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
        name, password = "-", password[:LONGEST_PASSWORD]
    user = authenticate(request, username=name, password=password)
    return user if isinstance(user, User) else None


def _target(request: HttpRequest) -> str:
    """`next` when it is a path of ours, else where everybody goes."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_path = wanted.startswith("/") and wanted.isprintable() and "\\" not in wanted
    if is_path and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return settings.LOGIN_REDIRECT_URL


def _form(
    request: HttpRequest, target: str, *, error: str = "", name: str = "", status: int = 200
) -> HttpResponse:
    person = request.user
    if isinstance(person, User) and not name:
        name = person.email
    context = {
        "error": gettext(error) if error else "",
        "name": name[:LONGEST_NAME],
        "next": target,
        "again": person.is_authenticated,
    }
    page = render(request, "account/sign_in.html", context, status=status)
    page.form_targets = form_targets_of(target)  # type: ignore[attr-defined]  # read by ContentPolicyMiddleware
    return page


def _in_their_language(response: HttpResponse, user: User) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.locale,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session. Harmless when there is none."""
    logout(request)
    return _see_other("/auth/signed-out/")


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Says so."""
    return render(request, "account/signed_out.html")


def _see_other(target: str) -> HttpResponse:
    response = HttpResponseRedirect(target)
    response.status_code = 303
    return response
