"""Improvement actions that are in somebody's name, in words, for whoever takes a role from them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.models import ImprovementAction
from organisations.models import Partnership, User

ORDER = 10


def held_by(person: User, partnership: Partnership) -> Iterator[str]:
    """Those that are planned or under way. One query."""
    found = ImprovementAction.objects.open().in_partnership(partnership).filter(person=person)
    for action in found.select_related("service").in_order():
        yield _("Action of %(service)s: %(what)s") % {"service": action.service.name, "what": action.what}
