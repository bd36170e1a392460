"""What every page knows: the place that it is about."""

from django.conf import settings

from organisations.permissions import memberships_of


def place_of_page(request):
    """The partnership, and whether the person walked into a made-up one and may be someone else."""
    partnership = getattr(request, "partnership", None)
    made_up = settings.DEMONSTRATION_BOROUGH and bool(partnership and partnership.is_demonstration)
    walks = made_up and bool(memberships_of(getattr(request, "user", None)))
    return {"partnership": partnership, "may_be_someone_else": walks}
