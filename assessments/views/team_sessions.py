"""Leading a team's session: start it, open and close voting, keep what the team said, end it."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.actions import team_sessions as actions
from assessments.forms.team_sessions import NOT_SURE_IN_WORDS, DecisionForm, PaperForm, SessionForm, SlipsForm, meanings
from assessments.models import Assessment, Rating, SessionStatement, TeamSession
from assessments.views.assessing import assessment_for
from assessments.views.room import so_far
from organisations.actions import ActionRefused
from organisations.codes import in_groups
from organisations.forms import saved_from
from organisations.printing import qr_code
from organisations.roles import Permission

_WITH_WORDS = SessionStatement.objects.select_related("statement__feature", "stage").prefetch_related(
    "statement__descriptors"
)


def _session(request, partnership, service, round_slug, pk) -> TeamSession:
    """The session, for someone who may edit the self-assessment; its statements with their words."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    session = get_object_or_404(
        found.team_sessions.prefetch_related(Prefetch("statements", queryset=_WITH_WORDS)), pk=pk
    )
    session.assessment = found  # with its places, which are read already
    for row in session.statements.all():
        row.session = session
    return session


def _row(session: TeamSession, code: str) -> SessionStatement:
    found = [row for row in session.statements.all() if row.statement.code == code]
    if not found:
        raise Http404
    return found[0]


def _address(session: TeamSession, name: str = "team-session", *more) -> str:
    assessment = session.assessment
    place = [assessment.service.partnership.slug, assessment.service.slug, assessment.round.slug]
    return reverse(f"assessments:{name}", args=[*place, session.pk, *more])


def _ratings(assessment: Assessment) -> list[Rating]:
    return list(assessment.ratings.select_related("statement__feature", "stage"))


@require_http_methods(["GET", "POST"])
def session_start(request, partnership, service, round_slug):
    """Choose the statements and start; where a session is running, go on with it."""
    found = assessment_for(request, partnership, service, round_slug, Permission.EDIT_ASSESSMENT)
    now = timezone.now()
    if not found.is_editable:
        messages.info(request, _("This self-assessment is submitted or its round is closed, so it can only be read."))
        return redirect("assessments:assessment-tasks", partnership, service, round_slug)
    running = found.team_sessions.running_at(now).first()
    if running and request.method == "GET":
        return redirect("assessments:team-session", partnership, service, round_slug, running.pk)
    voted = set(SessionStatement.objects.shown_in(found).values_list("statement", flat=True))
    form = SessionForm(request.POST if request.method == "POST" else None, ratings=_ratings(found), voted=voted)
    session = saved_from(
        form,
        lambda: actions.begin_session(
            assessment=found, statements=form.chosen(), by=request.user, at=now, on=timezone.localdate(now)
        ),
    )
    if session:
        return redirect("assessments:team-session", partnership, service, round_slug, session.pk)
    return render(request, "assessments/room/start.html", {"assessment": found, "form": form})


@never_cache
@require_safe
def team_session(request, partnership, service, round_slug, pk):
    """The leader's screen: how to join, the statement that is on, and how far the others are."""
    session = _session(request, partnership, service, round_slug, pk)
    if request.headers.get("X-Follow"):
        return _what_follows(request, session)
    on = request.GET.get("on")
    return _screen(request, session, _row(session, on) if on else _current(session))


def _current(session: TeamSession) -> SessionStatement | None:
    """The statement that is voted on, else the first that the team has not finished; none where it has finished all."""
    rows = list(session.statements.all())
    is_open = [row for row in rows if row.voting == SessionStatement.Voting.OPEN]
    return next(iter([*is_open, *(row for row in rows if not row.is_decided)]), None)


def _what_follows(request, session: TeamSession) -> HttpResponse:
    """How many have joined and voted by now, for a page that is open; 204 where the session is over."""
    if not session.is_running_at(timezone.now()):
        return HttpResponse(status=204)
    return render(request, "assessments/room/_so_far.html", _so_far(session))


def _so_far(session: TeamSession) -> dict:
    """What every phone says too, and whether no more can join."""
    row = next((row for row in session.statements.all() if row.voting == SessionStatement.Voting.OPEN), None)
    found = so_far(session, row)
    return {**found, "is_full": found["joined"] >= actions.MOST_PHONES}


