"""Twenty steps of a fifth of a second, and a note at the end that it was done."""

import time

from django.db import transaction

from background.actions.jobs import Run, Work
from background.models import Job
from organisations.audit import record

ORDER = -1  # before the rooms whose kinds of work these are
STEPS = 20


def slowly(run: Run) -> None:
    for step in range(STEPS):
        run.say(step, STEPS)
        time.sleep(0.2)
    with transaction.atomic():
        run.finish()
        record(partnership=run.job.partnership, by=run.job.asked_by, what="did it", about=run.job)


WORKS = {Job.Task.PACK: Work(run=slowly)}
