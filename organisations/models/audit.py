"""The record of what people did: imports, invitations, rounds, submissions, releases, exports."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models.places import Organisation, Partnership, Service


class Unchangeable(TypeError):
    """An entry of the audit log was to be changed or deleted."""


class AuditEntryQuerySet(models.QuerySet):
    """Entries are added and read. What PostgreSQL refuses by itself, Python refuses everywhere."""

    def update(self, **values) -> int:
        raise Unchangeable("An entry of the audit log stays as it was written.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Unchangeable("An entry of the audit log is deleted by organisations.audit.forget_expired alone.")

    def with_names(self):
        """With the people and places whose numbers they hold; one who is deleted is None."""
        return self.select_related("by", "person", "organisation", "service")

    def at_organisation(self, pk: int):
        return self.filter(Q(organisation=pk) | Q(service__organisation=pk))


class AuditEntry(models.Model):
    """One thing that someone did. Entries are added, never changed. Nothing of a survey answer is ever in one.

    People are in it by the numbers of their accounts alone, and a number outlives its account: who erased theirs is a
    "former user" here. That is why these keys hold on to nothing and are cleared by nothing.
    """

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="audit_entries")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    what = models.CharField(max_length=80)
    about = models.CharField(max_length=300)
    # Whom it was about, where that is someone with an account.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    service = models.ForeignKey(Service, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["partnership", "-at"], name="log_of_a_partnership"),)
        verbose_name_plural = _("audit entries")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.what}: {self.about}"
