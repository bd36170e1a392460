"""Addresses of the public pages about the framework."""

from django.urls import path

from framework import views

app_name = "framework"
urlpatterns = [
    path("framework/", views.framework, name="framework"),
    path("journey/", views.journey, name="journey"),
    path("theory-of-change/", views.theory_of_change, name="theory-of-change"),
]
