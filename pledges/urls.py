"""Addresses of the pledges."""

from django.urls import path

from pledges import views

app_name = "pledges"
urlpatterns = [
    path("<slug:partnership>/pledges/", views.pledge_wall, name="pledge-wall"),
    path("<slug:partnership>/pledges/manage/", views.pledge_list, name="pledge-list"),
    path("<slug:partnership>/pledges/<int:pk>/edit/", views.pledge_edit, name="pledge-edit"),
    path("<slug:partnership>/pledges/<int:pk>/agree/", views.pledge_agree, name="pledge-agree"),
    path("<slug:partnership>/pledges/<int:pk>/return/", views.pledge_return, name="pledge-return"),
    path("<slug:partnership>/pledges/<int:pk>/end/", views.pledge_end, name="pledge-end"),
    path("<slug:partnership>/organisations/<slug:organisation>/pledge/", views.pledge_create, name="pledge-create"),
    path("<slug:partnership>/exports/pledges.csv", views.pledges_csv, name="pledges-csv"),
]
