from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.reminding import send_reminders


class Command(BaseCommand):
    help = "Remind people by email of what they have to do. Run it once a day. Safe to run twice."

    def handle(self, *args, **options):
        outcome = send_reminders(on=timezone.localdate())
        self.stdout.write(f"{outcome.sent} emails into the outbox, {outcome.there_already} reminders sent before")
        if outcome.failed:
            raise CommandError(f"{outcome.failed} emails could not be written. The next run tries again.")
