from django.core.management.base import BaseCommand

from demonstration.remove import remove


class Command(BaseCommand):
    help = "Remove the made-up demonstration borough and its accounts."

    def handle(self, *args, **options):
        self.stdout.write("Removed." if remove() else "There is no demonstration borough here.")
