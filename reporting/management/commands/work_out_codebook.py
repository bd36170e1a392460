"""`manage.py work_out_codebook`: goes through all ways of answering again, for the scales that questions have."""

from django.core.management.base import BaseCommand

from reporting.protect import codebook
from reporting.protect.disclosure import COUNTS_FROM, LEAST_PEOPLE

# The scales of the questions that we ship: five options of which the last two are positive, and three faces.
SCALES: tuple[codebook.Scale, ...] = (
    ((1, False), (2, False), (3, True)),
    ((1, False), (2, False), (3, False), (4, True), (5, True)),
)


class Command(BaseCommand):
    help = "Work out which figures of fewer than 50 people may be shown beside each other, after the method changed."

    def handle(self, *args, **options):
        rows = [codebook.row_of(people, scale) for scale in SCALES for people in range(LEAST_PEOPLE, COUNTS_FROM)]
        codebook.keep(rows)
        self.stdout.write(f"{codebook.FILE.name}: {len(rows)} rows")
