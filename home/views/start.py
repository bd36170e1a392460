"""Start pages: what each person can do now, and a service's own page. Here the rooms below come together."""

import datetime

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.organisational import organisational_questions_of
from activities.models import Briefing, DeepListening, OrganisationalReply
from assessments.models import Assessment
from assessments.progress import features_of, status_of
from background.health import nobody_works_though_something_waits
from background.models import database_now
from home.activity_steps import NextStep, steps_of_activities
from organisations.access import open_round_of, partnership_for, service_for
from organisations.models import Organisation, Partnership, Round, RoundService, Service
from organisations.permissions import has_permission, has_permission_somewhere, memberships_of, places_where
from organisations.roles import Permission
from pledges.models import Pledge
from reporting.models import Preparation
from surveys.actions.comments import for_reviewer
from surveys.actions.links import band_of_five, survey_links_for, take_up_by_link
from surveys.models import Comment, ContactRequest, PaperBatch


def days_from_now(day: datetime.date, *, on: datetime.date) -> str:
    """A day as people say it: "today", "tomorrow", "12 days from now", "3 days ago"."""
    days = (day - on).days
    if days in (0, 1, -1):
        return {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}[days]
    if days > 0:
        return ngettext("%(days)s day from now", "%(days)s days from now", days) % {"days": days}
    return ngettext("%(days)s day ago", "%(days)s days ago", -days) % {"days": -days}


def start_page(request, partnership):
    """What to do now, for everybody who has a role."""
    place = partnership_for(request, partnership)
    today = timezone.localdate()
    round_ = open_round_of(place)
    steps = [
        *_steps_of_approvers(request.user, place),
        *_steps_of_admin(request.user, place, round_, today),
        *_steps_of_services(request.user, place, round_),
        *_steps_of_organisations(request.user, place),
        *_steps_of_answering(request.user, place, round_),
        *steps_of_activities(request.user, place, on=today),
        *_steps_of_reviewers(request.user, place, today),
        *_steps_of_keyers(request.user, place),
        *_steps_of_readers(request.user, place),
    ]
    roles = [m for m in memberships_of(request.user) if m.partnership_id == place.pk]
    may_look_after = has_permission(request.user, Permission.MANAGE_PEOPLE, place)
    return render(
        request,
        "home/start.html",
        {
            "round": round_,
            "closes": days_from_now(round_.closes_on, on=today) if round_ else "",
            "steps": steps,
            "roles": roles,
            "nobody_works": may_look_after and nobody_works_though_something_waits(),
        },
    )


def _steps_of_approvers(user, place: Partnership) -> list[NextStep]:
    """What was prepared and waits for a second person; whoever prepared it sees that it waits."""
    if not has_permission(user, Permission.APPROVE_RELEASE, place):
        return []
    return [_step_of_preparation(user, place, waiting) for waiting in Preparation.objects.ready_in(place)]


def _step_of_preparation(user, place: Partnership, waiting: Preparation) -> NextStep:
    url = reverse("reporting:release-prepare", args=[place.slug, waiting.round.slug])
    if waiting.started_by_id == user.pk:
        text = _("You prepared it. Another admin or a board member looks through it and releases it.")
        return NextStep(
            _("%(round)s waits for a second person") % {"round": waiting.round.name},
            text,
            _("See what you prepared"),
            url,
        )
    return NextStep(
        _("A release waits for you: %(round)s") % {"round": waiting.round.name},
        _("%(started_by)s prepared it. Look through what would be seen, then release it.")
        % {"started_by": waiting.started_by},
        _("Look through it"),
        url,
    )


