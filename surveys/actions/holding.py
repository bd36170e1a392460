"""A survey link held with its round, so that both stay as they are until an answer is stored."""

from django.db import connection

from organisations.models import Round, Service
from surveys.models import SurveyLink

_HELD = """
    SELECT place.state, place.opens_on, place.closes_on, link.is_revoked, link.service_id, service.archived_on
    FROM surveys_surveylink link
    JOIN organisations_round place ON place.id = link.round_id
    LEFT JOIN organisations_service service ON service.id = link.service_id
    WHERE link.id = %s FOR SHARE OF place
"""


def hold_link(pk: int) -> SurveyLink | None:
    """The link as it stands now, with what says whether it takes answers; its round stays so in this transaction.

    Many may hold a round at once: on PostgreSQL they share a lock for which closing waits. On SQLite writers come one
    after another anyway. One query, since everyone who answers waits for it. None where there is no such link.
    """
    if connection.vendor != "postgresql":
        return SurveyLink.objects.select_related("round", "service").filter(pk=pk).first()
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    state, opens_on, closes_on, is_revoked, service, archived_on = row
    place = Round(state=state, opens_on=opens_on, closes_on=closes_on)
    whose = Service(pk=service, archived_on=archived_on) if service else None
    return SurveyLink(pk=pk, round=place, service=whose, is_revoked=is_revoked)
