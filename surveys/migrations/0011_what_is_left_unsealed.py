"""Where answers of a closed round still lie as they came in, its sealing stopped half-way: somebody makes it go on."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def seal_what_is_left(apps, schema_editor):
    left = apps.get_model("surveys", "Response").objects.filter(survey_link__round=OuterRef("pk"))
    closed = apps.get_model("organisations", "Round").objects.filter(state="closed", is_sealed=True)
    closed.filter(Exists(left)).update(is_sealed=False, is_being_sealed=True)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0010_who_enters_whose_forms"), ("organisations", "0017_closed_then_sealed")]
    operations = [migrations.RunPython(seal_what_is_left, migrations.RunPython.noop, elidable=True)]
