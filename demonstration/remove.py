"""Taking the demonstration borough away, with its accounts."""

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Q

from background.actions.stored_files import forget_unused
from demonstration.peers import PARTNERS_DOMAIN
from demonstration.people import DOMAIN
from home.ending import forget_log, forget_results, rows_in_order
from organisations.models import Partnership, User


@transaction.atomic
@disable_auditlog()
def remove() -> bool:
    """Delete everything of the demonstration borough, also from the log. Returns whether there was one."""
    found = False
    for partnership in Partnership.objects.filter(is_demonstration=True):
        found = True
        forget_log(partnership)
        forget_results(partnership)
        for rows in rows_in_order(partnership):
            rows.delete()
        partnership.delete()
    User.objects.filter(Q(email__endswith=f"@{DOMAIN}") | Q(email__endswith=f"@{PARTNERS_DOMAIN}")).delete()
    forget_unused()  # files that showed its self-assessments, with their bytes
    return found
