"""The project itself, as an app, so that its commands and checks are found."""

from django.apps import AppConfig


class TipBoroughConfig(AppConfig):
    name = "tip_borough"
    verbose_name = "TiP Borough"

    def ready(self) -> None:
        from tip_borough import checks  # noqa: F401  (registers the checks)
