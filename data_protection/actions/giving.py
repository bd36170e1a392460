"""Giving what is kept about someone to the admin whom they asked."""

import datetime

from django.db import transaction

from data_protection.own_data import account_known_here, as_zip, known_here
from organisations.audit import record
from organisations.models import Partnership, User


@transaction.atomic
def take_out_about(*, email: str, partnership: Partnership, by: User, at: datetime.datetime) -> bytes:
    """What a partnership keeps about an address, as a zip. That it was taken is on record by number, not by address."""
    account = account_known_here(email, partnership)
    about = f"account {account.pk}" if account else "an address without an account"
    record(partnership=partnership, by=by, what="took out what is kept about someone", about=about, at=at)
    return as_zip(known_here(email, partnership), about=email, at=at)
