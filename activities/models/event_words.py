"""What the public calendar says of an event: written by one person, published by another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.events import Event
from organisations.models import GoesPublic, Partnership, two_people
from organisations.models.naming import TidyName


class EventWords(GoesPublic):
    """The words of an event that are meant for the public calendar, one version of them.

    While they are checked, the event itself keeps what it says in public; what is published is written to the event.
    """

    WORDS = ("title", "where", "description")

    event = models.ForeignKey(Event, models.CASCADE, related_name="words")
    title = TidyName("title", max_length=160)
    where = models.CharField("where", max_length=200, blank=True)
    description = models.TextField("what it is about", max_length=3000, blank=True)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = _("words of events")
        constraints = [two_people("words_of_an_event_are_published_by_a_second_person")]

    def __str__(self) -> str:
        return self.title

    @property
    def partnership(self) -> Partnership:
        return self.event.partnership

    @property
    def called(self) -> str:
        return "an event of the public calendar"
