"""A piece of work that somebody asked for, as people see it."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from background.models.workers import WorkerProcess, is_silent


class JobQuerySet(models.QuerySet):
    """Reads of pieces of work."""

    def unfinished(self) -> Self:
        return self.filter(state__in=Job.UNFINISHED)

    def about_thing(self, kind: str, key: str) -> "Job | None":
        """The newest piece of work of a kind about one thing."""
        return self.filter(kind=kind, key=key).select_related("asked_by").order_by("-pk").first()


class Job(models.Model):
    """One piece of work: who asked for what, how far it is, and how it ended.

    The queue (django-tasks) holds its number only. Whatever the queue does with that number, even twice, this row
    decides: it is locked and its state is read before anything is begun. `attempts` numbers the runs; a run writes only
    while its own number stands here, so that one which was taken for dead and wakes up spoils nothing.
    """

    class Task(models.TextChoices):
        SEALING = "sealing", _("Sealing answers")
        PRACTICE = "practice", _("Deleting a practice round")
        RELEASE = "release", _("Preparing results")
        WORKBOOK = "workbook", _("Excel workbook")
        BOARD_PACK = "board_pack", _("Board pack as a PDF")
        PACK = "pack", _("Communication pack")
        SLIDES = "slides", _("Slides as a PDF")
        CODES = "codes", _("Single-use codes as a PDF")
        EVALUATION = "evaluation", _("Self-evaluation as a PDF")
        PAPER = "paper", _("Paper survey as a PDF")
        IMPORT = "import", _("Importing a file")
        ENDING = "ending", _("Deleting a partnership that has ended")
        EVERYTHING = "everything", _("Everything as a zip")

    class State(models.TextChoices):
        WAITING = "waiting", _("Not yet started")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Completed")
        FAILED = "failed", _("Interrupted")

    UNFINISHED = (State.WAITING, State.RUNNING)
    MOST_DEATHS = 3  # work that has ended three workers would end the fourth

    kind = models.CharField(max_length=10, choices=Task.choices)
    key = models.CharField("what tells it from others of its kind", max_length=160)
    arguments = models.JSONField(default=dict)
    partnership = models.ForeignKey("organisations.Partnership", models.CASCADE, related_name="+")
    about = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    alive_at = models.DateTimeField("last sign of life")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("steps that are through", default=0)
    total = models.PositiveIntegerField("steps in all", default=0)
    attempts = models.PositiveIntegerField("number of the run", default=0)
    deaths = models.PositiveSmallIntegerField("runs whose worker died", default=0)
    error = models.CharField(max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=("waiting", "running")),
                name="one_unfinished_job_for_each_thing",
            )
        ]
        indexes = [models.Index(fields=["kind", "key"], name="jobs_about_a_thing")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    def is_dead(self, at: datetime.datetime) -> bool:
        """Whether the worker that did it has died. It is begun again as soon as another one sees that."""
        if self.state != self.State.RUNNING or not is_silent(self.alive_at, at):
            return False
        return (self.pk, self.attempts) not in WorkerProcess.objects.runs(at)


class JobFile(models.Model):
    """The file that a piece of work made, for whoever asked for it. It goes after a day.

    One that holds a secret is sealed (background/sealed_files.py); it goes when it is taken, or after an hour.
    """

    job = models.OneToOneField(Job, models.CASCADE, related_name="file")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField("bytes")
    made_at = models.DateTimeField()
    is_sealed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name
