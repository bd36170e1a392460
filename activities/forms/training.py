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
from organisations.models import Partnership
from organisations.row_forms import RowForm

ELSEWHERE = _(
    "Levels always name the framework that they belong to. Ours go beside those of others roughly like this: Awareness "
    "is “informed” in NES 2017 (Scotland) and “aware” in Wales 2022; Skilled and Enhanced have the same names in both; "
    "Leaders has no equal, and their “specialist” is not part of a core offer."
)
FRAMEWORKS = (_("Core training offer"), "NES 2017 (Scotland)", "Wales 2022")


class CourseForm(RowForm):
    """A course of the offer."""

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
            "level_framework": _("Whose levels are these?"),
            "for_whom": _("For whom is it?"),
            "length": _("How long does it take?"),
            "about": _("What is it about?"),
        }
        help_texts = {
            "level_framework": _("“Core training offer” are our own levels."),
            "for_whom": _("Such as “everybody who meets families” or “head teachers and service managers”."),
            "length": _("Such as “half a day” or “two days, a month apart”."),
        }
        widgets = {"level_framework": forms.TextInput(attrs={"list": "level-frameworks"})}
        error_messages = {
            "title": {"required": _("Enter what the course is called")},
            "level_framework": {"required": _("Enter whose levels these are, such as “Core training offer”")},
            "for_whom": {"required": _("Enter who the course is for")},
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save the course")))

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        others = Course.objects.in_partnership(self.instance.partnership).exclude(pk=self.instance.pk)
        if others.filter(title=title).exists():
            raise ValidationError(_("There is a course with this title already. Change that one, or say it otherwise."))
        return title


class SessionForm(TimedForm):
    """One time that a course is held."""

    class Meta:
        model = TrainingSession
        fields = OF_A_SESSION
        labels = {
            "course": _("Which course?"),
            "day": _("Day"),
            "starts_at": _("From"),
            "ends_at": _("To"),
            "trainer": _("Trainer"),
            "where": _("Where?"),
            "places": _("How many places are there?"),
        }
        help_texts = {
            "where": _("A place, or “online”."),
            "places": _("Leave it empty where there is no limit."),
        }
        error_messages = {
            "course": {"required": _("Choose a course.")},
            "day": {"required": _("Say on which day."), "invalid": _("Write the day as day, month and year.")},
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        courses = Course.objects.in_partnership(partnership)
        offered = courses.offered()
        self.fields["course"].queryset = offered | courses.filter(pk=self.instance.course_id)
        self.fields["course"].empty_label = _("Choose a course")
        self.fields["course"].label_from_instance = lambda course: f"{course.title}: {course.level_in_full}"
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Save the session")))


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
