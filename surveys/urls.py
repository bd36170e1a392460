"""Addresses of the surveys."""

from django.urls import path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("s/<slug:token>/", views.survey_start, name="survey-start"),
    path("s/<slug:token>/questions/", views.survey_answer, name="survey-answer"),
    path("s/<slug:token>/thank-you/", views.survey_thanks, name="survey-thanks"),
    path("<slug:partnership>/services/<slug:service>/surveys/", views.survey_links, name="survey-links"),
    path(
        "<slug:partnership>/services/<slug:service>/surveys/<int:pk>/revoke/",
        views.link_revoke,
        name="link-revoke",
    ),
]
