"""What a web process does before its first visitor comes, so that nobody waits for it."""

import gc

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver, reverse


def web_application() -> WSGIHandler:
    """The WSGI application with all addresses and their views loaded. Sets Django up; call it once per process.

    What is loaded by now stays: the collector no longer looks through it, which would hold every thread up each time.
    """
    application = get_wsgi_application()
    _ = get_resolver().url_patterns
    reverse("healthz")
    gc.collect()
    gc.freeze()
    return application
