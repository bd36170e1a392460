"""Settings, all from the environment (or a `.env` file); every variable is explained in docs/settings.md."""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from signing_in.oidc import Provider
from tip_borough import __version__

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = __version__

env = environ.Env()
if env.bool("READ_DOT_ENV", default=True):
    env.read_env(BASE_DIR / ".env")

# --- what kind of place this is ----------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# The made-up demonstration borough may be loaded and its password is shown on the sign-in page.
DEMONSTRATION_BOROUGH = env.bool("DEMONSTRATION_BOROUGH", default=DEBUG)
SECRET_KEY = env.str("SECRET_KEY", default="for-development-only-" + "x" * 40 if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a long random text, or DEBUG=on on your own machine.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- the rooms ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "demonstration",
    "home",
    "carrying",
    "operating",
    "data_protection",
    "signing_in",
    "reporting",
    "learning",
    "activities",
    "assessments",
    "surveys",
    "pledges",
    "organisations",
    "background",
    "design",
    "framework",
    "stored_files",
    "tables",
    "crispy_forms",
    "import_export",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "operating.counting.CountsRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "organisations.sent_too_much.RefusesFarTooMuch",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "organisations.keeping_record.KeepsPagesPrivate",
    "organisations.keeping_record.KeepsRecordOfSigningIn",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "signing_in.middleware.AsksWhatASessionIsWorth",
    "organisations.signed_out.KeepsWhatIsSent",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
]
ROOT_URLCONF = "tip_borough.urls"
WSGI_APPLICATION = "tip_borough.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organisations.context.place_of_page",
                "home.navigation.menus",
            ],
            "builtins": [
                "design.templatetags.components",
                "crispy_forms.templatetags.crispy_forms_tags",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("crispy",)
CRISPY_TEMPLATE_PACK = "crispy"
CRISPY_FAIL_SILENTLY = False
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- what is kept, and where -------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'tip-borough.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers wait for each other instead of failing, and readers never wait for a writer.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # What is deleted is overwritten: someone's answer is not to be found in a free page of the file.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    # A machine that is gone says nothing at all; without this a page would wait for it for minutes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- signing in --------------------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "organisations.signed_out.csrf_failure"
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "signing_in.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "signing_in.forms.DemonstrationLoginForm",
    "request_login_code": "signing_in.forms.RequestCodeForm",
    "confirm_login_code": "signing_in.forms.ConfirmCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# No one signs up (see the adapter); allauth asks for a password at sign-in only when sign-up knows one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers whose address someone typed
# How many proxies of ours stand before the site: limits by network address look through them. What a proxy passes on
# may be made up by the visitor, so nothing is trusted unless someone says how many there are.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# How many processes serve the site: each keeps its own count of how fast a browser goes (organisations/limits.py).
SERVER_PROCESSES = env.int("WEB_CONCURRENCY", default=1)
# Or they count together, in a server that keeps nothing on disk (organisations/shared_limits.py).
LIMITS_URL = env.str("LIMITS_URL", default="")
ACCOUNT_SESSION_REMEMBER = False
# A whole council sits behind one network address, so limits by address are generous. How many codes go to one address
# is counted in signing_in/limits.py: by who asks, so that no one keeps anyone else out.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "300/m/ip,10/5m/key",
    "request_login_code": "300/m/ip",
    "confirm_email": "6/5m/key",
}
MFA_ADAPTER = "signing_in.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "TiP Borough"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute out
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "signing_in.forms.SecondStepForm",
    "reauthenticate": "signing_in.forms.ConfirmForm",
    "activate_totp": "signing_in.forms.AddAppForm",
    "add_webauthn": "signing_in.forms.AddPasskeyForm",
}
# An employer's sign-on, where one is named (docs/single-sign-on.md).
SIGN_ON = (
    Provider(
        name=env.str("SIGN_ON_NAME", default="your organisation"),
        issuer=env.str("SIGN_ON_ISSUER"),
        client_id=env.str("SIGN_ON_CLIENT_ID"),
        client_secret=env.str("SIGN_ON_CLIENT_SECRET"),
        domains=frozenset(domain.lower() for domain in env.list("SIGN_ON_DOMAINS")),
        address_claims=tuple(env.list("SIGN_ON_ADDRESS_CLAIMS", default=["email"])),
        trusts_addresses=env.bool("SIGN_ON_TRUSTS_ADDRESSES", default=False),
        second_step=tuple(env.list("SIGN_ON_SECOND_STEP", default=["mfa"])),
    )
    if env.str("SIGN_ON_ISSUER", default="")
    else None
)
# Sessions know their person, and end with the browser; how long they last is in signing_in/standing.py, by role.
SESSION_ENGINE = "signing_in.session_store"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
# What allauth counts, once for all processes; the keys are hashed and name no one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "signing_in_limitcount",
        "KEY_FUNCTION": "signing_in.limits.hashed_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- mail --------------------------------------------------------------------------------------
