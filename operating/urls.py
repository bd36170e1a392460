"""Addresses for monitoring programs and the person who runs the site."""

from django.urls import path

from operating import views

app_name = "operating"
urlpatterns = [
    path("health", views.health_page, name="health"),
    path("health/serving", views.health_page, {"only_serving": True}, name="health-serving"),
    path("how-the-site-is/", views.how_it_is, name="how-it-is"),
]
