from django.apps import AppConfig

from design.errors import say_what_to_do
from design.one_line import keep_to_one_line


class DesignConfig(AppConfig):
    name = "design"

    def ready(self) -> None:
        say_what_to_do()
        keep_to_one_line()
