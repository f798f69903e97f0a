"""The provision file: read with line numbers, checked against the floors' keys, applied floor by floor.

Keys identify, other fields update; what the file does not name stays as it is. docs/provision.md describes the format.
"""

from functools import cache

from django.db import IntegrityError, connection, transaction

from eventhub.common import floors, hooks
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.provision_file import NULL, Reader, parsed, reader_of
from eventhub.common.provisioning import Outcome, ProvisionError, Section

LOCK = 0x45565056  # "EVPV": two runs at once work one after the other


@durable
def provision(source: str | bytes, *, actor: Actor) -> Outcome:
    """Applies a file's text in one transaction and returns what was done; the same file again does nothing.

    Raises ProvisionError with line and key; then nothing was written. An advisory lock lets one run pass at a time.
    """
    return provision_within(source, actor=actor)


@transaction.atomic(savepoint=False)
def provision_within(source: str | bytes, *, actor: Actor) -> Outcome:
    """`provision` inside a larger transaction."""
    file = read(source)
    outcome = Outcome()
    one_at_a_time()
    try:
        hooks.run("PROVISIONERS", file=file, outcome=outcome, actor=actor)
    except IntegrityError as error:
        raise ProvisionError(
            "Something that the file names was changed at this moment. Please run it again."
        ) from error
    if outcome.created or outcome.changed:
        audit.record(
            "installation.provisioned",
            actor=actor,
            data={"created": outcome.created, "changed": outcome.changed},
        )
    return outcome


def one_at_a_time() -> None:
    """Waits until no other transaction sets the installation up, and holds that place until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def read(source: str | bytes) -> Section:
    """The file's content, as the floors' `provision_keys.py` describe it.

    Raises ProvisionError for what is no YAML, unknown keys and wrong types.
    """
    node = parsed(source)
    if node is None or node.tag == NULL:
        return Section({}, line=1, lines={})
    file: Section = _reader()(node, "")
    return file


@cache
def _reader() -> Reader:
    return reader_of((floor, keys.KEYS) for floor, keys in floors.brought("provision_keys"))
