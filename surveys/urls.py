"""Addresses of the surveys."""

from django.urls import path

from surveys.views import (
    answering,
    codes,
    comments,
    contact,
    languages,
    links,
    manage,
    paper,
    printing,
    service_surveys,
)

app_name = "surveys"
_SERVICE = "<slug:partnership>/services/<slug:service>/surveys/"
urlpatterns = [
    path("s/code/", codes.code_enter, name="code-enter"),
    path("s/contact/<slug:partnership>/", contact.contact_form, name="contact-form"),
    path("s/contact/<slug:partnership>/thank-you/", contact.contact_thanks, name="contact-thanks"),
    path("s/<slug:token>/", answering.survey_start, name="survey-start"),
    path("s/<slug:token>/questions/", answering.survey_answer, name="survey-answer"),
    path("s/<slug:token>/thank-you/", answering.survey_thanks, name="survey-thanks"),
    path(_SERVICE, links.survey_links, name="survey-links"),
    path(_SERVICE + "<int:pk>/revoke/", links.link_revoke, name="link-revoke"),
    path(_SERVICE + "quiet/", service_surveys.quiet_mode, name="quiet-mode"),
    path(_SERVICE + "replies/", service_surveys.reply_list, name="reply-list"),
    path(_SERVICE + "replies/<int:pk>/remove/", service_surveys.reply_remove, name="reply-remove"),
    path(_SERVICE + "<slug:survey>/poster/", printing.poster, name="poster"),
    path(_SERVICE + "<slug:survey>/cards/", printing.cards, name="cards"),
    path(_SERVICE + "<slug:survey>/paper/", printing.paper_survey, name="paper-survey"),
    path(_SERVICE + "<slug:survey>/codes/", printing.codes, name="codes"),
    path(_SERVICE + "<slug:survey>/tablet/", printing.tablet_begin, name="tablet-begin"),
    path("<slug:partnership>/surveys/quiet/", service_surveys.quiet_everywhere, name="quiet-everywhere"),
    path("<slug:partnership>/surveys/", manage.survey_overview, name="survey-overview"),
    path("<slug:partnership>/surveys/links/<int:pk>/", manage.link_review, name="link-review"),
    path("<slug:partnership>/surveys/links/<int:pk>/count/", manage.link_count, name="link-count"),
    path("<slug:partnership>/surveys/languages/", languages.language_list, name="language-list"),
    path("<slug:partnership>/surveys/languages/<slug:language>/", languages.language_edit, name="language-edit"),
    path("<slug:partnership>/paper/", paper.paper_list, name="paper-list"),
    path("<slug:partnership>/paper/<int:pk>/", paper.paper_batch, name="paper-batch"),
    path("<slug:partnership>/paper/<int:pk>/forms/<int:number>/", paper.paper_form, name="paper-form"),
    path("<slug:partnership>/paper/<int:pk>/finish/", paper.paper_finish, name="paper-finish"),
    path("<slug:partnership>/paper/<int:pk>/settle/", paper.paper_settle, name="paper-settle"),
    path("<slug:partnership>/paper/<int:pk>/delete/", paper.paper_discard, name="paper-discard"),
    path("<slug:partnership>/comments/", comments.comment_list, name="comment-list"),
    path("<slug:partnership>/comments/<uuid:pk>/", comments.comment_review, name="comment-review"),
    path("<slug:partnership>/comments/contact/<uuid:pk>/", comments.contact_settle, name="contact-settle"),
]
