"""Checks at the start: the demonstration accounts never meet real data."""

import sys

from django.conf import settings
from django.core.checks import Error, Tags, register, run_checks
from django.db import DatabaseError

DEMONSTRATION_DOMAIN = "@millbrook.example"


@register(Tags.database)
def no_demonstration_accounts_in_production(app_configs, databases=None, **kwargs):
    """Demonstration accounts take a password that everybody knows: refuse them where the borough is real."""
    if settings.DEMONSTRATION_BOROUGH or not databases:
        return []
    from organisations.models import User

    try:
        found = User.objects.filter(email__endswith=DEMONSTRATION_DOMAIN).exists()
    except DatabaseError:  # the tables are not there yet
        return []
    if not found:
        return []
    return [
        Error(
            "Demonstration accounts are in this database, and DEMONSTRATION_BOROUGH is off.",
            hint="Their password is public. Use an empty database, or run `manage.py remove_demonstration`.",
            id="tip_borough.E001",
        )
    ]


def refuse_an_unsafe_start() -> None:
    """Stop the web server before it answers anybody, where the check above finds something."""
    problems = run_checks(databases=["default"], tags=[Tags.database])
    errors = [problem for problem in problems if problem.is_serious()]
    if errors:
        sys.exit("\n".join(str(problem) for problem in errors))