# Mail is printed on the console unless a mail server is named, e.g. EMAIL_URL=smtp+tls://user:pass@mail:587
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# A mail server that accepts and says nothing holds up the worker for so many seconds, and no page at all.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
# Mails that no page asked for (reminders) name addresses of ours: where the site is, without a slash at the end.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="TiP Borough <no-reply@localhost>")

# --- work in the background --------------------------------------------------------------------
# The queue lies in the database, or on Celery where a broker is named; `manage.py worker` works it off (background/).
TASKS_BROKER = env.str("TASKS_BROKER", default="")
QUEUE = "background.celery_queue.CeleryBackend" if TASKS_BROKER else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": QUEUE, "QUEUES": ["work", "mail"]}}

# --- looking after it --------------------------------------------------------------------------
# Who hears of a nightly job that failed (operating/nightly.py).
OPERATOR_EMAIL = env.str("OPERATOR_EMAIL", default="")
# Where backups lie; `last-backup.json` in it says when the last one ended.
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default="")
# What locks them. Without it whoever has the file can read it.
BACKUP_KEY_FILE = env.str("BACKUP_KEY_FILE", default="")
# Programs that show this read on /health which part is not well; others read “ok” or “not ok”.
HEALTH_TOKEN = env.str("HEALTH_TOKEN", default="")
# Numbers for Prometheus (operating/numbers.py): where `manage.py metrics` listens, and a folder in memory in which the
# web processes count requests.
METRICS_ADDRESS = env.str("METRICS_ADDRESS", default="")
METRICS_FOLDER = env.str("METRICS_FOLDER", default="")

# --- what the browser is told ------------------------------------------------------------------
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=False)
if BEHIND_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health(/serving)?$"]  # asked on this machine, past the proxy
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    # Both bind other sites below the same name, so whoever looks after that name says so.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
# That browsers are told of this site only is meant so.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that begins an employer's sign-on goes on from us to them.
        "form-action": [SELF, *([SIGN_ON.origin] if SIGN_ON else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- words and times ---------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
# Surveys are in all of these; the staff's pages are in English, and ready for others (docs/languages.md).
LANGUAGES = [
    ("en-gb", "English"),
    ("ur", "Urdu"),
    ("pa-arab", "Panjabi (Shahmukhi)"),
    ("bn", "Bengali"),
    ("pl", "Polish"),
    ("ar", "Arabic"),
]
# Django knows Panjabi in the other script only; what it looks up here is the part before the hyphen.
LANGUAGES_BIDI = ["ar", "pa", "ur"]
LANG_INFO["pa-arab"] = {"bidi": True, "code": "pa-arab", "name": "Panjabi (Shahmukhi)", "name_local": "پنجابی"}
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

# --- files we serve ----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [("", BASE_DIR / "static" / "dist")]
WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# What people add as evidence: in a folder of its own that no address leads to, or in a bucket of an S3 service.
FILES_FOLDER = Path(env.str("FILES_FOLDER", default=str(BASE_DIR / "files")))
FILES_BUCKET = env.str("FILES_BUCKET", default="")
if FILES_BUCKET:
    STORAGES["stored_files"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env.str("FILES_BUCKET_ENDPOINT", default="") or None,
            "region_name": env.str("FILES_BUCKET_REGION", default="") or None,
            "access_key": env.str("FILES_BUCKET_KEY", default="") or None,
            "secret_key": env.str("FILES_BUCKET_SECRET", default="") or None,
            "file_overwrite": False,
            "querystring_auth": True,
            "default_acl": None,  # the bucket's own, which is to be private; not every service knows others
            "client_config": import_string("botocore.config.Config")(
                connect_timeout=5,
                read_timeout=20,
                retries={"total_max_attempts": 2},
                s3={"addressing_style": env.str("FILES_BUCKET_ADDRESSING", default="path")},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
else:
    STORAGES["stored_files"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(FILES_FOLDER),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
# ClamAV's clamd: unix:/run/clamav/clamd.ctl or tcp://127.0.0.1:3310. Where it is set, nothing is opened unlooked at.
VIRUS_SCANNER = env.str("VIRUS_SCANNER", default="")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A file of evidence never lies in the system's temporary folder, which may be full and which others read.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

# --- who changed what --------------------------------------------------------------------------
# Staff-side rows only; a survey answer is never in an audit log. Who changed something is on record by their account:
# network addresses of staff would be kept for ever, and no page shows them.
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_INCLUDE_TRACKING_MODELS = (
    "organisations.Partnership",
    "organisations.Sector",
    "organisations.Organisation",
    "organisations.Service",
    "organisations.Round",
    "organisations.Membership",
    "pledges.Pledge",
)

# --- import and export -------------------------------------------------------------------------
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = False  # ours defuses more; see organisations/resources.py

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Survey addresses stay out of our log: a time beside one would say when someone answered.
    "filters": {"no_survey_addresses": {"()": "surveys.logs.NoSurveyAddresses"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_survey_addresses"]}},
    "loggers": {
        # Django's own handlers know nothing of our filter.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["console"], "propagate": False},
        # They tell of every task, and of every look for one.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        # They tell of every font and every style they do not know.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
