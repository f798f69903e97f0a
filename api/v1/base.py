"""What every view of v1 shares: its authentication, its dialect of errors, its strict input."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import (
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    ValidationError,
)
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import SAFE_METHODS
from rest_framework.views import APIView

from api.shared import limits_and_idempotency, params
from api.v1.authentication import BearerAuthentication, TokenAuthentication
from api.v1.device_authentication import DeviceAuthentication
from api.v1.errors import NOT_FOUND, exception_handler, forbidden
from eventhub.common.actors import Actor
from eventhub.common.db.transactions import jointly
from eventhub.common.effects.idempotency import Claim
from eventhub.common.http import repeated_requests
from eventhub.common.http.early_answers import AnsweredEarly
from eventhub.common.text import NUL_HERE, has_nul
from tenant.access.authentication import SessionAuthentication
from tenant.access.requests import access_of
from tenant.events.event_rows import event_by_slugs
from tenant.models import Event, Organizer

NO_OBJECT, NO_LIST = "Send a JSON object.", "Send a JSON list."
WRITING = frozenset({"post", "put", "patch"})


class AlwaysJson(BaseContentNegotiation):
    """We speak JSON, whatever the Accept header prefers; we read JSON and nothing else."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        kind = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == kind), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class V1View(APIView):
    """A view of v1. `event` or `organizer` are set by the permission class that the view declares."""

    authentication_classes = [
        DeviceAuthentication,
        TokenAuthentication,
        BearerAuthentication,
        SessionAuthentication,
    ]
    content_negotiation_class = AlwaysJson
    # The scopes of an application that open the view: one of these for safe methods, one of those for the others.
    read_scopes: ClassVar[frozenset[str]] = frozenset({"read"})
    write_scopes: ClassVar[frozenset[str]] = frozenset({"write"})
    # What a body is here, also where nothing in it is needed (ERR-5). None: whatever the view makes of it.
    body: ClassVar[type | None] = dict
    event: Event
    organizer: Organizer
    # The key of this request (X-Idempotency-Key) and the transaction of its work, while we are answering it.
    claim: Claim | None = None
    until_answered: ExitStack

    @property
    def actor(self) -> Actor:
        return access_of(self.request).actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One request. Where it names a key, what it does and its answer are one transaction."""
        with ExitStack() as self.until_answered:
            response = super().dispatch(request, *args, **kwargs)
            if self.claim is None:
                return response
            return repeated_requests.finished(self.claim, request, response)

    def perform_authentication(self, request: Any) -> None:
        """Who is calling; then whether they call too often."""
        plain = request._request  # noqa: SLF001 -- DRF has no other way to the plain request
        limits_and_idempotency.refuse_guessing(plain)
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            limits_and_idempotency.note_wrong_credential(plain)
            raise
        limits_and_idempotency.spend(plain)

    def check_throttles(self, request: Any) -> None:
        """Whether this was asked before: after the caller's rights, so that what was answered once is told only to who
        may ask today."""
        plain = request._request  # noqa: SLF001 -- as above
        if key := limits_and_idempotency.key_of(plain):
            self.until_answered.enter_context(jointly())
            self.claim = limits_and_idempotency.claimed(plain, key)

    def check_permissions(self, request: Any) -> None:
        """What was not allowed to an application is refused before anything is looked up (OAUTH-6)."""
        scope = access_of(request).scope
        needed = self.read_scopes if request.method in SAFE_METHODS else self.write_scopes
        if scope is not None and not scope & needed:
            raise forbidden()
        try:
            super().check_permissions(request)
        except PermissionDenied:
            if request.method == "DELETE" and self._event_is_gone():
                self.check_throttles(
                    request
                )  # perhaps by this very request, whose answer holds nothing
            raise

    def _event_is_gone(self) -> bool:
        """Whether the path names an event that there is not: then nobody has any rights at it."""
        names = [self.kwargs.get("organizer"), self.kwargs.get("event")]
        return None not in names and not has_nul(names) and event_by_slugs(*names) is None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        wrong = {name: [NUL_HERE] for name, value in request.GET.items() if has_nul([name, value])}
        if wrong:
            raise ValidationError(wrong)
        if has_nul(kwargs):
            raise NotFound(NOT_FOUND)
        if self.body and self.takes_body() and not isinstance(request.data, self.body):
            raise ValidationError([NO_LIST if self.body is list else NO_OBJECT])

    def takes_body(self) -> bool:
        """Whether this request's method has a body and is one of the view's."""
        method = str(self.request.method).lower()
        return method in WRITING and method in self.http_method_names and hasattr(self, method)

    def get_exception_handler(self) -> Any:
        return exception_handler

    def handle_exception(self, exc: Any) -> Any:
        return exc.response if isinstance(exc, AnsweredEarly) else super().handle_exception(exc)

    def data(self, serializer: type[Any], *, partial: bool = False) -> dict[str, Any]:
        """The request's body, read by a serializer. Raises ValidationError naming every wrong field."""
        reader = self._reader(serializer, self.request.data, partial=partial)
        if reader.is_valid():
            return dict(reader.validated_data)
        self.insist_known()
        sent = self.request.data
        if not isinstance(sent, dict):
            raise ValidationError(reader.errors)
        rest = {name: value for name, value in sent.items() if name not in reader.errors}
        readable = self._reader(serializer, rest, partial=True)
        also = self.further_problems(readable.validated_data) if readable.is_valid() else {}
        raise ValidationError({**also, **reader.errors})

    def insist_known(self) -> None:
        """Raises NotFound when there is no such thing as the path names: then that is what is wrong, not the body
        (PERM-6). Nothing to look at here; views of one thing say where it is."""

    def further_problems(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the actions would say of `data`, the readable part of a body that is refused anyhow: whoever reads the
        answer wants all that is wrong, not the first half of it (ERR-3). Field -> sentences. Reads only."""
        return {}

    def _reader(self, serializer: type[Any], sent: Any, *, partial: bool) -> Any:
        context = {"event": getattr(self, "event", None)}
        return serializer(data=sent, partial=partial, context=context)

    def number(self, name: str) -> int:
        """An id of the path. Raises NotFound for what cannot be one (PERM-6)."""
        try:
            return params.number(self.kwargs[name])
        except ValueError as error:
            raise NotFound(NOT_FOUND) from error
