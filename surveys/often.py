"""What the surveys need done every few minutes: what came in is mixed with what is there."""

import datetime
import logging

from organisations.disk import StillThere, rewrite
from organisations.models import Round
from surveys.disk import BESIDE_ANSWERS, wipe_deleted_rows
from surveys.mixing import Mixer

logger = logging.getLogger(__name__)
ORDER = 10
EVERY = datetime.timedelta(minutes=5)


class Clock:
    """When something that is done every few minutes was done last in this process."""

    def __init__(self) -> None:
        self.last: datetime.datetime | None = None

    def is_time(self, at: datetime.datetime) -> bool:
        """Whether five minutes have gone by; the next five begin."""
        if self.last is not None and self.last <= at < self.last + EVERY:
            return False
        self.last = at
        return True


_clock, _mixer = Clock(), Mixer()


def run(*, at: datetime.datetime) -> None:
    """Mix what came in, where five minutes have gone by since the last time in this process."""
    if _clock.is_time(at):
        mix_what_came(_mixer)


def mix_what_came(mixer: Mixer) -> int:
    """Mix every round whose answers lie where they came in, and take old versions off. Returns how many rounds."""
    rounds = list(Round.objects.with_answers_as_they_came())
    mixer.forget_others(rounds)
    mixed = sum(mixer.mix(round_) for round_ in rounds)
    if mixed:
        wipe_deleted_rows()
        try:
            rewrite(BESIDE_ANSWERS, tries=3)
        except StillThere as table:  # a backup is running; the next time, or the nightly run, gets at it
            logger.warning("Old versions of rows are still in %s, because something else is using it", table)
    return mixed
