"""The way in for a web server such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tip_borough.settings")

_site = get_wsgi_application()

from home.starting import OnceKnownToBeSafe  # noqa: E402  (needs the app registry)

application = OnceKnownToBeSafe(_site)
