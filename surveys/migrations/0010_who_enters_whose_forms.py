import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def note_who_has_entered_forms(apps, schema_editor):
    """From the batches that are there: the service whose forms each person entered first in each round."""
    keyers = {}
    batches = apps.get_model("surveys", "PaperBatch").objects.order_by("pk").select_related("survey_link")
    for batch in batches.exclude(survey_link__service=None):
        for user in (batch.first_by_id, batch.second_by_id):
            if user is not None:
                keyers.setdefault((batch.survey_link.round_id, user), batch.survey_link.service_id)
    keyer = apps.get_model("surveys", "PaperKeyer")
    keyer.objects.bulk_create(
        keyer(round_id=round_, user_id=user, service_id=service) for (round_, user), service in keyers.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0016_rounds_say_what_is_shown_first"),
        ("surveys", "0009_words_people_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperKeyer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.round"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisations.service"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["round", "user"], name="forms_of_one_service_a_round_and_person")
                ],
            },
        ),
        migrations.RunPython(note_who_has_entered_forms, migrations.RunPython.noop),
    ]
