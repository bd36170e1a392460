"""Names that are there are tidied and get their keys; of two that fold alike the later one has a number behind its key.

An admin can then merge or rename them. The number stands behind a tab, which no folded name has.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from tables.folding import fold, tidy

PARENTS = {"Sector": "partnership_id", "Organisation": "partnership_id", "Service": "organisation_id"}


def fold_names(apps, schema_editor):
    for model, parent in PARENTS.items():
        taken = {}
        rows = apps.get_model("organisations", model).objects.order_by("pk")
        for pk, above, name in list(rows.values_list("pk", parent, "name")):
            key = fold(name)
            number = taken[above, key] = taken.get((above, key), 0) + 1
            kept = key if number == 1 else f"{key}\t{number}"
            rows.filter(pk=pk).update(name=tidy(name), name_key=kept)


def fill_partnerships(apps, schema_editor):
    organisations = apps.get_model("organisations", "Organisation").objects.filter(pk=OuterRef("organisation"))
    services = apps.get_model("organisations", "Service").objects.order_by()
    services.update(partnership_id=Subquery(organisations.values("partnership_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0020_names_have_a_key")]

    operations = [
        migrations.RunPython(fold_names, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(fill_partnerships, migrations.RunPython.noop, elidable=True),
    ]
