"""What every page knows: the place that it is about, and whose text its tab may keep."""

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from organisations.models import Round
from organisations.permissions import memberships_of


def place_of_page(request):
    """The partnership, and whether the person walked into a made-up one and may be someone else."""
    partnership = getattr(request, "partnership", None)
    # Whose it is, is asked by the pages of those who work here only: a survey's page looks at no session.
    made_up = settings.DEMONSTRATION_BOROUGH and bool(partnership and partnership.is_demonstration)
    walks = made_up and bool(memberships_of(getattr(request, "user", None)))
    return {
        "partnership": partnership,
        "may_be_someone_else": walks,
        "practice": SimpleLazyObject(lambda: _practice(partnership)),
        "person_key": SimpleLazyObject(lambda: _person(request)),
    }


def _practice(partnership) -> str:
    """The name of the practice round that is open: every page of those who work here says so."""
    if partnership is None or hasattr(partnership, "practice"):
        return getattr(partnership, "practice", None) or ""
    found = Round.objects.open().practice().filter(partnership=partnership)
    return found.values_list("name", flat=True).first() or ""


def _person(request) -> str:
    user = getattr(request, "user", None)
    return key_of_person(user) if user is not None and user.is_authenticated else ""


def key_of_person(user) -> str:
    """Names a person to their own browser, the same in every session; no one can tell who it is."""
    return salted_hmac("organisations.context.person", str(user.pk)).hexdigest()[:16]
