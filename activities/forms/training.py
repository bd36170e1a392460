"""Forms for the core training offer: courses, sessions, and looking for sessions."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from activities.actions.training import OF_A_COURSE, OF_A_SESSION
from activities.forms.filters import DayFilter
from activities.forms.times import TimedForm
from activities.models import Course, Level, TrainingSession
from organisations.asking import AsksAboutPeople
from organisations.days import NOT_A_DAY
from organisations.models import Partnership
from organisations.row_forms import RowForm

ELSEWHERE = _(
    "Awareness is close to “informed” in the framework for Scotland (NHS Education for Scotland, 2017) and “aware” in "
    "the one for Wales (2022). Skilled and Enhanced have the same names in both. Neither has a level like Leaders. "
    "Their “specialist” level is not part of a core training offer."
)
FRAMEWORKS = (_("Core training offer"), "NES 2017 (Scotland)", "Wales 2022")


class CourseForm(AsksAboutPeople, RowForm):
    """A course of the offer."""

    looks_at = ("for_whom", "about")  # a title is printed on a certificate, with capitals

    level = forms.ChoiceField(
        label=_("Level"),
        choices=Level.choices,
        widget=forms.RadioSelect,
        help_text=ELSEWHERE,
        error_messages={"required": _("Select the level of the course")},
    )

    class Meta:
        model = Course
        fields = OF_A_COURSE
        labels = {
            "title": _("What is the course called?"),
            "level_framework": _("Which framework is this level from?"),
            "for_whom": _("Who is it for?"),
            "length": _("How long does it take?"),
            "about": _("What is it about?"),
        }
        help_texts = {
            "level_framework": _("Enter “Core training offer” to use the levels as they are here."),
            "for_whom": _("For example, “everyone who meets families” or “head teachers and service managers”."),
            "length": _("For example, “half a day” or “2 days, a month apart”."),
        }
        widgets = {"level_framework": forms.TextInput(attrs={"list": "level-frameworks"})}
        error_messages = {
            "title": {"required": _("Enter what the course is called")},
            "level_framework": {
                "required": _("Enter which framework this level is from, for example “Core training offer”")
            },
            "for_whom": {"required": _("Enter who the course is for")},
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save course")))

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        others = Course.objects.in_partnership(self.instance.partnership).exclude(pk=self.instance.pk)
        if others.titled(title).exists():
            raise ValidationError(
                _("There is already a course with this title. Change that course, or enter a different title.")
            )
        return title


class SessionForm(TimedForm):
    """One time that a course is held."""

    class Meta:
        model = TrainingSession
        fields = OF_A_SESSION
        labels = {
            "course": _("Which course?"),
            "day": _("Date"),
            "starts_at": _("Start time"),
            "ends_at": _("End time"),
            "trainer": _("Trainer"),
            "where": _("Where is it?"),
            "places": _("How many places are there?"),
        }
        help_texts = {
            "where": _("A venue, or “online”."),
            "places": _("Leave this blank if there is no limit."),
        }
        error_messages = {
            "course": {"required": _("Select a course")},
            "day": {"required": _("Enter the date"), "invalid": NOT_A_DAY},
            "places": {"min_value": _("Enter 1 or more, or leave this blank")},
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.in_partnership(partnership)
        offered = courses.offered()
        self.fields["course"].queryset = offered | courses.filter(pk=self.instance.course_id)
        self.fields["course"].empty_label = _("Select a course")
        self.fields["course"].label_from_instance = lambda course: f"{course.title}: {course.level_in_full}"
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save session")))


class SessionFilter(DayFilter):
    """Which sessions to list. Whatever cannot be read is left out of the looking."""

    course = forms.ModelChoiceField(Course.objects.none(), label=_("Course"), required=False, empty_label=_("All"))
    level = forms.ChoiceField(label=_("Level"), choices=[("", _("All")), *Level.choices], required=False)
    field_order = ("course", "level", "round", "first", "last")

    def __init__(self, data, *, partnership: Partnership) -> None:
        super().__init__(data, partnership=partnership)
        self.fields["course"].queryset = Course.objects.in_partnership(partnership)

    def chosen(self, sessions):
        """Those of the sessions that were asked for."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("course"):
            sessions = sessions.filter(course=asked["course"])
        if asked.get("level"):
            sessions = sessions.filter(course__level=asked["level"])
        return self.by_day(sessions)
