"""What needs several rooms, as an app, so that its commands and checks are found."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        from home import checks  # noqa: F401  (registers the checks)
