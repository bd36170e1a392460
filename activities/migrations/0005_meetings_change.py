"""Count the changes of meetings, as of events, so that calendars take the latest version.

What is called off used to add one to that number; it keeps the number that calendars know.
"""

from django.db import migrations, models
from django.db.models import F


def keep_the_number(apps, schema_editor):
    for name in ("Event", "Meeting"):
        called_off = apps.get_model("activities", name).objects.filter(called_off_on__isnull=False)
        called_off.update(changes=F("changes") + 1)


class Migration(migrations.Migration):
    dependencies = [("activities", "0004_one_page_is_one_record")]

    operations = [
        migrations.AddField("meeting", "changed_at", models.DateTimeField(auto_now=True)),
        migrations.AddField("meeting", "changes", models.PositiveIntegerField(default=0, editable=False)),
        migrations.RunPython(keep_the_number, migrations.RunPython.noop),
    ]
