"""Whose voice a survey is, which was told from its key until now."""

from django.db import migrations, models
from django.db.models import Q

BY_KEY = {"workforce": "staff", "families": "families", "children": "children"}


def say_whose_voice(apps, schema_editor):
    """By the key that meant it so far; where a framework has other keys, by who answers, where that is one survey."""
    instrument = apps.get_model("surveys", "Instrument")
    by_framework = {}
    for one in instrument.objects.filter(handed_out_by="service").order_by("framework", "order"):
        by_framework.setdefault(one.framework_id, []).append(one)
    for surveys in by_framework.values():
        taken = {BY_KEY[one.key]: one for one in surveys if one.key in BY_KEY}
        for voice, for_families in (("staff", False), ("families", True)):
            others = [one for one in surveys if one.key not in BY_KEY and one.for_families == for_families]
            if voice not in taken and len(others) == 1:
                taken[voice] = others[0]
        for voice, one in taken.items():
            instrument.objects.filter(pk=one.pk).update(voice=voice)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0012_forms_in_hand_until_they_count")]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="voice",
            field=models.CharField(
                choices=[
                    ("staff", "What staff say"),
                    ("families", "What families say"),
                    ("children", "What children say"),
                    ("none", "None of these"),
                ],
                default="none",
                max_length=10,
                verbose_name="whose voice it is",
            ),
        ),
        migrations.RunPython(say_whose_voice, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="instrument",
            constraint=models.UniqueConstraint(
                condition=~Q(voice="none"),
                fields=("framework", "voice"),
                name="one_instrument_per_voice",
            ),
        ),
    ]
