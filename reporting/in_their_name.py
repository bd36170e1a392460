"""Decisions of the board that are in somebody's name, in words, for whoever takes a role from them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from organisations.models import Partnership, User
from reporting.models import Decision

ORDER = 20


def held_by(person: User, partnership: Partnership) -> Iterator[str]:
    """Those that somebody still has to carry out. One query."""
    for decision in Decision.objects.in_partnership(partnership).open().filter(owner=person).order_by("pk"):
        yield _("Decision of the board: %(what)s") % {"what": decision.what}
