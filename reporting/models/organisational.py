"""Which sections of the organisational survey are counted together."""

from django.db import models

from surveys.models import Section


class OrganisationalMeasure(models.Model):
    """The measure of one section, where the framework's files put it together with others or give it a title.

    A section without a row is a measure of its own.
    """

    section = models.OneToOneField(Section, models.CASCADE, related_name="measure")
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("section__order",)

    def __str__(self) -> str:
        return self.title
