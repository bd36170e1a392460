"""Taking in what someone leaves who would like to be contacted."""

import datetime
import secrets
import uuid

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from organisations.models import Partnership
from surveys.actions.comments import due_day, safety_settings_of
from surveys.models import ContactRequest


def new_key() -> str:
    """A random text for one filling-in of the form, so that sending it twice stores it once."""
    return secrets.token_urlsafe(18)


def _identity(partnership: Partnership, key: str) -> uuid.UUID:
    name = f"{partnership.pk}.{key}"
    return uuid.UUID(salted_hmac("surveys.contact", name, algorithm="sha256").hexdigest()[:32])


def is_asked(*, partnership: Partnership, key: str) -> bool:
    """Whether what was left on the page with this key is in."""
    return ContactRequest.objects.filter(pk=_identity(partnership, key)).exists()


def ask_for_contact(
    *, partnership: Partnership, key: str, details: dict[str, str], on: datetime.date, held: bool = False
) -> bool:
    """Store a request with the day by which someone gets in touch. Returns whether anything was stored.

    `held` says that it came among many at once: it is listed below the others, and answered by the same day.
    """
    due = due_day(days=safety_settings_of(partnership).review_days, on=on)
    # The Friday of that week: a day shared with a comment could tie a name to its words.
    due += datetime.timedelta(days=(4 - due.weekday()) % 7)
    try:
        # A savepoint: sent twice is one request, and the second one is no error.
        with transaction.atomic():
            ContactRequest.objects.create(
                id=_identity(partnership, key), partnership=partnership, due_on=due, is_held=held, **details
            )
    except IntegrityError:
        return False
    return True
