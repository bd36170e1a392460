import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from carrying.actions.taking_out import take_out, take_out_with_answers
from carrying.packing import in_flight
from organisations.actions import ActionRefused
from organisations.models import Partnership


class Command(BaseCommand):
    help = "Take everything of a partnership out, as one zip that another installation can bring in."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the partnership's part of every web address, for example elmham")
        parser.add_argument("file", type=Path, help="the zip to write; it must not be there yet")
        parser.add_argument(
            "--with-answers",
            action="store_true",
            help="with people's answers, locked with a key that is printed once and kept nowhere",
        )

        parser.add_argument(
            "--leave-unsealed",
            action="store_true",
            help="also while a round is not sealed: the answers in it stay behind",
        )

    def handle(self, *args, address: str, file: Path, with_answers: bool, leave_unsealed: bool, **options):
        partnership = Partnership.objects.filter(slug=address).first()
        if partnership is None:
            raise CommandError(f"There is no partnership at /{address}/.")
        key = ""
        try:
            if with_answers:
                content, key = take_out_with_answers(
                    partnership=partnership, at=timezone.now(), leaves_unsealed=leave_unsealed
                )
            else:
                content = take_out(partnership=partnership, by=None, at=timezone.now())
            # Only for whoever runs this: it holds what people told us.
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(content)
        except ActionRefused as reason:
            raise CommandError(str(reason)) from reason
        except FileExistsError as error:
            raise CommandError(f"{file} is already there. Choose another name.") from error
        self.stdout.write(f"Everything of {partnership} is in {file}, {len(content):,} bytes.")
        for round_ in in_flight(partnership):
            self.stdout.write(f"{round_} is not sealed. Nothing that people have answered in it is in the file.")
        if key:
            self.stdout.write("People's answers are locked in it. This is the key; it is not shown again:")
            self.stdout.write(key)
