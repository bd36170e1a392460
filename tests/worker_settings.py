"""What a real worker runs with in tests: the queue in the test's database, and a mail server of the test's own."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.background.slow_work"]
TASKS_BROKER = os.environ.get("BROKER_OF_THE_TEST", "")
QUEUE = "background.celery_queue.CeleryBackend" if TASKS_BROKER else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": QUEUE, "QUEUES": ["work", "mail"]}}
if port := os.environ.get("MAIL_SERVER_OF_THE_TEST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(port)
    EMAIL_USE_TLS = EMAIL_USE_SSL = False
    EMAIL_HOST_USER = EMAIL_HOST_PASSWORD = ""
    EMAIL_TIMEOUT = 60 if os.environ.get("PATIENT") else 2
