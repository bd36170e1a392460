"""Files that people have added: where the bytes lie, and whether a virus scanner has looked at them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StoredFileQuerySet(models.QuerySet):
    def waiting(self):
        """Those that no scanner has looked at, the oldest first."""
        return self.filter(state=StoredFile.State.WAITING).order_by("stored_at", "pk")


class StoredFile(models.Model):
    """The bytes of a file, kept once however often it is shown, under a name drawn by chance."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not looked at yet")
        CLEAN = "clean", _("Nothing found")
        REFUSED = "refused", _("Something found, and deleted")

    # What shows it goes with the partnership; then this one goes within minutes, and its bytes with it.
    partnership = models.ForeignKey("organisations.Partnership", models.SET_NULL, null=True, related_name="+")
    name = models.CharField("where it lies", max_length=80, blank=True)
    kind = models.CharField("its ending", max_length=8)
    size = models.PositiveIntegerField("bytes")
    digest = models.CharField("SHA-256", max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stored_at = models.DateTimeField()

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=~Q(name=""), name="one_stored_file_at_each_place"),
            models.CheckConstraint(
                condition=Q(state="refused", name="") | ~Q(state="refused") & ~Q(name=""),
                name="only_a_refused_file_lies_nowhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.size} bytes"

    @property
    def may_be_taken(self) -> bool:
        """Whether it may be opened: a file that a scanner is to look at waits until it has."""
        return self.state == self.State.CLEAN or (self.state == self.State.WAITING and not settings.VIRUS_SCANNER)

    @property
    def is_refused(self) -> bool:
        return self.state == self.State.REFUSED
