from importlib import import_module

from django.db import migrations

before = import_module("organisations.migrations.0029_entries_stay_as_written")


class Migration(migrations.Migration):
    """By itself: PostgreSQL changes no table in a transaction in which its rows have been touched."""

    dependencies = [("organisations", "0029_entries_stay_as_written")]
    operations = [
        migrations.RunPython(before.without_names, migrations.RunPython.noop),
        migrations.RunPython(before.guard, before.unguard),
    ]
