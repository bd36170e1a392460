"""Addresses of the self-assessment."""

from django.urls import path

from assessments import views

app_name = "assessments"
_HERE = "<slug:partnership>/services/<slug:service>/assessment/"
urlpatterns = [
    path("<slug:partnership>/exports/self-assessments.csv", views.assessments_csv, name="assessments-csv"),
    path(_HERE + "start/", views.assessment_start, name="assessment-start"),
    path(_HERE + "<slug:round_slug>/", views.assessment_tasks, name="assessment-tasks"),
    path(_HERE + "<slug:round_slug>/check/", views.assessment_check, name="assessment-check"),
    path(_HERE + "<slug:round_slug>/ready/", views.assessment_ready, name="assessment-ready"),
    path(_HERE + "<slug:round_slug>/reopen/", views.assessment_reopen, name="assessment-reopen"),
    path(_HERE + "<slug:round_slug>/<slug:feature>/", views.feature_edit, name="feature-edit"),
    path(_HERE + "<slug:round_slug>/<slug:feature>/autosave/", views.feature_autosave, name="feature-autosave"),
]
