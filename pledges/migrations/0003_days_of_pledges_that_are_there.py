"""Pledges that are agreed already are looked at half a year after that day; those that wait do so since their own."""

from django.db import migrations
from django.db.models import F

from pledges.days import next_review


def fill(apps, schema_editor):
    Pledge = apps.get_model("pledges", "Pledge")
    Pledge.objects.filter(state="proposed").update(sent_on=F("made_on"))
    for pk, agreed_on in Pledge.objects.filter(state="agreed").values_list("pk", "agreed_on"):
        Pledge.objects.filter(pk=pk).update(review_due_on=next_review(agreed_on))


class Migration(migrations.Migration):
    dependencies = [("pledges", "0002_pictures_drafts_and_reviews")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
