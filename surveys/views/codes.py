"""Answering with a single-use code: typed, or carried in the part of an address that no server ever sees."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.codes import tidy
from organisations.traceless import public
from surveys.actions import answering, codes, drafts
from surveys.forms.answering import CodeForm
from surveys.models import SurveyLink
from surveys.views.answering import Filling, rests_since, to_answer
from surveys.views.visits import show, too_fast, visit_to, visit_to_no_survey
from surveys.whole import START


@public
@require_http_methods(["GET", "HEAD", "POST"])
def code_enter(request):
    """Type a code, and come to the start of its survey. A used, unknown or closed code gets one and the same answer."""
    if request.method != "POST":
        form = CodeForm()
        visit = visit_to_no_survey(request)
        return show(request, "code.html", visit, form=form, not_good="again" in request.GET)
    wait = too_fast(request, "code")
    form = CodeForm(request.POST)
    found = codes.code_typed(form.cleaned_data["code"]) if form.is_valid() and not wait else None
    code = tidy(form.cleaned_data.get("code", ""))
    put_by = drafts.resume_draft(code=code, on=timezone.localdate()) if found else {}
    if found is None or found.is_spent or not _may_be_used(found.survey_link, has_begun=bool(put_by)):
        return _typed_again(request, form, wait)
    survey_link = to_answer().get(pk=found.survey_link_id)
    visit = visit_to(request, survey_link)
    if rests_since(survey_link):
        return show(request, "resting.html", visit)
    go = request.POST.get("go", "")
    key = answering.key_to_go_on(survey_link) if put_by else answering.new_submission_key(survey_link)
    filling = Filling(request, visit, key=key)
    if go not in ("begin", "resume"):
        return filling.show_whole(shown=START, put_by=bool(put_by))
    if go == "resume" and put_by:
        filling.take_up(put_by)
    return filling.show_whole()


def _may_be_used(survey_link: SurveyLink, *, has_begun: bool) -> bool:
    is_open = survey_link.takes_put_by if has_begun else survey_link.takes_answers
    return survey_link.kind == SurveyLink.Mode.CODES and is_open


def _typed_again(request, form: CodeForm, wait: int):
    visit = visit_to_no_survey(request)
    with visit.speaking():
        if wait:
            form.add_error(None, _("Lots of people are entering codes right now. Wait a moment, then try again."))
        elif form.is_valid():
            not_this_one = _(
                "We cannot open a survey with this code. It may have been used, or a letter may be missing."
            )
            sent = _("If you sent your answers, we have them.")  # for those whose phone died before we thanked them
            form.add_error("code", f"{not_this_one} {sent}")
        return show(request, "code.html", visit, status=429 if wait else 200, form=form)
