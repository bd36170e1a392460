from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from framework.actions import load_framework
from framework.content_files import ContentError


class Command(BaseCommand):
    help = "Load a version of the framework (features, statements, stages, surveys, matrix) from a folder of files."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="for example framework/content/tip-2026-5")

    def handle(self, *args, folder: Path, **options):
        try:
            version, changed = load_framework(folder=folder)
        except ContentError as error:
            raise CommandError(f"Nothing was changed. Please mend:\n{error}") from error
        self.stdout.write(f"{version}: {'loaded' if changed else 'already loaded, nothing changed'}")
