"""One place per folded name, addresses of services are the partnership's own, and a merged sector has a successor."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0021_names_are_folded")]

    operations = [
        migrations.AlterField(
            "service",
            "partnership",
            models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="services",
                to="organisations.partnership",
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.UniqueConstraint(fields=("partnership", "name_key"), name="one_organisation_per_name"),
        ),
        migrations.AddConstraint(
            "sector", models.UniqueConstraint(fields=("partnership", "name_key"), name="one_sector_per_name")
        ),
        migrations.AddConstraint(
            "sector",
            models.CheckConstraint(
                condition=models.Q(("archived_on__isnull", True), ("successor__isnull", True))
                | models.Q(("archived_on__isnull", False), ("successor__isnull", False)),
                name="a_merged_sector_has_a_successor",
            ),
        ),
        migrations.AddConstraint(
            "service", models.UniqueConstraint(fields=("partnership", "slug"), name="one_service_per_address")
        ),
        migrations.AddConstraint(
            "service", models.UniqueConstraint(fields=("organisation", "name_key"), name="one_service_per_name")
        ),
    ]
