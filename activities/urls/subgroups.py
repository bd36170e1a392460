"""Addresses of sector sub-groups."""

from django.urls import path

from activities.views import subgroup_files as files
from activities.views import subgroups

_GROUPS = "<slug:partnership>/activities/subgroups/"
_MEETING = _GROUPS + "meetings/<int:pk>/"
urlpatterns = [
    path(_GROUPS, subgroups.subgroup_list, name="subgroup-list"),
    path(_GROUPS + "meetings.csv", files.meetings_csv, name="meetings-csv"),
    path(_GROUPS + "who-came.csv", files.who_came_csv, name="who-came-csv"),
    path(_MEETING, subgroups.meeting_detail, name="meeting"),
    path(_MEETING + "edit/", subgroups.meeting_edit, name="meeting-edit"),
    path(_MEETING + "who-came/", subgroups.meeting_attendance, name="meeting-attendance"),
    path(_MEETING + "call-off/", subgroups.meeting_call_off, name="meeting-call-off"),
    path(_MEETING + "meeting.ics", files.meeting_ics, name="meeting-ics"),
    path(_GROUPS + "members/<int:pk>/", subgroups.member_edit, name="subgroup-member-edit"),
    path(_GROUPS + "members/<int:pk>/end/", subgroups.member_end, name="subgroup-member-end"),
    path(_GROUPS + "sectors/<slug:sector>/", subgroups.subgroup, name="subgroup"),
    path(_GROUPS + "sectors/<slug:sector>/meetings.ics", files.subgroup_ics, name="subgroup-ics"),
    path(_GROUPS + "sectors/<slug:sector>/members.csv", files.members_csv, name="subgroup-members-csv"),
    path(_GROUPS + "sectors/<slug:sector>/members/new/", subgroups.member_create, name="subgroup-member-create"),
    path(_GROUPS + "sectors/<slug:sector>/meetings/new/", subgroups.meeting_create, name="meeting-create"),
]
