"""The addresses of OAuth 2. Clients write them with and without the last slash."""

from django.urls import re_path

from tenant.oauth.pages import consent, endpoints

urlpatterns = [
    re_path("^authorize/?$", consent.authorize),
    re_path("^token/?$", endpoints.token),
    re_path("^revoke_token/?$", endpoints.revoke),
]
