"""For a WSGI server of your own, behind a proxy that buffers requests (docs/operations.md)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

from eventhub.server.warm_up import web_application

application = web_application()
