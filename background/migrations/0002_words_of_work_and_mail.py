"""Work and emails are called as pages call them; what is stored stays the same."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('background', '0001_outbox_and_jobs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='job',
            name='kind',
            field=models.CharField(choices=[('closing', 'Closing a round'), ('release', 'Preparing results'), ('workbook', 'Excel workbook'), ('board_pack', 'Board pack as a PDF'), ('pack', 'Communication pack'), ('slides', 'Slides as a PDF'), ('codes', 'Single-use codes as a PDF'), ('paper', 'Paper survey as a PDF')], max_length=10),
        ),
        migrations.AlterField(
            model_name='job',
            name='state',
            field=models.CharField(choices=[('waiting', 'Not yet started'), ('running', 'In progress'), ('done', 'Completed'), ('failed', 'Interrupted')], default='waiting', max_length=10),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('sign_in', 'Sign-in code'), ('invitation', 'Invitation'), ('reminder', 'Reminder'), ('release', 'Results to check and release'), ('comment', 'Comment passed to safeguarding'), ('overdue', 'Overdue comments and contact requests')], max_length=12),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='state',
            field=models.CharField(choices=[('waiting', 'To be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('refused', 'Not delivered'), ('given_up', 'Not sent'), ('uncertain', 'May not have been delivered'), ('kept_back', 'Not sent: this is a demonstration')], default='waiting', max_length=10),
        ),
    ]
