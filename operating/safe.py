"""Whether this installation is safe: every question, its answer in plain words, and what to do.

It is asked on the server by `manage.py is_it_safe`. What only the database knows is skipped, and said to be unknown,
while that is away.
"""

import datetime
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from operating.backups_known import last_backup_is_encrypted
from operating.health import health
from organisations.models import Membership
from organisations.roles import Role
from surveys.logs import NoSurveyAddresses

MUST_HAVE_A_SECOND_FACTOR = [Role.ADMIN, Role.BOARD_MEMBER, Role.REVIEWER]
# Until when what we build on gets security updates, as its makers say (python.org, djangoproject.com, postgresql.org).
SUPPORT_LAST_CHECKED = datetime.date(2026, 11, 1)
SUPPORTED_UNTIL = {
    "Python": {
        (3, 11): datetime.date(2027, 10, 31),
        (3, 12): datetime.date(2028, 10, 31),
        (3, 13): datetime.date(2029, 10, 31),
        (3, 14): datetime.date(2030, 10, 31),
    },
    "Django": {(5, 2): datetime.date(2028, 4, 30)},
    "PostgreSQL": {
        (14,): datetime.date(2026, 11, 12),
        (15,): datetime.date(2027, 11, 11),
        (16,): datetime.date(2028, 11, 9),
        (17,): datetime.date(2029, 11, 8),
        (18,): datetime.date(2030, 11, 14),
    },
}


@dataclass(frozen=True)
class Answer:
    """One line: whether it is as it should be (None: nobody can tell now), what is so, and what to do about it."""

    about: str
    is_ok: bool | None
    says: str
    to_do: str = ""


def answers(*, on: datetime.date) -> list[Answer]:
    """All of them, those that need no database first."""
    found = [*_settings(), *_checks(), *_limits(), _survey_addresses(), *_versions(on)]
    for ask in (_database_settings, _demonstration, _audit, _second_factors):
        try:
            found += ask()
        except (DatabaseError, InterfaceError) as error:
            about = (ask.__doc__ or "").rstrip(".")
            found.append(Answer(about, None, f"The database does not answer ({type(error).__name__}).", "Start it."))
    return [*found, *_parts()]


def _yes_or(about: str, good: bool, says: str, otherwise: str, to_do: str) -> Answer:
    return Answer(about, good, says if good else otherwise, "" if good else to_do)


def _settings() -> Iterable[Answer]:
    key = settings.SECRET_KEY
    is_strong = len(key) >= 50 and len(set(key)) >= 5 and not key.startswith("for-development")
    open_hosts = [host for host in settings.ALLOWED_HOSTS if host == "*" or host.startswith(".")]
    yield _yes_or("Error pages", not settings.DEBUG, "They tell strangers nothing.", "DEBUG is on.", "Set DEBUG=off.")
    yield _yes_or(
        "Secret key",
        is_strong,
        "It is long.",
        "SECRET_KEY is short, or the one for development.",
        "Set SECRET_KEY to a random text of at least 50 characters, kept by this server alone.",
    )
    yield _yes_or(
        "Names of the site",
        not open_hosts and bool(settings.ALLOWED_HOSTS),
        "It answers to its own names only.",
        "It answers to names that anyone can make up.",
        "Set ALLOWED_HOSTS to the names of this site, without * and without a dot at the beginning.",
    )
    https = settings.BEHIND_HTTPS and settings.SESSION_COOKIE_SECURE and settings.SECURE_SSL_REDIRECT
    yield _yes_or(
        "HTTPS",
        https,
        "Cookies travel by HTTPS only.",
        "Sign-in travels where others can read it.",
        "Put a web server with HTTPS before the site and set BEHIND_HTTPS=on.",
    )
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    says = f"Limits look through {count} of your own proxies."
    if settings.BEHIND_HTTPS and not count:
        yield Answer(
            "Proxies",
            False,
            "TRUSTED_PROXIES is 0, though a proxy stands in front: all visitors look like one.",
            "Set TRUSTED_PROXIES to how many proxies of yours add to X-Forwarded-For.",
        )
    else:
        yield Answer("Proxies", True, says)
    yield _yes_or(
        "Links in emails",
        settings.SITE_ADDRESS.startswith("https://"),
        "They lead to this site by HTTPS.",
        "SITE_ADDRESS does not begin with https://.",
        "Set SITE_ADDRESS to where the site is, for example https://tip.example.org",
    )
    yield _yes_or(
        "Who hears of failures",
        bool(settings.OPERATOR_EMAIL),
        "The operator gets an email.",
        "No one hears of a nightly job that fails.",
        "Set OPERATOR_EMAIL.",
    )


def _checks() -> Iterable[Answer]:
    """What `manage.py check --deploy` finds besides."""
    found = [message for message in run_checks(include_deployment_checks=True) if not message.is_silenced()]
    found = [message for message in found if message.level >= 30]
    if not found:
        yield Answer("Settings", True, "`manage.py check --deploy` finds nothing.")
    for message in found:
        yield Answer("Settings", False, str(message.msg), str(message.hint or f"See {message.id}."))


