"""Services remember whether they were closed because their organisation left; until now only their day told it."""

from django.db import migrations, models
from django.db.models import F


def tell_by_the_day(apps, schema_editor):
    service = apps.get_model("organisations", "Service")
    gone = service.objects.filter(archived_on__isnull=False, archived_on=F("organisation__archived_on"))
    service.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(left_with_organisation=True)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0011_how_far_the_demonstration_is_built")]

    operations = [
        migrations.AddField(
            "service",
            "left_with_organisation",
            models.BooleanField(default=False, editable=False, verbose_name="closed because its organisation left"),
        ),
        migrations.RunPython(tell_by_the_day, migrations.RunPython.noop),
    ]