def _steps_of_admin(user, place: Partnership, round_: Round | None, today: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.MANAGE_ROUNDS, place):
        return []
    steps = []
    if not Service.objects.in_partnership(place).active().exists():
        return [
            NextStep(
                _("Set up your services"),
                _("One spreadsheet with sectors, organisations and services is enough to begin."),
                _("Import your list of services"),
                reverse("organisations:import-create", args=[place.slug]),
            )
        ]
    rounds = Round.objects.filter(partnership=place)
    closed = rounds.filter(state=Round.State.CLOSED, is_being_sealed=False).select_related("preparation__job").first()
    if closed and not _is_prepared(closed):
        steps.append(_step_of_closed_round(place, closed))
    waiting = Pledge.objects.in_partnership(place).waiting().count()
    if waiting:
        steps.append(
            NextStep(
                _("Pledges are waiting"),
                ngettext(
                    "%(n)s pledge can go on the public wall once you have agreed.",
                    "%(n)s pledges can go on the public wall once you have agreed.",
                    waiting,
                )
                % {"n": waiting},
                _("Read the pledges"),
                reverse("pledges:pledge-list", args=[place.slug]),
            )
        )
    planned = rounds.filter(state=Round.State.PLANNED).order_by("opens_on").first()
    if round_:
        steps.append(_step_of_open_round(place, round_, today))
    elif planned:
        when = days_from_now(planned.opens_on, on=today)
        url = reverse("organisations:round-detail", args=[place.slug, planned.slug])
        steps.append(
            NextStep(
                _("Open %(planned)s") % {"planned": planned.name},
                _("Its first day is %(when)s.") % {"when": when},
                _("Go to the round"),
                url,
            )
        )
    elif not closed:
        url = reverse("organisations:round-create", args=[place.slug])
        steps.append(
            NextStep(_("Plan a round"), _("Give it a name and two dates; you open it later."), _("Plan a round"), url)
        )
    return steps


def _step_of_closed_round(place: Partnership, closed: Round) -> NextStep:
    """To prepare its release; while somebody does, to follow that."""
    url = reverse("reporting:release-prepare", args=[place.slug, closed.slug])
    if hasattr(closed, "preparation") and closed.preparation.is_running(database_now()):
        return NextStep(
            _("%(closed)s is being prepared") % {"closed": closed.name},
            _("%(name)s began to prepare its release. A second person then looks through it and releases it.")
            % {"name": closed.preparation.started_by},
            _("See how far it is"),
            url,
        )
    return NextStep(
        _("Release %(closed)s") % {"closed": closed.name},
        _("The round is closed. One person prepares the release, and another looks through it and releases it."),
        _("Prepare the release"),
        url,
    )


def _is_prepared(closed: Round) -> bool:
    return hasattr(closed, "preparation") and closed.preparation.is_ready


def _step_of_open_round(place: Partnership, round_: Round, today: datetime.date) -> NextStep:
    services = Service.objects.in_partnership(place).active().count()
    submitted = Assessment.objects.in_round(round_).submitted().filter(service__archived_on__isnull=True).count()
    over = f" {_('Its last day has passed: you can close it.')}" if round_.closes_on < today else ""
    return NextStep(
        _("%(round)s is open") % {"round": round_.name},
        _("%(submitted)s of %(services)s services have submitted their self-assessment.")
        % {"submitted": submitted, "services": services}
        + over,
        _("Go to the round"),
        reverse("organisations:round-detail", args=[place.slug, round_.slug]),
    )


def _steps_of_services(user, place: Partnership, round_: Round | None) -> list[NextStep]:
    ids = places_where(user, Permission.EDIT_ASSESSMENT, place).services
    services = list(Service.objects.filter(pk__in=ids).active().with_places())
    if not services:
        return []
    if round_ is None:
        names = get_text_list([service.name for service in services], _("and"))
        return [NextStep(names, _("No round is open at the moment. When one opens, this is where you begin."))]
    assessments = Assessment.objects.in_round(round_).filter(service__in=services).with_progress()
    by_service = {assessment.service_id: assessment for assessment in assessments}
    return [_step_of_service(service, by_service.get(service.pk)) for service in services]


