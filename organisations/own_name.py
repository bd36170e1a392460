"""A person's own name."""

from django.db import transaction

from organisations.models import User


@transaction.atomic
def change_own_name(*, user: User, name: str) -> None:
    """Call someone as they want to be called; without a name by their address."""
    held = User.objects.select_for_update().get(pk=user.pk)
    held.name = name
    held.save(update_fields=["name"])
