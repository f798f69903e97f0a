"""Celery, for installations with Redis: workers drain the outbox, beat keeps the clock."""

import os

from celery import Celery
from django.conf import settings
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

app = Celery("eventhub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    path: {
        "task": "eventhub.run_periodic",
        "schedule": seconds,
        "args": [path],
        "options": {"expires": seconds},  # one that waited longer has a successor
    }
    for path, seconds in settings.PERIODIC
}


@app.task(name="eventhub.run_task")
def run_task(outbox_id: int) -> None:
    """Runs one task of the outbox; a second delivery of the same message finds it done."""
    import_string("eventhub.common.effects.outbox.run")(outbox_id)


@app.task(name="eventhub.run_periodic")
def run_periodic(path: str) -> None:
    """Runs one function of settings.PERIODIC, and nothing else that a message might name."""
    if path in app.conf.beat_schedule:
        import_string(path)()