def _step_of_service(service: Service, assessment: Assessment | None) -> NextStep:
    url = service.get_absolute_url()
    if assessment is None:
        text = _("Look at your service together with your team: a short page for each feature, in your own time.")
        return NextStep(service.name, text, _("Begin the self-assessment"), url)
    if assessment.state == Assessment.State.SUBMITTED:
        text = _(
            "Your self-assessment is submitted. Thank you. Hand out the surveys, so that staff and families are heard."
        )
        return NextStep(service.name, text, _("Go to the service"), url)
    counts = {"done": assessment.decided, "waits": assessment.still_carried}
    if assessment.still_carried:
        text = _(
            "Your self-assessment is in progress: %(done)s statements are done, "
            "%(waits)s carried forward wait for your yes."
        )
    else:
        text = _("Your self-assessment is in progress: %(done)s statements are done.")
    return NextStep(service.name, text % counts, _("Carry on"), url)


def _steps_of_organisations(user, place: Partnership) -> list[NextStep]:
    ids = places_where(user, Permission.MAKE_PLEDGE, place).organisations
    if not ids:
        return []
    due = _steps_of_reviews_due(place, ids, on=timezone.localdate())
    states = dict.fromkeys(ids, "")
    for pledge in Pledge.objects.filter(organisation__in=ids).exclude(state=Pledge.State.WITHDRAWN).order_by("pk"):
        states[pledge.organisation_id] = pledge.state
    steps = due
    for organisation in Organisation.objects.active().filter(pk__in=ids):
        state = states[organisation.pk]
        listing = reverse("pledges:pledge-list", args=[place.slug])
        if not state:
            create = reverse("pledges:pledge-create", args=[place.slug, organisation.slug])
            text = _("Say in public, in your own words, what will be different.")
            steps.append(
                NextStep(
                    _("A pledge by %(organisation)s") % {"organisation": organisation.name},
                    text,
                    _("Make a pledge"),
                    create,
                )
            )
        elif state == Pledge.State.RETURNED:
            text = _("It came back to you with a note.")
            steps.append(
                NextStep(
                    _("The pledge of %(organisation)s") % {"organisation": organisation.name},
                    text,
                    _("Read the note"),
                    listing,
                )
            )
        elif state == Pledge.State.DRAFT:
            text = _("It is saved, and nobody else has seen it yet.")
            steps.append(
                NextStep(
                    _("The pledge of %(organisation)s") % {"organisation": organisation.name},
                    text,
                    _("Look at it and send it"),
                    listing,
                )
            )
        else:
            text = _("Thank you for your pledge. Is it still how you would say it?")
            steps.append(
                NextStep(
                    _("The pledge of %(organisation)s") % {"organisation": organisation.name},
                    text,
                    _("See your pledges"),
                    listing,
                )
            )
    return steps


def _steps_of_answering(user, place: Partnership, round_: Round | None) -> list[NextStep]:
    """The organisational survey, while a round is open that asks organisations."""
    ids = places_where(user, Permission.ANSWER_FOR_ORGANISATION, place).organisations
    if round_ is None or not ids or not organisational_questions_of(round_):
        return []
    replies = dict(OrganisationalReply.objects.in_round(round_).values_list("organisation", "sent_at"))
    steps = []
    for organisation in Organisation.objects.active().filter(pk__in=ids):
        text, button = _("Where is your organisation on the way? About ten minutes."), _("Answer the survey")
        if replies.get(organisation.pk):
            text, button = (
                _("Your answers are in. Thank you. You can change them until the round ends."),
                _("See the answers"),
            )
        elif organisation.pk in replies:
            text, button = _("You have begun. Your answers are saved, and count when you send them."), _("Carry on")
        url = reverse("activities:organisational", args=[place.slug, organisation.slug])
        steps.append(
            NextStep(
                _("The organisational survey for %(organisation)s") % {"organisation": organisation.name},
                text,
                button,
                url,
            )
        )
    return steps


