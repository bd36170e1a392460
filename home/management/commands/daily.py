from django.core.management.base import BaseCommand
from django.utils import timezone

from framework.actions import modules_of_rooms


class Command(BaseCommand):
    help = "Do what every room needs done once a day. Safe to run twice."

    def handle(self, *args, **options):
        for module in modules_of_rooms("daily"):
            for line in module.run(on=timezone.localdate()):
                self.stdout.write(line)
