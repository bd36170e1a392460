"""Handing out the feedback survey after a training session."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from activities.models import TrainingSession
from organisations.access import open_round_of
from organisations.actions import ActionRefused
from organisations.audit import record
from organisations.models import User
from surveys.actions.links import set_revoked
from surveys.models import Instrument, SurveyLink


@transaction.atomic
def open_feedback(*, session: TrainingSession, by: User, on: datetime.date) -> SurveyLink:
    """The link to the feedback on a session: made the first time, opened again where it was closed.

    Its answers count in the round that is open when it is made. Raises ActionRefused without an open round, for a
    session that was called off, where the round asks for no feedback, and where the link belongs to a round that has
    ended.
    """
    place = session.course.partnership
    locked = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    round_ = open_round_of(place)
    if round_ is None:
        raise ActionRefused(_("You can collect feedback when the next round opens."))
    if locked.called_off_on:
        raise ActionRefused(_("This session was cancelled, so there is no feedback to collect."))
    if locked.feedback:
        # Its answers are counted with that round; more of them now would belong to a release that is made.
        if locked.feedback.round_id != round_.pk:
            raise ActionRefused(
                _("You cannot turn this link on again. Its feedback was collected in a round that has closed.")
            )
        if locked.feedback.is_revoked:
            set_revoked(survey_link=locked.feedback, revoked=False, by=by)
        return locked.feedback
    instrument = Instrument.objects.filter(
        framework=round_.framework_id, handed_out_by=Instrument.HandedOutBy.SESSION
    ).first()
    if instrument is None:
        raise ActionRefused(_("This round does not have a training feedback survey."))
    locked.feedback = SurveyLink.objects.create(round=round_, instrument=instrument, counted_on=on)
    locked.save(update_fields=["feedback"])
    record(partnership=place, by=by, what="made a feedback link", about=locked)
    return locked.feedback


def close_feedback(*, session: TrainingSession, by: User) -> None:
    """Take no more answers by a session's link. What came in stays. Raises ActionRefused where there is no link."""
    if session.feedback is None:
        raise ActionRefused(_("There is no feedback link to turn off."))
    set_revoked(survey_link=session.feedback, revoked=True, by=by)
