"""What barriers need done every few minutes: what came by a slip is mixed with what is there."""

import datetime

from learning.mixing import BarrierMixer, forget_old_versions
from surveys.often import Clock

ORDER = 15


_clock, _mixer = Clock(), BarrierMixer()


def run(*, at: datetime.datetime) -> None:
    """Mix what came by slips, where five minutes have gone by since the last time in this process."""
    if _clock.is_time(at) and _mixer.mix():
        forget_old_versions()
