"""An end in words may be as long as "to the nearest 20"."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('reporting', '0012_name_states_and_indicators_as_pages_do'),
    ]

    operations = [
        migrations.AlterField(
            model_name='preparedfigure',
            name='edge',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AlterField(
            model_name='releasedfigure',
            name='edge',
            field=models.CharField(blank=True, max_length=20),
        ),
    ]
