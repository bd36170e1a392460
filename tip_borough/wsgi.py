"""The way in for a web server such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tip_borough.settings")

application = get_wsgi_application()

from home.checks import refuse_an_unsafe_start  # noqa: E402  (needs the app registry)

refuse_an_unsafe_start()
