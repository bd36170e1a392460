"""Forms for the communication plan and the champions."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.actions.programme import OF_A_CHAMPION, OF_A_COMMUNICATION
from activities.forms.filters import filter_helper
from activities.models import Champion, Communication
from organisations.models import Organisation, Partnership, Sector
from organisations.row_forms import RowForm


class CommunicationForm(RowForm):
    """One line of the communication plan."""

    class Meta:
        model = Communication
        fields = OF_A_COMMUNICATION
        labels = {
            "what": _("What goes out?"),
            "audience": _("To whom?"),
            "channel": _("How?"),
            "due_on": _("By which day?"),
            "owner": _("Who sees to it?"),
            "note": _("Note"),
            "done_on": _("It went out on"),
        }
        help_texts = {
            "what": _("Such as “the dates of the round” or “what families told us in spring”."),
            "audience": _("Such as “all staff”, “head teachers” or “families”."),
            "done_on": _("Leave it empty until it has gone out."),
        }
        error_messages = {
            "what": {"required": _("Say what goes out.")},
            "audience": {"required": _("Say to whom it goes.")},
            "channel": {"required": _("Choose how it goes out.")},
            "due_on": {"required": _("Say by which day."), "invalid": _("Write the day as day, month and year.")},
            "done_on": {"invalid": _("Write the day as day, month and year.")},
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, partnership: Partnership, on: datetime.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership, self.on = partnership, on
        self.fields["channel"].choices = [("", _("Choose how")), *Communication.Channel.choices]
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save")))
        if self.instance.pk is None:
            self.helper.add_input(Submit("another", _("Save and add another"), css_class="secondary"))

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        if day and day > self.on:
            raise forms.ValidationError(_("This day is still to come. Leave it empty until it has gone out."))
        return day


class CommunicationFilter(forms.Form):
    """Which lines of the plan to show. Nothing chosen is everything."""

    mark_optional = False
    state = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("All")), ("waiting", _("To do")), ("late", _("Late")), ("done", _("Done"))],
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How"), choices=[("", _("All")), *Communication.Channel.choices], required=False
    )
    audience = forms.CharField(label=_("To whom"), required=False, max_length=200)

    def __init__(self, data, *, on: datetime.date) -> None:
        super().__init__(data)
        self.on = on
        self.helper = filter_helper()
        self.is_valid()

    def apply(self, lines):
        asked = self.cleaned_data
        match asked.get("state"):
            case "waiting":
                lines = lines.waiting()
            case "late":
                lines = lines.late_on(self.on)
            case "done":
                lines = lines.filter(done_on__isnull=False)
        if asked.get("channel"):
            lines = lines.filter(channel=asked["channel"])
        if asked.get("audience"):
            lines = lines.filter(audience__icontains=asked["audience"])
        return lines

    @property
    def asks(self) -> bool:
        return any(self.cleaned_data.values()) or bool(self.errors)


class ChampionForm(RowForm):
    """Somebody who drives trauma-informed practice in an organisation or a sector."""

    class Meta:
        model = Champion
        fields = OF_A_CHAMPION
        labels = {
            "name": _("Name"),
            "role": _("Their role at work"),
            "organisation": _("Champion in which organisation?"),
            "sector": _("Or in which sector?"),
            "email": _("Email address"),
            "agreed": _("They agreed that people who sign in here may see their name and email address"),
            "since": _("Champion since"),
            "until": _("Until"),
        }
        help_texts = {
            "sector": _("For somebody who speaks for a whole sector."),
            "agreed": _("Without this, only you and other keepers of the programme see them."),
            "until": _("Leave it empty while they are a champion."),
        }
        error_messages = {
            "name": {"required": _("Write their name.")},
            "since": {"required": _("Say since when."), "invalid": _("Write the day as day, month and year.")},
            "until": {"invalid": _("Write the day as day, month and year.")},
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        current = Q(archived_on__isnull=True) | Q(pk=self.instance.organisation_id)
        self.fields["organisation"].queryset = Organisation.objects.in_partnership(partnership).filter(current)
        self.fields["sector"].queryset = Sector.objects.filter(partnership=partnership)
        self.fields["organisation"].empty_label = self.fields["sector"].empty_label = _("None")
        if self.instance.pk is None:
            del self.fields["until"]
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save the champion")))

    def clean(self) -> dict:
        data = super().clean()
        # Said beside a field also where another field is wrong: the table's own constraint would say it in its words.
        wrong = {"organisation", "sector"} & set(self.errors)
        if not wrong and not (data.get("organisation") or data.get("sector")):
            self.add_error("organisation", _("Choose an organisation or a sector."))
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before they became a champion."))
        return data


class ChampionFilter(forms.Form):
    """Which champions to show. Nothing chosen is everybody."""

    mark_optional = False
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, empty_label=_("All sectors"), to_field_name="slug"
    )
    name = forms.CharField(label=_("Name or organisation"), required=False, max_length=200)

    def __init__(self, data, *, partnership: Partnership) -> None:
        super().__init__(data)
        self.fields["sector"].queryset = Sector.objects.filter(partnership=partnership)
        self.helper = filter_helper()
        self.is_valid()

    def apply(self, champions):
        asked = self.cleaned_data
        if asked.get("sector"):
            champions = champions.in_sector(asked["sector"])
        if asked.get("name"):
            words = asked["name"]
            champions = champions.filter(Q(name__icontains=words) | Q(organisation__name__icontains=words))
        return champions

    @property
    def asks(self) -> bool:
        return any(self.cleaned_data.values()) or bool(self.errors)
