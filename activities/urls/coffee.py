"""Addresses of coffee by lot."""

from django.urls import path

from activities.views import coffee

urlpatterns = [
    path("<slug:partnership>/coffee/", coffee.coffee, name="coffee"),
    path("<slug:partnership>/coffee/choose/", coffee.coffee_choose, name="coffee-choose"),
]
