"""Loading a version of the framework from its files."""

from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.module_loading import module_has_submodule

from framework.content_files import ContentError, ContentFolder, Problem
from framework.content_tables import Loaded
from framework.models import FrameworkVersion


def modules_of_rooms(name: str) -> list:
    """The module of this name in every room that has one, in the order in which they build on each other."""
    found = [
        import_module(f"{config.name}.{name}")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, name)
    ]
    return sorted(found, key=lambda module: module.ORDER)


def load_framework(*, folder: Path) -> tuple[FrameworkVersion, bool]:
    """Load the files of a folder. Returns the version, and whether anything changed.

    Loading the same files twice changes nothing. A version that no round has used yet is replaced whole; one in
    use is never changed, because a round keeps the words that people answered. What may change all the same, because
    it helps people and asks them nothing new, is read again every time: rooms name it in `READ_AGAIN`.

    Raises ContentError with every problem found; nothing is changed then.
    """
    files = ContentFolder(folder)
    first = files.rows("framework.csv", ("code", "title", "version"), ("code",))
    files.stop_on_problems()
    code, title, version = first[0].code("code"), first[0].text("title", most=200), first[0].text("version", most=20)
    if len(first) > 1:
        first[1].problem("describes a second framework; one folder holds one")
    files.stop_on_problems()
    rooms = modules_of_rooms("content_tables")
    # What may be mended at any time is no part of what tells versions apart, or a new telephone number would make
    # one.
    checksum = files.checksum(without=[name for room in rooms for name in getattr(room, "READ_AGAIN", ())])
    existing = FrameworkVersion.objects.filter(code=code).first()
    with transaction.atomic():
        if existing and existing.checksum == checksum:
            return existing, _read_again(files, existing, rooms)
        if existing:
            _remove_unused(existing)
        loaded = Loaded(FrameworkVersion.objects.create(code=code, title=title, version=version, checksum=checksum))
        for room in rooms:
            room.load(files, loaded)
            files.stop_on_problems()
        _read_again(files, loaded.framework, rooms)
    return loaded.framework, True


def _read_again(files: ContentFolder, framework: FrameworkVersion, rooms: list) -> bool:
    """Load what may change while a version is in use; whether anything did."""
    changed = [room.read_again(files, framework) for room in rooms if hasattr(room, "read_again")]
    files.stop_on_problems()
    return any(changed)


def _remove_unused(version: FrameworkVersion) -> None:
    try:
        version.delete()
    except ProtectedError as error:
        reason = f"“{version.code}” is in use by a round and stays as it is; give the new files a new code"
        raise ContentError([Problem("framework.csv", 2, reason)]) from error
