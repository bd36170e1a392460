import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from operating.safe import answers

SIGNS = {True: "yes", False: "NO ", None: "?  "}


class Command(BaseCommand):
    help = "Say in plain words whether this installation is safe, and what to do. Ends with 1 where something is not."
    requires_system_checks: list = []  # it asks them itself, and says what they find in its own words

    def handle(self, *args, **options):
        found = answers(on=timezone.localdate())
        for each in found:
            self.stdout.write(f"{SIGNS[each.is_ok]}  {each.about}: {each.says}")
            if each.to_do:
                self.stdout.write(f"       To do: {each.to_do}")
        wrong = sum(each.is_ok is False for each in found)
        unknown = sum(each.is_ok is None for each in found)
        if not wrong and not unknown:
            self.stdout.write("\nThis installation is safe, as far as a program can tell.")
            return
        self.stdout.write(f"\nNot yet: {wrong} things to do, {unknown} that could not be told.")
        sys.exit(1)
