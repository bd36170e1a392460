"""How many statements a service looks at with fresh eyes. Rounds that are there go on as they began: with none."""

from django.db import migrations, models


def as_they_began(apps, schema_editor):
    apps.get_model("organisations", "Round").objects.update(fresh_statements=0)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0017_closed_then_sealed")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="fresh_statements",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="how many statements are looked at with fresh eyes"
            ),
        ),
        migrations.RunPython(as_they_began, migrations.RunPython.noop),
    ]
