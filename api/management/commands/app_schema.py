"""`manage.py app_schema`: prints the OpenAPI document of /app/; `npm run types` makes the surfaces' types from it."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from api import app_document


class Command(BaseCommand):
    """Prints the document as JSON, with the fingerprint that tells whether types are up to date."""

    help = "Prints the OpenAPI document of /app/ as JSON (scripts/frontend run types reads it)."

    def handle(self, *args: Any, **options: Any) -> None:
        document = app_document.app()
        marked = {**document, "x-fingerprint": app_document.fingerprint(document)}
        self.stdout.write(json.dumps(marked, ensure_ascii=False, default=str))
