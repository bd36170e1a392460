"""Which outcome of the theory of change an indicator is about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0016_decisions_of_the_board'),
    ]

    operations = [
        migrations.AddField(
            model_name='outcomeindicator',
            name='box',
            field=models.CharField(blank=True, max_length=81, verbose_name='outcome'),
        ),
    ]
