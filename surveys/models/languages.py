"""The same survey in other languages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models import FrameworkVersion
from organisations.models import Partnership


class Wording(models.Model):
    """One text of an instrument, scale or support line in another language."""

    class TextOf(models.TextChoices):
        SCALE_STEM = "scale_stem", _("What a scale asks")
        POINT = "point", _("An answer on a scale")
        INSTRUMENT_TITLE = "instrument_title", "A survey's title"
        INSTRUMENT_AUDIENCE = "instrument_audience", _("Who a survey is for")
        INSTRUMENT_INTRODUCTION = "instrument_introduction", "A survey's introduction"
        SECTION_TITLE = "section_title", "A section's title"
        SECTION_NOTE = "section_note", _("The note before a section")
        QUESTION = "question", "A question"
        EASY_QUESTION = "easy_question", _("A question in easier words")
        SUPPORT_NAME = "support_name", _("The name of a helpline")
        SUPPORT_WHAT = "support_what", _("What a helpline is for")
        SUPPORT_HOURS = "support_hours", _("The hours of a helpline")

    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=30, choices=TextOf.choices)
    key = models.CharField("codes of the thing it words, joined by full stops", max_length=130)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["framework", "language", "kind", "key"], name="one_wording_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.kind} {self.key}"


class LanguageChoice(models.Model):
    """What a partnership decided about a language. Without one it is offered, and awaits a native speaker's check."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="language_choices")
    framework = models.ForeignKey(FrameworkVersion, models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    is_offered = models.BooleanField("offered to those who answer", default=True)
    checked_by = models.CharField("checked by", max_length=120, blank=True)
    checked_on = models.DateField("checked on", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "framework", "language"], name="one_choice_per_partnership_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} in {self.partnership}"
