"""What the worker does after a round has closed is to seal it: the work is called so, also where it is under way."""

from django.db import migrations, models


def call_it_sealing(apps, schema_editor):
    apps.get_model("background", "Job").objects.filter(kind="closing").update(kind="sealing")


class Migration(migrations.Migration):
    dependencies = [("background", "0002_words_of_work_and_mail")]

    operations = [
        migrations.AlterField(
            "job",
            "kind",
            models.CharField(
                choices=[
                    ("sealing", "Sealing answers"),
                    ("release", "Preparing results"),
                    ("workbook", "Excel workbook"),
                    ("board_pack", "Board pack as a PDF"),
                    ("pack", "Communication pack"),
                    ("slides", "Slides as a PDF"),
                    ("codes", "Single-use codes as a PDF"),
                    ("paper", "Paper survey as a PDF"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(call_it_sealing, migrations.RunPython.noop, elidable=True),
    ]
