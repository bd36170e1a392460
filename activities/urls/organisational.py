"""Addresses of the organisational survey."""

from django.urls import path

from activities.views import organisational as views

AT = "<slug:partnership>/activities/organisational-survey"
urlpatterns = [
    path(f"{AT}/", views.reply_list, name="organisational-list"),
    path(f"{AT}.csv", views.replies_csv, name="organisational-csv"),
    path(f"{AT}/list.csv", views.reply_list_csv, name="organisational-list-csv"),
    path(f"{AT}/<slug:organisation>/", views.reply, name="organisational"),
    path(f"{AT}/<slug:organisation>/<slug:round_slug>/", views.reply, name="organisational-round"),
]
