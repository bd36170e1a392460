"""`manage.py tell_operator UNIT`: a mail to who runs this, at once and without the worker, which may be what failed."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operating.nightly import mail_operator


class Command(BaseCommand):
    help = "Tell the operator by mail that a job of the night failed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("unit", help="what failed, for example tip-borough-backup.service")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = options["unit"]
        if not settings.OPERATOR_EMAIL:
            raise CommandError("OPERATOR_EMAIL is not set, so no one is told.")
        text = (
            f"{unit} failed on {settings.SITE_ADDRESS}.\n\n"
            f"What it said:   journalctl -u {unit} -n 50\n"
            f"Once more:      systemctl start {unit}\n"
            "Whether all is well: manage.py is_it_safe\n"
        )
        if not mail_operator(f"Failed: {unit}", text):
            raise CommandError("The mail server did not take the mail. The log says why.")
