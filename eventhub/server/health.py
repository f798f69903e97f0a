"""For those who watch the process: is it alive, and may it be sent visitors?"""

from django.http import HttpRequest, HttpResponse, JsonResponse

from eventhub.common.outages import AWAY_RETRY_S
from eventhub.server import probes
from tenant.access.gates import public


@public
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Looks at nothing else, so that a database away does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations, Redis (where configured) and room on the disk are there, else 503; says which, and no more."""
    findings = [probe() for probe in probes.READINESS]
    words = {True: "ok", False: "failed", None: "not configured"}
    is_ready = all(finding.ok is not False for finding in findings)
    body = {"ready": is_ready, **{finding.name: words[finding.ok] for finding in findings}}
    if is_ready:
        return JsonResponse(body)
    return JsonResponse(body, status=503, headers={"Retry-After": str(AWAY_RETRY_S)})
