"""Mail on its way out."""

import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailQuerySet(models.QuerySet):
    """Reads of outgoing mail."""

    def in_partnership(self, partnership) -> Self:
        """A partnership's mail, the newest first."""
        return self.filter(partnership=partnership).order_by("-made_at", "-pk")

    def undelivered(self) -> Self:
        return self.filter(state__in=OutgoingMail.UNDELIVERED)

    def due(self, at: datetime.datetime) -> Self:
        return self.filter(state=OutgoingMail.State.WAITING, next_try_at__lte=at)


class OutgoingMail(models.Model):
    """A mail to one person: what it says while it has to be sent, and what became of it.

    What is secret (a code, an invitation's link) is wiped as soon as it is sent or cannot be sent any more.
    """

    class Occasion(models.TextChoices):
        SIGN_IN = "sign_in", _("Sign-in code")
        INVITATION = "invitation", _("Invitation")
        REMINDER = "reminder", _("Reminder")
        RELEASE = "release", _("Results to check and release")
        COMMENT = "comment", _("Comment passed to safeguarding")
        OVERDUE = "overdue", _("Overdue comments and contact requests")
        ENDING = "ending", _("End of a partnership")
        ADDRESS = "address", _("Change of email address")

    class State(models.TextChoices):
        WAITING = "waiting", _("To be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        NOT_DELIVERED = "refused", _("Not delivered")
        GIVEN_UP = "given_up", _("Not sent")
        UNCERTAIN = "uncertain", _("May not have been delivered")
        KEPT_BACK = "kept_back", _("Not sent: this is a demonstration")

    UNDELIVERED = (State.NOT_DELIVERED, State.GIVEN_UP, State.UNCERTAIN)

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=Occasion.choices)
    partnership = models.ForeignKey("organisations.Partnership", models.CASCADE, null=True, related_name="+")
    is_secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField("what went wrong, in plain words", max_length=200, blank=True)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField("of no use after", null=True)
    sent_at = models.DateTimeField(null=True)
    worker = models.CharField("the process that is sending it", max_length=64, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["partnership", "-made_at"], name="mail_of_a_partnership"),
            models.Index(fields=["state", "next_try_at"], name="mail_that_is_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.to}"

    @property
    def is_undelivered(self) -> bool:
        return self.state in self.UNDELIVERED

    @property
    def is_on_its_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.SENDING)

    @property
    def is_kept_back(self) -> bool:
        """Whether it goes to no one: a demonstration has a mail server that reaches real people."""
        return self.state == self.State.KEPT_BACK

    @property
    def can_be_sent_again(self) -> bool:
        """Whether its words are still there: what is secret is made anew, by the person who made it."""
        return self.is_undelivered and bool(self.text)

    @property
    def state_in_words(self) -> str:
        """The state with its reason, as people read it: "Not delivered: the address does not exist"."""
        return f"{self.get_state_display()}: {self.error}" if self.error else str(self.get_state_display())
