"""`manage.py openapi`: writes docs/openapi-v1.yaml anew. A test compares the file with what the program describes."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

from api.v1 import document

FILE = Path(settings.BASE_DIR) / "docs" / "openapi-v1.yaml"


def written() -> str:
    """v1's document as the file has it."""
    return yaml.safe_dump(
        document.v1(), sort_keys=False, allow_unicode=True, width=120, default_flow_style=False
    )


class Command(BaseCommand):
    """Writes the document of v1 for review: a breaking change is then seen in the diff."""

    help = "Writes docs/openapi-v1.yaml from what the views of v1 describe."

    def handle(self, *args: Any, **options: Any) -> None:
        FILE.write_text(written())
        self.stdout.write(f"{FILE.relative_to(settings.BASE_DIR)} is up to date.")
