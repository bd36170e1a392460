"""Checks at the start: the demonstration accounts never meet real data, and codes never go into a log."""

import sys
from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register, run_checks
from django.db import DatabaseError, connection

from organisations.actions import DEMONSTRATION_DOMAIN
from organisations.printing import can_make_pdf


@register(Tags.database)
def no_demonstration_accounts_in_production(app_configs, databases=None, **kwargs):
    """Demonstration accounts take a password that everybody knows: refuse them where the borough is real."""
    if settings.DEMONSTRATION_BOROUGH or not databases:
        return []
    from organisations.models import User

    if User._meta.db_table not in connection.introspection.table_names():
        return []  # the tables are not there yet
    if not User.objects.filter(email__endswith=DEMONSTRATION_DOMAIN).exists():
        return []
    return [
        Error(
            "Demonstration accounts are in this database, and DEMONSTRATION_BOROUGH is off.",
            hint="Their password is public. Use an empty database, or run `manage.py remove_demonstration`.",
            id="tip_borough.E001",
        )
    ]


@register(Tags.security, deploy=True)
def mail_goes_to_people_not_into_a_log(app_configs, **kwargs):
    """On a real server codes and invitations must not be printed: whoever reads the log could sign in."""
    if settings.EMAIL_BACKEND != "django.core.mail.backends.console.EmailBackend" or settings.DEMONSTRATION_BOROUGH:
        return []
    return [
        Error(
            "Mail is printed on the console: sign-in codes and invitations would stand in the log.",
            hint="Set EMAIL_URL to a mail server.",
            id="tip_borough.E002",
        )
    ]


@register(Tags.compatibility, deploy=True)
def what_is_printed_can_be_a_pdf(app_configs, **kwargs):
    """Without Pango nothing breaks: posters and paper forms are pages to print, and the PDFs are not offered."""
    if can_make_pdf():
        return []
    return [
        Warning(
            "This machine cannot make PDFs of posters, cards, codes and paper forms: the library Pango is missing.",
            hint="On Debian and Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
            id="tip_borough.W001",
        )
    ]


@register(Tags.compatibility, deploy=True)
def reminders_lead_to_this_site(app_configs, **kwargs):
    """Mails that no page asked for must know where the site is."""
    if not settings.SITE_ADDRESS.startswith("http://127.0.0.1"):
        return []
    return [
        Warning(
            "The links in reminders lead to this machine only.",
            hint="Set SITE_ADDRESS to where the site is, for example https://tip.example.org",
            id="tip_borough.W002",
        )
    ]


@register(Tags.security, deploy=True)
def the_database_keeps_no_diary_of_answers(app_configs, **kwargs):
    """PostgreSQL can be told to keep the time of each transaction, or each statement: answers would stand there."""
    if connection.vendor != "postgresql":
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(_TELLING)])
            told = dict(cursor.fetchall())
    except DatabaseError:
        return []  # it is away, or only others may read its settings
    return warnings_about(told)


# Settings of PostgreSQL: what they must be, what is kept otherwise, and what to do about it.
_TELLING = {
    "track_commit_timestamp": (
        {"off"},
        "PostgreSQL keeps the time of every transaction, so also of every answer until it is sealed.",
        "Set track_commit_timestamp to off.",
        "W003",
    ),
    "log_statement": (
        {"none", "ddl"},
        "PostgreSQL writes statements into its log: every answer and every single-use code, with the time.",
        "Set log_statement to none or ddl, and delete the logs.",
        "W004",
    ),
    "log_min_duration_statement": (
        {"-1"},
        "PostgreSQL writes slow statements into its log, and answers may be among them.",
        "Set log_min_duration_statement to -1.",
        "W005",
    ),
    "archive_mode": (
        {"off"},
        "PostgreSQL archives its write-ahead log. It holds every code and every answer in order.",
        "Delete what is older than 7 days. docs/running.md says why. Then silence this warning.",
        "W006",
    ),
}


@register(Tags.security, deploy=True)
def files_are_looked_at(app_configs, **kwargs):
    """Without a scanner files are still checked for what they are; what a scanner knows of viruses is missing."""
    if settings.VIRUS_SCANNER:
        return []
    return [
        Warning(
            "No virus scanner looks at the files that people add to self-assessments.",
            hint="Install ClamAV and set VIRUS_SCANNER to unix:/run/clamav/clamd.ctl",
            id="tip_borough.W007",
        )
    ]


@register(Tags.security)
def files_have_no_address(app_configs, **kwargs):
    """What lies among the files that everyone may fetch is read by everyone."""
    folder = settings.FILES_FOLDER.resolve()
    served = [Path(settings.STATIC_ROOT), *(Path(one) for _prefix, one in settings.STATICFILES_DIRS)]
    if settings.FILES_BUCKET or not any(folder.is_relative_to(one.resolve()) for one in served):
        return []
    return [
        Error(
            "FILES_FOLDER lies among the files that everyone may fetch.",
            hint="Set it to a folder of its own, such as /var/lib/tip-borough/files",
            id="tip_borough.E003",
        )
    ]


def warnings_about(told: dict[str, str]) -> list[Warning]:
    """What is wrong with settings of PostgreSQL, by their names."""
    return [
        Warning(kept, hint=hint, id=f"tip_borough.{code}")
        for name, (right, kept, hint, code) in _TELLING.items()
        if told.get(name) is not None and told[name] not in right
    ]


def refuse_an_unsafe_start() -> None:
    """Stop the web server before it answers anybody, where the first check above finds something.

    Raises DatabaseError where the database is away.
    """
    if problems := why_unsafe():
        sys.exit("\n".join(problems))


def why_unsafe() -> list[str]:
    """What the database says against answering anybody. Raises DatabaseError where it is away."""
    found = run_checks(databases=["default"], tags=[Tags.database])
    return [str(problem) for problem in found if problem.is_serious()]
