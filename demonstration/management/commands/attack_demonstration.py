from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from demonstration.attacked import FILE, RememberedAttack, remember
from demonstration.build import SLUG, build
from organisations.models import Partnership


class Command(BaseCommand):
    help = "Attack the demonstration's answers again and keep the outcome, after answers or the attack changed."

    def handle(self, *args, **options):
        if Partnership.objects.filter(slug=SLUG).exists():
            raise CommandError("The demonstration is in this database. Name another: DATABASE_URL=sqlite:///attack")
        attack = RememberedAttack(known={})
        with transaction.atomic():
            build(on=timezone.localdate(), tell=lambda doing, share: self.stdout.write(doing), attack=attack)
            transaction.set_rollback(True)  # only what the attack said is kept
        remember(attack.learnt)
        self.stdout.write(f"{FILE.name}: {len(attack.learnt)} questions")
