"""Forms of those who answer barriers, and of the list."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from learning.models import Barrier, BarrierAnswer
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY, day_of_our_time
from organisations.forms import DateInput, FilterForm, helper_with_button
from organisations.models import Organisation, Partnership


class AnswerForm(AsksAboutPeople, forms.Form):
    """An answer: changed, will change by a day, or cannot change, because."""

    looks_at = ("words",)
    helper = helper_with_button(_("Answer"))
    kind = forms.ChoiceField(
        label=_("What is your answer?"),
        choices=BarrierAnswer.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select your answer")},
    )
    change_by = forms.DateField(
        label=_("Date to change it by"),
        help_text=_("Only if it will change. It is asked about again when the date has passed."),
        required=False,
        widget=DateInput(),
        validators=[day_of_our_time],
        error_messages={"invalid": NOT_A_DAY},
    )
    words = forms.CharField(
        label=_("What has changed or will change, or why it cannot"),
        help_text=_(
            "Anyone with a role in the partnership can read this, and so can the person who named the barrier."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Enter what has changed or will change, or why it cannot")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)

    def __init__(self, *args, barrier: Barrier, answers: int, on: datetime.date, **kwargs) -> None:
        super().__init__(*args, initial={"seen": answers}, **kwargs)
        self.barrier, self.on = barrier, on

    def place_of_words(self) -> Partnership:
        return self.barrier.partnership

    def clean(self):
        data = super().clean()
        if data.get("kind") == BarrierAnswer.Kind.WILL_CHANGE and "change_by" not in self.errors:
            if data.get("change_by") is None:
                self.add_error("change_by", _("Enter the date to change it by"))
            elif data["change_by"] < self.on:
                self.add_error("change_by", _("Enter a date that has not passed"))
        return data

    def show_now(self, answers: int) -> None:
        """Take the answers that someone else has given into account, so that the next press counts."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(answers)


class PassToForm(forms.Form):
    """Who should answer instead."""

    helper = helper_with_button(_("Let them answer"), kind="secondary")
    mark_optional = False
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who should answer?"),
        required=False,
        empty_label=_("The board, for the partnership as a whole"),
    )

    def __init__(self, *args, barrier: Barrier, whole_partnership: bool, **kwargs) -> None:
        super().__init__(*args, initial={"organisation": barrier.organisation_id}, **kwargs)
        there = Organisation.objects.in_partnership(barrier.partnership).active()
        # Whoever wrote it chose whom to tell: an organisation's lead passes it to the board and to no one else.
        self.fields["organisation"].queryset = there if whole_partnership else there.none()


class HoursForm(AsksAboutPeople, forms.Form):
    """What a change saves: what goes into it. The hours are worked out."""

    looks_at = ("how",)
    helper = helper_with_button(_("Save estimate"))
    minutes = forms.IntegerField(
        label=_("Minutes saved each time"),
        min_value=1,
        max_value=600,
        error_messages={"required": _("Enter how many minutes are saved each time")},
    )
    times = forms.IntegerField(
        label=_("How often a year, for one person?"),
        help_text=_("Once a week is about 46 times a year, without holidays."),
        min_value=1,
        max_value=10_000,
        error_messages={"required": _("Enter how often a year")},
    )
    people = forms.IntegerField(
        label=_("For how many people?"),
        min_value=1,
        max_value=50_000,
        error_messages={"required": _("Enter for how many people")},
    )
    how = forms.CharField(
        label=_("How did you come to these numbers?"),
        help_text=_("For example, “we timed it 10 times in one week”. Anyone who reads the hours reads this too."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Enter how you came to these numbers")},
    )

    def __init__(self, *args, barrier: Barrier, **kwargs) -> None:
        said = getattr(barrier, "hours", None)
        names = ("minutes", "times", "people", "how")
        super().__init__(*args, initial={name: getattr(said, name) for name in names} if said else None, **kwargs)
        self.barrier = barrier

    def place_of_words(self) -> Partnership:
        return self.barrier.partnership


class BarrierFilter(FilterForm):
    """Which barriers to show. Nothing chosen is everything."""

    state = forms.ChoiceField(
        label=_("Status"),
        choices=[
            ("", _("All")),
            ("asking", _("Not answered yet, or past its date")),
            *[(state.value, state.label) for state in Barrier.IN_THE_LEDGER],
        ],
        required=False,
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("All")
    )

    def __init__(self, data, *, partnership: Partnership, on: datetime.date) -> None:
        super().__init__(data)
        self.on = on
        self.fields["organisation"].queryset = Organisation.objects.in_partnership(partnership)
        self.fields["organisation"].to_field_name = "slug"
        self.is_valid()

    def apply(self, barriers):
        """Those that were asked for."""
        asked = self.cleaned_data
        match asked.get("state"):
            case "asking":
                barriers = barriers.wants_an_answer_on(self.on)
            case str(state) if state:
                barriers = barriers.filter(state=state)
        if asked.get("organisation"):
            barriers = barriers.filter(organisation=asked["organisation"])
        return barriers
