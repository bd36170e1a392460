"""What is done in the background about rounds and about files that people bring in."""

from background.actions.jobs import Work
from background.models import Job
from organisations.actions import seal_round
from organisations.importing.drafts import do_in_background
from organisations.practice import delete_practice

ORDER = 10
WORKS = {
    Job.Task.SEALING: Work(run=seal_round),
    Job.Task.PRACTICE: Work(run=delete_practice),
    Job.Task.IMPORT: Work(run=do_in_background),
}
