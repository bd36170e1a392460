"""Addresses of briefings and deep listening."""

from django.urls import path

from activities.views import briefings, listening

_BRIEFINGS, _LISTENING = "<slug:partnership>/activities/briefings/", "<slug:partnership>/activities/listening/"
urlpatterns = [
    path(_BRIEFINGS, briefings.briefing_list, name="briefing-list"),
    path(_BRIEFINGS + "new/", briefings.briefing_new, name="briefing-new"),
    path(_BRIEFINGS + "briefings.csv", briefings.briefings_csv, name="briefings-csv"),
    path(_BRIEFINGS + "<int:pk>/edit/", briefings.briefing_edit, name="briefing-edit"),
    path(_BRIEFINGS + "<int:pk>/take-back/", briefings.briefing_delete, name="briefing-delete"),
    path(_BRIEFINGS + "new/<slug:service>/", briefings.briefing_create, name="briefing-create"),
    path(_LISTENING, listening.listening_list, name="listening-list"),
    path(_LISTENING + "guide/", listening.listening_guide, name="listening-guide"),
    path(_LISTENING + "new/", listening.listening_new, name="listening-new"),
    path(_LISTENING + "deep-listening.csv", listening.listening_csv, name="listening-csv"),
    path(_LISTENING + "<int:pk>/", listening.listening_detail, name="listening"),
    path(_LISTENING + "<int:pk>/edit/", listening.listening_edit, name="listening-edit"),
    path(_LISTENING + "<int:pk>/take-back/", listening.listening_delete, name="listening-delete"),
    path(_LISTENING + "new/<slug:service>/", listening.listening_create, name="listening-create"),
]
