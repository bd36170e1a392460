"""What reporting does in the background."""

from background.actions.jobs import Work
from background.models import Job
from reporting.release.preparing import make_figures, note_that_it_failed

ORDER = 20
WORKS = {
    Job.Kind.RELEASE: Work(run=make_figures, gave_up=note_that_it_failed),
}
