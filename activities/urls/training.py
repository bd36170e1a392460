"""Addresses of the core training offer."""

from django.urls import path

from activities.views import training_courses as courses
from activities.views import training_feedback as feedback
from activities.views import training_session as one
from activities.views import training_sessions as sessions
from activities.views import training_take_up as take_up

AT = "<slug:partnership>/activities/training/"
urlpatterns = [
    path(AT, sessions.session_list, name="training-sessions"),
    path(f"{AT}courses/", courses.course_list, name="course-list"),
    path(f"{AT}courses/courses.csv", courses.courses_csv, name="courses-csv"),
    path(f"{AT}courses/new/", courses.course_edit, name="course-create"),
    path(f"{AT}courses/<int:pk>/", courses.course_edit, name="course-edit"),
    path(f"{AT}courses/<int:pk>/retire/", courses.course_retire, name="course-retire"),
    path(f"{AT}sessions.csv", sessions.sessions_csv, name="training-sessions-csv"),
    path(f"{AT}attendance.csv", sessions.attendance_csv, name="training-attendance-csv"),
    path(f"{AT}sessions/new/", sessions.session_edit, name="training-session-create"),
    path(f"{AT}sessions/<int:pk>/", one.session_page, name="training-session"),
    path(f"{AT}sessions/<int:pk>/change/", sessions.session_edit, name="training-session-edit"),
    path(f"{AT}sessions/<int:pk>/call-off/", sessions.session_call_off, name="training-session-call-off"),
    path(f"{AT}sessions/<int:pk>/who-came/", sessions.session_attendance, name="training-attendance"),
    path(f"{AT}sessions/<int:pk>/feedback/", feedback.feedback_change, name="training-feedback"),
    path(f"{AT}sessions/<int:pk>/feedback/sheet/", feedback.feedback_sheet, name="training-feedback-sheet"),
    path(f"{AT}take-up/", take_up.take_up, name="training-take-up-now"),
    path(f"{AT}take-up/<slug:round_slug>/", take_up.take_up, name="training-take-up"),
]
