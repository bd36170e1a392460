"""The form for one year of one outcome indicator."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from framework.models import TheoryColumn
from organisations.access import newest_framework_of
from organisations.models import Partnership
from organisations.row_forms import RowForm
from reporting.models import OutcomeIndicator
from reporting.models.indicators import FIRST_YEAR, LAST_YEAR, place_of
from tables.cells import Cell
from tables.folding import fold, tidy
from tables.values import year as read_year

NOBODY = "nobody"
_JUDGED = [(way.value, way.label) for way in (OutcomeIndicator.Good.LOWER, OutcomeIndicator.Good.HIGHER)]


def boxes_of(partnership: Partnership) -> list[tuple[str, str]]:
    """The boxes of the theory of change of a partnership, column by column, as a list to choose from."""
    columns = TheoryColumn.objects.filter(framework=newest_framework_of(partnership)).prefetch_related("boxes")
    return [
        (place_of(column.code, box.code), f"{column.title}: {box.text}")
        for column in columns
        for box in column.boxes.all()
    ]


class IndicatorForm(RowForm):
    """An indicator's value in one year, as its source states it.

    The year is typed as its source writes it: one box fills the year, the first of several, and how it is written.
    """

    year = forms.CharField(
        label=_("Year"),
        max_length=40,
        help_text=_("As the source writes it, for example 2025, 2024/25 or 2022 to 2024."),
        error_messages={"required": _("Enter a year, for example 2025")},
    )
    not_published = forms.BooleanField(label=_("The figure was not published"), required=False)
    good_is = forms.ChoiceField(
        label=_("Which is better, a higher or a lower figure?"),
        choices=[*_JUDGED, (NOBODY, _("No one judges"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select higher, lower or no one judges")},
    )

    class Meta:
        model = OutcomeIndicator
        fields = ("name", "value", "unit", "good_is", "source", "box")
        labels = {
            "name": _("What does it measure?"),
            "value": _("Value"),
            "unit": _("Unit"),
            "source": _("Source"),
        }
        help_texts = {
            "name": _("Use the same words for every year, for example “Permanent exclusions from school”."),
            "unit": _("For example, “%” or “per 1,000 pupils”."),
            "source": _("The title of the public statistics, so that others can find them."),
        }
        error_messages = {
            "name": {"required": _("Enter what the indicator measures")},
            "unit": {"required": _("Enter a unit, for example “%” or “per 1,000 pupils”")},
            "source": {"required": _("Enter the title of the public statistics")},
        }

    field_order = ("name", "year", "value", "not_published", "unit", "good_is", "source", "box")

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
        for name, width in (("year", 20), ("value", 10), ("unit", 20)):
            setattr(self.fields[name], "width", width)  # noqa: B010  our form pack's own mark on a field
        self.order_fields(self.field_order)
        if not self.instance._state.adding:
            self.initial["year"] = self.instance.when
            self.initial["not_published"] = not self.instance.is_published
            self.initial["good_is"] = self.instance.good_is or NOBODY
            if self.instance.is_published:
                self.initial["value"] = self.instance.text.replace(",", "")
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save indicator")))

    @property
    def columns_changed(self) -> list[str]:
        """The columns of the row in which something else was typed than the page showed."""
        columns = {"year": ("year", "first_year", "period"), "not_published": ("value",)}
        return [column for name in self.changed_data for column in columns.get(name, (name,))]

    def clean_good_is(self) -> str:
        said = self.cleaned_data["good_is"]
        return "" if said == NOBODY else said

    def clean_year(self) -> str:
        """Fills the row's year, first year and period."""
        typed = tidy(self.cleaned_data["year"])
        years = read_year(Cell(typed)).value
        if years is None or not FIRST_YEAR <= years.last <= LAST_YEAR:
            # A year is written without a comma, as no other number of a limit is.
            said = {"first": str(FIRST_YEAR), "last": str(LAST_YEAR)}
            raise forms.ValidationError(_("Enter a year from %(first)s to %(last)s") % said)
        self.instance.year, self.instance.first_year = years.last, years.first
        self.instance.period = "" if years.first or typed == str(years.last) else typed
        return typed

    def clean(self):
        cleaned = super().clean() or {}
        self._clean_value(cleaned)
        name, year = cleaned.get("name"), self.instance.year if "year" in cleaned else None
        if not name:
            return cleaned
        others = OutcomeIndicator.objects.of(self.instance.partnership).named(name)
        others = list(others.exclude(pk=self.instance.pk))
        if any(each.year == year for each in others):
            self.add_error(
                "year",
                _("This indicator already has a value for this year. Change that one, or enter a different year."),
            )
        other = others[0] if others else None
        if other is None:
            return cleaned
        if self.instance.pk is None:  # another year of what is kept already
            cleaned["name"] = other.name
            cleaned["box"] = cleaned.get("box") or other.box
        if cleaned.get("unit") and fold(other.unit) != fold(cleaned["unit"]):
            self.add_error(
                "unit", _("Enter “%(unit)s”, the unit used for other years of this indicator") % {"unit": other.unit}
            )
        elif cleaned.get("unit"):
            cleaned["unit"] = other.unit
        if "good_is" in cleaned and other.good_is != cleaned["good_is"]:
            self.add_error("good_is", _("Select the same as for other years of this indicator"))
        return cleaned

    def _clean_value(self, cleaned: dict) -> None:
        if "value" not in cleaned:
            return
        if cleaned["value"] is None and not cleaned.get("not_published"):
            self.add_error("value", _("Enter the value in that year, or select that it was not published"))
        elif cleaned["value"] is not None and cleaned.get("not_published"):
            self.add_error("value", _("Clear the value, or do not select that it was not published"))
