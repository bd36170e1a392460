"""Addresses of the surveys."""

from django.urls import path

from surveys.views import answering, comments, links

app_name = "surveys"
urlpatterns = [
    path("s/<slug:token>/", answering.survey_start, name="survey-start"),
    path("s/<slug:token>/questions/", answering.survey_answer, name="survey-answer"),
    path("s/<slug:token>/thank-you/", answering.survey_thanks, name="survey-thanks"),
    path("<slug:partnership>/services/<slug:service>/surveys/", links.survey_links, name="survey-links"),
    path(
        "<slug:partnership>/services/<slug:service>/surveys/<int:pk>/revoke/",
        links.link_revoke,
        name="link-revoke",
    ),
    path("<slug:partnership>/comments/", comments.comment_list, name="comment-list"),
    path("<slug:partnership>/comments/<uuid:pk>/", comments.comment_review, name="comment-review"),
    path("<slug:partnership>/comments/contact/<uuid:pk>/", comments.contact_settle, name="contact-settle"),
]
