"""Choosing what a list shows: a round, a sector, a service. All of it stands in the address."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.choosing import ServiceChoice
from organisations.days import NOT_A_DAY
from organisations.forms import FilterForm
from organisations.models import Partnership, Round, Sector, Service


class RoundFilter(FilterForm):
    """The round that a page looks at; none chosen is the one in which today counts."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Round it counts in"), required=False, empty_label=_("Current round")
    )

    def __init__(self, data, *, partnership: Partnership) -> None:
        super().__init__(data)
        self.fields["round"].queryset = Round.objects.real().filter(partnership=partnership).newest_first()
        self.fields["round"].to_field_name = "slug"
        self.is_valid()

    @property
    def chosen(self) -> Round | None:
        return self.cleaned_data.get("round")


class DayFilter(FilterForm):
    """Records by the round in which they count and by their day. Whatever cannot be read is left out of the looking."""

    round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Round it counts in"),
        required=False,
        empty_label=_("Any round or none"),
        to_field_name="slug",
    )
    first = forms.DateField(label=_("From"), required=False, error_messages={"invalid": NOT_A_DAY})
    last = forms.DateField(label=_("To"), required=False, error_messages={"invalid": NOT_A_DAY})

    def __init__(self, data, *, partnership: Partnership) -> None:
        super().__init__(data)
        self.fields["round"].queryset = Round.objects.real().filter(partnership=partnership).newest_first()

    def by_day(self, records: QuerySet) -> QuerySet:
        """Those of the round and between the days that were asked for; the form has been looked at before."""
        asked = self.cleaned_data
        if asked.get("round"):
            records = records.in_round(asked["round"])
        if asked.get("first"):
            records = records.filter(day__gte=asked["first"])
        if asked.get("last"):
            records = records.filter(day__lte=asked["last"])
        return records


class ServiceFilter(FilterForm):
    """Records of services: in which round they count, and whose they are. Nothing chosen is everything."""

    round = forms.ModelChoiceField(
        Round.objects.none(), label=_("Round it counts in"), required=False, empty_label=_("Any round or none")
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, empty_label=_("All sectors")
    )
    service = ServiceChoice(Service.objects.none(), label=_("Service"), required=False, empty_label=_("All services"))

    def __init__(self, data, *, partnership: Partnership, services: QuerySet[Service]) -> None:
        """`data` is what stands in the address; a choice that is none of these is passed over."""
        super().__init__(data)
        self.fields["round"].queryset = Round.objects.real().filter(partnership=partnership).newest_first()
        self.fields["round"].to_field_name = self.fields["sector"].to_field_name = "slug"
        self.fields["service"].to_field_name = "slug"
        self.fields["sector"].queryset = Sector.objects.filter(services__in=services).distinct()
        self.fields["service"].queryset = services
        if len(services) < 2:
            del self.fields["sector"], self.fields["service"]
        self.is_valid()

    def apply(self, records: QuerySet) -> QuerySet:
        chosen = self.cleaned_data
        if chosen.get("round"):
            records = records.in_round(chosen["round"])
        if chosen.get("sector"):
            records = records.filter(service__sector=chosen["sector"])
        if chosen.get("service"):
            records = records.filter(service=chosen["service"])
        return records
