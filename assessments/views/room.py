"""The room as a phone sees it: join, vote, look again. No sign-in, no cookie, and nothing kept that says who."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.views.decorators.http import require_http_methods, require_safe

from assessments.actions import team_sessions as actions
from assessments.forms.team_sessions import CodeForm, VoteForm
from assessments.models import SessionStatement, TeamSession
from organisations.actions import ActionRefused
from organisations.codes import tidy
from organisations.limits import rate_limiter
from organisations.traceless import public

_FOLDER = "assessments/room/phone/"


@public
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """Type the code that is on the screen in the room."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("room:join", form.cleaned_data["code"])
    return render(request, f"{_FOLDER}enter.html", {"form": form})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, code):
    """What will happen, and what is kept, before a phone joins. A wrong code and one that is over look alike."""
    at = timezone.now()
    session = TeamSession.objects.running_at(at).with_places().filter(code=tidy(code)).first()
    if session is None:
        # Only wrong codes are counted, and a right one is never held up: no one can lock others out by guessing.
        wait = rate_limiter.wait(request, "room", at=at)
        return _too_fast(request, wait) if wait else _not_open(request)
    if request.method == "POST":
        try:
            ballot = actions.join_session(code=code, at=at)
        except ActionRefused:
            return render(request, f"{_FOLDER}full.html", {"session": session}, status=409)
        return redirect("room:phone", session.code, ballot) if ballot else _not_open(request)
    return render(request, f"{_FOLDER}join.html", {"session": session, "fewest": actions.FEWEST})


def _too_fast(request, wait: int) -> HttpResponse:
    response = render(request, f"{_FOLDER}too_fast.html", status=429)
    response["Retry-After"] = str(wait)
    return response


def _not_open(request) -> HttpResponse:
    return render(request, f"{_FOLDER}not_open.html", status=404)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request, code, ballot):
    """What this phone can do now: vote on the statement that is on, or wait. A phone that comes back comes here."""
    session = actions.session_of_phone(code=code, ballot=ballot, at=timezone.now())
    if session is None:
        return _not_open(request)
    row = _voted_on(session)
    if request.method != "POST":
        return _page(request, session, row, ballot)
    if row is None or request.POST.get("statement") != str(row.pk):
        return _page(request, session, row, ballot, is_late=True)
    form = _vote_form(session, row, request.POST)
    if not form.is_valid():
        return _page(request, session, row, ballot, form=form)
    done = actions.vote(session=session, statement=row.pk, ballot=ballot, stage=form.value(), at=timezone.now())
    if done is actions.Vote.OVER:  # closed a moment ago
        return _page(request, session, _voted_on(session), ballot, is_late=True)
    return redirect("room:phone", code, ballot)


@public
@require_safe
def now(request, code, ballot):
    """What is on, in a word that changes when there is something new to see: for a page that asks by itself."""
    session = actions.session_of_phone(code=code, ballot=ballot, at=timezone.now())
    row = _voted_on(session) if session else None
    return JsonResponse({"on": _word(row), "so_far": _in_words(session, row)} if session else {"on": "over"})


def so_far(session: TeamSession, row: SessionStatement | None) -> dict:
    """How many phones have joined, and how many votes are in on the statement that is voted on: never what they say."""
    return {
        "joined": session.ballots.count(),
        "voted_on": row,
        "votes": row.used_ballots.count() if row else 0,
    }


def _in_words(session: TeamSession, row: SessionStatement | None) -> str:
    """The same in a line, for every phone: whoever is in the room can see that there are more phones than people."""
    part = render_to_string("assessments/room/_so_far.html", so_far(session, row))
    return " ".join(strip_tags(part).split())


def _voted_on(session: TeamSession) -> SessionStatement | None:
    found = session.statements.filter(voting=SessionStatement.Voting.OPEN).select_related("statement__feature")
    return found.prefetch_related("statement__descriptors").first()


def _word(row: SessionStatement | None) -> str:
    return str(row.pk) if row else "none"


def _vote_form(session: TeamSession, row: SessionStatement, data=None) -> VoteForm:
    stages = list(session.assessment.round.framework.stages.all())
    return VoteForm(data, statement=row.statement, stages=stages)


def _page(request, session, row, ballot: str, *, form: VoteForm | None = None, is_late: bool = False):
    has_voted = bool(row) and actions.has_voted(row=row, ballot=ballot)
    context = {
        "session": session,
        "row": row,
        "form": form or (_vote_form(session, row) if row and not has_voted else None),
        "has_voted": has_voted,
        "is_late": is_late,
        "here": reverse("room:phone", args=[session.code, ballot]),
        "now": reverse("room:now", args=[session.code, ballot]),
        "on": _word(row),
        "so_far": _in_words(session, row),
    }
    return render(request, f"{_FOLDER}vote.html", context, status=409 if is_late else 200)
