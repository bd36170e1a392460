"""That nobody came to a meeting or a training session is a statement of its own, as it is of events."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0005_meetings_change")]

    operations = [
        migrations.AddField(
            "meeting", "nobody_came", models.BooleanField(default=False, editable=False, verbose_name="nobody came")
        ),
        migrations.AddField(
            "trainingsession",
            "nobody_came",
            models.BooleanField(default=False, editable=False, verbose_name="nobody came"),
        ),
    ]
