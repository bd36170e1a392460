"""Addresses of TiP events, inside and on the public calendar."""

from django.urls import path

from activities.views import event_words, events, public_events

PUBLIC = "<slug:partnership>/events/"
AT = "<slug:partnership>/activities/events/"
urlpatterns = [
    path(PUBLIC, public_events.public_events, name="public-events"),
    path(f"{PUBLIC}events.ics", public_events.public_events_feed, name="public-events-feed"),
    path(f"{PUBLIC}<int:pk>/event.ics", public_events.public_event_calendar, name="public-event-calendar"),
    path(f"{AT}words/<int:pk>/", event_words.event_words, name="event-words"),
    path(f"{AT}words/<int:pk>/publish/", event_words.event_words_publish, name="event-words-publish"),
    path(f"{AT}words/<int:pk>/return/", event_words.event_words_return, name="event-words-return"),
    path(AT, events.event_list, name="event-list"),
    path(f"{AT}events.csv", events.events_csv, name="events-csv"),
    path(f"{AT}new/", events.event_edit, name="event-create"),
    path(f"{AT}<int:pk>/", events.event_page, name="event"),
    path(f"{AT}<int:pk>/change/", events.event_edit, name="event-edit"),
    path(f"{AT}<int:pk>/call-off/", events.event_call_off, name="event-call-off"),
    path(f"{AT}<int:pk>/who-came/", events.event_attendance, name="event-attendance"),
    path(f"{AT}<int:pk>/event.ics", events.event_calendar, name="event-calendar"),
]
