"""What was filled in from last round is called so in forms and in the audit log."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0002_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rating',
            name='carried_forward',
            field=models.BooleanField(default=False, verbose_name='from last round, not confirmed yet'),
        ),
    ]
