"""`manage.py backup FOLDER`: everything in one file, locked where there is a key."""

import argparse
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from operating.backups.making import delete_older, make_backup
from operating.backups.sealing import CannotBeRead, new_key, read_key


class Command(BaseCommand):
    help = "Write the database and the files of evidence into one file, and delete backups that are too old."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", default=settings.BACKUP_FOLDER, help="else BACKUP_FOLDER")
        parser.add_argument("--key-file", default=settings.BACKUP_KEY_FILE, help="locks it; else BACKUP_KEY_FILE")
        parser.add_argument("--keep-days", type=int, default=14, help="delete those of more days ago (14)")
        parser.add_argument("--new-key", metavar="FILE", help="only make a key and write it into a new file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                return self._new_key(Path(options["new_key"]))
            if not options["folder"]:
                raise CommandError("Say where the backup goes: manage.py backup FOLDER, or BACKUP_FOLDER.")
            key = read_key(Path(options["key_file"])) if options["key_file"] else None
            folder, now = Path(options["folder"]), timezone.now()
            path, holds = make_backup(folder, key=key, at=now)
        except (CannotBeRead, OSError) as reason:
            raise CommandError(f"No backup was made. {reason}") from None
        rows = sum(number for number, _sum in holds["tables"].values())
        self.stdout.write(
            f"{path}: {rows} rows in {len(holds['tables'])} tables, {holds['files']} files, "
            f"{path.stat().st_size / 1e6:.1f} MB, {'locked' if key else 'NOT locked: anyone who has it can read it'}."
        )
        for old in delete_older(folder, days=options["keep_days"], at=now):
            self.stdout.write(f"{old.name} was older than {options['keep_days']} days and is deleted.")

    def _new_key(self, path: Path) -> None:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(new_key() + "\n")
        self.stdout.write(f"{path} holds a new key. Keep a copy apart from this machine: without it no backup opens.")
