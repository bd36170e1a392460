"""What organisations agree to, who is responsible, and what was erased or let go when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.models import Organisation, Partnership


class PrivacyNoticeQuerySet(models.QuerySet):
    def newest_of(self, partnership: Partnership) -> "PrivacyNotice | None":
        return self.filter(partnership=partnership).order_by("-version").first()


class PrivacyNotice(models.Model):
    """One version of what a partnership's privacy page says of who is responsible. Added, never changed."""

    class Basis(models.TextChoices):
        PUBLIC_TASK = "public_task", _("Public task: UK GDPR Article 6(1)(e)")
        LEGITIMATE = "legitimate", _("Legitimate interests: UK GDPR Article 6(1)(f)")
        CONSENT = "consent", _("Consent: UK GDPR Article 6(1)(a)")
        LEGAL = "legal", _("Legal obligation: UK GDPR Article 6(1)(c)")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="privacy_notices")
    version = models.PositiveIntegerField()
    controller = models.CharField("who is responsible (the controller)", max_length=200, blank=True)
    controller_address = models.TextField("their postal address", max_length=500, blank=True)
    officer = models.CharField("data protection officer", max_length=200, blank=True)
    officer_email = models.EmailField("the officer’s email address", blank=True)
    contact = models.CharField("other ways to ask", max_length=300, blank=True)
    basis = models.CharField("lawful basis", max_length=12, choices=Basis.choices, blank=True)
    basis_words = models.TextField("why this basis", max_length=1000, blank=True)
    complaints = models.TextField("how to complain to you first", max_length=1000, blank=True)
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = PrivacyNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="one_privacy_notice_a_version"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class Logo(models.Model):
    """A partnership's logo as a picture without metadata."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="logo")
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    digest = models.CharField("tells it from any other", max_length=32)
    description = models.CharField("what it shows", max_length=120)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(description=""), name="a_logo_is_described")]

    def __str__(self) -> str:
        return self.description


class SharingStatementQuerySet(models.QuerySet):
    def newest_of(self, partnership: Partnership) -> "SharingStatement | None":
        return self.filter(partnership=partnership).order_by("-version").first()


class SharingStatement(models.Model):
    """One version of what organisations agree to: what is collected, why, who sees it, how long. Never changed."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="sharing_statements")
    version = models.PositiveIntegerField()
    collected = models.TextField("what is collected")
    why = models.TextField("why")
    seen_by = models.TextField("who sees it")
    kept = models.TextField("for how long")
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = SharingStatementQuerySet.as_manager()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="one_sharing_statement_a_version"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class SharingAgreement(models.Model):
    """That someone agreed to one version for an organisation, and when."""

    statement = models.ForeignKey(SharingStatement, models.CASCADE, related_name="agreements")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="sharing_agreements")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "organisation"], name="an_organisation_agrees_once_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.statement}"


class Erasure(models.Model):
    """That an account was erased: its number, and nothing that says who it was."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, related_name="+")
    account = models.PositiveBigIntegerField("number of the account")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"account {self.account}"


class NamedSomewhere(models.Model):
    """In how many rows of one kind the name of someone erased was found, for a person to look at."""

    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="found")
    model = models.CharField("such as assessments.Rating", max_length=80)
    field = models.CharField(max_length=60)
    rows = models.PositiveIntegerField()
    looked_at_on = models.DateField(null=True)
    looked_at_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["erasure", "model", "field"], name="found_once_a_column"),
        ]

    def __str__(self) -> str:
        return f"{self.model}.{self.field}"


class RetentionRun(models.Model):
    """When the rows of one kind were last looked through, and how many went then."""

    kind = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    gone = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.kind
