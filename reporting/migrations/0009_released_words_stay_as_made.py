from django.db import migrations

from reporting.release.frozen import guard_narratives, unguard_narratives


class Migration(migrations.Migration):
    dependencies = [("reporting", "0008_in_our_own_words")]
    operations = [migrations.RunPython(guard_narratives, unguard_narratives)]
