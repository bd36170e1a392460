from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from organisations.actions import ActionRefused, start_partnership


class Command(BaseCommand):
    help = "Set up a real partnership with its first admin, who then signs in with an emailed code."

    def add_arguments(self, parser):
        parser.add_argument("name", help="for example “Elmham Partnership”")
        parser.add_argument("admin", help="the first admin's email address")
        parser.add_argument("--address", default="", help="its part of every web address, for example elmham")

    def handle(self, *args, name: str, admin: str, address: str, **options):
        try:
            partnership = start_partnership(name=name, admin_email=admin, address=address)
        except (ActionRefused, ValidationError) as reason:
            message = "; ".join(reason.messages) if isinstance(reason, ValidationError) else str(reason)
            raise CommandError(message) from reason
        self.stdout.write(f"{partnership} is set up at /{partnership.slug}/. {admin} can sign in.")
