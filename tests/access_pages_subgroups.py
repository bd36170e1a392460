"""The addresses of sector sub-groups, for tests/test_access.py."""

from activities.models import Meeting, SubGroupMember
from organisations.models import Service
from tests.access_rows import RESULTS, Page, here
from tests.builders import TODAY, Borough

RUNNERS = ["sector", "programme", "admin"]
OTHERS = ["programme", "admin"]


def sector(at) -> list:
    return [at.slug, at.sector]


def meeting(at) -> list:
    return [at.slug, at.meeting]


CHANGING = [
    Page("activities:meeting-create", sector, RUNNERS, OTHERS),
    Page("activities:subgroup-member-create", sector, RUNNERS, OTHERS),
    Page("activities:meeting-edit", meeting, RUNNERS, OTHERS),
    Page("activities:subgroup-member-edit", lambda at: [at.slug, at.member], RUNNERS, OTHERS),
]
ATTENDANCE = Page("activities:meeting-attendance", meeting, RUNNERS, OTHERS)
SUBGROUPS = [
    *(Page(f"activities:{name}", here, RESULTS) for name in ("subgroup-list", "meetings-csv", "who-came-csv")),
    *(Page(f"activities:{name}", sector, RESULTS) for name in ("subgroup", "subgroup-ics", "subgroup-members-csv")),
    *(Page(f"activities:{name}", meeting, RESULTS) for name in ("meeting", "meeting-ics")),
    *CHANGING,
    *(page.posting(200) for page in CHANGING),
    ATTENDANCE,
    ATTENDANCE.posting(200),
]
SUBGROUPS_POST_ONLY = [
    Page("activities:meeting-call-off", meeting, RUNNERS, OTHERS).posting(),
    Page("activities:subgroup-member-end", lambda at: [at.slug, at.member], RUNNERS, OTHERS).posting(),
]
SUBGROUPS_NUMBERED = ("meeting", "member")


def subgroups_things_of(borough: Borough, service: Service) -> dict:
    """A meeting and a member of the sub-group of a service's sector."""
    group = service.sector
    return {
        "sector": group.slug,
        "meeting": Meeting.objects.create(sector=group, day=TODAY).pk,
        "member": SubGroupMember.objects.create(sector=group, name="Sky").pk,
    }
