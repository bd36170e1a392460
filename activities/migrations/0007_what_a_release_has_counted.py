"""Note on each record which round's release has counted it.

Of the rounds that are released by now everything that counts by its day is taken as counted, as was said until now.
"""

import datetime

import django.db.models.deletion
from django.db import migrations, models

RECORDS = {
    "Briefing": "service__organisation__partnership",
    "DeepListening": "service__organisation__partnership",
    "Event": "partnership",
    "Meeting": "sector__partnership",
    "TrainingSession": "course__partnership",
}
PLANNED = ("Event", "Meeting", "TrainingSession")


def note_what_was_counted(apps, schema_editor):
    rounds = apps.get_model("organisations", "Round").objects
    for round_ in rounds.filter(state="released"):
        earlier = rounds.filter(partnership=round_.partnership_id, closes_on__lt=round_.closes_on)
        last = earlier.order_by("-closes_on").values_list("closes_on", flat=True).first()
        first = last + datetime.timedelta(days=1) if last else round_.closes_on - datetime.timedelta(days=365)
        for name, partnership in RECORDS.items():
            found = apps.get_model("activities", name).objects.filter(
                **{partnership: round_.partnership_id}, day__gte=first, day__lte=round_.closes_on
            )
            (found.filter(called_off_on=None) if name in PLANNED else found).update(counted_in=round_)


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0006_nobody_came"),
        ("organisations", "0007_days_of_our_time"),
    ]

    operations = [
        *(
            migrations.AddField(
                name.lower(),
                "counted_in",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="organisations.round",
                ),
            )
            for name in RECORDS
        ),
        migrations.RunPython(note_what_was_counted, migrations.RunPython.noop),
    ]
