from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from carrying.actions.bringing_in import bring_in
from carrying.opening import MOST_BYTES
from carrying.refusals import Refused


class Command(BaseCommand):
    help = "Bring everything of a partnership in, from a zip that was taken out of another installation."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the zip")
        parser.add_argument("--as", dest="address", default="", help="its address here, where another one is wanted")
        parser.add_argument("--key-file", type=Path, help="a file with the key of people's answers")

    def handle(self, *args, file: Path, address: str, key_file: Path | None, **options):
        try:
            if file.stat().st_size > MOST_BYTES:
                raise CommandError(f"Nothing was changed. {file} is too large.")
            key = key_file.read_text().strip() if key_file else ""
            partnership, counts = bring_in(content=file.read_bytes(), at=timezone.now(), address=address, key=key)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}") from error
        except Refused as reason:
            raise CommandError(f"Nothing was changed. {reason}") from reason
        for label, count in counts.items():
            if count:
                self.stdout.write(f"{count:>8,}  {label}")
        self.stdout.write(f"{partnership} is at /{partnership.slug}/. Its people sign in with an emailed code.")
