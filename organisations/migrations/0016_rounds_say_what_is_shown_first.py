"""Rounds say what is shown first where not everything can be; until now it was the whole partnership, more or less."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0015_what_was_looked_at_first")]

    operations = [
        migrations.AddField(
            "round",
            "shown_first",
            models.CharField(
                choices=[
                    ("whole", "The whole partnership first, then sectors, then services"),
                    ("services", "Services first, then the whole partnership, then sectors"),
                ],
                default="whole",
                max_length=10,
                verbose_name="what is shown first",
            ),
        ),
    ]
