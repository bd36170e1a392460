"""A survey link held with its round, so that both stay as they are until an answer is stored."""

from django.db import connection
from django.db.models import QuerySet, Subquery

from organisations.models import Round, Service
from surveys.models import SurveyLink

_HELD = """
    SELECT place.state, place.opens_on, place.closes_on, link.is_revoked, link.service_id, service.archived_on,
        link.set_aside_reason, ({counted})
    FROM organisations_round place
    JOIN surveys_surveylink link ON link.round_id = place.id
    LEFT JOIN organisations_service service ON service.id = link.service_id
    WHERE link.id = %s FOR SHARE OF place, link
"""


def hold_link(pk: int, *, counting: QuerySet | None = None) -> SurveyLink | None:
    """The link as it stands now, with what says whether it takes answers; its round stays so in this transaction.

    Many may hold a round at once: on PostgreSQL they share a lock for which closing waits. On SQLite writers come one
    after another anyway. The link is locked after its round, as where a link is excluded: whoever had to wait is shown
    the link as it is after that, and not as it was when they came.

    One query, since everyone who answers waits for it: also for what `counting` comes to, a query of one number, which
    the link has as `counted` (None for no row). None where there is no such link.
    """
    if connection.vendor != "postgresql":
        links = SurveyLink.objects.select_related("round", "service").filter(pk=pk)
        return (links if counting is None else links.annotate(counted=Subquery(counting))).first()
    number, values = ("NULL", ()) if counting is None else counting.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(counted=number), [*values, pk])
        row = cursor.fetchone()
    if row is None:
        return None
    state, opens_on, closes_on, is_revoked, service, archived_on, set_aside_reason, counted = row
    place = Round(state=state, opens_on=opens_on, closes_on=closes_on)
    whose = Service(pk=service, archived_on=archived_on) if service else None
    link = SurveyLink(pk=pk, round=place, service=whose, is_revoked=is_revoked, set_aside_reason=set_aside_reason)
    vars(link)["counted"] = counted  # as an annotation is kept
    return link
