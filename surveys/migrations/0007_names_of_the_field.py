"""Rows keep what they hold; tables and columns are called what people call them: a link, an answer of a closed round."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0005_meetings_change"),
        ("surveys", "0006_drafts_go_with_their_card"),
    ]

    operations = [
        # Django does not follow a renamed field into constraints: they go before, and come again after.
        migrations.RemoveConstraint("flag", "one_flag_of_a_kind_per_link"),
        migrations.RemoveConstraint("collector", "one_open_collector_of_a_kind_per_service_round_and_survey"),
        migrations.RenameModel("Collector", "SurveyLink"),
        migrations.RenameModel("KeptResponse", "ClosedRoundResponse"),
        migrations.RenameModel("KeptAnswer", "ClosedRoundAnswer"),
        migrations.RenameModel("Reply", "YouSaidWeDid"),
        *(
            migrations.RenameField(model, "collector", "survey_link")
            for model in ("response", "closedroundresponse", "flag", "singleusecode", "paperbatch")
        ),
    ]
