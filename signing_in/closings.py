"""Accounts that a directory has closed, for rooms below."""

from organisations.models import User
from signing_in.models import DirectoryPerson

ORDER = 1


def forget(*, user: User) -> None:
    """Someone else has closed or opened the account since: the directory opens it no more."""
    DirectoryPerson.objects.filter(user=user).update(closed_account=False)
