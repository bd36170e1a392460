"""The form for one year of one outcome indicator."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from framework.models import TheoryColumn
from organisations.access import newest_framework_of
from organisations.models import Partnership
from organisations.row_forms import RowForm
from reporting.measures.indicators import OF_AN_INDICATOR
from reporting.models import OutcomeIndicator
from reporting.models.indicators import FIRST_YEAR, LAST_YEAR, place_of


def boxes_of(partnership: Partnership) -> list[tuple[str, str]]:
    """The boxes of the theory of change of a partnership, column by column, as a list to choose from."""
    columns = TheoryColumn.objects.filter(framework=newest_framework_of(partnership)).prefetch_related("boxes")
    return [
        (place_of(column.code, box.code), f"{column.title}: {box.text}")
        for column in columns
        for box in column.boxes.all()
    ]


class IndicatorForm(RowForm):
    """An indicator's value in one year, as its source states it."""

    good_is = forms.ChoiceField(
        label=_("Which is better, a higher or a lower figure?"),
        choices=OutcomeIndicator.Good.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether higher or lower is better")},
    )

    class Meta:
        model = OutcomeIndicator
        fields = OF_AN_INDICATOR
        labels = {
            "name": _("What does it measure?"),
            "year": _("Year"),
            "value": _("Value"),
            "unit": _("Unit"),
            "source": _("Source"),
        }
        help_texts = {
            "name": _("Use the same words for every year, for example “Permanent exclusions from school”."),
            "year": _("For 2024/25, enter 2025."),
            "unit": _("For example, “%” or “per 1,000 pupils”."),
            "source": _("The title of the public statistics, so that others can find them."),
        }
        error_messages = {
            "name": {"required": _("Enter what the indicator measures")},
            "year": dict.fromkeys(("required", "invalid"), _("Enter a year, for example 2025")),
            "value": {"required": _("Enter the value in that year")},
            "unit": {"required": _("Enter a unit, for example “%” or “per 1,000 pupils”")},
            "source": {"required": _("Enter the title of the public statistics")},
        }

    def __init__(self, *args, partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        self.fields["box"] = forms.ChoiceField(
            label=_("Which outcome of the theory of change is it about?"),
            required=False,
            choices=[("", _("None of these")), *boxes_of(partnership)],
            error_messages={"invalid_choice": _("Select an outcome from the list")},
            help_text=_("It is the same for every year. The figure is shown beside this outcome."),
        )
        for name, width in (("year", 5), ("value", 5), ("unit", 20)):
            setattr(self.fields[name], "width", width)  # noqa: B010  our form pack's own mark on a field
        # A year is written without a comma, as no other number of a limit is.
        years = _("Enter a year from %(first)s to %(last)s") % {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
        self.fields["year"].error_messages |= dict.fromkeys(("min_value", "max_value"), years)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save indicator")))

    def clean(self):
        cleaned = super().clean() or {}
        name, year = cleaned.get("name"), cleaned.get("year")
        if not name:
            return cleaned
        others = OutcomeIndicator.objects.of(self.instance.partnership).named(name)
        others = others.exclude(pk=self.instance.pk)
        if others.filter(year=year).exists():
            self.add_error(
                "year",
                _("This indicator already has a value for this year. Change that one, or enter a different year."),
            )
        other = others.first()
        if other and self.instance.pk is None and not cleaned.get("box"):
            cleaned["box"] = other.box  # another year of what is kept already
        if other and cleaned.get("unit") and other.unit != cleaned["unit"]:
            self.add_error(
                "unit", _("Enter “%(unit)s”, the unit used for other years of this indicator") % {"unit": other.unit}
            )
        if other and cleaned.get("good_is") and other.good_is != cleaned["good_is"]:
            self.add_error("good_is", _("Select the same as for other years of this indicator"))
        return cleaned
