"""Codes by which others know our organisations and services: of schools, of the health service, of charities."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organisations.models.naming import FoldedName, TidyName
from organisations.models.places import Organisation, Partnership, Service
from tables.folding import fold, tidy


class OutsideCodeQuerySet(models.QuerySet):
    def in_partnership(self, partnership):
        return self.filter(partnership=partnership)

    def in_use(self):
        return self.filter(removed_on__isnull=True)

    def of(self, place: Organisation | Service):
        """The codes that a place has now."""
        return self.in_use().filter(**{place._meta.model_name: place})

    def known_as(self, partnership: Partnership, scheme: str, code: str, words: str = ""):
        """The one in use with this code, which is as `tidy_code` leaves it."""
        return self.in_use().filter(partnership=partnership, scheme=scheme, code=code, words_key=fold(words))

    def place_for(
        self, partnership: Partnership, scheme: str, code: str, words: str = ""
    ) -> Organisation | Service | None:
        """The organisation or service that has a code now, whatever it is called; None where none has it."""
        known = self.known_as(partnership, scheme, tidy_code(scheme, code), words)
        found = known.select_related("organisation", "service__organisation", "service__sector").first()
        return found.place if found else None


class OutsideCode(models.Model):
    """A code that others gave to one organisation or one service. A removed one stays, to tell what it was."""

    class Scheme(models.TextChoices):
        """Who gives the codes."""

        URN = "urn", _("URN (school)")
        ODS = "ods", _("ODS (health service)")
        UPRN = "uprn", _("UPRN (building)")
        CHARITY = "charity", _("Charity number")
        GSS = "gss", _("GSS (area)")
        OTHER = "other", _("Another kind of code")

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="outside_codes")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="outside_codes")
    scheme = models.CharField("kind of code", max_length=10, choices=Scheme.choices)
    words = TidyName("what the code is called", max_length=40, blank=True)
    words_key = FoldedName(of="words")
    code = models.CharField("code", max_length=40)
    removed_on = models.DateField("removed on", null=True, editable=False)

    objects = OutsideCodeQuerySet.as_manager()

    class Meta:
        ordering = ("scheme", "words", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, service__isnull=False)
                | Q(organisation__isnull=False, service__isnull=True),
                name="a_code_is_of_one_place",
            ),
            models.CheckConstraint(
                condition=Q(scheme="other") & ~Q(words="") | ~Q(scheme="other") & Q(words=""),
                name="another_kind_of_code_has_a_name",
            ),
            models.UniqueConstraint(
                fields=["partnership", "scheme", "words_key", "code"],
                condition=Q(removed_on__isnull=True),
                name="a_code_is_of_one_place_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def kind(self) -> str:
        """What stands before the code, in pages and files."""
        return self.words or SHORT[self.scheme]

    @property
    def place(self) -> Organisation | Service:
        found = self.service or self.organisation
        assert found is not None  # noqa: S101 (a constraint says so)
        return found


SHORT = {"urn": "URN", "ods": "ODS", "uprn": "UPRN", "charity": "Charity", "gss": "GSS"}
# What a code of each kind looks like, and what to say of one that does not.
LOOKS_LIKE = {
    "urn": (r"[0-9]{5,7}", _("Enter a URN of 5 to 7 digits, for example 100001")),
    "ods": (r"[A-Z0-9]{3,8}", _("Enter an ODS code of 3 to 8 letters and digits, for example RXX")),
    "uprn": (r"[0-9]{1,12}", _("Enter a UPRN of up to 12 digits")),
    "charity": (r"[0-9]{6,8}(-[0-9]{1,3})?", _("Enter a charity number of 6 to 8 digits, for example 1234567")),
    "gss": (r"[A-Z][0-9]{8}", _("Enter a GSS code of a letter and 8 digits, for example E08000001")),
    "other": (r"[!-~]{1,40}", _("Enter a code of up to 40 letters, digits and signs")),
}


def tidy_code(scheme: str, code: str) -> str:
    """A code as it is kept: without spaces, letters as capitals, an address of a building without zeros before it."""
    kept = "".join(tidy(code).split()).upper()
    if scheme == OutsideCode.Scheme.UPRN:
        return kept.lstrip("0") or kept
    return kept


def problem_with(scheme: str, code: str) -> str:
    """Why a tidied code is none of its kind, for a person to read; "" where it is one."""
    pattern, words = LOOKS_LIKE[scheme]
    return "" if re.fullmatch(pattern, code) else str(words)


def codes_in_words(codes: Iterable[OutsideCode]) -> str:
    """Some codes as files say them: "URN 100001; ODS RXX"."""
    return "; ".join(str(each) for each in codes)
