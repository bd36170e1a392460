"""Room for folded names, for a service's partnership, for sectors in order and for outside codes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0019_assessed_features")]

    operations = [
        migrations.AlterModelOptions("sector", {"ordering": ("order", "name")}),
        migrations.RemoveConstraint("organisation", "one_organisation_per_name"),
        migrations.RemoveConstraint("sector", "one_sector_per_name"),
        migrations.RemoveConstraint("service", "one_service_per_name"),
        *(
            migrations.AddField(place, "name_key", models.TextField(default="", editable=False), preserve_default=False)
            for place in ("sector", "organisation", "service")
        ),
        migrations.AddField(
            "sector",
            "order",
            models.PositiveSmallIntegerField(default=1000, verbose_name="where it stands in lists"),
        ),
        migrations.AddField(
            "sector",
            "archived_on",
            models.DateField(blank=True, editable=False, null=True, verbose_name="merged on"),
        ),
        migrations.AddField(
            "sector",
            "successor",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="predecessors",
                to="organisations.sector",
            ),
        ),
        migrations.AddField(
            "service",
            "partnership",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="services",
                to="organisations.partnership",
            ),
        ),
        migrations.AlterField("service", "slug", models.SlugField(max_length=100, verbose_name="address")),
        migrations.CreateModel(
            name="OutsideCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("urn", "URN (school)"),
                            ("ods", "ODS (health service)"),
                            ("uprn", "UPRN (building)"),
                            ("charity", "Charity number"),
                            ("gss", "GSS (area)"),
                            ("other", "Another kind of code"),
                        ],
                        max_length=10,
                        verbose_name="kind of code",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=40, verbose_name="what the code is called")),
                ("words_key", models.TextField(editable=False)),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                ("removed_on", models.DateField(editable=False, null=True, verbose_name="removed on")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_codes",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.partnership",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_codes",
                        to="organisations.service",
                    ),
                ),
            ],
            options={"ordering": ("scheme", "words", "code")},
        ),
        migrations.AddConstraint(
            "outsidecode",
            models.CheckConstraint(
                condition=models.Q(("organisation__isnull", True), ("service__isnull", False))
                | models.Q(("organisation__isnull", False), ("service__isnull", True)),
                name="a_code_is_of_one_place",
            ),
        ),
        migrations.AddConstraint(
            "outsidecode",
            models.CheckConstraint(
                condition=models.Q(models.Q(("scheme", "other"), models.Q(("words", ""), _negated=True)))
                | models.Q(models.Q(("scheme", "other"), _negated=True), ("words", "")),
                name="another_kind_of_code_has_a_name",
            ),
        ),
        migrations.AddConstraint(
            "outsidecode",
            models.UniqueConstraint(
                condition=models.Q(("removed_on__isnull", True)),
                fields=("partnership", "scheme", "words_key", "code"),
                name="a_code_is_of_one_place_at_a_time",
            ),
        ),
    ]
