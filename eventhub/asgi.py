"""For an ASGI server: WebSocket and HTTP. Scaled out, the proxy sends it `/ws/` only."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

from eventhub.server import serving

application = serving.application()
