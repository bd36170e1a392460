"""What a real site runs with in tests: no demonstration, and the queue in the database."""

from tests.settings import *  # noqa: F403

DEMONSTRATION_BOROUGH = False
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["work", "mail"]}}
