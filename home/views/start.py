"""Home, the first page after signing in: what each person can do now. Here the rooms below come together."""

import datetime

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.actions.organisational import organisational_questions_of
from activities.models import OrganisationalReply
from assessments.models import Assessment, Rating
from background.health import nobody_works_though_something_waits
from background.models import database_now
from home.activity_steps import NextStep, steps_of_activities
from home.agreement_steps import steps_of_agreements
from home.barrier_steps import steps_of_barriers
from home.decision_steps import open_decisions_for, own_decisions_of
from home.going_public import steps_of_words
from home.improvement_steps import steps_of_improvement
from home.peer_steps import steps_of_peers
from home.reflection_steps import steps_of_reflecting
from home.survey_steps import responses_in_words, step_of_surveys
from organisations.access import open_round_of, partnership_for
from organisations.days import day_and_time
from organisations.models import Organisation, Partnership, Round, RoundService, Service
from organisations.permissions import (
    has_permission,
    has_permission_somewhere,
    memberships_of,
    places_where,
    with_places,
)
from organisations.roles import Permission
from pledges.models import Pledge
from reporting.models import Preparation
from surveys.actions.comments import for_reviewer
from surveys.actions.floods import heaps_for
from surveys.models import Comment, ContactRequest, PaperBatch


def start_page(request, partnership):
    """What to do now, for everyone who has a role."""
    place = partnership_for(request, partnership)
    today = timezone.localdate()
    round_ = open_round_of(place)
    steps = [
        *_steps_of_approvers(request.user, place),
        *_steps_of_admin(request.user, place, round_, today),
        *_steps_of_services(request.user, place, round_, today),
        *steps_of_improvement(request.user, place, on=today),
        *steps_of_barriers(request.user, place, on=today),
        *steps_of_peers(request.user, place, on=today),
        *_steps_of_organisations(request.user, place),
        *steps_of_agreements(request.user, place),
        *_steps_of_answering(request.user, place, round_),
        *steps_of_activities(request.user, place, on=today),
        *_steps_of_reviewers(request.user, place, today),
        *steps_of_words(request.user, place),
        *_steps_of_keyers(request.user, place),
        *_steps_of_readers(request.user, place),
        *steps_of_reflecting(request.user, place, on=today),
    ]
    roles = with_places([m for m in memberships_of(request.user) if m.partnership_id == place.pk])
    may_look_after = has_permission(request.user, Permission.MANAGE_PEOPLE, place)
    return render(
        request,
        "home/start.html",
        {
            "round": round_,
            "steps": steps,
            "roles": roles,
            "own_decisions": own_decisions_of(request.user, place, on=today),
            "decisions": open_decisions_for(request.user, place, on=today),
            "may_record": bool(places_where(request.user, Permission.RECORD_ACTIVITIES, place).services),
            "nobody_works": may_look_after and nobody_works_though_something_waits(),
        },
    )


def _steps_of_approvers(user, place: Partnership) -> list[NextStep]:
    """What was prepared and needs a second person; the one who prepared it sees that it does."""
    if not has_permission(user, Permission.APPROVE_RELEASE, place):
        return []
    return [_step_of_preparation(user, place, waiting) for waiting in Preparation.objects.ready_in(place)]


