"""A person's word that an application may act for them at some organizers."""

from collections.abc import Collection, Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

from account.models import Application, Authorization, User
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import durable
from eventhub.common.effects import audit
from eventhub.common.effects.mail import queue_mail
from eventhub.common.errors import Invalid
from tenant import queries
from tenant.access import rights
from tenant.models import AuthorizationOrganizer, Organizer
from tenant.oauth import authorizations

PAGE = "/auth/applications/"


@durable
def authorize(
    user: User,
    *,
    application: Application,
    scope: Sequence[str],
    organizers: Collection[str],
    actor: Actor,
) -> Authorization:
    """Keeps the user's word: the application may use `scope` at these organizers (slugs), and nowhere else.

    Writes `authorization.granted` on the user and promises them a security notice by mail (contract, OAUTH-13).
    Raises Invalid by `organizers` when there are none, or one that the user does not belong to, and when the application
    was disabled meanwhile. Locks the application: whoever disables it ends every word. Not idempotent: each word stands
    for itself, so that an older token never reaches what was allowed later.
    """
    living = Application.objects.filter(pk=application.pk, disabled_at=None)
    if not living.select_for_update(no_key=True).exists():
        _refuse(gettext_noop("This application was disabled."))
    wanted = set(organizers)
    chosen = [row for row in queries.visible_organizers(rights.of_user(user)) if row.slug in wanted]
    if not chosen:
        _refuse(gettext_noop("Choose at least one organizer."))
    if len(chosen) != len(wanted):
        _refuse(gettext_noop("You do not belong to one of these organizers."))
    authorization = Authorization.objects.create(
        user=user, application=application, scope=" ".join(scope)
    )
    AuthorizationOrganizer.unscoped.bulk_create(
        AuthorizationOrganizer(
            tenant_id=organizer.tenant_id, organizer=organizer, authorization=authorization
        )
        for organizer in chosen
    )
    data = {
        "application_id": application.pk,
        "application_name": application.name,
        "organizers": [organizer.slug for organizer in chosen],
        "scope": list(scope),
    }
    audit.record("authorization.granted", actor=actor, target=user, data=data)
    _notify(user, authorization, chosen)
    return authorization


def _refuse(sentence: str) -> None:
    raise Invalid("invalid", sentence, fields={"organizers": [sentence]})


def _notify(user: User, authorization: Authorization, organizers: Sequence[Organizer]) -> None:
    name = authorization.application.name or authorization.application.client_id
    context = {
        "name": name,
        "scopes": authorizations.scope_words(authorization.scope.split()),
        "organizers": organizers,
        "address": f"{settings.PUBLIC_URL}{PAGE}",
    }
    queue_mail(
        key=f"oauth.authorized.{authorization.pk}",
        to=user.email,
        subject=f"{name} may now act for you",
        body=render_to_string("tenant/authorized.txt", context),
        tenant_id=None,
    )
