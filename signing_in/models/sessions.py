"""What signing in keeps: sessions by person, counts of how often someone asked, and asks to forget second factors."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q

from organisations.models import Partnership


class SessionManager(BaseSessionManager):
    """Sessions, as Django's own manager keeps them."""

    def of_person(self, user, *, at):
        """Whoever reads this list knows each by its row's number: the key itself is a secret and on no page."""
        return self.filter(user=user, expire_date__gt=at).order_by("-seen_at", "pk")


class Session(AbstractBaseSession):
    """A browser's session; whose it is, in which browser, since when and when last used. No network address."""

    # To name it on a page: the key would sign in whoever reads it. Not unique, since Django tries again for ever where
    # a new session meets one.
    number = models.PositiveBigIntegerField("number", editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    browser = models.CharField("browser", max_length=60, blank=True)
    began_at = models.DateTimeField("signed in at", null=True)
    seen_at = models.DateTimeField("last used at", null=True)

    objects = SessionManager()

    @classmethod
    def get_session_store_class(cls):
        from signing_in.session_store import SessionStore  # the store names this model

        return SessionStore

    def __str__(self) -> str:
        return f"{self.user}: {self.browser}"


class LimitCount(models.Model):
    """How often someone asked, counted once for all processes: the table of Django's database cache.

    Its keys are hashed with a key of the day (limits.py): no address, of a network or of a person, is in it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "signing_in_limitcount"

    def __str__(self) -> str:
        return self.cache_key


class FactorResetQuerySet(models.QuerySet):
    def waiting(self, *, at):
        """Asked, neither agreed nor withdrawn, and not too long ago."""
        return self.filter(agreed_at=None, withdrawn_at=None, expires_at__gt=at)


class FactorReset(models.Model):
    """One admin asks that all second factors of a person are forgotten, another agrees: no one does it alone."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = FactorResetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")) & (Q(agreed_by=None) | ~Q(agreed_by=F("asked_by"))),
                name="factor_reset_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("person")), name="factor_reset_not_by_the_person"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="factor_reset_agreed_by_and_at",
            ),
            models.UniqueConstraint(
                fields=["person", "partnership"],
                condition=Q(agreed_at=None, withdrawn_at=None),
                name="one_open_factor_reset_per_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
