"""Forms for the communication plan and the champions."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.actions.programme import OF_A_CHAMPION, OF_A_COMMUNICATION
from activities.models import Champion, Communication
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.forms import FilterForm
from organisations.models import Organisation, Partnership, Sector
from organisations.row_forms import RowForm


class CommunicationForm(AsksAboutPeople, RowForm):
    """One line of the communication plan."""

    looks_at = ("what", "note")  # who is responsible is a name

    class Meta:
        model = Communication
        fields = OF_A_COMMUNICATION
        labels = {
            "what": _("What will you send?"),
            "audience": _("Who is it for?"),
            "channel": _("How will you send it?"),
            "due_on": _("Date to send it by"),
            "owner": _("Who is responsible?"),
            "note": _("Note"),
            "done_on": _("Date sent"),
        }
        help_texts = {
            "what": _("For example, “dates of the round” or “what families told us in spring”."),
            "audience": _("For example, “all staff”, “head teachers” or “families”."),
            "done_on": _("Leave this blank until it has been sent."),
        }
        error_messages = {
            "what": {"required": _("Enter what you will send")},
            "audience": {"required": _("Enter who it is for")},
            "channel": {"required": _("Select how you will send it")},
            "due_on": {"required": _("Enter the date to send it by"), "invalid": NOT_A_DAY},
            "done_on": {"invalid": NOT_A_DAY},
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, partnership: Partnership, on: datetime.date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership, self.on = partnership, on
        self.fields["channel"].choices = [("", _("Select how")), *Communication.Channel.choices]
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save to plan")))
        if self.instance.pk is None:
            self.helper.add_input(Submit("another", _("Save and add another"), css_class="secondary"))

    def clean_done_on(self):
        day = self.cleaned_data["done_on"]
        if day and day > self.on:
            raise forms.ValidationError(_("Date sent must be today or in the past"))
        return day


class CommunicationFilter(FilterForm):
    """Which lines of the plan to show. Nothing chosen is everything."""

    state = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("All")), ("waiting", _("To send")), ("late", _("Late")), ("done", _("Sent"))],
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How"), choices=[("", _("All")), *Communication.Channel.choices], required=False
    )
    audience = forms.CharField(label=_("Who it is for"), required=False, max_length=200)

    def __init__(self, data, *, on: datetime.date) -> None:
        super().__init__(data)
        self.on = on
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


class ChampionForm(RowForm):
    """Someone who drives trauma-informed practice in an organisation or a sector."""

    class Meta:
        model = Champion
        fields = OF_A_CHAMPION
        labels = {
            "name": _("Name"),
            "role": _("Their role at work"),
            "organisation": _("Champion in which organisation?"),
            "sector": _("Or in which sector?"),
            "email": _("Email address"),
            "agreed": _("They agree that people who sign in can see their name and email address"),
            "since": _("Champion since"),
            "until": _("Champion until"),
        }
        help_texts = {
            "sector": _("For someone who represents a whole sector."),
            "agreed": _("If you do not select this, only you, other programme leads and admins can see them."),
            "until": _("Leave this blank while they are a champion."),
        }
        error_messages = {
            "name": {"required": _("Enter their name")},
            "since": {"required": _("Enter the date they became a champion"), "invalid": NOT_A_DAY},
            "until": {"invalid": NOT_A_DAY},
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        current = Q(archived_on__isnull=True) | Q(pk=self.instance.organisation_id)
        self.fields["organisation"].queryset = Organisation.objects.in_partnership(partnership).filter(current)
        self.fields["sector"].queryset = Sector.objects.in_partnership(partnership).active()
        self.fields["organisation"].empty_label = self.fields["sector"].empty_label = _("None")
        if self.instance.pk is None:
            del self.fields["until"]
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save champion")))

    def clean(self) -> dict:
        data = super().clean()
        # Said beside a field also where another field is wrong: the table's own constraint would say it in its words.
        wrong = {"organisation", "sector"} & set(self.errors)
        if not wrong and not (data.get("organisation") or data.get("sector")):
            self.add_error("organisation", _("Select an organisation or a sector"))
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Date must be the same as or after the date they became a champion"))
        return data


class ChampionFilter(FilterForm):
    """Which champions to show. Nothing chosen is everyone."""

    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, empty_label=_("All sectors"), to_field_name="slug"
    )
    name = forms.CharField(label=_("Name or organisation"), required=False, max_length=200)

    def __init__(self, data, *, partnership: Partnership) -> None:
        super().__init__(data)
        self.fields["sector"].queryset = Sector.objects.in_partnership(partnership).active()
        self.is_valid()

    def apply(self, champions):
        asked = self.cleaned_data
        if asked.get("sector"):
            champions = champions.in_sector(asked["sector"])
        if asked.get("name"):
            words = asked["name"]
            champions = champions.filter(Q(name__icontains=words) | Q(organisation__name__icontains=words))
        return champions
