"""Figures of the theory of change name their statistic; sections of the organisational survey are put together."""

import django.db.models.deletion
from django.db import migrations, models


TOGETHER = {
    "pledge": ("org_survey_comms", "Organisational survey (pledge and comms)"),
    "comms": ("org_survey_comms", "Organisational survey (pledge and comms)"),
    "tools": ("org_survey_tools", "Organisational survey (tools and surveys)"),
    "change": ("org_survey_change", "Organisational survey (planning and change)"),
}


def put_sections_together(apps, schema_editor):
    """As the sections that were known here until now were counted; any other section is a measure of its own."""
    sections = apps.get_model("surveys", "Section").objects.filter(
        instrument__key="organisational", instrument__handed_out_by="organisation", code__in=TOGETHER
    )
    measure = apps.get_model("reporting", "OrganisationalMeasure")
    measure.objects.bulk_create(
        measure(section=section, key=TOGETHER[section.code][0], title=TOGETHER[section.code][1])
        for section in sections
    )


class Migration(migrations.Migration):

    dependencies = [
        ('framework', '0001_initial'),
        ('reporting', '0014_changes_are_released'),
        ('surveys', '0013_whose_voice_a_survey_is'),
    ]

    operations = [
        migrations.CreateModel(
            name='OrganisationalMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ('section__order',),
            },
        ),
        migrations.RemoveConstraint(
            model_name='theoryfigure',
            name='one_figure_per_box',
        ),
        migrations.AddField(
            model_name='theoryfigure',
            name='statistic',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddConstraint(
            model_name='theoryfigure',
            constraint=models.UniqueConstraint(fields=('box', 'measure', 'subject_kind', 'subject', 'statistic'), name='one_figure_per_box'),
        ),
        migrations.AddField(
            model_name='organisationalmeasure',
            name='section',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='measure', to='surveys.section'),
        ),
        migrations.RunPython(put_sections_together, migrations.RunPython.noop),
    ]
