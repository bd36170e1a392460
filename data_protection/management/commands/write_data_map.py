from django.core.management.base import BaseCommand

from data_protection.map_document import PAGE, as_document


class Command(BaseCommand):
    help = "Write docs/data-map.md anew from data_protection/content/."

    def handle(self, *args, **options):
        PAGE.write_text(as_document(), encoding="utf-8")
        self.stdout.write(f"Written: {PAGE}")
