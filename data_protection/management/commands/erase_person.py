from django.core.management.base import BaseCommand, CommandError

from data_protection.actions.erasing import erase
from organisations.actions import ActionRefused
from organisations.models import User


class Command(BaseCommand):
    help = "Erase the account of an email address, whatever partnerships it has roles in. It cannot be undone."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--again", required=True, metavar="EMAIL", help="the same address once more")

    def handle(self, *args, **options):
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        if options["again"].lower() != options["email"].lower():
            raise CommandError("The two addresses differ. Nothing was erased.")
        try:
            erasure = erase(user=user, by=None)
        except ActionRefused as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Account {erasure.account} is erased. Its name was found in these texts:")
        for found in erasure.found.order_by("pk"):
            self.stdout.write(f"  {found.model}.{found.field}: {found.rows}")
