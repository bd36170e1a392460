"""Who enters whose paper forms: in each round a person knows one service's forms, and no other's.

What protects a small service in the results is that nobody knows the answers of two services beside it. Results are
attacked as somebody sees them who knows one service whole (SAFETY's S15); two would be more than that. Forms count in
the round in which they are stored, which may be the one after that in which somebody read them first.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.models import Round, Service, User
from surveys.models import PaperBatch, PaperInHand, PaperKeyer, SurveyLink


def service_entered_by(user: User, round_: Round) -> Service | None:
    """The service whose forms this person knows of those that count in a round, or None."""
    found = PaperKeyer.objects.filter(round=round_, user=user).select_related("service").first()
    if found:
        return found.service
    left = _not_counted(round_).filter(user=user).select_related("survey_link__service").order_by("pk").first()
    return left.survey_link.service if left else None


def hold_to_one_service(people: Iterable[User], *, service: Service, round_: Round) -> None:
    """Note that people enter this service's forms. Raises ActionRefused where one of them knows another's.

    Called in the transaction that gives them the forms. Of two at once the database lets one through.
    """
    keyers = [PaperKeyer(round=round_, user=person, service=service) for person in people]
    PaperKeyer.objects.bulk_create(keyers, ignore_conflicts=True)
    users = [keyer.user for keyer in keyers]
    found = PaperKeyer.objects.filter(round=round_, user__in=users).exclude(service=service)
    if other := found.select_related("service", "user").first():
        raise ActionRefused(
            _(
                "%(name)s has already entered forms from %(entered)s in %(round)s. To protect people, each person "
                "enters forms from only one service in a round. Ask someone else to enter the forms from %(service)s."
            )
            % {"name": other.user, "entered": other.service, "round": round_, "service": service}
        )
    left = _not_counted(round_).filter(user__in=users).exclude(survey_link__service=service)
    if known := left.select_related("survey_link__service", "user").first():
        raise ActionRefused(
            _(
                "%(name)s has entered forms from %(entered)s that may count in %(round)s. To protect people, each "
                "person enters forms from only one service in a round. Ask someone else to enter the forms from "
                "%(service)s."
            )
            % {"name": known.user, "entered": known.survey_link.service, "round": round_, "service": service}
        )


def take_in_hand(user: User, batch: PaperBatch) -> None:
    """Note that someone reads forms of a batch. Raises ActionRefused where they know another service's.

    They are held to the service in the batch's own round and, once that is closed, in the one that is open now.
    """
    if PaperInHand.objects.filter(batch=batch, user=user).exists():
        return
    hold_where_it_counts(user, batch)
    PaperInHand.objects.create(survey_link=batch.survey_link, batch=batch, user=user)


def hold_where_it_counts(user: User, batch: PaperBatch) -> None:
    """Note that someone enters a batch's forms, in its round and where it comes late. Raises ActionRefused as above."""
    own = batch.survey_link.round
    now = Round.objects.open().real().filter(partnership=own.partnership_id).exclude(pk=own.pk)
    for round_ in [own, *now]:
        hold_to_one_service([user], service=batch.service, round_=round_)


def let_go(batch: PaperBatch, counts_in: SurveyLink) -> None:
    """A batch is stored: note whoever has read these forms in the round in which they count.

    That is who entered them, who was replaced, and who entered a batch that was deleted: its forms are in this one.
    Raises ActionRefused where one of them has entered another service's forms in that round.
    """
    deleted = Q(batch=None, survey_link__service=batch.service, survey_link__instrument=counts_in.instrument_id)
    of_here = PaperInHand.objects.filter(deleted | Q(batch=batch))
    known = _not_counted(counts_in.round).filter(pk__in=of_here).select_related("user")
    people = {each.user for each in known} | {person for person in (batch.first_by, batch.second_by) if person}
    hold_to_one_service(people, service=batch.service, round_=counts_in.round)
    of_here.delete()


def _not_counted(round_: Round) -> QuerySet[PaperInHand]:
    """Forms that people have read and that may count in a round: of batches that wait, and of deleted ones.

    A deleted batch's forms are on paper still. They are looked for in the round in which they were read and in the
    one after, or nobody who has deleted a batch by mistake could ever enter another service's forms.
    """
    # In the order of `Round.counts_days`, so that of two rounds that end on one day each has one before it.
    earlier = Q(closes_on__lt=round_.closes_on) | Q(closes_on=round_.closes_on, pk__lt=round_.pk)
    before = (
        Round.objects.real().filter(earlier, partnership=round_.partnership_id).order_by("-closes_on", "-pk").first()
    )
    found = PaperInHand.objects.filter(survey_link__round__partnership=round_.partnership_id)
    return found.filter(Q(batch__isnull=False) | Q(survey_link__round__in=[round_, *([before] if before else [])]))
