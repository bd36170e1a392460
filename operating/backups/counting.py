"""What a database holds, in numbers: how many rows each table has, and a checksum over them.

The checksum of a table is the sum of a hash of each row, so that the order in which rows lie plays no part.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Any

Counts = dict[str, list[Any]]  # table -> [rows, checksum as text]
MODULUS = 2**128


def of_postgresql(cursor: Any) -> Counts:
    """Every table of the schema `public`, as the transaction of this cursor sees them."""
    cursor.execute("SET LOCAL timezone = 'UTC'")
    cursor.execute("SET LOCAL extra_float_digits = 1")
    cursor.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name"
    )
    found: Counts = {}
    for (table,) in cursor.fetchall():
        name = '"' + table.replace('"', '""') + '"'
        # 60 bits of each row's hash, added up as a number of any length.
        cursor.execute(
            f"SELECT count(*), coalesce(sum((('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint)::numeric), 0) "  # noqa: S608
            f"FROM {name} AS t"
        )
        rows, total = cursor.fetchone()
        found[table] = [rows, str(int(total))]
    return found


def of_sqlite(connection: sqlite3.Connection) -> Counts:
    """Every table of a SQLite file."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    found: Counts = {}
    for (table,) in names:
        rows = total = 0
        quoted = '"' + table.replace('"', '""') + '"'
        for row in connection.execute(f"SELECT * FROM {quoted}"):  # noqa: S608  a table's own name
            rows += 1
            total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest())
        found[table] = [rows, str(total % MODULUS)]
    return found


def differences(was: Counts, now: Counts) -> list[str]:
    """What is not as it was, a sentence for each table; empty where all is."""
    said = []
    for table in sorted({*was, *now}):
        if table not in now:
            said.append(f"{table} is missing.")
        elif table not in was:
            said.append(f"{table} was not in the backup.")
        elif was[table][0] != now[table][0]:
            said.append(f"{table} had {was[table][0]} rows and has {now[table][0]}.")
        elif was[table][1] != now[table][1]:
            said.append(f"The rows of {table} are not the same.")
    return said
