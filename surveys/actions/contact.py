"""Taking in what somebody leaves who would like to be contacted."""

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


def ask_for_contact(*, partnership: Partnership, key: str, details: dict[str, str], on: datetime.date) -> bool:
    """Store a request with the day by which somebody gets in touch. Returns whether anything was stored."""
    name = f"{partnership.pk}.{key}"
    identity = uuid.UUID(salted_hmac("surveys.contact", name, algorithm="sha256").hexdigest()[:32])
    due = due_day(days=safety_settings_of(partnership).review_days, on=on)
    # The Friday of that week: a day shared with a comment could tie a name to its words.
    due += datetime.timedelta(days=(4 - due.weekday()) % 7)
    try:
        with transaction.atomic():
            ContactRequest.objects.create(id=identity, partnership=partnership, due_on=due, **details)
    except IntegrityError:
        return False
    return True
