"""For an ASGI server: HTTP and WebSocket, in one process or in many."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

from eventhub.server import serving

application = serving.application()
