"""For a WSGI server: HTTP, scaled out over as many processes as wanted."""

import os

from eventhub.server.warm_up import web_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

application = web_application()
