"""Forms for the events calendar: an event, looking for events, and who came to one."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from activities.actions.events import OF_AN_EVENT, WhoCame
from activities.forms.attendance import AttendanceForm
from activities.forms.filters import DayFilter
from activities.forms.times import TimedForm
from activities.models import Event
from activities.who_came.reading import MOST_PEOPLE
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.models import Partnership


class EventForm(AsksAboutPeople, TimedForm):
    """An event, to come or held already."""

    looks_at = ("title", "description")  # a venue has a name and an address

    class Meta:
        model = Event
        fields = OF_AN_EVENT
        labels = {
            "title": _("What is the event called?"),
            "kind": _("What kind of event is it?"),
            "day": _("Date"),
            "starts_at": _("Start time"),
            "ends_at": _("End time"),
            "where": _("Where is it?"),
            "description": _("What is it about?"),
            "places": _("How many places are there?"),
            "is_public": _("Show it on the public calendar"),
        }
        help_texts = {
            "starts_at": _("Leave this blank if it lasts all day."),
            "where": _("A venue, or “online”."),
            "description": _("Say who it is for, what will happen and how to book a place."),
            "places": _("Leave this blank if there is no limit."),
            "is_public": _(
                "Anyone will be able to see its title, date, venue and what it is about, without signing in. A second "
                "person checks it first."
            ),
        }
        error_messages = {
            "title": {"required": _("Enter what the event is called")},
            "kind": {"required": _("Select what kind of event it is")},
            "day": {"required": _("Enter the date"), "invalid": NOT_A_DAY},
            "places": {"min_value": _("Enter 1 or more, or leave this blank")},
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        self.fields["kind"].choices = [("", _("Select a kind of event")), *Event.Form.choices]
        self.fields["places"].width = 5
        if self.instance.pk and self.instance.words.filter(published_on=None, ended_on=None).exists():
            self.initial["is_public"] = True  # it is to be, once a second person has read it
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save event")))
        if self.instance.pk is None:
            self.helper.add_input(Submit("another", _("Save and add another"), css_class="secondary"))


class EventFilter(DayFilter):
    """Which events to list. Whatever cannot be read is left out of the looking."""

    ANY = [("", _("All"))]
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *Event.Form.choices], required=False)
    when = forms.ChoiceField(
        label=_("Past or upcoming"),
        choices=[*ANY, ("held", _("Past")), ("to_come", _("Upcoming")), ("called_off", _("Cancelled"))],
        required=False,
    )
    shown = forms.ChoiceField(
        label=_("On the public calendar"),
        choices=[*ANY, ("public", _("Public")), ("inside", _("Only for people who sign in"))],
        required=False,
    )
    field_order = ("kind", "when", "shown", "round", "first", "last")

    def __init__(self, data, *, partnership: Partnership, on: datetime.date) -> None:
        super().__init__(data, partnership=partnership)
        self.on = on

    def chosen(self, events):
        """Those of the events that were asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("kind"):
            events = events.filter(kind=asked["kind"])
        if asked.get("shown"):
            events = events.filter(is_public=asked["shown"] == "public")
        events = self.by_day(events)
        match asked.get("when"):
            case "held":
                events = events.held().by_day(self.on)
            case "to_come":
                events = events.held().filter(day__gt=self.on)
            case "called_off":
                events = events.filter(called_off_on__isnull=False)
        return events


class WhoCameForm(AttendanceForm):
    """Everyone together, and which organisations were there; how many of each only where it is known."""

    asks_about_nobody = False
    above = ("total",)
    below = ("present",)
    total = forms.IntegerField(
        label=_("How many people came in total?"),
        help_text=_("Count everyone, including families and visitors. Enter 0 if no one came."),
        min_value=0,
        max_value=MOST_PEOPLE,
        error_messages={
            "required": _("Enter how many people came in total. An estimate is fine."),
            "invalid": _("Enter how many people came as a whole number"),
            "min_value": _("Enter 0 or more"),
            "max_value": _("Enter a number up to 100,000"),
        },
    )
    present = forms.MultipleChoiceField(
        label=_("Which other organisations came?"),
        help_text=_("Select these if you do not know how many people came. They count as organisations that came."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, event: Event, initial: dict | None = None, **kwargs) -> None:
        there = [str(one.organisation_id) for one in event.organisations.all() if one.people is None]
        super().__init__(*args, initial={"total": event.people, "present": there} | (initial or {}), **kwargs)
        self.fields["total"].required, self.fields["total"].width = not self.is_to_come, 5
        self.fields["present"].choices = [(str(one.pk), one.name) for one in self.organisations]

    def came(self) -> WhoCame:
        counted = {organisation: people for (organisation, _role), people in self.people().items()}
        present = {int(organisation): None for organisation in self.cleaned_data["present"]}
        written = self.written_over()
        ticked = set(self.shown()["present"]) ^ set(self._typed("present"))
        changed = {one.pk for one in self.organisations if str(one.pk) in ticked or self.name_of(one, "") in written}
        return WhoCame(self.cleaned_data["total"], present | counted, changed, counted_anew="total" in written)

    def questions(self) -> list[str]:
        asked, came = super().questions(), self.came()
        together = sum(people for people in came.organisations.values() if people)
        uncounted = sum(people is None for people in came.organisations.values())
        total = came.total
        if total is not None and total < together + uncounted:
            said = {"total": total, "together": together + uncounted}
            asked.append(
                str(
                    _(
                        "You entered %(total)s people in total, but the numbers for organisations add up to at least "
                        "%(together)s."
                    )
                    % said
                )
            )
        if total and self.places and together <= self.places < total:
            said = {"people": total, "places": self.places}
            asked.append(str(_("You entered %(people)s people, but the number of places is %(places)s.") % said))
        return asked
