"""Keeping releases as they were made, in the database itself where it can: triggers on PostgreSQL.

SQLite, on which people try things out, relies on the models alone.
"""

from django.db import connection

FIGURES = ("reporting_release", "reporting_releasedfigure")
NARRATIVES = ("reporting_releasednarrative",)
TABLES = FIGURES + NARRATIVES
_FUNCTION = """
CREATE OR REPLACE FUNCTION a_release_stays_as_it_was_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A release stays as it was made.';
END $$
"""


def guard(apps, schema_editor) -> None:
    """Refuse every update and delete of released rows."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(_FUNCTION)
    _guard(schema_editor, FIGURES)


def guard_narratives(apps, schema_editor) -> None:
    """The same for released texts, which came later."""
    if schema_editor.connection.vendor == "postgresql":
        _guard(schema_editor, NARRATIVES)


def _guard(schema_editor, tables: tuple[str, ...]) -> None:
    for table in tables:
        schema_editor.execute(
            f"CREATE TRIGGER stays_as_made BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION a_release_stays_as_it_was_made()"
        )


def unguard(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    _unguard(schema_editor, FIGURES)
    schema_editor.execute("DROP FUNCTION a_release_stays_as_it_was_made()")


def unguard_narratives(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        _unguard(schema_editor, NARRATIVES)


def _unguard(schema_editor, tables: tuple[str, ...]) -> None:
    for table in tables:
        schema_editor.execute(f"DROP TRIGGER stays_as_made ON {table}")


def forget_releases(partnership) -> None:
    """Delete the releases of a demonstration borough, or of a partnership that has ended for good.

    Inside the caller's transaction. ValueError for any other partnership.
    """
    if not partnership.is_demonstration and partnership.ended_at is None:
        raise ValueError("Only releases that are made up, or whose partnership has ended, can be forgotten.")
    rounds = "SELECT id FROM organisations_round WHERE partnership_id = %s"
    releases = f"SELECT id FROM reporting_release WHERE round_id IN ({rounds})"  # noqa: S608  no outside text in it
    with connection.cursor() as cursor:
        _triggers(cursor, "DISABLE")
        for table in TABLES[1:]:
            cursor.execute(f"DELETE FROM {table} WHERE release_id IN ({releases})", [partnership.pk])  # noqa: S608
        cursor.execute(f"DELETE FROM reporting_release WHERE round_id IN ({rounds})", [partnership.pk])  # noqa: S608
        _triggers(cursor, "ENABLE")


def _triggers(cursor, state: str) -> None:
    if connection.vendor == "postgresql":
        # Deferred checks of foreign keys must be done before a table's triggers can be touched.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} {state} TRIGGER stays_as_made")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
