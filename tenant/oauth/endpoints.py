"""What programs call: a code or a refresh token for tokens, a token's end, and where all this is."""

import base64
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.oauth2_backends import get_oauthlib_core

from account import throttle
from eventhub.common.text import has_nul
from tenant.oauth.hosts import issuer, on_oauth_host

WHO = 'Basic realm="OAuth"'


@on_oauth_host(form=False)
@sensitive_post_parameters()
@never_cache
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """RFC 6749, 3.2 (contract, OAUTH-5 and OAUTH-8). Too many wrong secrets close a client from that network for a while."""
    if refusal := _refusal(request):
        return refusal
    _, headers, body, status = get_oauthlib_core().create_token_response(request)
    return _answered(request, headers, body, status)


@on_oauth_host(form=False)
@sensitive_post_parameters()
@never_cache
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """RFC 7009 (contract, OAUTH-9). A token that does not exist, or not for this client, is revoked as well: 200."""
    if refusal := _refusal(request):
        return refusal
    _, headers, body, status = get_oauthlib_core().create_revocation_response(request)
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
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "none",
            ],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if has_nul([request.POST, request.GET.dict()]):
        return JsonResponse({"error": "invalid_request"}, status=400)
    if throttle.is_barred(**_account(request), tries=throttle.TRIES_OF_PROGRAMS):
        words = "Too many wrong secrets. Wait 15 minutes."
        answer = JsonResponse({"error": "invalid_client", "error_description": words}, status=429)
        answer["Retry-After"] = str(throttle.WINDOW_S)
        return answer
    return None


def _answered(
    request: HttpRequest, headers: dict[str, str], body: str, status: int
) -> HttpResponse:
    answer = HttpResponse(body or "", status=status, content_type="application/json")
    for name, value in headers.items():
        answer[name] = value
    if status == 401:  # noqa: PLR2004 -- the status says it
        throttle.note_failure(**_account(request))
        answer["WWW-Authenticate"] = WHO
    return answer


def _account(request: HttpRequest) -> dict[str, str]:
    """Which client somebody claims to be, and from where."""
    kind, _, word = request.headers.get("Authorization", "").partition(" ")
    client = request.POST.get("client_id", "")
    if kind.lower() == "basic":
        with suppress(ValueError):
            client = base64.b64decode(word).decode().partition(":")[0]
    return {"account": f"oauth client {client}", "address": request.META.get("REMOTE_ADDR", "")}
