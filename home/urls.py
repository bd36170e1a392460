"""Addresses of what brings several rooms together: home, the menus' own pages, and those of a place."""

from django.urls import path

from home.views import (
    asking_leads,
    going_public,
    guide,
    handover,
    its_own,
    past,
    put_right,
    round_progress,
    sections,
    service,
    start,
)

_SERVICE = "<slug:partnership>/services/<slug:service>/"
_PUT_RIGHT = "<slug:partnership>/setup/put-right/"
_ORGANISATION = "<slug:partnership>/organisation/<slug:organisation>/"
urlpatterns = [
    path("<slug:partnership>/start/", start.start_page, name="start-page"),
    path("<slug:partnership>/start/check/", going_public.words_waiting, name="words-waiting"),
    path("<slug:partnership>/guide/", guide.guide, name="guide"),
    path("<slug:partnership>/guide/<slug:page>/", guide.guide_page, name="guide-page"),
    path("<slug:partnership>/setup/", sections.setup, name="setup"),
    path(_PUT_RIGHT, put_right.put_right, name="put-right"),
    path(_PUT_RIGHT + "archived-services/", put_right.archived_services, name="archived-services"),
    path("<slug:partnership>/programme/", sections.programme, name="programme"),
    path("<slug:partnership>/more/", sections.more, name="more"),
    path("<slug:partnership>/organisation/", its_own.my_organisations, name="my-organisations"),
    path(_ORGANISATION, its_own.organisation_home, name="organisation-home"),
    path("<slug:partnership>/sector/", its_own.my_sectors, name="my-sectors"),
    path("<slug:partnership>/sector/<slug:sector>/", its_own.sector_home, name="sector-home"),
    path("<slug:partnership>/rounds/<slug:round_slug>/progress/", round_progress.round_progress, name="round-progress"),
    path("<slug:partnership>/rounds/<slug:round_slug>/ask/", asking_leads.round_ask_leads, name="round-ask-leads"),
    path(_SERVICE + "assessment/", service.assessment, name="service-assessment"),
    path(_SERVICE + "activities/", service.activities, name="service-activities"),
    path(_SERVICE + "results/", service.results, name="service-results"),
    path(_SERVICE + "handover/", handover.service_handover, name="service-handover"),
    path(_ORGANISATION + "handover/", handover.organisation_handover, name="organisation-handover"),
    path(_SERVICE + "past/", past.service_past, name="service-past"),
    path(_ORGANISATION + "past/", past.organisation_past, name="organisation-past"),
    path(_SERVICE + "about/", service.about, name="service-about"),
]
# After `organisations`, whose services/import/ would otherwise be taken for a service called "import".
LAST = [path(_SERVICE, service.service_home, name="service-home")]
