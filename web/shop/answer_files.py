"""Files that visitors answer with. Browsers do not show a file again that they have sent: it is kept at once, and the form
carries what it is called from then on."""

from django.http import HttpRequest, QueryDict

from eventhub.common.errors import Invalid
from eventhub.common.text import has_nul
from shop.actions.orders import answer_files
from web.shop.checkout_forms import CheckoutForm

LONGEST_NAME = 120


def take_in(form: CheckoutForm, request: HttpRequest) -> None:
    """Keeps the files that come with the request, as answers of their fields; says at the field why one is not taken."""
    skipped: set[str] = getattr(request, "skipped_files", set())
    for field in form.file_fields:
        name = f"{field.name}-file"
        file = request.FILES.get(name)
        if name in skipped:
            field.error = answer_files.TOO_LONG
        elif file is not None and file.size:
            try:
                reference = answer_files.hand_in(
                    tenant_id=form.event.tenant_id,
                    cart_id=form.parts[0].hold.cart_id,
                    name=_name(file.name or ""),
                    content=file.read(),
                )
            except Invalid as error:
                field.error = error.fields["file"][0]
            else:
                field.values = [reference]


def name_them(form: CheckoutForm) -> None:
    """Says of each file that was handed in how it is called. What is not known (any more) is no answer."""
    for field in form.file_fields:
        if field.value:
            field.shown = answer_files.name_of(field.value, cart_id=form.parts[0].hold.cart_id)
            field.values = field.values if field.shown else []


def carried(form: CheckoutForm, data: QueryDict) -> QueryDict:
    """What was typed, with the files that have come since."""
    carried = data.copy()
    for field in form.file_fields:
        carried.setlist(field.name, list(field.values))
    return carried


def _name(name: str) -> str:
    return "file" if has_nul(name) else name[-LONGEST_NAME:]