def _step_of_preparation(user, place: Partnership, waiting: Preparation) -> NextStep:
    url = reverse("reporting:release-prepare", args=[place.slug, waiting.round.slug])
    if waiting.started_by_id == user.pk:
        text = _("You prepared these results. Another admin or a board member needs to check and release them.")
        return NextStep(
            _("Results for %(round)s") % {"round": waiting.round.name}, text, _("See what you prepared"), url
        )
    text = _("%(started_by)s prepared these results. They need a second person before anyone can see them.")
    return NextStep(
        _("Results for %(round)s") % {"round": waiting.round.name},
        text % {"started_by": waiting.started_by},
        _("Check and release results"),
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
                _("To begin, you need one spreadsheet with your sectors, organisations and services."),
                _("Import services"),
                reverse("organisations:import-create", args=[place.slug]),
            )
        ]
    rounds = Round.objects.filter(partnership=place)
    closed = (
        rounds.real().filter(state=Round.State.CLOSED, is_being_sealed=False).select_related("preparation__job").first()
    )
    if closed and not closed.is_sealed:
        steps.append(_step_of_round_to_be_sealed(place, closed))
    elif closed and not _is_prepared(closed):
        steps.append(_step_of_closed_round(place, closed))
    if waiting := Pledge.objects.in_partnership(place).waiting().count():
        steps.append(_step_of_pledges(place, waiting))
    planned = rounds.filter(state=Round.State.PLANNED).order_by("opens_on").first()
    if round_:
        steps.append(_step_of_open_round(place, round_, today))
    elif planned:
        steps.append(_step_of_planned_round(place, planned, today))
    elif not closed:
        url = reverse("organisations:round-create", args=[place.slug])
        text = _("Give it a name, a first day and a last day. You can open it later.")
        steps.append(NextStep(_("Next round"), text, _("Plan a round"), url))
    return steps


def _step_of_pledges(place: Partnership, waiting: int) -> NextStep:
    text = ngettext(
        "%(n)s pledge is waiting for approval. Once you approve it, anyone can read it.",
        "%(n)s pledges are waiting for approval. Once you approve them, anyone can read them.",
        waiting,
    )
    url = reverse("pledges:pledge-list", args=[place.slug])
    return NextStep(_("Pledges"), text % {"n": waiting}, _("Read and approve pledges"), url)


def _step_of_planned_round(place: Partnership, planned: Round, today: datetime.date) -> NextStep:
    """You open a round yourself: its first day opens nothing."""
    text = _("It is planned to open on %(day)s.") if planned.opens_on > today else _("It was due to open on %(day)s.")
    if planned.opens_on == today:
        text = _("It is due to open today, %(day)s.")
    return NextStep(
        _("Open %(planned)s") % {"planned": planned.name},
        text % {"day": date_format(planned.opens_on, "j F Y")},
        _("Go to %(planned)s") % {"planned": planned.name},
        reverse("organisations:round-detail", args=[place.slug, planned.slug]),
    )


def _step_of_round_to_be_sealed(place: Partnership, closed: Round) -> NextStep:
    """Nothing has to be done; whoever closed it by mistake finds the way back."""
    text = _("The round is closed. Its answers are sealed on %(when)s. You can reopen the round until then.")
    return NextStep(
        _("Results for %(closed)s") % {"closed": closed.name},
        text % {"when": day_and_time(closed.seals_at)},
        _("Go to %(planned)s") % {"planned": closed.name},
        reverse("organisations:round-detail", args=[place.slug, closed.slug]),
    )


def _step_of_closed_round(place: Partnership, closed: Round) -> NextStep:
    """To prepare its results; while someone does, to follow that."""
    url = reverse("reporting:release-prepare", args=[place.slug, closed.slug])
    if hasattr(closed, "preparation") and closed.preparation.is_running(database_now()):
        return NextStep(
            _("Results for %(closed)s") % {"closed": closed.name},
            _("%(name)s is preparing these results. A second person then checks and releases them.")
            % {"name": closed.preparation.started_by},
            _("See progress on results for %(closed)s") % {"closed": closed.name},
            url,
            says_all=True,
        )
    return NextStep(
        _("Results for %(closed)s") % {"closed": closed.name},
        _(
            "The round is closed and its answers are sealed. One person prepares the results. Another person checks "
            "and releases them."
        ),
        _("Prepare results"),
        url,
    )


def _is_prepared(closed: Round) -> bool:
    return hasattr(closed, "preparation") and closed.preparation.is_ready


