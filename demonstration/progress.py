"""How far the demonstration is built, kept in a row that the front page reads while it is built beside the site."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from organisations.models import DemonstrationBuild, Partnership

Say = Callable[[str, float], None]
SECONDS_BETWEEN_SIGNS = 1
SECONDS_BETWEEN_LOOKS = 0.5


def begin(partnership: Partnership, doing: str) -> None:
    """Say that it is being built, in the transaction that makes it: no one sees half of it and takes it for whole."""
    DemonstrationBuild.objects.create(partnership=partnership, doing=doing, alive_at=timezone.now())


@contextmanager
def of(partnership: Partnership) -> Iterator[Say]:
    """Hand out what to report progress with. At the end it is done; on any error, or Ctrl-C, no one is at it."""
    row = DemonstrationBuild.objects.filter(partnership=partnership)
    said = ["", 0.0]

    def say(doing: str, share: float) -> None:
        now = time.monotonic()
        if doing != said[0] or now - said[1] >= SECONDS_BETWEEN_SIGNS:  # not at every one of a hundred questions
            row.update(doing=doing, percent=round(100 * share), alive_at=timezone.now())
            said[:] = doing, now

    try:
        yield say
    except BaseException:
        row.update(alive_at=None)
        raise
    row.update(percent=100, is_done=True)


def unfinished(partnership: Partnership | None) -> DemonstrationBuild | None:
    """The building that has not come to its end, whether someone is at it or not; nothing where it is whole."""
    return DemonstrationBuild.objects.filter(partnership=partnership, is_done=False).first() if partnership else None


def wait_while_somebody_builds(partnership: Partnership) -> bool:
    """Wait for another process that builds, or until it has been silent for too long. Whether it came to its end."""
    while (build := unfinished(partnership)) and build.is_going_on(timezone.now()):
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return build is None
