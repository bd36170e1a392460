"""One training session: when and where, who came, its feedback, and in which round it counts."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from activities.counting import where_record_counts
from activities.models import KindOfRole, TrainingSession
from activities.views.training_feedback import feedback_of
from activities.views.training_sessions import session_for
from organisations.access import open_round_of
from organisations.models import Organisation

COLUMNS = [
    _("Organisation"),
    *({"text": words, "numeric": True} for words in [*KindOfRole.labels, _("Total")]),
]


def session_page(request, partnership, pk):
    """One session: when and where, who came, in which round it counts."""
    session = session_for(request, partnership, pk)
    place = session.course.partnership
    return render(
        request,
        "activities/training/session.html",
        {
            "session": session,
            "counts": where_record_counts(session),
            "columns": COLUMNS,
            "rows": _who_came(session),
            "round": open_round_of(place),
            "feedback": feedback_of(request, session),
        },
    )


def _who_came(session: TrainingSession) -> list[list]:
    """One row an organisation, people by kind of role, with those that have left the partnership named as such."""
    by: dict[Organisation, dict[str, int]] = {}
    for one in session.attendance.select_related("organisation"):
        by.setdefault(one.organisation, {})[one.kind_of_role] = one.people
    rows = []
    for organisation, people in by.items():
        left = _("%(name)s (archived)") % {"name": organisation}
        name = left if organisation.archived_on else organisation.name
        rows.append([name, *(people.get(role, "–") for role in KindOfRole.values), sum(people.values())])
    return rows
