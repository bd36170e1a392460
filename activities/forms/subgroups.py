"""A sub-group's members and meetings."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.actions.subgroups import OF_A_MEETING, OF_A_MEMBER
from activities.forms.times import TimedForm
from activities.models import Meeting, SubGroupMember
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.forms import DateInput, helper_with_button
from organisations.models import Organisation, Sector
from organisations.row_forms import RowForm


class TimeInput(forms.TimeInput):
    """A time of day, chosen or typed."""

    input_type = "time"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%H:%M", **kwargs)


class MemberForm(RowForm):
    """Someone who belongs to the sub-group."""

    helper = helper_with_button(_("Save member"))

    class Meta:
        model = SubGroupMember
        fields = OF_A_MEMBER
        labels = {
            "name": _("Name"),
            "organisation": _("Organisation"),
            "email": _("Email address"),
            "is_chair": _("Chairs the sub-group"),
        }
        help_texts = {"email": _("Only people who run the sub-group can see it.")}
        error_messages = {"name": {"required": _("Enter the member’s name")}}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.in_partnership(self.instance.sector.partnership).active()
        if self.instance.organisation_id:
            field.queryset |= Organisation.objects.filter(pk=self.instance.organisation_id)
        field.empty_label = _("None or not known")


class MeetingForm(AsksAboutPeople, TimedForm):
    """A meeting: when and where, what it is about, and afterwards its notes and decisions."""

    looks_at = ("agenda", "notes", "decided")  # a venue has a name and an address
    helper = helper_with_button(_("Save meeting"))

    class Meta:
        model = Meeting
        fields = OF_A_MEETING
        widgets = {
            "day": DateInput,
            "starts_at": TimeInput,
            "ends_at": TimeInput,
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("agenda", "notes", "decided")},
        }
        labels = {
            "day": _("Date"),
            "starts_at": _("Start time"),
            "ends_at": _("End time"),
            "where": _("Where is it?"),
            "agenda": _("What is it about?"),
            "notes": _("Notes"),
            "decided": _("What was decided?"),
        }
        help_texts = {
            "notes": _(
                "For after the meeting. Everyone who can see results can read these notes. Do not write anything about "
                "individual families or children."
            ),
            "decided": _("For after the meeting. Say what was decided, who is responsible and by when."),
        }
        error_messages = {"day": {"required": _("Enter the date"), "invalid": NOT_A_DAY}}


def new_meeting(sector: Sector) -> Meeting:
    """A meeting that is not saved yet: today, where the last one was."""
    last = Meeting.objects.filter(sector=sector).newest_first().first()
    return Meeting(sector=sector, day=timezone.localdate(), where=last.where if last else "")
