"""What a service of one release was in the release before, where it has been merged or split since."""

from organisations.lineage import Lineage
from organisations.models import RoundService
from reporting.models import Release


def was_then(release: Release, service: int) -> list[RoundService]:
    """The services that it came of, as they stood in the round before; none where it is still the same."""
    if release.since is None:
        return []
    then = release.since.round
    others = Lineage(then.partnership_id).between(then, release.round).get(service, frozenset())
    # One that has taken in others was there itself, too.
    found = RoundService.objects.in_round(then).filter(service__in=[*others, service] if others else [])
    return list(found.order_by("service_name"))
