"""Looking into a zip, changing one as somebody might who means no good, and an installation without any rows."""

import csv
import io
import zipfile
from collections.abc import Callable

from django.apps import apps
from django.db import connection

from carrying.packing import MANIFEST
from carrying.writing import hash_of

KEPT_BY_DJANGO = {"django_content_type", "auth_permission"}


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def table(content: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files_in(content)[name].decode(), newline="")))


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def changed(content: bytes, name: str, change: Callable[[str], str], *, is_listed: bool = True) -> bytes:
    """The zip with one file changed; the manifest too, as whoever made the zip would do it, unless told otherwise."""
    files = files_in(content)
    files[name] = change(files[name].decode()).encode()
    if is_listed and name != MANIFEST:
        rows = list(csv.reader(io.StringIO(files[MANIFEST].decode(), newline="")))
        lines = len(list(csv.reader(io.StringIO(files[name].decode(), newline="")))) - 1
        for row in rows:
            if row[0] == name:
                row[1:] = [str(lines) if row[1] else "", str(len(files[name])), hash_of(files[name])]
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(rows)
        files[MANIFEST] = out.getvalue().encode()
    return zipped(files)


def empty_the_installation() -> None:
    """Take all rows away, also those that stay as they were made: as on the first day of another installation."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - KEPT_BY_DJANGO
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(sorted(tables))} CASCADE")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for name in tables:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  names of our own tables
