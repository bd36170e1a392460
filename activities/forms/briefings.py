"""Recording a briefing."""

import datetime

from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.actions.records import OF_A_BRIEFING
from activities.forms.confirmation import AsksFirst
from activities.forms.recording import RecordForm
from activities.models import Briefing
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.forms import DateInput, helper_with_button


def not_to_come(day: datetime.date) -> datetime.date:
    """A day on which something was done; one that is still to come is sent back."""
    if day > timezone.localdate():
        raise forms.ValidationError(_("Date must be today or in the past"))
    return day


def at_least_one(field: forms.Field) -> None:
    """A short box for a number of people."""
    field.width = 5
    field.validators.append(MinValueValidator(1, _("Enter 1 or more")))


class BriefingForm(AsksAboutPeople, AsksFirst, RecordForm):
    """A day, how, how many people heard it, and how many there are in the team."""

    looks_at = ("note",)
    helper = helper_with_button(_("Save briefing"))

    class Meta:
        model = Briefing
        fields = OF_A_BRIEFING
        widgets = {"day": DateInput, "how": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "day": _("Date of the briefing"),
            "how": _("How did people hear about it?"),
            "people_reached": _("How many people were reached?"),
            "team_size": _("How many people are in the team?"),
            "note": _("What did people ask or say?"),
        }
        help_texts = {
            "people_reached": _("Only count people in this team."),
            "note": _("For example questions, or things to come back to. Do not name anyone."),
        }
        error_messages = {
            "day": {"required": _("Enter the date of the briefing"), "invalid": NOT_A_DAY},
            "how": {"required": _("Select how people heard about it")},
            "people_reached": {"required": _("Enter how many people were reached")},
            "team_size": {"required": _("Enter how many people are in the team")},
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = Briefing.How.choices
        for name in ("people_reached", "team_size"):
            at_least_one(self.fields[name])
        if not self.instance.pk:
            self.initial["day"] = self.initial.get("day") or timezone.localdate()
            self.initial["team_size"] = self.initial.get("team_size") or self.instance.service.headcount

    def clean_day(self):
        return not_to_come(self.cleaned_data["day"])

    def questions(self) -> list[str]:
        reached, team = self.cleaned_data["people_reached"], self.cleaned_data["team_size"]
        headcount = self.instance.service.headcount
        if reached > team:
            return [
                _("You entered %(reached)s people reached, but the number of people in the team is %(team)s.")
                % {"reached": reached, "team": team}
            ]
        if headcount and team > headcount:
            return [
                _("You entered %(team)s people in the team, but the headcount of the service is %(headcount)s.")
                % {"team": team, "headcount": headcount}
            ]
        return []
