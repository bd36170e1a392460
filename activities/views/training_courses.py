"""The courses of the core training offer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.training import save_course, set_retired
from activities.forms.training import FRAMEWORKS, CourseForm
from activities.models import Course
from activities.resources import CoursesExport
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.roles import Permission


def course_list(request, partnership):
    """What is on offer, and what no longer is."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    courses = list(Course.objects.in_partnership(place).with_sessions())
    context = {
        "offered": [course for course in courses if course.retired_on is None],
        "retired": [course for course in courses if course.retired_on],
    }
    return render(request, "activities/training/courses.html", context)


def courses_csv(request, partnership):
    """All courses, those that are no longer on offer among them."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    courses = Course.objects.in_partnership(place).with_sessions()
    return CoursesExport().take_away(courses, partnership=place, by=request.user)


@require_http_methods(["GET", "POST"])
def course_edit(request, partnership, pk=None):
    """A new course, or one that is there."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    found = get_object_or_404(Course, partnership=place, pk=pk) if pk else None
    form = CourseForm(request.POST or None, instance=found, partnership=place)
    saved = saved_from(form, lambda: save_course(course=form.instance, fields=form.changed_data, by=request.user))
    if saved:
        messages.success(request, _("Course saved: %(name)s.") % {"name": saved})
        return redirect("activities:course-list", place.slug)
    context = {"form": form, "course": found, "frameworks": FRAMEWORKS}
    return render(request, "activities/training/course_edit.html", context)


@require_POST
def course_retire(request, partnership, pk):
    """Take a course out of the offer, or back into it."""
    place = partnership_for(request, partnership, Permission.KEEP_TRAINING)
    found = get_object_or_404(Course, partnership=place, pk=pk)
    retired = request.POST.get("retired") == "yes"
    set_retired(course=found, retired=retired, by=request.user, on=timezone.localdate())
    said = _("%(name)s is no longer offered. Its sessions still count.") if retired else _("%(name)s is offered again.")
    messages.success(request, said % {"name": found})
    return redirect("activities:course-list", place.slug)
