"""For an ASGI server: WebSocket and HTTP. Scaled out, the proxy sends it `/ws/` only."""

import os

from eventhub.server import serving

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

application = serving.application()