def _steps_of_reviews_due(place: Partnership, organisations: set[int], *, on: datetime.date) -> list[NextStep]:
    """Pledges to look at again."""
    due = Pledge.objects.filter(organisation__in=organisations).review_due(on).select_related("organisation")
    return [
        NextStep(
            _("Look again at the pledge of %(organisation)s") % {"organisation": pledge.organisation.name},
            _("“%(words)s” A few words about where it stands are enough.")
            % {"words": Truncator(pledge.text).words(12)},
            _("Say where it stands"),
            reverse("pledges:pledge-review", args=[place.slug, pledge.pk]),
        )
        for pledge in due
    ]


def _steps_of_reviewers(user, place: Partnership, today: datetime.date) -> list[NextStep]:
    if not has_permission(user, Permission.REVIEW_COMMENTS, place):
        return []
    mine = for_reviewer(Comment.objects.all(), user, place)
    waiting, overdue = mine.waiting().count(), mine.overdue(today).count()
    contacts = ContactRequest.objects.filter(partnership=place, state=ContactRequest.State.WAITING).count()
    if not waiting and not contacts:
        return [
            NextStep(
                _("Comments"), _("Nothing waits to be read. When somebody writes something, it comes to you first.")
            )
        ]
    said = ngettext("%(n)s comment waits to be read", "%(n)s comments wait to be read", waiting) % {"n": waiting}
    text = _("%(waiting)s, %(overdue)s of them longer than people were told.") if overdue else "%(waiting)s."
    text = text % {"waiting": said, "overdue": overdue}
    if contacts:
        asked = ngettext(
            "%(n)s person would like to be contacted.", "%(n)s people would like to be contacted.", contacts
        )
        text = f"{text} {asked % {'n': contacts}}"
    return [NextStep(_("Comments"), text, _("Read the comments"), reverse("surveys:comment-list", args=[place.slug]))]


def _steps_of_keyers(user, place: Partnership) -> list[NextStep]:
    if not has_permission(user, Permission.KEY_PAPER, place):
        return []
    piles = (
        PaperBatch.objects.filter(survey_link__round__partnership=place).exclude(state=PaperBatch.State.STORED).count()
    )
    text = _("No pile waits.")
    if piles:
        waits = ngettext("%(n)s pile waits to be keyed or settled.", "%(n)s piles wait to be keyed or settled.", piles)
        text = waits % {"n": piles}
    return [
        NextStep(_("Paper forms"), text, _("Go to the paper forms"), reverse("surveys:paper-list", args=[place.slug]))
    ]


def _steps_of_readers(user, place: Partnership) -> list[NextStep]:
    if not has_permission_somewhere(user, Permission.VIEW_RESULTS, place):
        return []
    newest = Round.objects.released().filter(partnership=place).newest_first().first()
    if newest is None:
        text = _("When the first round is closed and released, the matrix shows how far the partnership has come.")
        return [NextStep(_("Results"), text)]
    url = reverse("reporting:dashboard", args=[place.slug])
    matrix = NextStep(
        _("How far have we come?"),
        _("The figures of %(newest)s are out.") % {"newest": newest.name},
        _("See the matrix"),
        url,
    )
    return [matrix, *_steps_of_voices(user, place, newest)]


def _steps_of_voices(user, place: Partnership, newest: Round) -> list[NextStep]:
    """Three voices about the services and sectors that somebody works with, as far as the round held them."""
    held = RoundService.objects.in_round(newest)
    services = places_where(user, Permission.EDIT_ASSESSMENT, place).services
    sectors = [m.sector_id for m in memberships_of(user) if m.partnership_id == place.pk and m.sector_id]
    found = [
        *(("service", *row) for row in held.filter(service__in=services).values_list("service_id", "service_name")),
        *(("sector", *row) for row in held.filter(sector__in=sectors).values_list("sector_id", "sector_name")),
    ]
    return [
        NextStep(
            _("%(name)s: three voices") % {"name": name},
            _("How it rates itself, beside what staff and families say. A gap is a question to talk about."),
            _("See the three voices"),
            reverse("reporting:place-voices", args=[place.slug, newest.slug, level, key]),
        )
        for level, key, name in sorted(set(found))
    ]


