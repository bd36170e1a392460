"""What kinds of entries the audit log has, and which of them an admin may read."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.models import AuditEntry, Partnership

SIGNED_IN, FAILED, SIGNED_OUT = "signed in", "did not get in", "signed out"
READ_COMMENTS = "read comments and requests for contact that wait"
READ_COMMENT, READ_HEAP = "read a comment", "read comments that were set aside"
READ_SETTLED = "read comments that are settled"
# Words for how someone signed in, which come from here alone.
WAYS = {
    "code": "by an emailed code",
    "password": "by the demonstration password",
    "socialaccount": "by their employer’s sign-on",
    "mfa": "with a second step",
    "demonstration": "walked into the demonstration",
}
# What belongs to the people in it alone: that it happened is no business of an admin.
PRIVATE = Q(what__contains="reflection") | Q(what__contains="coffee") | Q(what__endswith="a peer")
KINDS = {
    "signing-in": (_("Signing in and out"), Q(what__in=(SIGNED_IN, FAILED, SIGNED_OUT))),
    "people": (
        _("People and roles"),
        Q(what__contains="role")
        | Q(what__contains="invit")
        | Q(what__contains="account")
        | Q(what__contains="directory")
        | Q(what__contains="second step")
        | Q(what__contains="address"),
    ),
    "files": (_("Downloads"), Q(what="exported") | Q(what__contains="feed key") | Q(what__startswith="took every")),
    "releases": (_("Rounds and releases"), Q(what__contains="round") | Q(what__contains="release")),
    "reading": (_("Reading and reviewing comments"), Q(what__contains="comment")),
}


def entries_for_admin(partnership: Partnership) -> QuerySet[AuditEntry]:
    """A partnership's log as its admins see it, the newest first."""
    return AuditEntry.objects.filter(partnership=partnership).exclude(PRIVATE).with_names()
