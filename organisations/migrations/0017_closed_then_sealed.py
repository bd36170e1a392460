"""A closed round can be reopened until it is sealed. Rounds that closed before were sealed as they closed."""

from django.db import migrations, models


def rounds_of_before_are_sealed(apps, schema_editor):
    rounds = apps.get_model("organisations", "Round").objects.filter(state__in=["closed", "released"])
    rounds.filter(is_being_sealed=False).update(is_sealed=True)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0016_rounds_say_what_is_shown_first")]

    operations = [
        migrations.AddField(
            "round", "seals_at", models.DateTimeField(editable=False, null=True, verbose_name="sealed from")
        ),
        migrations.AddField("round", "planned_last_day", models.DateField(editable=False, null=True)),
        migrations.AddField("round", "is_sealed", models.BooleanField(default=False)),
        migrations.RunPython(rounds_of_before_are_sealed, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint("round", "only_a_closed_round_is_being_sealed"),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=models.Q(("is_being_sealed", False))
                | models.Q(("is_sealed", False), ("state", "closed")),
                name="only_a_closed_round_is_being_sealed",
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=models.Q(("is_sealed", False)) | models.Q(("state__in", ("closed", "released"))),
                name="a_sealed_round_is_not_open",
            ),
        ),
    ]
