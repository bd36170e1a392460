from django.apps import AppConfig


class CarryingConfig(AppConfig):
    name = "carrying"
    verbose_name = "Taking everything out and in again"
