"""`manage.py remove_second_step you@elmham.example`: for someone whom no two admins can help."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from organisations.models import User
from signing_in.actions.resets import forget_by_operator


class Command(BaseCommand):
    help = (
        "Remove all second steps of one person, end their sessions and tell them. First make sure who asks: "
        "ring a number that you knew before."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"There is no account with the address {options['email']}.")
        forgotten = forget_by_operator(person=person)
        self.stdout.write(f"{forgotten} second steps removed. They add a new one when they sign in.")
