"""What the surveys do in the background; closing a round is in `closing`."""

from background.actions.jobs import Work
from background.models import Job
from surveys.printed import make_codes_pdf, make_paper_pdf, may_take_printed

ORDER = 12
WORKS = {
    Job.Task.CODES: Work(run=make_codes_pdf, may_take=may_take_printed),
    Job.Task.PAPER: Work(run=make_paper_pdf, may_take=may_take_printed),
}