def _step_of_open_round(place: Partnership, round_: Round, today: datetime.date) -> NextStep:
    services = Service.objects.in_partnership(place).active().count()
    submitted = Assessment.objects.in_round(round_).submitted().filter(service__archived_on__isnull=True).count()
    of = ngettext("%(submitted)s of %(services)s service", "%(submitted)s of %(services)s services", services)
    text = ngettext(
        "%(some)s has submitted its self-assessment.",
        "%(some)s have submitted their self-assessments.",
        submitted,
    ) % {"some": of % {"submitted": submitted, "services": services}}
    if today > round_.last_day_to_send:
        text = f"{text} {_('Its last day has passed, so you can close it.')}"
    elif today > round_.closes_on:
        said = _("Its last day has passed. People who have started a survey can send it until the end of today.")
        text = f"{text} {said}"
    return NextStep(
        _("%(round)s is open") % {"round": round_.name},
        text,
        _("See progress in %(round)s") % {"round": round_.name},
        reverse("round-progress", args=[place.slug, round_.slug]),
        says_all=True,
    )


def _steps_of_services(user, place: Partnership, round_: Round | None, today: datetime.date) -> list[NextStep]:
    ids = places_where(user, Permission.EDIT_ASSESSMENT, place).services
    services = list(Service.objects.filter(pk__in=ids).active().with_places())
    if not services:
        return []
    if round_ is None:
        names = get_text_list([service.name for service in services], _("and"))
        return [NextStep(names, _("No round is open at the moment. You can start a self-assessment when one opens."))]
    assessments = Assessment.objects.in_round(round_).filter(service__in=services).with_progress()
    assessments = assessments.select_related("ready_by")
    by_service = {assessment.service_id: assessment for assessment in assessments}
    following = Rating.objects.next_features(by_service.values())
    responses = responses_in_words(user, services, round_, on=today)
    steps, sharing = [], []
    for service in services:
        assessment, said = by_service.get(service.pk), responses.get(service.pk)
        if said and assessment and assessment.state == Assessment.State.SUBMITTED:
            steps.append(_step_of_submitted(service, said))
            continue
        steps.append(_step_of_service(user, service, assessment, following, round_))
        if said:
            sharing.append(step_of_surveys(service, said))
    return [*steps, *sharing]


def _step_of_submitted(service: Service, responses: str) -> NextStep:
    """What comes after the self-assessment, for those who share surveys."""
    thanks = _("Self-assessment submitted. Thank you.")
    text = f"{thanks} {_('Now share the surveys, so that staff and families are heard too.')} {responses}"
    url = reverse("surveys:survey-links", args=[service.partnership.slug, service.slug])
    return NextStep(service.name, text, _("Share surveys"), url)


def _step_of_service(
    user, service: Service, assessment: Assessment | None, following: dict[int, str], round_: Round
) -> NextStep:
    """Begin it, carry on where it stopped, check and submit it."""
    here = [service.partnership.slug, service.slug]
    title = _("%(service)s: self-assessment") % {"service": service.name}
    if assessment is None:
        text = _("Work through it with your team, one feature at a time. Each takes about 10 minutes.")
        return NextStep(title, text, _("Start self-assessment"), reverse("service-assessment", args=here))
    if assessment.state == Assessment.State.SUBMITTED:
        text = _(
            "Self-assessment submitted. Thank you. You find the results here once the round is closed and released."
        )
        return NextStep(service.name, text, _("Go to %(name)s") % {"name": service.name}, service.get_absolute_url())
    text = completed_in_words(assessment)
    if assessment.decided == assessment.statements and has_permission(user, Permission.SUBMIT_ASSESSMENT, service):
        text = f"{_('Ready to check and submit.')} {text} {_who_said_ready(assessment)}".strip()
    if feature := following.get(assessment.pk):
        url = reverse("assessments:feature-edit", args=[*here, round_.slug, feature])
        return NextStep(title, text, _("Carry on with feature %(code)s") % {"code": feature}, url)
    url = reverse("assessments:assessment-check", args=[*here, round_.slug])
    if has_permission(user, Permission.SUBMIT_ASSESSMENT, service):
        return NextStep(title, text, _("Check your answers and submit"), url)
    if assessment.ready_on:
        text = f"{text} {_('Your service lead knows that it is ready, and submits it.')}"
        return NextStep(title, text, _("Check your answers"), url)
    text = f"{text} {_('Your service lead submits it. Tell them that it is ready.')}"
    return NextStep(title, text, _("Check your answers"), url)


