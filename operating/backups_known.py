"""When the last backup ended, as whoever makes backups has left word in their folder."""

import datetime
import json
from pathlib import Path

from django.conf import settings

STAMP = "last-backup.json"


def last_backup_at() -> datetime.datetime | None:
    """When the last backup ended; None where there is no folder, no stamp, or one that cannot be read."""
    stamp = read_stamp()
    try:
        ended = datetime.datetime.fromisoformat(str(stamp["finished_at"]))
    except (KeyError, ValueError):
        return None
    return ended if ended.tzinfo else ended.replace(tzinfo=datetime.UTC)


def last_backup_is_encrypted() -> bool | None:
    """Whether the last backup is encrypted; None where its stamp does not say."""
    said = read_stamp().get("encrypted")
    return said if isinstance(said, bool) else None


def read_stamp() -> dict:
    """What the stamp says, empty where there is none."""
    if not settings.BACKUP_FOLDER:
        return {}
    try:
        read = json.loads((Path(settings.BACKUP_FOLDER) / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
