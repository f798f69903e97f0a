"""Start-up checks: settings that would work a little and lose things."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

MANY_PROCESSES_SENTENCE = (
    "EVENTHUB_WEB_PROCESSES is more than 1 and REDIS_URL is not set: without Redis the processes would not hear of each"
    " other's news. Set REDIS_URL or run one process."
)


@register
def one_process_without_redis(app_configs: Any, **_kwargs: Any) -> list[CheckMessage]:
    """More than one web process needs Redis, for sockets and for the cache."""
    if settings.WEB_PROCESSES > 1 and not settings.REDIS_URL:
        return [Error(MANY_PROCESSES_SENTENCE, id="eventhub.E001")]
    return []
