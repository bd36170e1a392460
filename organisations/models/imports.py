"""Files that people bring in: what waits for a yes, what was brought in, and what can be taken back."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from organisations.models.places import Partnership

TO_UNDO = datetime.timedelta(days=1)
KEPT_WAITING = datetime.timedelta(days=7)  # a file that nobody has agreed to


class ImportDraft(models.Model):
    """A file between its coming in and the moment at which someone says yes. `what` is the kind of its rows."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="import_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    # As it came, where it is so large that the worker reads it; empty once it is read.
    content = models.BinaryField(default=b"")
    book_text = models.TextField("what was read of it", blank=True)
    problem = models.CharField("why it could not be read", max_length=300, blank=True)
    sheet = models.PositiveSmallIntegerField(null=True)
    header_line = models.PositiveIntegerField(null=True)
    has_no_header = models.BooleanField(default=False)
    columns_are_chosen = models.BooleanField(default=False)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.file_name


class ImportColumn(models.Model):
    """Which column of a file is which: its place from 0, or one text for all rows."""

    draft = models.ForeignKey(ImportDraft, models.CASCADE, related_name="columns")
    key = models.CharField(max_length=40)
    index = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="a_column_once_per_draft")]

    def __str__(self) -> str:
        return self.key


class ImportAnswer(models.Model):
    """What someone answered to a question about a file."""

    draft = models.ForeignKey(ImportDraft, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=200)
    answer = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "question"], name="an_answer_once_per_draft")]

    def __str__(self) -> str:
        return f"{self.question}: {self.answer}"


class RememberedColumn(models.Model):
    """A choice of columns for files of one shape, so that next month's file of the same shape needs none."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    shape = models.CharField(max_length=64)
    key = models.CharField(max_length=40)
    index = models.PositiveSmallIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "what", "shape", "key"], name="a_column_remembered_once_per_shape"
            )
        ]

    def __str__(self) -> str:
        return self.key


class ImportRun(models.Model):
    """A file that was brought in: by whom, what it did, and the rows that were set aside, as CSV to mend."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="import_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    aside = models.PositiveIntegerField(default=0)
    aside_text = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name

    @property
    def undo_until(self) -> datetime.datetime:
        return self.at + TO_UNDO

    def can_be_undone(self, at: datetime.datetime | None = None) -> bool:
        """Whether it was not undone yet and its day is not over."""
        return self.undone_at is None and (at or timezone.now()) <= self.undo_until


class ImportedThing(models.Model):
    """One thing that an import added or changed: its model and key, and what it is called."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="things")
    model = models.CharField("such as organisations.service", max_length=60)
    key = models.BigIntegerField()
    name = models.CharField(max_length=200)
    was_added = models.BooleanField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["run", "model", "key"], name="a_thing_once_per_import")]

    def __str__(self) -> str:
        return self.name


class ImportedField(models.Model):
    """A field of a thing as it was before the import, and as the import left it, as text; None where it was empty."""

    thing = models.ForeignKey(ImportedThing, models.CASCADE, related_name="fields")
    field = models.CharField(max_length=60)
    before = models.TextField(null=True)  # noqa: DJ001 (an empty text is not an empty field)
    after = models.TextField(null=True)  # noqa: DJ001

    def __str__(self) -> str:
        return self.field
