"""What is kept of a partnership's directory: its keys, its mail domains, and the people it has told of."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from organisations.models import Partnership


class DirectoryKeyQuerySet(models.QuerySet):
    def live(self):
        return self.filter(ended_at=None)


class DirectoryKey(models.Model):
    """What a directory shows to be let in. Only a hash of it is kept. It belongs to a partnership, not to a person."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="directory_keys")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = DirectoryKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class DirectoryDomain(models.Model):
    """What comes after the @ of the people whom the directory may tell of: nobody else's account is in its reach."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="directory_domains")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["partnership", "name"], name="a_domain_once_per_partnership"),)

    def __str__(self) -> str:
        return self.name


class DirectoryPersonQuerySet(models.QuerySet):
    def known_to(self, partnership):
        """Those of whom its directory may hear: of its domains, and not deleted."""
        names = DirectoryDomain.objects.filter(partnership=partnership).values_list("name", flat=True)
        ends = Q(pk=None)
        for name in names:
            ends |= Q(email__endswith=f"@{name}")
        return self.filter(ends, partnership=partnership, deleted_at=None)


class DirectoryPerson(models.Model):
    """Someone of whom a directory has told, or whose account it may close. A row signs no one in: invitations do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="directory_people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    email = models.EmailField("email address")
    external_id = models.CharField("what the directory calls them", max_length=200, blank=True)
    name = models.CharField("name", max_length=120, blank=True)
    is_active = models.BooleanField("works there", default=True)
    made_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    # Whether the directory closed the account: what somebody else closed, it does not open.
    closed_account = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True)

    objects = DirectoryPersonQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(fields=["partnership", "email"], name="a_directory_names_an_address_once"),
            models.UniqueConstraint(
                fields=["partnership", "external_id"],
                condition=~Q(external_id=""),
                name="a_directory_calls_one_person_so",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def may_sign_in(self) -> bool:
        return self.is_active and (self.user is None or self.user.is_active)
