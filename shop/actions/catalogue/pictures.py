"""What items look like: a file that was handed in (eventhub.common.effects.uploads) becomes an item's picture."""

from eventhub.common.actors import Actor
from eventhub.common.effects import uploads
from eventhub.common.errors import Invalid
from shop.models import Item, Picture
from tenant.events.addresses import picture_url
from tenant.models import Event

KINDS = ("image/png", "image/jpeg", "image/gif")


def show(item: Item, said: str | None, *, actor: Actor) -> bool:
    """Lets the unsaved item show what was said: `file:<uuid>`, None for no picture, or the address of the one that it
    has; whether that changed anything.

    Raises Invalid at `picture` for everything else. Two queries, and the row of a new picture; none for None.
    """
    if said is None:
        changed = item.picture_id is not None
        item.picture = None
        return changed
    if item.picture_id is not None:
        known = Picture.objects.filter(event=item.event_id, pk=item.picture_id)
        if said in map(picture_url, known.values_list("public_id", flat=True)):
            return False
    try:
        upload = uploads.take(said, actor=actor, kinds=KINDS)
    except ValueError as error:
        raise Invalid.field("picture", str(error)) from error
    item.picture = Picture.objects.create(
        tenant_id=item.tenant_id,
        event_id=item.event_id,
        content_type=upload.content_type,
        content=upload.content,
    )
    return True


def forget_unused(event: Event) -> None:
    """Deletes the pictures of the event that no item shows any more. One statement for none."""
    Picture.objects.filter(event=event, items__isnull=True).delete()
