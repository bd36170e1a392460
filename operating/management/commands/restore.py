"""`manage.py restore FILE`: a backup back into an empty database, counted again."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from operating.backups.restoring import restore
from operating.backups.sealing import CannotBeRead, read_key

AFTERWARDS = """Everyone has been signed out. Mail that was waiting is under “Emails sent”, for a person to send again.
What was deleted since then is back: answers, drafts and contact requests whose time was up, and accounts that were
closed. Now run:
  manage.py migrate
  manage.py daily       deletes again what is past its time
and close again the accounts that were closed since."""


class Command(BaseCommand):
    help = "Bring a backup back into an empty database and compare every table with what was taken out."
    requires_system_checks: list[str] = []  # they ask tables that are not there yet
    requires_migrations_checks = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--key-file", default=settings.BACKUP_KEY_FILE, help="else BACKUP_KEY_FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            key = read_key(Path(options["key_file"])) if options["key_file"] else None
            restore(Path(options["file"]), key=key, say=self.stdout.write)
        except (CannotBeRead, OSError) as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(AFTERWARDS)
