"""Outcome indicators: kept one by one, and many at once from a file."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from organisations.audit import record
from organisations.models import User
from organisations.saving import hold, save_shown_fields
from reporting.models import OutcomeIndicator

OF_AN_INDICATOR = ("name", "year", "first_year", "period", "value", "unit", "good_is", "source", "box")


@transaction.atomic
def save_indicator(
    *, indicator: OutcomeIndicator, by: User, fields: Collection[str] = OF_AN_INDICATOR
) -> OutcomeIndicator:
    """Add one year of an indicator, or keep what was changed of one. Raises ActionRefused as saving does."""
    if indicator.pk is None:
        indicator.save(force_insert=True)
        record(partnership=indicator.partnership, by=by, what="added an indicator", about=indicator)
        saved = indicator
    else:
        saved = save_shown_fields(indicator, fields, by=by, what="changed an indicator")
    # What an indicator is about is the same in every year.
    years = OutcomeIndicator.objects.of(saved.partnership).filter(name__iexact=saved.name)
    years.exclude(box=saved.box).update(box=saved.box)
    return saved


@transaction.atomic
def delete_indicator(*, indicator: OutcomeIndicator, by: User) -> None:
    """Delete one year of an indicator; its value stays in the audit log.

    Raises ActionRefused where it is gone already.
    """
    held = hold(indicator)
    record(partnership=held.partnership, by=by, what="deleted an indicator", about=f"{held}: {held.text}")
    held.delete()
