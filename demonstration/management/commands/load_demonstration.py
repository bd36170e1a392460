import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from demonstration import progress
from demonstration.build import SLUG, accounts, build
from demonstration.remove import remove
from organisations.models import Partnership
from signing_in.accounts import DEMONSTRATION_PASSWORD


@contextmanager
def ended_by_kill_as_by_ctrl_c() -> Iterator[None]:
    """Let `kill` raise an error too, so that what is half built says that no one is at it any more."""

    def end(number, frame) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class Command(BaseCommand):
    help = "Load the made-up demonstration borough, Millbrook."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="only where there is no partnership yet")

    def handle(self, *args, if_empty: bool, **options):
        if not settings.DEMONSTRATION_BOROUGH:
            if if_empty:
                return
            raise CommandError("DEMONSTRATION_BOROUGH is off here, so the made-up borough is not loaded.")
        there = self._whole(Partnership.objects.filter(slug=SLUG).first())
        if there is None and not (if_empty and Partnership.objects.exists()):
            self.stdout.write("Loading the demonstration borough. Everything in it is made up.")
            with ended_by_kill_as_by_ctrl_c():
                there = build(on=timezone.localdate(), tell=self._tell)
            self.stdout.write("")
        elif there and not if_empty:
            self.stdout.write("The demonstration borough is already here.")
        if there and there.is_demonstration:
            self._accounts()

    def _whole(self, there: Partnership | None) -> Partnership | None:
        """The demonstration if it was built to its end; what someone stopped half-way is removed."""
        if progress.unfinished(there) is None:
            return there
        self.stdout.write(
            "The demonstration borough is not finished. Waiting for the process that is building it, if there is one."
        )
        if progress.wait_while_somebody_builds(there):
            return there
        self.stdout.write("No process is building it any more. Removing what is there, to start again.")
        remove()
        return None

    def _tell(self, doing: str, share: float) -> None:
        filled = round(share * 24)
        line = f"[{'█' * filled}{'░' * (24 - filled)}] {share:4.0%}  {doing}"
        if sys.stdout.isatty():
            self.stdout.write(f"\r{line:<90}", ending="")
            self.stdout.flush()
        else:
            self.stdout.write(line)

    def _accounts(self) -> None:
        self.stdout.write(f"Demonstration accounts (password: {DEMONSTRATION_PASSWORD}):")
        for address in accounts():
            self.stdout.write(f"  {address}")
