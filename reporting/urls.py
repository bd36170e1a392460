"""Addresses of results and exports."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "reporting"
stub = TemplateView.as_view(template_name="base.html")
urlpatterns = [
    path("<slug:partnership>/dashboard/", stub, name="dashboard"),
    path("<slug:partnership>/rounds/<slug:round_slug>/dashboard/", stub, name="round-dashboard"),
    path("<slug:partnership>/rounds/<slug:round_slug>/release/", stub, name="release-prepare"),
    path("<slug:partnership>/exports/", stub, name="exports"),
]
