"""The dashboard's figures."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from register import metrics
from register.api.serializers import Figures
from tenant.access.gates import gated
from tenant.access.requests import event_of


@extend_schema(responses=Figures)
@api_view(["GET"])
@gated("register")
def metrics2(request: Request) -> Response:
    """Registrations, money and arrivals of the current event, as of now."""
    event = event_of(request)
    as_of, levels = timezone.now(), metrics.by_level(event)
    figures = {
        "as_of": as_of,
        "totals": metrics.totals(event, levels),
        "by_level": levels,
        "by_day": metrics.by_day(event),
        "arrivals": [{"hour": hour, "count": count} for hour, count in metrics.arrivals(event)],
    }
    return Response(Figures(figures, context={"event": event}).data)
