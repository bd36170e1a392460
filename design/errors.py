"""What fields say where a form has no sentence of its own: what to do, in our words in place of Django's."""

from dataclasses import dataclass
from typing import Any

from django.core import validators
from django.db.models import Field as ModelField
from django.forms import fields, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


@dataclass(frozen=True)
class WithLimit:
    """A sentence about a limit: Django gives the number, and `limit` is how people write it, "1,000"."""

    said: Any  # a lazy text, in one form or chosen by the number

    def __mod__(self, params: dict[str, Any]) -> str:
        limit = params["limit_value"]
        shown = f"{limit:,}" if isinstance(limit, int | float) else str(limit)
        return str(self.said % {**params, "limit": shown})

    def __str__(self) -> str:
        return str(self.said)


CANNOT_SEE = _(
    "We look for names, ages, addresses and dates. We cannot see names in small letters or in other alphabets."
)
IN_VALIDATORS = {
    validators.MaxLengthValidator: WithLimit(
        ngettext_lazy(
            "Shorten this to %(limit)s character", "Shorten this to %(limit)s characters or fewer", "limit_value"
        )
    ),
    validators.MinLengthValidator: WithLimit(
        ngettext_lazy("Enter at least %(limit)s character", "Enter at least %(limit)s characters", "limit_value")
    ),
    validators.MaxValueValidator: WithLimit(_("Enter a number up to %(limit)s")),
    validators.MinValueValidator: WithLimit(_("Enter %(limit)s or more")),
    validators.EmailValidator: _("Enter an email address in the correct format, for example name@example.org"),
    validators.URLValidator: _("Enter a web address, for example https://www.example.org"),
    validators.ProhibitNullCharactersValidator: _("This contains characters we cannot use"),
}
IN_DECIMALS = {
    "max_digits": ngettext_lazy(
        "Enter a number with no more than %(max)s digit", "Enter a number with no more than %(max)s digits", "max"
    ),
    "max_decimal_places": ngettext_lazy(
        "Enter a number with no more than %(max)s decimal place",
        "Enter a number with no more than %(max)s decimal places",
        "max",
    ),
    "max_whole_digits": ngettext_lazy(
        "Enter a number with no more than %(max)s digit before the decimal point",
        "Enter a number with no more than %(max)s digits before the decimal point",
        "max",
    ),
}
SELECT_ONE = _("Select one of the options")
IN_FIELDS = {
    fields.IntegerField: {"invalid": _("Enter a whole number")},
    fields.FloatField: {"invalid": _("Enter a number")},
    fields.DecimalField: {"invalid": _("Enter a number")},
    fields.DateField: {"invalid": _("Enter a date with a day, month and year, for example 27/3/2026")},
    fields.TimeField: {"invalid": _("Enter a time, for example 9:30 or 14:00")},
    fields.URLField: {"invalid": _("Enter a web address, for example https://www.example.org")},
    fields.FileField: {
        "invalid": _("Select a file"),
        "missing": _("Select a file"),
        "empty": _("The selected file is empty"),
    },
    fields.ImageField: {"invalid_image": _("The selected file must be a picture")},
    fields.ChoiceField: {"invalid_choice": SELECT_ONE},
    fields.MultipleChoiceField: {"invalid_choice": SELECT_ONE},
    models.ModelChoiceField: {"invalid_choice": SELECT_ONE},
    models.ModelMultipleChoiceField: {"invalid_choice": SELECT_ONE, "invalid_pk_value": SELECT_ONE},
}


def say_what_to_do() -> None:
    """Put our sentences in place of Django's. Forms that have one of their own keep it."""
    for validator, said in IN_VALIDATORS.items():
        validator.message = said
    validators.DecimalValidator.messages |= IN_DECIMALS
    for field, errors in IN_FIELDS.items():
        field.default_error_messages = field.default_error_messages | errors
    ModelField.default_error_messages |= {"unique": _("Enter something else. There is one like this already.")}
