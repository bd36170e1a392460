"""Questions in easier words beside their own; what a helpline is, in which languages it answers, and those for children."""

from django.db import migrations, models


def show_children_what_families_see(apps, schema_editor):
    """As it was: a children's survey listed all that families are shown."""
    apps.get_model("surveys", "SupportLine").objects.filter(for_families=True).update(for_children=True)


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0013_whose_voice_a_survey_is'),
    ]

    operations = [
        migrations.AddField(
            model_name='question',
            name='easy_text',
            field=models.CharField(blank=True, max_length=400, verbose_name='the same question in easier words'),
        ),
        migrations.AddField(
            model_name='supportline',
            name='for_children',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='supportline',
            name='speaks',
            field=models.CharField(blank=True, choices=[('english', 'Answers in English'), ('interpreters', 'Has interpreters')], max_length=20, verbose_name='which languages it answers in'),
        ),
        migrations.AddField(
            model_name='supportline',
            name='speaks_checked_on',
            field=models.DateField(blank=True, null=True, verbose_name='when its languages were last checked'),
        ),
        migrations.AddField(
            model_name='supportline',
            name='what',
            field=models.CharField(blank=True, max_length=80, verbose_name='what it is, or who it is for'),
        ),
        migrations.AlterField(
            model_name='wording',
            name='kind',
            field=models.CharField(choices=[('scale_stem', 'What a scale asks'), ('point', 'An answer on a scale'), ('instrument_title', "A survey's title"), ('instrument_audience', 'Who a survey is for'), ('instrument_introduction', "A survey's introduction"), ('section_title', "A section's title"), ('section_note', 'The note before a section'), ('question', 'A question'), ('easy_question', 'A question in easier words'), ('support_name', 'The name of a helpline'), ('support_what', 'What a helpline is for'), ('support_hours', 'The hours of a helpline')], max_length=30),
        ),
        migrations.RunPython(show_children_what_families_see, migrations.RunPython.noop, elidable=False),
    ]
