"""Constraints again after fields were renamed, and what a survey link is called from elsewhere."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0007_days_of_our_time'),
        ('surveys', '0007_names_of_the_field'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='surveylink',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_links', to='surveys.instrument'),
        ),
        migrations.AlterField(
            model_name='surveylink',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_links', to='organisations.round'),
        ),
        migrations.AlterField(
            model_name='surveylink',
            name='service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='survey_links', to='organisations.service'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('survey_link', 'kind'), name='one_flag_of_a_kind_per_link'),
        ),
        migrations.AddConstraint(
            model_name='surveylink',
            constraint=models.UniqueConstraint(condition=models.Q(('is_revoked', False), ('service__isnull', False)), fields=('service', 'round', 'instrument', 'kind'), name='one_open_survey_link_of_a_kind_per_service_round_and_survey'),
        ),
    ]