def service_home(request, partnership, service):
    """A service's own page: what to do now, its self-assessment and its surveys."""
    found = service_for(request, partnership, service, Permission.VIEW_SERVICE)
    today = timezone.localdate()
    round_ = open_round_of(found.partnership)
    may = {
        "read": has_permission(request.user, Permission.VIEW_ASSESSMENT, found),
        "edit": has_permission(request.user, Permission.EDIT_ASSESSMENT, found),
        "share": has_permission(request.user, Permission.SHARE_SURVEYS, found),
        "manage": has_permission(request.user, Permission.MANAGE_PLACES, found),
    }
    assessment = Assessment.objects.filter(service=found, round=round_).first() if round_ else None
    features = features_of(assessment) if assessment and may["read"] else []
    following = next((row["feature"] for row in features if not row["done"]), None)
    earlier = Assessment.objects.submitted().filter(service=found).exclude(round=round_).select_related("round")
    earlier = earlier.order_by("-round__opens_on")
    return render(
        request,
        "home/service_home.html",
        {
            "service": found,
            "round": round_,
            "closes": days_from_now(round_.closes_on, on=today) if round_ else "",
            "may": may,
            "assessment": assessment,
            "done": sum(row["done"] for row in features),
            "total": len(features),
            "next": following,
            "feature_rows": [_feature_row(row, found, round_, may["edit"], assessment) for row in features],
            "survey_rows": _survey_rows(found, round_, today) if round_ and may["share"] else [],
            "earlier": earlier if may["read"] else [],
            "voices": _voices_of(request.user, found),
            "done_rows": _rows_of_records(request.user, found, round_),
        },
    )


def _rows_of_records(user, service: Service, round_: Round | None) -> list[dict]:
    """What the service has done so far in the round, with the way to record more, for those who record it."""
    if round_ is None or not has_permission(user, Permission.RECORD_ACTIVITIES, service):
        return []
    here = [service.partnership.slug, service.slug]
    briefings = Briefing.objects.in_round(round_).filter(service=service).count()
    sessions = DeepListening.objects.in_round(round_).filter(service=service).count()
    return [
        {
            "text": text,
            "url": reverse(name, args=here),
            "status": _("%(count)s so far") % {"count": count} if count else _("none yet"),
            "tone": "brand" if count else "plain",
        }
        for text, name, count in (
            (_("Record a briefing of the team"), "activities:briefing-create", briefings),
            (_("Record a conversation (deep listening)"), "activities:listening-create", sessions),
        )
    ]


def _voices_of(user, service: Service) -> Round | None:
    """The newest released round that held this service, for somebody who sees results."""
    if not has_permission(user, Permission.VIEW_RESULTS, service.partnership):
        return None
    released = Round.objects.released().filter(partnership=service.partnership)
    return released.filter(pk__in=RoundService.objects.filter(service=service).values("round")).newest_first().first()


def _feature_row(row: dict, service: Service, round_: Round, may_edit: bool, assessment: Assessment) -> dict:
    status, tone = status_of(row)
    here = [service.partnership.slug, service.slug, round_.slug]
    url = reverse("assessments:feature-edit", args=[*here, row["feature"].code])
    return {
        "text": str(row["feature"]),
        "url": url if may_edit and assessment.is_editable else "",
        "status": status,
        "tone": tone,
    }


def _survey_rows(service: Service, round_: Round, today: datetime.date) -> list[dict]:
    rows = {}
    url = reverse("surveys:survey-links", args=[service.partnership.slug, service.slug])
    links = survey_links_for(service=service, round_=round_)
    people = take_up_by_link(service=service, round_=round_, on=today)
    for link in links:
        band = band_of_five(people[link.instrument_id])
        rows[link.instrument_id] = {
            "text": link.instrument.title,
            "url": url,
            "status": _("%(band)s answers") % {"band": band},
        }
    return list(rows.values())