def _screen(
    request, session: TeamSession, row: SessionStatement | None, *, form=None, paper=None, asks=False, status: int = 200
):
    running = session.is_running_at(timezone.now())
    join = request.build_absolute_uri(reverse("room:join", args=[session.code])) if running else ""
    context = {
        "session": session,
        "assessment": session.assessment,
        "rows": [_in_list(session, each) for each in session.statements.all()],
        "is_running": running,
        "join": join,
        "qr": qr_code(join) if join else "",
        "enter": request.get_host() + reverse("room:enter"),
        "code": in_groups(session.code or ""),
        "fewest": actions.FEWEST,
        "asks": asks,
        "here": _address(session),  # not where a form was sent to: that address only takes forms
        **_so_far(session),
        **(_about(session, row, form, paper) if row else {}),
    }
    return render(request, "assessments/room/session.html", context, status=status)


def _in_list(session: TeamSession, row: SessionStatement) -> dict:
    """A line of the list of statements."""
    status, tone = _("Not talked about yet"), "sand"
    if row.voting == SessionStatement.Voting.OPEN:
        status, tone = row.get_voting_display(), "amber"
    elif row.is_decided:
        status, tone = row.chosen, "brand"
    elif row.voting != SessionStatement.Voting.NONE:
        status, tone = _("Voting is closed"), "amber"
    return {
        "text": str(row.statement),
        "url": f"{_address(session)}?on={row.statement.code}",
        "status": status,
        "tone": tone,
    }


def _about(session: TeamSession, row: SessionStatement, form=None, paper=None) -> dict:
    """What the screen says of one statement."""
    assessment = session.assessment
    stages, words = list(assessment.round.framework.stages.all()), meanings(row.statement)
    is_open = row.voting == SessionStatement.Voting.OPEN
    was_shown = row.voting == SessionStatement.Voting.SHOWN
    was_shown_before = not was_shown and _shown_elsewhere(assessment, row)
    return {
        "row": row,
        "stages": [(stage.title, words.get(stage.pk, stage.meaning)) for stage in stages],
        "paper": (paper or PaperForm(stages=stages)) if is_open else None,
        "form": form or (_decision_form(session, row, stages) if not is_open and assessment.is_editable else None),
        "is_open": is_open,
        "may_open": row.voting in (SessionStatement.Voting.NONE, SessionStatement.Voting.TOO_FEW)
        and not was_shown_before
        and assessment.is_editable,
        "was_shown": was_shown,
        "was_shown_before": was_shown_before,
        "too_few": row.voting == SessionStatement.Voting.TOO_FEW,
        "said_before": _said_before(assessment, row),
        "close_to": _address(session, "voting-close", row.statement.code),
        "open_to": _address(session, "voting-open", row.statement.code),
    }


def _shown_elsewhere(assessment: Assessment, row: SessionStatement) -> bool:
    """Whether another session of this self-assessment has shown the spread of this statement."""
    return SessionStatement.objects.shown_in(assessment).filter(statement=row.statement).exists()


def _said_before(assessment: Assessment, row: SessionStatement) -> list[SessionStatement]:
    """What the team said of a statement in earlier rounds, once no one votes with it in mind any more."""
    rating = assessment.ratings.get(statement=row.statement)
    has_voted = row.voting in (SessionStatement.Voting.SHOWN, SessionStatement.Voting.TOO_FEW)
    if not (row.is_decided or (has_voted and not rating.is_afresh)):
        return []
    return SessionStatement.objects.before(assessment).get(row.statement.code, [])


def _decision_form(session: TeamSession, row: SessionStatement, stages, data=None) -> DecisionForm:
    rating = session.assessment.ratings.select_related("stage", "statement", "changed_by").get(statement=row.statement)
    form = DecisionForm(data, instance=row, rating=rating, stages=stages)
    form.helper.form_action = _address(session, "session-decide", row.statement.code)
    return form


@require_POST
def voting_open(request, partnership, service, round_slug, pk, code):
    session = _session(request, partnership, service, round_slug, pk)
    row = _row(session, code)
    try:
        actions.open_voting(row=row, at=timezone.now())
    except ActionRefused as reason:
        messages.error(request, str(reason))
    return redirect(_address(session) + f"?on={code}#now")


