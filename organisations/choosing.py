"""Choosing a service from a list, where two may have one name."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext

from organisations.models import Service
from tables.folding import fold


def told_apart(services: Iterable[Service]) -> dict[int, str]:
    """What to call each of these services, by id: with its organisation where another of them has the same name."""
    services = list(services)
    alike = Counter(fold(each.name) for each in services)
    with_organisation = gettext("%(service)s (%(organisation)s)")
    return {
        each.pk: with_organisation % {"service": each.name, "organisation": each.organisation.name}
        if alike[fold(each.name)] > 1
        else each.name
        for each in services
    }


class _ToldApart(ModelChoiceIterator):
    """Each service with its organisation where its name alone does not say which one it is. One query."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        services = list(self.queryset.select_related("organisation"))
        names = told_apart(services)
        for each in services:
            yield self.choice(each)[0], names[each.pk]


class ServiceChoice(forms.ModelChoiceField):
    """One service out of a list. Every form that lets someone choose a service uses this field."""

    iterator = _ToldApart
