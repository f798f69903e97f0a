"""For a WSGI server: HTTP, scaled out over as many processes as wanted."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

from eventhub.server.warm_up import web_application

application = web_application()
