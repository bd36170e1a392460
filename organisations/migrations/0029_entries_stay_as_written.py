import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_FUNCTION = """
CREATE OR REPLACE FUNCTION an_audit_entry_stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := NULLIF(current_setting('tip_borough.audit_forgets_before', true), '');
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF before IS NOT NULL AND OLD.at < before::timestamptz THEN
            RETURN OLD;
        END IF;
        IF EXISTS (
            SELECT 1 FROM organisations_partnership
            WHERE id = OLD.partnership_id AND (is_demonstration OR ended_at IS NOT NULL)
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'An entry of the audit log stays as it was written.';
END $$
"""


def without_names(apps, schema_editor) -> None:
    """What was written before people were kept by number: names and addresses stood before the role or behind it."""
    entries = apps.get_model("organisations", "AuditEntry").objects
    named = ("ended a role", "invited", "sent an invitation again", "accepted an invitation", "withdrew an invitation")
    for entry in entries.filter(what__in=named).iterator():
        _before, colon, role = entry.about.partition(": ")
        if colon:
            entries.filter(pk=entry.pk).update(about=role)
    entries.filter(what__startswith="handed an action over to").update(what="handed an action over")
    entries.filter(what="sent a mail again").update(about="")
    entries.filter(what__in=("joined coffee by lot", "left coffee by lot", "stopped offering to be a peer")).update(
        about=""
    )
    for entry in entries.filter(what="revoked a feed key", about__contains=" of ").iterator():
        entries.filter(pk=entry.pk).update(about=entry.about.rpartition(" of ")[0])


def guard(apps, schema_editor) -> None:
    """Refuse every update, and every delete but by the period or the end of a partnership."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_FUNCTION)
    schema_editor.execute(
        "CREATE TRIGGER stays_as_written BEFORE UPDATE OR DELETE ON organisations_auditentry "
        "FOR EACH ROW EXECUTE FUNCTION an_audit_entry_stays_as_written()"
    )


def unguard(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER stays_as_written ON organisations_auditentry")
        schema_editor.execute("DROP FUNCTION an_audit_entry_stays_as_written()")


def _number(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=to,
        db_constraint=False,
    )


class Migration(migrations.Migration):
    dependencies = [("organisations", "0028_closed_accounts_and_addresses")]
    operations = [
        migrations.AlterField("auditentry", "by", _number(settings.AUTH_USER_MODEL)),
        migrations.AddField("auditentry", "person", _number(settings.AUTH_USER_MODEL)),
        migrations.AddField("auditentry", "organisation", _number("organisations.organisation")),
        migrations.AddField("auditentry", "service", _number("organisations.service")),
        migrations.AddIndex(
            "auditentry", models.Index(fields=["partnership", "-at"], name="log_of_a_partnership")
        ),
    ]
