"""Forms for moving, merging and splitting places. Each is followed by a page that says what will happen."""

import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from organisations.days import day_of_our_time
from organisations.forms import DateInput, helper_with_button
from organisations.merging import MOST_PARTS, NewService
from organisations.models import Organisation, Partnership, Sector, Service

HEADCOUNT = {"min_value": 1, "max_value": 100_000, "required": False}
NEW = "new"


class ServiceChoice(forms.ModelChoiceField):
    """A service by its name and organisation: two organisations may have one of the same name."""

    def label_from_instance(self, obj: Service) -> str:
        return f"{obj.name}, {obj.organisation.name}"


class ServicesChoice(forms.ModelMultipleChoiceField):
    """Several of them."""

    def label_from_instance(self, obj: Service) -> str:
        return f"{obj.name}, {obj.organisation.name}"


def _organisations(partnership: Partnership) -> QuerySet[Organisation]:
    return Organisation.objects.in_partnership(partnership).active()


def _sectors(partnership: Partnership) -> QuerySet[Sector]:
    return Sector.objects.filter(partnership=partnership)


class MoveForm(forms.Form):
    """Where a service goes, from when, and what it is called there."""

    helper = helper_with_button(_("Check what will happen"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        empty_label=None,
        error_messages={"required": _("Select an organisation")},
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label=_("Sector"),
        empty_label=None,
        error_messages={"required": _("Select a sector")},
    )
    name = forms.CharField(
        label=_("Name of the service there"),
        max_length=160,
        error_messages={"required": _("Enter the name of the service")},
    )
    day = forms.DateField(
        label=_("From which day?"),
        help_text=_("A day that is to come is planned, and carried out on that day."),
        widget=DateInput,
        validators=[day_of_our_time],
        error_messages={"required": _("Enter the day")},
    )

    def __init__(self, *args, service: Service, today: datetime.date, **kwargs) -> None:
        here = {"organisation": service.organisation_id, "sector": service.sector_id, "name": service.name}
        super().__init__(*args, initial={**here, "day": today}, **kwargs)
        self.fields["organisation"].queryset = _organisations(service.partnership)
        self.fields["sector"].queryset = _sectors(service.partnership)


class MergeForm(forms.Form):
    """Which services become part of this one, or of a new one."""

    helper = helper_with_button(_("Check what will happen"))
    services = ServicesChoice(
        Service.objects.none(),
        label=_("Which services does it merge with?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select at least one service")},
    )
    becomes = forms.ChoiceField(
        label=_("What do they become?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what they become")},
    )
    name = forms.CharField(
        label=_("Name of the new service"),
        help_text=_("Only for a new service. It needs a name that none of them has in its organisation."),
        max_length=160,
        required=False,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation of the new service"), empty_label=None, required=False
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector of the new service"), empty_label=None, required=False
    )
    headcount = forms.IntegerField(
        label=_("How many people work there afterwards?"),
        help_text=_("Leave it blank if you do not know."),
        **HEADCOUNT,
    )

    def __init__(self, *args, service: Service, **kwargs) -> None:
        here = {"organisation": service.organisation_id, "sector": service.sector_id, "becomes": str(service.pk)}
        super().__init__(*args, initial=here, **kwargs)
        self.service = service
        others = Service.objects.in_partnership(service.partnership).active().exclude(pk=service.pk)
        self.fields["services"].queryset = others.with_places().order_by("organisation__name", "name")
        this = _("All become part of %(name)s") % {"name": service.name}
        self.fields["becomes"].choices = [(str(service.pk), this), (NEW, _("All become a new service"))]
        self.fields["organisation"].queryset = _organisations(service.partnership)
        self.fields["sector"].queryset = _sectors(service.partnership)

    def clean(self):
        data = super().clean()
        if data.get("becomes") == NEW and not data.get("name"):
            self.add_error("name", _("Enter the name of the new service"))
        return data

    @property
    def ending(self) -> list[Service]:
        """The services that end."""
        others = list(self.cleaned_data["services"])
        return [self.service, *others] if self.cleaned_data["becomes"] == NEW else others

    @property
    def heir(self) -> Service | NewService:
        data = self.cleaned_data
        if data["becomes"] != NEW:
            return self.service
        organisation = data["organisation"] or self.service.organisation
        return NewService(data["name"], organisation, data["sector"] or self.service.sector, data["headcount"])


class SplitForm(forms.Form):
    """The names and sizes of the services that one is split into; at first three lines of them."""

    helper = helper_with_button(_("Check what will happen"))

    def __init__(self, *args, service: Service, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        for number in range(1, MOST_PARTS + 1):
            said = {"number": number}
            is_needed = number <= 2
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name of new service %(number)s") % said,
                max_length=160,
                required=is_needed,
                error_messages={"required": _("Enter a name for new service %(number)s") % said},
            )
            self.fields[f"headcount_{number}"] = forms.IntegerField(
                label=_("People who work in new service %(number)s") % said, **HEADCOUNT
            )

    @property
    def parts(self) -> list[NewService]:
        data, service = self.cleaned_data, self.service
        numbers = [number for number in range(1, MOST_PARTS + 1) if data.get(f"name_{number}")]
        return [
            NewService(data[f"name_{one}"], service.organisation, service.sector, data[f"headcount_{one}"])
            for one in numbers
        ]


class MergeOrganisationForm(forms.Form):
    """Of which organisation another becomes part."""

    helper = helper_with_button(_("Check what will happen"))
    into = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which organisation does it become part of?"),
        empty_label=_("Select an organisation"),
        error_messages={"required": _("Select an organisation")},
    )

    def __init__(self, *args, organisation: Organisation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = _organisations(organisation.partnership).exclude(pk=organisation.pk)
