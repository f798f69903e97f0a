"""What programs call: a code or a refresh token for tokens, a token's end, and where all this is."""

import base64
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.oauth2_backends import get_oauthlib_core
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from account import throttle
from eventhub.common.text import has_nul
from tenant.oauth.pages.hosts import issuer, on_oauth_host

PROOFS = ["client_secret_basic", "client_secret_post", "none"]
WHO = 'Basic realm="OAuth"'


@on_oauth_host(form=False)
@sensitive_post_parameters()
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """RFC 6749, 3.2 (contract, OAUTH-5 and OAUTH-8). Too many wrong secrets close a client from that network for a while."""
    if refusal := _refusal(request, needed="grant_type"):
        return refusal
    _, headers, body, status = get_oauthlib_core().create_token_response(request)
    return _answered(request, headers, body, status)


@on_oauth_host(form=False)
@sensitive_post_parameters()
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """RFC 7009 (contract, OAUTH-9). A token that does not exist is revoked as well: 200; one of another client is refused."""
    if refusal := _refusal(request, needed="token"):
        return refusal
    try:
        _, headers, body, status = get_oauthlib_core().create_revocation_response(request)
    except InvalidGrantError as error:
        return _kept_by_nobody(JsonResponse(dict(error.twotuples), status=error.status_code))
    return _answered(request, headers, body, status)


@on_oauth_host(form=False)
@require_safe
def metadata(request: HttpRequest) -> HttpResponse:
    """RFC 8414: what a client needs to know of us."""
    base = issuer()
    return JsonResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/api/v1/oauth/authorize",
            "token_endpoint": f"{base}/api/v1/oauth/token",
            "revocation_endpoint": f"{base}/api/v1/oauth/revoke_token",
            "scopes_supported": list(settings.OAUTH_SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": PROOFS,
            "revocation_endpoint_auth_methods_supported": PROOFS,
            "code_challenge_methods_supported": ["S256"],
        }
    )


def _refusal(request: HttpRequest, *, needed: str) -> HttpResponse | None:
    """What is wrong before anybody looks at client or token."""
    if throttle.is_barred(**_account(request), tries=throttle.TRIES_OF_PROGRAMS):
        answer = _error("invalid_client", "Too many wrong secrets. Wait 15 minutes.", status=429)
        answer["Retry-After"] = str(throttle.WINDOW_S)
        return answer
    if problem := _problem(request, needed=needed):
        return _error("invalid_request", problem, status=400)
    return None


def _problem(request: HttpRequest, *, needed: str) -> str | None:
    """RFC 6749, 2.3 and 3.2: each parameter once, in a form; one way to prove who asks."""
    if has_nul([request.POST, request.GET.dict()]):
        return "The request holds a NUL byte."
    if any(len(values) > 1 for _, values in request.POST.lists()):
        return "Send each parameter once."
    if not request.POST.get(needed):
        return f"Send {needed} in the body, as application/x-www-form-urlencoded."
    if request.POST.get("client_secret") and _is_basic(request):
        return "Send the client secret in one place: the header or the body."
    return None


def _error(error: str, description: str, *, status: int) -> HttpResponse:
    body = {"error": error, "error_description": description}
    return _kept_by_nobody(JsonResponse(body, status=status))


def _answered(
    request: HttpRequest, headers: dict[str, str], body: str, status: int
) -> HttpResponse:
    answer = HttpResponse(body or "", status=status, content_type="application/json")
    for name, value in headers.items():
        answer[name] = value
    if status == 401:  # noqa: PLR2004 -- the status says it
        throttle.note_failure(**_account(request))
        answer["WWW-Authenticate"] = WHO
    return _kept_by_nobody(answer)


def _kept_by_nobody(answer: HttpResponse) -> HttpResponse:
    """RFC 6749, 5.1: in these words."""
    answer["Cache-Control"] = "no-store"
    answer["Pragma"] = "no-cache"
    return answer


def _is_basic(request: HttpRequest) -> bool:
    return request.headers.get("Authorization", "").partition(" ")[0].lower() == "basic"


def _account(request: HttpRequest) -> dict[str, str]:
    """Which client somebody claims to be, and from where."""
    word = request.headers.get("Authorization", "").partition(" ")[2]
    client = request.POST.get("client_id", "")
    if _is_basic(request):
        with suppress(ValueError):
            client = base64.b64decode(word).decode().partition(":")[0]
    return {"account": f"oauth client {client}", "address": request.META.get("REMOTE_ADDR", "")}
