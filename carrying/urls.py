"""Addresses of taking everything out."""

from django.urls import path

from carrying import views

app_name = "carrying"
urlpatterns = [path("<slug:partnership>/exports/everything/", views.take_out, name="take-out")]
