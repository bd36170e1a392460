"""The states of a preparation, and the direction of an indicator, are called as on the pages. No row changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0011_preparations_know_each_kind")]

    operations = [
        migrations.AlterField(
            "outcomeindicator",
            "good_is",
            models.CharField(
                choices=[("lower", "Lower"), ("higher", "Higher")], max_length=10, verbose_name="which is better"
            ),
        ),
        migrations.AlterField(
            "preparation",
            "state",
            models.CharField(
                choices=[("running", "Being prepared"), ("ready", "Ready to check"), ("failed", "Stopped")],
                default="running",
                max_length=10,
            ),
        ),
    ]
