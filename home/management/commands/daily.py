from django.core.management.base import BaseCommand
from django.utils import timezone

from framework.actions import modules_of_rooms
from operating.nightly import run_nightly


class Command(BaseCommand):
    help = "Do what every room needs done once a day. Safe to run twice; two at once do not run together."

    def handle(self, *args, **options):
        run_nightly("daily", [(module.__name__, self._doing(module)) for module in modules_of_rooms("daily")])

    def _doing(self, module):
        def do() -> None:
            for line in module.run(on=timezone.localdate()):
                self.stdout.write(line)

        return do
