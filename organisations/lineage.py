"""What became of places that were merged or split, and what they come from; who may read the past of one."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from organisations.actions import ActionRefused
from organisations.models import Organisation, Partnership, PlaceSuccession, Round, RoundService, Service, User
from organisations.permissions import has_permission
from organisations.roles import Permission


class Lineage:
    """Which services of a partnership followed which. One query, however long the chains are."""

    def __init__(self, partnership: Partnership | int) -> None:
        self._after: dict[int, list[int]] = defaultdict(list)
        self._before: dict[int, list[int]] = defaultdict(list)
        rows = PlaceSuccession.objects.filter(from_service__organisation__partnership=partnership)
        for before, after in rows.values_list("from_service", "to_service"):
            self._after[before].append(after)
            self._before[after].append(before)

    def after(self, service: int) -> list[int]:
        """All that came of a service, the nearest first."""
        return _all_from(service, self._after)

    def before(self, service: int) -> list[int]:
        """All that a service comes from, the nearest first."""
        return _all_from(service, self._before)

    def between(self, then: Round, now: Round) -> dict[int, frozenset[int]]:
        """The services of a round that have come of others since an earlier one, each with those others.

        Others that are still in the later round have ended since: what came of them is no matter of the two.
        """
        if not self._before:
            return {}
        before, after = _services_in(then), _services_in(now)
        found = {one: (before - after).intersection(self.before(one)) for one in after.intersection(self._before)}
        return {service: frozenset(others) for service, others in found.items() if others}


def _services_in(round_: Round) -> set[int]:
    return set(RoundService.objects.in_round(round_).values_list("service", flat=True))


def _all_from(one: int, steps: dict[int, list[int]]) -> list[int]:
    found: list[int] = []
    left = list(steps.get(one, ()))
    while left:
        nearest = left.pop(0)
        if nearest not in found:
            found.append(nearest)
            left += steps.get(nearest, ())
    return found


def may_read_past(user: User, service: Service, permission: Permission) -> bool:
    """Whether someone may read what a service was: by a role at it, or at what came of it."""
    if has_permission(user, permission, service):
        return True
    heirs = Service.objects.filter(pk__in=Lineage(service.partnership).after(service.pk)).with_places()
    return any(has_permission(user, permission, heir) for heir in heirs)


def went_on_as(place: Service | Organisation) -> list[PlaceSuccession]:
    """What a place became, with the places at hand."""
    return list(place.successions.with_places())


def came_from(place: Service | Organisation) -> list[PlaceSuccession]:
    """What a place was before, with the places at hand."""
    return list(place.successions_before.with_places())


def names_of_heirs(place: Service | Organisation) -> str:
    """ "Adult care and Reablement": what a place became, in words; nothing where it became nothing else."""
    return in_words([str(each.after) for each in went_on_as(place)])


def heirs_in(partnership: Partnership) -> dict[int, str]:
    """What each service of a partnership became that became another, in words. One query."""
    rows = PlaceSuccession.objects.of_services().filter(from_service__organisation__partnership=partnership)
    found: dict[int, list[str]] = defaultdict(list)
    for service, heir in rows.order_by("pk").values_list("from_service", "to_service__name"):
        found[service].append(heir)
    return {service: in_words(heirs) for service, heirs in found.items()}


def organisations_with_heirs(partnership: Partnership) -> dict[str, str]:
    """What each organisation of a partnership became that became another, in words, by its folded name. One query."""
    rows = PlaceSuccession.objects.of_organisations().filter(from_organisation__partnership=partnership)
    found: dict[str, list[str]] = defaultdict(list)
    for name, heir in rows.order_by("pk").values_list("from_organisation__name_key", "to_organisation__name"):
        found[name].append(heir)
    return {name: in_words(heirs) for name, heirs in found.items()}


def in_words(names: Collection[str]) -> str:
    """ "A, B and C"."""
    *first, last = names or [""]
    return str(_("%(some)s and %(last)s") % {"some": ", ".join(first), "last": last}) if first else last


def refuse_to_come_back(place: Service | Organisation) -> None:
    """Raise ActionRefused for a closed place that has become another: both would count the same people."""
    if heirs := names_of_heirs(place):
        raise ActionRefused(
            _("%(name)s is now part of %(heirs)s, so it cannot be restored. Add a new one under another name.")
            % {"name": place.name, "heirs": heirs}
        )
