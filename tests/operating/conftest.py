"""A site that is asked anew how it is."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from background.models import WorkerProcess
from operating.health import health
from operating.models import NightlyRun


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    """Nothing is remembered from one test to the next."""
    health.forget()
    yield
    health.forget()


def stamp(folder: Path, ago: datetime.timedelta, **more) -> None:
    """What whoever makes backups leaves in their folder."""
    said = {"finished_at": (timezone.now() - ago).isoformat(), **more}
    (folder / "last-backup.json").write_text(json.dumps(said))


@pytest.fixture
def well(db, settings, tmp_path: Path) -> Path:
    """A real site to which nothing is amiss; the folder of its backups."""
    settings.DEMONSTRATION_BOROUGH = False
    settings.BACKUP_FOLDER = str(tmp_path)
    stamp(tmp_path, datetime.timedelta(hours=3), encrypted=True)
    now = timezone.now()
    WorkerProcess.objects.create(pk="one", started_at=now, alive_at=now)
    NightlyRun.objects.create(command="daily", began_at=now - datetime.timedelta(hours=5), ended_at=now)
    return tmp_path
