"""Where someone can turn who is upset or in danger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from framework.models import FrameworkVersion
from organisations.models import Partnership
from surveys.models.instruments import Instrument
from surveys.reaching import ANSWERS_IN_ENGLISH, BY_TEXT, HAS_INTERPRETERS, TO_RING


class SupportLineQuerySet(models.QuerySet):
    def shown_in(self, partnership, framework):
        """A partnership's own list where it has one, else the framework's."""
        own = self.filter(partnership=partnership)
        return own if own.exists() else self.filter(partnership=None, framework=framework)

    def beside(self, instrument: Instrument | None):
        """Those for the people who answer a survey; those for families beside a page that belongs to none."""
        if instrument and not instrument.for_families:
            return self.filter(for_staff=True)
        if instrument and instrument.is_for_children:
            return self.filter(for_children=True)
        return self.filter(for_families=True)


class SupportLine(models.Model):
    """One place to turn to: the framework's, or a partnership's own list, which then stands instead of it."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("Phone")
        TEXT = "text", _("Text message")

    class Speech(models.TextChoices):
        """Which languages it answers in, as far as someone has found out."""

        ENGLISH = "english", ANSWERS_IN_ENGLISH
        INTERPRETERS = "interpreters", HAS_INTERPRETERS

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, null=True, blank=True, related_name="support_lines")
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, blank=True, related_name="support_lines")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Channel.choices)
    what = models.CharField("what it is, or who it is for", max_length=80, blank=True)
    hours = models.CharField(max_length=80)
    speaks = models.CharField("which languages it answers in", max_length=20, choices=Speech.choices, blank=True)
    speaks_checked_on = models.DateField("when its languages were last checked", null=True, blank=True)
    for_families = models.BooleanField()
    for_children = models.BooleanField(default=False)
    for_staff = models.BooleanField()
    checked_on = models.DateField("last checked", null=True, blank=True)
    order = models.PositiveSmallIntegerField()

    objects = SupportLineQuerySet.as_manager()

    class Meta:
        ordering = ("order",)
        constraints = [
            models.CheckConstraint(
                condition=Q(framework__isnull=False, partnership__isnull=True)
                | Q(framework__isnull=True, partnership__isnull=False),
                name="a_support_line_is_the_framework_s_or_a_partnership_s",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.contact}"

    def is_beside(self, instrument: Instrument | None) -> bool:
        """As `beside` finds them: whether it is for the people who answer a survey."""
        if instrument and not instrument.for_families:
            return self.for_staff
        return self.for_children if instrument and instrument.is_for_children else self.for_families

    def for_page(self) -> dict[str, object]:
        """What the component that lists support lines shows."""
        scheme = "sms" if self.kind == self.Channel.TEXT else "tel"
        return {
            "name": self.name,
            "what": self.what,
            "number": self.contact,
            "tel": f"{scheme}:{self.contact.replace(' ', '')}",
            **(BY_TEXT if self.kind == self.Channel.TEXT else TO_RING),
            "hours": self.hours,
            "speaks": "",
            "checked": self.checked_on,
        }
