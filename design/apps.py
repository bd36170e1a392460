from django.apps import AppConfig

from design.errors import say_what_to_do


class DesignConfig(AppConfig):
    name = "design"

    def ready(self) -> None:
        say_what_to_do()
