"""What all activities share: a day, which says in which round they count."""

from django.db import models
from django.db.models import Q

from organisations.models import Round, RoundService


class DayQuerySet(models.QuerySet):
    """Records with a day."""

    def in_round(self, round_: Round):
        """Those of its partnership that count in a round: each day counts in exactly one (see `Round.counts_days`).

        What a release has counted stays in its round: a round that is planned later and ends before it takes that day
        for itself, and would count it a second time.
        """
        first, last = round_.counts_days()
        by_day = Q(counted_in=None, day__gte=first, day__lte=last)
        return self.in_partnership(round_.partnership_id).filter(by_day | Q(counted_in=round_))

    def in_partnership(self, partnership):
        """Those of one partnership, or of that with this id: each kind of record says how it hangs on it."""
        raise NotImplementedError

    def counting_in(self, round_: Round):
        """Those that the release of a closed round counts."""
        return self.in_round(round_)

    def newest_first(self):
        return self.order_by("-day", "-pk")


class ServiceDayQuerySet(DayQuerySet):
    """Records of single services."""

    def in_partnership(self, partnership):
        return self.filter(service__organisation__partnership=partnership)

    def counting_in(self, round_: Round):
        """A service that joined after the round had closed has no place in it."""
        services = RoundService.objects.in_round(round_).order_by().values("service")
        return super().counting_in(round_).filter(service__in=services)


class PlannedQuerySet(DayQuerySet):
    """Records of what is planned first and can be called off: then it is kept, and counts nowhere."""

    def held(self):
        """Those that were not called off."""
        return self.filter(called_off_on__isnull=True)

    def counting_in(self, round_: Round):
        return super().counting_in(round_).held()