def _limits() -> Iterable[Answer]:
    if not settings.LIMITS_URL:
        yield Answer("Limits", True, "Each web process counts its share in its own memory.")
        return
    from organisations.shared_limits import why_not

    problem = why_not(settings.LIMITS_URL)
    yield _yes_or(
        "Limits", not problem, "All processes count together, and nothing is on disk.", problem, "See LIMITS_URL."
    )


def _survey_addresses() -> Answer:
    handlers = settings.LOGGING.get("handlers", {}).values()
    filters = settings.LOGGING.get("filters", {})
    ours = {
        name
        for name, made in filters.items()
        if made.get("()") in ("surveys.logs.NoSurveyAddresses", NoSurveyAddresses)
    }
    return _yes_or(
        "Survey addresses",
        all(ours & set(handler.get("filters", [])) for handler in handlers),
        "They stay out of this program's log. Your proxy's log is yours to look after (docs/running.md).",
        "A log of this program may hold survey addresses with a time.",
        "Give every handler in LOGGING the filter no_survey_addresses.",
    )


def _versions(on: datetime.date) -> Iterable[Answer]:
    yield _version("Python", sys.version_info[:2], on)
    yield _version("Django", django.VERSION[:2], on)
    if on - SUPPORT_LAST_CHECKED > datetime.timedelta(days=365):
        says = f"We last looked on {SUPPORT_LAST_CHECKED:%-d %B %Y} until when versions get security updates."
        yield Answer("Versions", None, says, "Update TiP Borough.")


def _version(name: str, version: tuple[int, ...], on: datetime.date) -> Answer:
    until, number = SUPPORTED_UNTIL[name].get(version), ".".join(map(str, version))
    if until is None:
        return Answer(
            name, None, f"We do not know until when {number} gets security updates.", "Look at its makers' site."
        )
    return _yes_or(
        name,
        on <= until,
        f"{number} gets security updates until {until:%-d %B %Y}.",
        f"{number} has had no security updates since {until:%-d %B %Y}.",
        "Update it.",
    )


def _database_settings() -> list[Answer]:
    """Settings of the database."""
    if connection.vendor != "postgresql":
        connection.ensure_connection()
        return [Answer("Database", True, "SQLite, in one file. What is deleted is overwritten.")]
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10000
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_superuser = cursor.fetchone()[0]
    return [
        _version("PostgreSQL", (major,), timezone.localdate()),
        _yes_or(
            "Database user",
            not is_superuser,
            "The site's user is no superuser.",
            "The site's database user is a superuser: it can undo what triggers protect.",
            "Give the site a user of its own that owns its tables and nothing else.",
        ),
    ]


def _demonstration() -> list[Answer]:
    """Demonstration accounts."""
    found = [str(message.msg) for message in run_checks(databases=["default"], tags=[Tags.database])]
    if settings.DEMONSTRATION_BOROUGH:
        found.append("DEMONSTRATION_BOROUGH is on: everyone knows the password of its people.")
    if not found:
        return [Answer("Demonstration", True, "There are no accounts with a public password.")]
    to_do = "Set DEMONSTRATION_BOROUGH=off and run `manage.py remove_demonstration`."
    return [Answer("Demonstration", False, said, to_do) for said in found]


def _audit() -> list[Answer]:
    """What keeps releases from being changed."""
    if connection.vendor != "postgresql":
        to_do = "Use PostgreSQL for a real partnership."
        return [Answer("Releases and audit log", False, "Only PostgreSQL can refuse to change them.", to_do)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled <> 'D' AND NOT t.tgisinternal"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    return [
        _yes_or(
            about,
            table in guarded,
            "The database refuses to change it.",
            "The database lets it be changed.",
            "Run `manage.py migrate`, and restore backups with their triggers.",
        )
        for about, table in (("Releases", "reporting_release"), ("Audit log", "organisations_auditentry"))
    ]


def _second_factors() -> list[Answer]:
    """Second factors."""
    from allauth.mfa.models import Authenticator

    roles = Membership.objects.filter(role__in=MUST_HAVE_A_SECOND_FACTOR, partnership__is_demonstration=False)
    people = get_user_model().objects.filter(is_active=True)
    people = people.filter(pk__in=roles.values("user")) | people.filter(is_staff=True)
    without = people.exclude(pk__in=Authenticator.objects.values("user")).distinct().count()
    return [
        _yes_or(
            "Second factors",
            not without,
            "Outside the demonstration all admins, board members, reviewers and operators have one."
            if people.exists()
            else "No one has a role that needs one, but in the demonstration.",
            f"{without} admins, board members, reviewers or operators have none: whoever reads their mail is them.",
            "Ask them to add a passkey or an authenticator app.",
        )
    ]


def _parts() -> Iterable[Answer]:
    """How the site is at this moment."""
    health.forget()
    for part in health.parts():
        to_do = "See docs/running.md." if not part.is_ok else ""
        yield Answer(part.title, part.is_ok, part.says, to_do)
    if last_backup_is_encrypted() is False:
        yield Answer("Backup", False, "The last backup is not encrypted.", "Give the backup a key.")
