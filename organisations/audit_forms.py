"""Narrowing the audit log."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.audit_kinds import KINDS, entries_for_admin
from organisations.forms import FilterForm
from organisations.models import Organisation, Partnership, Service, User


class AuditFilterForm(FilterForm):
    """Which entries to show: by whom, of which kind, at which place, and of which days."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data, *, partnership: Partnership) -> None:
        super().__init__(data)
        self.entries = entries_for_admin(partnership)
        people = User.objects.filter(pk__in=self.entries.order_by().values("by")).order_by("name", "email")
        places = [
            *(
                (f"{kind}-{pk}", name)
                for kind, model in (("organisation", Organisation), ("service", Service))
                for pk, name in model.objects.in_partnership(partnership).order_by("name").values_list("pk", "name")
            )
        ]
        self.fields["person"].choices = [("", _("Everyone")), *((str(one.pk), str(one)) for one in people)]
        self.fields["kind"].choices = [("", _("Everything")), *((key, words) for key, (words, _by) in KINDS.items())]
        self.fields["place"].choices = [("", _("Everywhere")), *places]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", _("The last day must be on or after the first day"))
        return data

    def found(self):
        """The entries that were asked for; all of them where nothing was, and where a filter makes no sense."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        found = self.entries
        if chosen.get("person"):
            found = found.filter(by=int(chosen["person"]))
        if chosen.get("kind"):
            found = found.filter(KINDS[chosen["kind"]][1])
        if chosen.get("place"):
            kind, _dash, pk = chosen["place"].partition("-")
            found = found.at_organisation(int(pk)) if kind == "organisation" else found.filter(service=int(pk))
        if chosen.get("since"):
            found = found.filter(at__gte=_midnight(max(chosen["since"], FIRST_DAY)))
        if chosen.get("until"):
            found = found.filter(at__lt=_midnight(min(chosen["until"], LAST_DAY) + datetime.timedelta(days=1)))
        return found


FIRST_DAY = datetime.date(2000, 1, 1)  # nothing is older
LAST_DAY = datetime.date(9999, 12, 1)  # one day later there is still


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
