"""Who enters whose paper forms: in each round a person has one service's forms in hand, and no other's.

What protects a small service in the results is that nobody knows the answers of two services beside it. Results are
attacked as somebody sees them who knows one service whole (SAFETY's S15); two would be more than that.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.models import Round, Service, User
from surveys.models import PaperKeyer


def service_entered_by(user: User, round_: Round) -> Service | None:
    """The service whose forms this person has entered in a round, or None."""
    found = PaperKeyer.objects.filter(round=round_, user=user).select_related("service").first()
    return found.service if found else None


def hold_to_one_service(people: Iterable[User], *, service: Service, round_: Round) -> None:
    """Note that people enter this service's forms. Raises ActionRefused where one of them has entered another's.

    Called in the transaction that gives them the forms. Of two at once the database lets one through.
    """
    keyers = [PaperKeyer(round=round_, user=person, service=service) for person in people]
    PaperKeyer.objects.bulk_create(keyers, ignore_conflicts=True)
    found = PaperKeyer.objects.filter(round=round_, user__in=[keyer.user for keyer in keyers]).exclude(service=service)
    if other := found.select_related("service", "user").first():
        raise ActionRefused(
            _(
                "%(name)s has already entered forms from %(entered)s in %(round)s. To protect people, each person "
                "enters forms from only one service in a round. Ask someone else to enter the forms from %(service)s."
            )
            % {"name": other.user, "entered": other.service, "round": round_, "service": service}
        )
