"""Addresses of what was done, one module an activity."""

from django.urls import path

from activities.urls import coffee, events, organisational, programme, records, subgroups, training
from activities.views import overview

app_name = "activities"
urlpatterns = [
    path("<slug:partnership>/activities/", overview.overview, name="overview"),
    *events.urlpatterns,
    *programme.urlpatterns,
    *records.urlpatterns,
    *subgroups.urlpatterns,
    *training.urlpatterns,
    *organisational.urlpatterns,
    *coffee.urlpatterns,
]
