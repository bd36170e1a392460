"""What an admin did to an account: closed it, or asked for another address, which its owner confirms."""

from django.db import models

from organisations.models.people import User
from organisations.models.places import Partnership


class AccountClosing(models.Model):
    """An account that a partnership has closed. It alone opens it again; what the installation closed stays closed."""

    user = models.OneToOneField(User, models.CASCADE, related_name="closing")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}, {self.closed_at:%Y-%m-%d}"


class AddressChange(models.Model):
    """Another address for someone, which counts once whoever reads its mail has confirmed it. One at a time."""

    user = models.OneToOneField(User, models.CASCADE, related_name="address_change")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    email = models.EmailField("the address that waits")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.user}: {self.email}"