def _who_said_ready(assessment: Assessment) -> str:
    """That a colleague has finished it, and when they said so."""
    if not assessment.ready_on or not assessment.ready_by:
        return ""
    said = {"name": assessment.ready_by, "day": date_format(assessment.ready_on, "j F Y")}
    return _("%(name)s said on %(day)s that it is ready.") % said


def completed_in_words(assessment: Assessment) -> str:
    """How many of its statements are completed, and how many were filled in from last round."""
    done, carried, all_of_them = assessment.decided, assessment.still_carried, assessment.statements
    if done == all_of_them:
        return str(
            ngettext("You have completed %(all)s statement.", "You have completed all %(all)s statements.", all_of_them)
            % {"all": all_of_them}
        )
    text = _("You have completed %(done)s of %(all)s statements.") % {"done": done, "all": all_of_them}
    if not carried:
        return text
    if done + carried == all_of_them:
        more = ngettext(
            "Check and confirm the last one, which we filled in from last round.",
            "Check and confirm the other %(carried)s, which we filled in from last round.",
            carried,
        )
    else:
        more = ngettext(
            "Check and confirm %(carried)s statement that we filled in from last round.",
            "Check and confirm %(carried)s statements that we filled in from last round.",
            carried,
        )
    return f"{text} {more % {'carried': carried}}"


def _steps_of_organisations(user, place: Partnership) -> list[NextStep]:
    ids = places_where(user, Permission.MAKE_PLEDGE, place).organisations
    if not ids:
        return []
    due = _steps_of_reviews_due(place, ids, on=timezone.localdate())
    states = dict.fromkeys(ids, "")
    for pledge in Pledge.objects.filter(organisation__in=ids).exclude(state=Pledge.State.WITHDRAWN).order_by("pk"):
        states[pledge.organisation_id] = pledge.state
    return due + [
        _step_of_pledge(place, organisation, states[organisation.pk])
        for organisation in Organisation.objects.active().filter(pk__in=ids)
    ]


def _step_of_pledge(place: Partnership, organisation: Organisation, state: str) -> NextStep:
    title = _("Pledge by %(organisation)s") % {"organisation": organisation.name}
    listing = reverse("pledges:pledge-list", args=[place.slug])
    match state:
        case "":
            create = reverse("pledges:pledge-create", args=[place.slug, organisation.slug])
            text = _("Say in public, in your own words, what your organisation will do differently.")
            return NextStep(title, text, _("Make a pledge"), create)
        case Pledge.State.RETURNED:
            return NextStep(title, _("Your pledge has been returned to you with a note."), _("Read the note"), listing)
        case Pledge.State.DRAFT:
            text = _("Your pledge is saved as a draft. No one else can see it yet.")
            return NextStep(title, text, _("Check and send your pledge"), listing)
        case Pledge.State.PROPOSED:
            return NextStep(title, _("Your pledge is waiting for approval."), _("See your pledges"), listing)
    return NextStep(title, _("Your pledge has been approved. Anyone can read it."), _("See your pledges"), listing)


def _steps_of_answering(user, place: Partnership, round_: Round | None) -> list[NextStep]:
    """The organisational survey, while a round is open that asks organisations."""
    ids = places_where(user, Permission.ANSWER_FOR_ORGANISATION, place).organisations
    if round_ is None or not ids or not organisational_questions_of(round_):
        return []
    replies = dict(OrganisationalReply.objects.in_round(round_).values_list("organisation", "sent_at"))
    steps = []
    for organisation in Organisation.objects.active().filter(pk__in=ids):
        text = _("Tell us where your organisation has got to. It takes about 10 minutes.")
        button = _("Answer the organisational survey")
        if replies.get(organisation.pk):
            text = _("You have submitted your answers. Thank you. You can change them until the round closes.")
            button = _("See your answers")
        elif organisation.pk in replies:
            text, button = _("Your answers are saved. They count once you submit them."), _("Carry on with the survey")
        title = _("Organisational survey for %(organisation)s") % {"organisation": organisation.name}
        url = reverse("activities:organisational", args=[place.slug, organisation.slug])
        steps.append(NextStep(title, text, button, url))
    return steps


