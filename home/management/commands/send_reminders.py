from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.reminding import send_reminders


class Command(BaseCommand):
    help = "Remind people by email of what waits for them. Once a day; safe to run twice."

    def handle(self, *args, **options):
        outcome = send_reminders(on=timezone.localdate())
        self.stdout.write(f"{outcome.sent} mails into the outbox, {outcome.there_already} reminders had gone before")
        if outcome.failed:
            raise CommandError(f"{outcome.failed} mails could not be written; the next run tries again.")
