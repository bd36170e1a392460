"""What is done in the background about rounds."""

from background.actions.jobs import Work
from background.models import Job
from organisations.actions import seal_round

ORDER = 10
WORKS = {Job.Task.SEALING: Work(run=seal_round)}
