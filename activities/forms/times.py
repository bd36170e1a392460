"""What forms with a day and two times of day share."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from activities.forms.recording import RecordForm


class TimedForm(RecordForm):
    """A form whose end comes after its beginning; both may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].error_messages["invalid"] = _("Enter a time, for example 9:30 or 14:00")

    def clean(self) -> dict:
        data = super().clean()
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if ends and not begins:
            self.add_error("starts_at", _("Enter a start time, or leave the end time blank"))
        elif ends and ends <= begins:
            self.add_error("ends_at", _("End time must be after start time"))
        return data
