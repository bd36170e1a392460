from django.db import migrations

from reporting.release.frozen import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("reporting", "0002_releases_are_protected")]
    operations = [migrations.RunPython(guard, unguard)]
