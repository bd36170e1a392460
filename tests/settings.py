"""The settings the tests run with: ours, of no particular machine, with the few changes that tests need."""

import os
import tempfile

os.environ.update(
    READ_DOT_ENV="off",
    DEBUG="off",
    DEMONSTRATION_BOROUGH="on",
    SECRET_KEY="only-for-tests-" + "x" * 50,
    EMAIL_URL="memorymail://",
    LOG_LEVEL="WARNING",
)

from tip_borough.settings import *  # noqa: F403
from tip_borough.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES

# A page that asks the database the same question once a row fails its test, outside a browser.
WATCHED = os.environ.get("ZEAL", "on") == "on"
if WATCHED:
    INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
ZEAL_ALLOWLIST = [
    {"model": "signing_in.Session"},  # signing in reads the old session and writes the new one
    # the two to four statements of a page are locked and saved one by one
    {"model": "assessments.Rating", "field": "get()"},
    {"model": "assessments.Assessment", "field": "get()"},
]
if WATCHED:
    MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]

# What is done in the background is done at once, after the commit; tests/background/ runs real workers.
TASKS_BROKER = ""
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["work", "mail"]}}

# Hashing passwords slowly is the point of Argon2, and no use here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Straight from static/dist, collected nowhere; test_static_files.py tries the storage of a public server.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# What is kept in tests is kept in a folder of the process's own.
STORAGES["stored_files"]["OPTIONS"]["location"] = os.path.join(tempfile.gettempdir(), f"tip-files-{os.getpid()}")

# On SQLite a file, as in real use: the site under test and the test itself are two threads, and memory is not shared.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(tempfile.gettempdir(), f"tip-borough-test-{os.getpid()}")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
# On PostgreSQL `make test` goes through every migration once, and all its databases begin as copies of that one.
elif template := os.environ.get("TEST_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}

# What sign-in counts is in memory, so that tests without a database can forget it; tests/signing_in tries the real one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
