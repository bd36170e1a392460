"""A round remembers which answers the first results that could be looked at were made of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0014_words_of_roles_and_places")]

    operations = [
        migrations.AddField("round", "answers_looked_at", models.CharField(blank=True, editable=False, max_length=64)),
    ]
