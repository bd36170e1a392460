"""Running it: whether all is well, backups, metrics, and whether an installation is safe."""

from django.apps import AppConfig


class OperatingConfig(AppConfig):
    name = "operating"
