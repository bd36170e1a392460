from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_comments_of_no_service")]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="lookup",
            field=models.CharField(max_length=64, unique=True, verbose_name="keyed hash of the longer code"),
        ),
        # What was put by before has no card's name: it goes after seven days, as it did.
        migrations.AddField(
            model_name="draft",
            name="on_card",
            field=models.CharField(
                db_index=True, default="", max_length=64, verbose_name="keyed hash of the code on the card"
            ),
            preserve_default=False,
        ),
    ]
