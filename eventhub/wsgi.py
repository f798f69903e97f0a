"""For a WSGI server: HTTP, scaled out over as many processes as wanted."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eventhub.settings")

application = get_wsgi_application()
