"""A sealed round knows whose an action was, since actions go on at a service's successor."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def as_they_stand(apps, schema_editor):
    """No round has seen its actions move to another service by now, except by hand from a closed one."""
    at_sealing = apps.get_model("assessments", "ActionAtSealing")
    action = apps.get_model("assessments", "ImprovementAction").objects.filter(pk=OuterRef("action"))
    at_sealing.objects.update(service=Subquery(action.values("service")[:1]))


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL changes no table whose rows have just been written

    dependencies = [
        ("assessments", "0011_support_and_challenge"),
        ("organisations", "0019_assessed_features"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionatsealing",
            name="service",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organisations.service",
            ),
        ),
        migrations.RunPython(as_they_stand, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="actionatsealing",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.service"
            ),
        ),
    ]
