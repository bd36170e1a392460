"""What reporting does in the background."""

from background.actions.jobs import Work
from background.models import Job
from reporting.export.in_background import (
    make_board_pack,
    make_evaluation,
    make_workbook,
    may_export,
    may_read_evaluation,
    may_view_results,
)
from reporting.release.preparing import make_figures, note_that_it_failed

ORDER = 20
WORKS = {
    Job.Task.WORKBOOK: Work(run=make_workbook, may_take=may_export),
    Job.Task.BOARD_PACK: Work(run=make_board_pack, may_take=may_view_results),
    Job.Task.EVALUATION: Work(run=make_evaluation, may_take=may_read_evaluation),
    Job.Task.RELEASE: Work(run=make_figures, gave_up=note_that_it_failed),
}
