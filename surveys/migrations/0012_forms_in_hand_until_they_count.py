import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def note_who_has_read_what_waits(apps, schema_editor):
    """From the batches that are not stored: who has entered forms of them."""
    marks = apps.get_model("surveys", "PaperMark").objects.exclude(form__batch__state="stored")
    keyings = set(marks.order_by().values_list("form__batch", "keying").distinct())
    batches = apps.get_model("surveys", "PaperBatch").objects.in_bulk([batch for batch, _keying in keyings])
    people = {
        (batch, batches[batch].first_by_id if keying == 1 else batches[batch].second_by_id) for batch, keying in keyings
    }
    in_hand = apps.get_model("surveys", "PaperInHand")
    in_hand.objects.bulk_create(
        in_hand(batch_id=batch, survey_link_id=batches[batch].survey_link_id, user_id=user)
        for batch, user in sorted(pair for pair in people if pair[1] is not None)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0011_what_is_left_unsealed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperInHand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="in_hand",
                        to="surveys.paperbatch",
                    ),
                ),
                (
                    "survey_link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="surveys.surveylink"
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
                "verbose_name_plural": "paper in hand",
                "constraints": [
                    models.UniqueConstraint(fields=["batch", "user"], name="forms_of_a_batch_in_hand_once")
                ],
            },
        ),
        migrations.RunPython(note_who_has_read_what_waits, migrations.RunPython.noop, elidable=True),
    ]
