"""What activities remind people of: to record attendance, to send what is planned, to tell people what has changed."""

import datetime
from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import unfinished
from activities.actions.organisational import organisational_questions_of
from activities.models import OrganisationalReply
from organisations.models import Organisation, Round
from organisations.reminding import Reminder, ReminderKind, holders
from organisations.roles import Role

ORDER = 40
WHO_CAME = ReminderKind(
    "who-came",
    gettext_lazy("Attendance to record"),
    gettext_lazy("Once, after a sub-group meeting, training session or event that you lead."),
    frozenset({Role.SECTOR_LEAD, Role.TRAINING_LEAD, Role.PROGRAMME_LEAD}),
)
GOES_OUT = ReminderKind(
    "goes-out",
    gettext_lazy("Communication due"),
    gettext_lazy("Once, from 3 days before it is due, if it is not marked as sent."),
    frozenset({Role.PROGRAMME_LEAD}),
)
TELL_THEM = ReminderKind(
    "tell-them",
    gettext_lazy("Tell people what has changed"),
    gettext_lazy("Once, 3 weeks after a listening conversation, if you have not recorded what you told people."),
    frozenset({Role.SERVICE_LEAD}),
)
ASKED = ReminderKind(
    "organisational-survey",
    gettext_lazy("Organisational survey due"),
    gettext_lazy("14 days and 3 days before the round’s last day, if your organisation has not submitted its answers."),
    frozenset({Role.ORGANISATION_LEAD}),
)
KINDS = (WHO_CAME, GOES_OUT, TELL_THEM, ASKED)
DAYS_BEFORE = (3, 14)


def due(*, on: datetime.date) -> Iterator[Reminder]:
    """Reminders of the last weeks' activities."""
    yield from _meetings(on)
    yield from _sessions_and_events(on)
    yield from _communications(on)
    yield from _conversations(on)
    yield from _organisations(on)


def _meetings(on: datetime.date) -> Iterator[Reminder]:
    leads = holders({Role.SECTOR_LEAD}, "sector")
    for meeting in unfinished.meetings_without_attendance(on):
        place = meeting.sector.partnership
        said = {"sector": meeting.sector.name, "day": date_format(meeting.day, "j F Y")}
        subject = _("Record attendance: %(sector)s sub-group, %(day)s") % said
        text = _("Record attendance for the %(sector)s sub-group on %(day)s.") % said
        path = reverse("activities:meeting-attendance", args=[place.slug, meeting.pk])
        for user in leads.get(meeting.sector_id, ()):
            yield Reminder(WHO_CAME, user, place, f"meeting:{meeting.pk}:{meeting.day}", subject, text, path)


def _sessions_and_events(on: datetime.date) -> Iterator[Reminder]:
    trainers = holders({Role.TRAINING_LEAD}, "partnership")
    for session in unfinished.sessions_without_attendance(on):
        place = session.course.partnership
        path = reverse("activities:training-session", args=[place.slug, session.pk])
        key = f"session:{session.pk}:{session.day}"
        for user in trainers.get(place.pk, ()):
            yield Reminder(WHO_CAME, user, place, key, *_held(session.course.title, session.day), path)
    keepers = holders({Role.PROGRAMME_LEAD}, "partnership")
    for event in unfinished.events_without_people(on):
        path = event.get_absolute_url()
        key = f"event:{event.pk}:{event.day}"
        for user in keepers.get(event.partnership_id, ()):
            yield Reminder(WHO_CAME, user, event.partnership, key, *_held(event.title, event.day), path)


def _held(title: str, day: datetime.date) -> tuple[str, str]:
    """The subject and the sentence about a session or event that is over."""
    said = {"title": title, "day": date_format(day, "j F Y")}
    return _("Record attendance: %(title)s, %(day)s") % said, _("Record attendance for “%(title)s” on %(day)s.") % said


def _communications(on: datetime.date) -> Iterator[Reminder]:
    keepers = holders(GOES_OUT.roles, "partnership")
    for each in unfinished.communications_due(on):
        said = {"what": each.what, "audience": each.audience, "day": date_format(each.due_on, "j F Y")}
        subject = _("Communication due by %(day)s: %(what)s") % said
        text = _("Send “%(what)s” to %(audience)s by %(day)s, then mark it as sent.") % said
        path = reverse("activities:communication-list", args=[each.partnership.slug])
        for user in keepers.get(each.partnership_id, ()):
            yield Reminder(GOES_OUT, user, each.partnership, f"{each.pk}:{each.due_on}", subject, text, path)


def _conversations(on: datetime.date) -> Iterator[Reminder]:
    leads = holders(TELL_THEM.roles, "service")
    for session in unfinished.conversations_without_an_answer(on):
        place = session.service.partnership
        said = {"day": date_format(session.day, "j F Y"), "service": session.service.name}
        subject = _("Tell people what has changed: %(service)s") % said
        text = (
            _(
                "Tell the people you listened to on %(day)s at %(service)s what has changed. "
                "If little could change, say why. Then record what you told them."
            )
            % said
        )
        path = reverse("activities:listening-edit", args=[place.slug, session.pk])
        for user in leads.get(session.service_id, ()):
            yield Reminder(TELL_THEM, user, place, str(session.pk), subject, text, path, session.service)


def _organisations(on: datetime.date) -> Iterator[Reminder]:
    """Organisations with a service whose answers are not sent, in open rounds that ask and whose last day is near."""
    last = on + datetime.timedelta(days=max(DAYS_BEFORE))
    leads = holders(ASKED.roles, "organisation")
    for round_ in Round.objects.open().filter(closes_on__range=(on, last)).select_related("partnership"):
        if not organisational_questions_of(round_):
            continue
        # The nearest of the days that have come is part of the key, so each of them reminds once, also where a day's
        # run was missed.
        before = min(days for days in DAYS_BEFORE if (round_.closes_on - on).days <= days)
        for organisation in organisations_without_one(round_).order_by("pk"):
            said = {"day": date_format(round_.closes_on, "j F Y"), "organisation": organisation.name}
            subject = _("Organisational survey due by %(day)s: %(organisation)s") % said
            text = (
                _("Complete the organisational survey for %(organisation)s by %(day)s. It takes about 10 minutes.")
                % said
            )
            path = reverse("activities:organisational", args=[round_.partnership.slug, organisation.slug])
            for user in leads.get(organisation.pk, ()):
                key = f"{round_.pk}:{organisation.pk}:{before}"
                yield Reminder(ASKED, user, round_.partnership, key, subject, text, path)


def organisations_without_one(round_: Round) -> QuerySet[Organisation]:
    """Organisations with a service whose answers to the organisational survey are not sent."""
    sent = OrganisationalReply.objects.in_round(round_).sent().values("organisation")
    asked = Organisation.objects.in_partnership(round_.partnership).active().exclude(pk__in=sent)
    return asked.filter(services__archived_on__isnull=True).distinct()
