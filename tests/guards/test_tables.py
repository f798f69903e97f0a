"""Tables: who owns a row is in it, uniqueness begins with the owner, and migrations tell the whole story."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import models
from django.db.models.expressions import F, Func
from django.test.utils import isolate_apps

from eventhub.common.db.scoping import ScopedManager, TenantOwned, scope_keys

OURS = frozenset(
    "common account tenant people shop register schedule staff vendors kioskos api eventhub".split()
)
# What is unique in the world, and why.
UNIQUE_IN_THE_WORLD = {
    "tenant.Organizer.slug": "part of every public address",
    "tenant.Host.host": "a domain belongs to one organizer in the world",
    "tenant.Event.public_id": "a random UUID",
    "people.Person.public_id": "a random UUID",
    "tenant.TeamToken.secret_hash": "the secret says whose it is",
    "tenant.TeamInvite.secret_hash": "the secret says whose it is",
    "common.Upload.public_id": "a random UUID",
    "shop.Picture.public_id": "a random UUID",
    "tenant.Device.setup_hash": "the secret says whose it is",
    "tenant.Device.key_hash": "the secret says whose it is",
}


# Automatic many-to-many tables, and why they need no tenant.
OF_NO_TENANT = {
    "account.User.groups": "Django's; a login belongs to no tenant",
    "account.User.user_permissions": "Django's; a login belongs to no tenant",
}


def owned() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model._meta.app_label in OURS and any(
            field.name == "tenant" for field in model._meta.fields
        ):
            yield model


OWNED = [pytest.param(model, id=model._meta.label) for model in owned()]


@pytest.mark.parametrize("model", OWNED)
def test_rows_are_read_with_their_owner_in_mind(model: type[models.Model]) -> None:
    assert isinstance(model._default_manager, ScopedManager) or model._meta.label == (
        "common.OutboxTask"  # the queue serves all tenants
    )
    if issubclass(model, TenantOwned):
        assert not model._meta.get_field("tenant").null


@pytest.mark.parametrize("model", OWNED)
def test_uniqueness_begins_with_the_owner(model: type[models.Model]) -> None:
    for name, column in unique_columns(model):
        label = f"{model._meta.label}.{column}"
        if label in UNIQUE_IN_THE_WORLD:
            continue
        assert column in scope_keys(model) or column == "tenant", (
            f"{name}: begin with the tenant, the event or a row that knows its own, not with {column}"
        )


def automatic_tables(models_of: Apps) -> set[str]:
    """The many-to-many relations of our models whose tables Django makes by itself: their rows have no tenant."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in models_of.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_many_to_many
        if (table := field.remote_field.through) is not None and table._meta.auto_created
    }


def test_no_relation_has_an_automatic_table() -> None:
    assert automatic_tables(apps) == set(OF_NO_TENANT), (
        "give the relation a TenantOwned model (through=)"
    )


def test_a_new_relation_without_a_model_is_found() -> None:
    with isolate_apps("shop") as throwaway:

        class Shelf(models.Model):
            class Meta:
                app_label = "shop"

        class Thing(models.Model):
            shelves = models.ManyToManyField(Shelf)

            class Meta:
                app_label = "shop"

    assert throwaway is not None
    assert automatic_tables(throwaway) == {"shop.Thing.shelves"}


def unique_columns(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Each unique constraint's name and first column."""
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield field.name, field.name
    for constraint in model._meta.total_unique_constraints + [
        one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)
    ]:
        if constraint.fields:
            yield str(constraint.name), constraint.fields[0]
        else:
            yield str(constraint.name), column_of(constraint.expressions[0])


def column_of(expression: object) -> str:
    """The column inside `Lower("host")`."""
    while isinstance(expression, Func):
        expression = expression.get_source_expressions()[0]
    assert isinstance(expression, F), expression
    return str(expression.deconstruct()[1][0])


def test_every_exception_is_still_needed() -> None:
    present = {
        f"{model._meta.label}.{column}" for model in owned() for _, column in unique_columns(model)
    }

    assert set(UNIQUE_IN_THE_WORLD) <= present


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "--check", "--dry-run", "--verbosity", "0")
