"""Roles and hints are called as pages call them; what is stored stays the same."""

import django.core.validators
import organisations.colours
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0013_role_of_data_entry'),
    ]

    operations = [
        migrations.AlterField(
            model_name='invitation',
            name='role',
            field=models.CharField(choices=[('admin', 'Partnership admin'), ('board_member', 'Board member'), ('programme_lead', 'Programme lead'), ('training_lead', 'Training lead'), ('reviewer', 'Safeguarding reviewer'), ('paper_keyer', 'Data entry'), ('sector_lead', 'Sector lead'), ('organisation_lead', 'Organisation lead'), ('service_lead', 'Service lead'), ('contributor', 'Contributor')], max_length=30, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('admin', 'Partnership admin'), ('board_member', 'Board member'), ('programme_lead', 'Programme lead'), ('training_lead', 'Training lead'), ('reviewer', 'Safeguarding reviewer'), ('paper_keyer', 'Data entry'), ('sector_lead', 'Sector lead'), ('organisation_lead', 'Organisation lead'), ('service_lead', 'Service lead'), ('contributor', 'Contributor')], max_length=30, verbose_name='role'),
        ),
        migrations.AlterField(
            model_name='partnership',
            name='colour',
            field=models.CharField(default='#14525a', help_text='# and 6 digits or letters from a to f. White text must be easy to read on it.', max_length=7, validators=[organisations.colours.validate_brand_colour], verbose_name='its own colour'),
        ),
        migrations.AlterField(
            model_name='service',
            name='headcount',
            field=models.PositiveIntegerField(blank=True, help_text='Leave it blank if you do not know. We then show no rates for this service.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people who work in it'),
        ),
    ]
