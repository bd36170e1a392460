from django.apps import AppConfig


class CarryingConfig(AppConfig):
    name = "carrying"
    verbose_name = "Carrying"