@never_cache
@require_POST
def voting_close(request, partnership, service, round_slug, pk, code):
    """Close voting. The spread is in this answer, where five or more have voted, and in no other."""
    session = _session(request, partnership, service, round_slug, pk)
    row, stages = _row(session, code), list(session.assessment.round.framework.stages.all())
    paper = PaperForm(request.POST, stages=stages)
    if request.POST.get("sure") != "yes" and _loses_votes(session, row, paper):
        return _screen(request, session, row, paper=paper, asks=True)
    closing = saved_from(paper, lambda: actions.close_voting(row=row, at=timezone.now(), on_paper=paper.numbers()))
    if closing is None:  # voting is still open, with what was typed
        return _screen(request, session, row, paper=paper)
    if closing.spread:
        row.voting = closing.voting
        context = {
            "session": session,
            "assessment": session.assessment,
            "row": row,
            "spread": [_bar(row, stage, number, closing) for stage, number in closing.spread],
            "votes": closing.votes,
            "form": _decision_form(session, row, stages) if session.assessment.is_editable else None,
            "back": _address(session) + f"?on={code}",
        }
        return render(request, "assessments/room/spread.html", context)
    if closing.is_over:
        messages.info(request, _("This team session is over, so votes that were not counted have been deleted."))
    elif closing.was_closed_before:
        messages.info(request, _("Voting on this is closed already. A spread is shown once, and is not kept."))
    return redirect(_address(session) + f"?on={code}")


def _loses_votes(session: TeamSession, row: SessionStatement, paper: PaperForm) -> bool:
    """Whether voting would close without a spread, because too few have voted so far."""
    is_open = row.voting == SessionStatement.Voting.OPEN and session.is_running_at(timezone.now())
    if not is_open or not paper.is_valid():
        return False
    return so_far(session, row)["votes"] + sum(paper.numbers().values()) < actions.FEWEST


def _bar(row: SessionStatement, stage, number: int, closing: actions.Closing) -> dict:
    """A line of the spread, beside the longest one."""
    title = stage.title if stage else NOT_SURE_IN_WORDS
    text = meanings(row.statement).get(stage.pk, stage.meaning) if stage else ""
    most = max(count for _stage, count in closing.spread)
    return {"title": title, "text": text, "count": number, "percent": 100 * number / most}


@require_POST
def session_decide(request, partnership, service, round_slug, pk, code):
    """Keep what the team said of a statement. Everything typed stays on the page, whatever happens."""
    session = _session(request, partnership, service, round_slug, pk)
    row, stages = _row(session, code), list(session.assessment.round.framework.stages.all())
    form = _decision_form(session, row, stages, request.POST)
    outcome = saved_from(form, lambda: (_save(form, row, request.user),))
    if outcome and outcome[0] is None:
        messages.success(request, _("%(statement)s: saved.") % {"statement": code})
        return redirect(_address(session))
    if outcome:
        form.say_what_came_between(
            session.assessment.ratings.select_related("stage", "changed_by").get(statement=row.statement)
        )
    return _screen(request, session, row, form=form, status=409 if outcome else 200)


def _save(form: DecisionForm, row: SessionStatement, by):
    draft = form.draft()
    return actions.save_decision(
        row=form.instance,
        draft=draft,
        version=form.cleaned_data["version"],
        fields=[name for name in form.changed_data if name in ("why", "differing")],
        by=by,
        kept_as_it_is=form.kept_as_it_is.get("why", "") if draft.does_not_apply else "",
    )


@require_POST
def session_end(request, partnership, service, round_slug, pk):
    session = _session(request, partnership, service, round_slug, pk)
    actions.end_session(session=session, by=request.user)
    messages.success(request, _("The team session is over. What your team said is in the self-assessment."))
    return redirect("assessments:assessment-tasks", partnership, service, round_slug)


@require_POST
def session_afresh(request, partnership, service, round_slug, pk):
    """A new code, where more phones have joined than there are people."""
    session = _session(request, partnership, service, round_slug, pk)
    try:
        actions.start_joining_afresh(session=session, by=request.user, at=timezone.now())
        messages.success(request, _("There is a new code. Ask everyone to join again."))
    except ActionRefused as reason:
        messages.error(request, str(reason))
    return redirect(_address(session))


@require_safe
def session_slips(request, partnership, service, round_slug, pk):
    """Slips to vote with on paper: one for each person and statement, to be cut apart."""
    session = _session(request, partnership, service, round_slug, pk)
    form = SlipsForm(request.GET if "people" in request.GET else None)
    people = form.cleaned_data["people"] if form.is_valid() else form.fields["people"].initial
    context = {
        "session": session,
        "assessment": session.assessment,
        "form": form,
        "rows": session.statements.all(),
        "stages": [*(stage.title for stage in session.assessment.round.framework.stages.all()), NOT_SURE_IN_WORDS],
        "people": range(people),
        "back": _address(session),
    }
    return render(request, "assessments/room/slips.html", context)
