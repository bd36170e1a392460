"""A preparation keeps a hash of each kind of thing that goes out, so that it can be said what has changed.

One that waits at this moment has none: it cannot be approved, and has to be prepared anew.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reporting", "0010_prepared_by_a_worker")]

    operations = [
        migrations.RemoveField("preparation", "counted"),
        migrations.AddField(
            "preparation",
            "counted",
            models.JSONField(default=dict, verbose_name="fingerprint of what was counted, by kind"),
        ),
    ]
