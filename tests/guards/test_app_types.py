"""The single-page surfaces know the shapes of /app/ by types that are made from the document of /app/."""

import re

from django.conf import settings

from api import app_document

TYPES = settings.BASE_DIR / "frontend" / "src" / "core" / "schema.ts"


def test_the_types_of_the_surfaces_were_made_from_the_document_as_it_is() -> None:
    """A shape that changed is a change of the surfaces too: the compiler then says where."""
    made_from = re.search(r"^// Document: (\w+)$", TYPES.read_text(), re.MULTILINE)

    assert made_from is not None
    assert made_from[1] == app_document.fingerprint(app_document.app()), (
        "/app/ is described differently now. Write the types anew, and see what the compiler says:"
        " scripts/frontend run types && scripts/frontend run check"
    )


def test_whatever_the_document_answers_has_all_its_fields() -> None:
    document = app_document.app()

    order = document["components"]["schemas"]["OrderRow"]
    assert set(order["required"]) == set(order["properties"])
    assert all(path.startswith("/app/") for path in document["paths"])