def _steps_of_reviews_due(place: Partnership, organisations: set[int], *, on: datetime.date) -> list[NextStep]:
    """Pledges whose progress update is due."""
    due = Pledge.objects.filter(organisation__in=organisations).review_due(on).select_related("organisation")
    return [
        NextStep(
            _("Pledge by %(organisation)s: progress update") % {"organisation": pledge.organisation.name},
            _("“%(words)s” How is it going? A sentence or two is enough.")
            % {"words": Truncator(pledge.text).words(12)},
            _("Update progress"),
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
    heaps = sum(1 for heap in heaps_for(user, place) if heap.held)
    url = reverse("surveys:comment-list", args=[place.slug])
    if not waiting and not contacts and not heaps:
        text = _("You have no comments to review. New comments come to you before anyone else can read them.")
        return [NextStep(_("Comments"), text)]
    said = [ngettext("%(n)s comment to review.", "%(n)s comments to review.", waiting) % {"n": waiting}]
    if overdue:
        said.append(
            ngettext(
                "%(n)s is overdue.",
                "%(n)s are overdue.",
                overdue,
            )
            % {"n": overdue}
        )
    if contacts:
        asked = ngettext(
            "%(n)s person would like to be contacted.", "%(n)s people would like to be contacted.", contacts
        )
        said.append(asked % {"n": contacts})
    if heaps:
        apart = ngettext(
            "%(n)s group of comments came all at once, to be decided together.",
            "%(n)s groups of comments came all at once, each to be decided together.",
            heaps,
        )
        said.append(apart % {"n": heaps})
    return [NextStep(_("Comments"), " ".join(said), _("Review comments"), url)]


def _steps_of_keyers(user, place: Partnership) -> list[NextStep]:
    if not has_permission(user, Permission.KEY_PAPER, place):
        return []
    batches = PaperBatch.objects.filter(survey_link__round__partnership=place)
    number = batches.exclude(state=PaperBatch.State.STORED).count()
    text = _("No batches to do. Start a new batch when paper forms arrive.")
    if number:
        text = ngettext("%(n)s batch of forms to do.", "%(n)s batches of forms to do.", number) % {"n": number}
    return [NextStep(_("Paper forms"), text, _("Go to paper forms"), reverse("surveys:paper-list", args=[place.slug]))]


def _steps_of_readers(user, place: Partnership) -> list[NextStep]:
    if not has_permission_somewhere(user, Permission.VIEW_RESULTS, place):
        return []
    newest = Round.objects.released().filter(partnership=place).newest_first().first()
    if newest is None:
        text = _("There are no results yet. You can see them here after the first round is closed and released.")
        return [NextStep(_("Results"), text)]
    url = reverse("reporting:dashboard", args=[place.slug])
    title = _("Results for %(newest)s") % {"newest": newest.name}
    text = _("See what is going well, and what is worth talking about.")
    button = _("See results for %(newest)s") % {"newest": newest.name}
    return [NextStep(title, text, button, url, says_all=True), *_steps_of_voices(user, place, newest)]


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
            _("%(name)s: results for %(newest)s") % {"name": name, "newest": newest.name},
            _("See how services, staff and families answered, side by side.")
            if level == "sector"
            else _("See how your service, your staff and your families answered, side by side."),
            _("See results for %(name)s") % {"name": name},
            reverse("reporting:place-voices", args=[place.slug, newest.slug, level, key]),
            says_all=True,
        )
        for level, key, name in sorted(set(found))
    ]
