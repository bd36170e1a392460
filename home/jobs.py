"""What is done in the background about whole partnerships."""

from background.actions.jobs import Work
from background.models import Job
from home.ending import delete_ended

ORDER = 90
WORKS = {Job.Task.ENDING: Work(run=delete_ended)}
