from django.core.management.base import BaseCommand

from data_protection import dpia_document, map_document


class Command(BaseCommand):
    help = "Write docs/data-map.md and docs/dpia.md anew from the rows in data_protection/."

    def handle(self, *args, **options):
        for document in (map_document, dpia_document):
            document.PAGE.write_text(document.as_document(), encoding="utf-8")
            self.stdout.write(f"Written: {document.PAGE.name}")
