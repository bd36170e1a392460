"""People who sign in, the roles they hold at places, and invitations."""

import hashlib
import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from background.models import OutgoingMail
from organisations.models.places import Organisation, Partnership, Sector, Service
from organisations.roles import PLACE_OF_ROLE, Role


class UserManager(BaseUserManager):
    """Makes people who are known by their email address."""

    def create_user(self, email: str, password: str | None = None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(force_insert=True, using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in, known by an email address."""

    email = models.EmailField("email address", unique=True)
    name = models.CharField("name", max_length=120, blank=True)
    is_staff = models.BooleanField("looks after this installation", default=False)
    is_active = models.BooleanField("may sign in", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.name or self.email


def _role_matches_place() -> Q:
    """A role is held at the kind of place that it belongs to, and at no other."""
    kinds = ("sector", "organisation", "service")
    condition = Q()
    for role in Role:
        held_at = PLACE_OF_ROLE[role]
        one = Q(role=role.value)
        for kind in kinds:
            one &= Q(**{f"{kind}__isnull": kind != held_at})
        condition |= one
    return condition


class HeldAtAPlace(models.Model):
    """A role at a place: the whole partnership, or one sector, organisation or service of it."""

    role = models.CharField("role", max_length=30, choices=Role.choices)
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    sector = models.ForeignKey(Sector, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def place(self):
        return self.service or self.organisation or self.sector or self.partnership


class MembershipQuerySet(models.QuerySet):
    def with_places(self):
        return self.select_related("user", "partnership", "sector", "organisation", "service")


class Membership(HeldAtAPlace):
    """A person in a role at a place."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_role_matches_place(), name="membership_role_matches_place"),
            models.UniqueConstraint(
                fields=["user", "role", "partnership"],
                condition=Q(sector__isnull=True, organisation__isnull=True, service__isnull=True),
                name="a_role_once_per_partnership",
            ),
            models.UniqueConstraint(fields=["user", "role", "sector"], name="a_role_once_per_sector"),
            models.UniqueConstraint(fields=["user", "role", "organisation"], name="a_role_once_per_organisation"),
            models.UniqueConstraint(fields=["user", "role", "service"], name="a_role_once_per_service"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.place}"


class InvitationQuerySet(models.QuerySet):
    def for_token(self, token: str):
        return self.filter(token_hash=hash_of(token))

    def unused(self):
        """Neither accepted nor withdrawn; it may have expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def waiting(self, on):
        return self.unused().filter(expires_on__gte=on)


class Invitation(HeldAtAPlace):
    """An invitation by email into a role. Only a hash of its secret is kept; it works once."""

    email = models.EmailField("email address")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_on = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # The newest, where it was sent again; with a secret of its own, so that an older link no longer works.
    mail = models.ForeignKey(OutgoingMail, models.SET_NULL, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-invited_at",)
        constraints = [models.CheckConstraint(condition=_role_matches_place(), name="invitation_role_matches_place")]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}, {self.place}"


def new_token() -> str:
    """A secret of 160 bits for an address that is sent by email."""
    return secrets.token_urlsafe(20)


def hash_of(token: str) -> str:
    """What is kept of a secret: enough to recognise it, not to use it."""
    return hashlib.sha256(token.encode()).hexdigest()
