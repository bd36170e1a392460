from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarryingConfig(AppConfig):
    name = "carrying"
    verbose_name = _("Taking everything out and in again")
