"""What activities do in the background."""

from activities.pack_files import make_pack, make_slides, may_take_pack
from background.actions.jobs import Work
from background.models import Job

ORDER = 15
WORKS = {
    Job.Task.PACK: Work(run=make_pack, may_take=may_take_pack),
    Job.Task.SLIDES: Work(run=make_slides, may_take=may_take_pack),
}
