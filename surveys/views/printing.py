"""What a service prints: posters, cards, the survey on paper, sheets of single-use codes."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from background.models import Job
from organisations.access import open_round_of, service_for
from organisations.actions import ActionRefused
from organisations.making import make_file, make_sealed_file
from organisations.printing import can_make_pdf, pdf_response, qr_code
from organisations.roles import Permission
from surveys.actions import links as actions
from surveys.actions.codes import make_codes
from surveys.actions.paper import paper_survey_link
from surveys.forms.handing_out import CodesForm
from surveys.languages import Language
from surveys.models import Instrument, SurveyLink
from surveys.printed import (
    CARDS_ON_A_SHEET,
    TEMPLATES,
    codes_context,
    paper_context,
    printed_context,
    sorting_context,
    speaking,
)
from surveys.wordings import language_for, languages_of


def _survey(request, partnership: str, service: str, survey: str):
    """The service, the open round and the survey of an address; 404 while no round is open."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    round_ = open_round_of(found.partnership)
    handed_out = Instrument.objects.filter(handed_out_by=Instrument.HandedOutBy.SERVICE, key=survey)
    instrument = handed_out.filter(framework=round_.framework_id).first() if round_ else None
    if instrument is None:
        raise Http404
    return found, round_, instrument


def _answer(request, what: str, context: dict):
    """The page, or the same as a PDF where it was asked for and can be made."""
    language = context["words"].language
    with speaking(context["survey_link"], language):
        if request.GET.get("as") == "pdf" and context["has_pdf"]:
            name = "-".join((what, context["instrument"].key, context["survey_link"].service.slug, language.code))
            return pdf_response(f"{TEMPLATES}{what}.html", context, name=name)
        return render(request, f"{TEMPLATES}{what}.html", context)


def _poster_of(request, partnership, service, survey) -> tuple[SurveyLink, str]:
    """The poster's own way in, and its address."""
    found, round_, instrument = _survey(request, partnership, service, survey)
    kind = SurveyLink.Mode.POSTER
    survey_link = actions.survey_link_of(service=found, round_=round_, instrument=instrument, kind=kind)
    return survey_link, request.build_absolute_uri(survey_link.get_absolute_url())


@never_cache
def poster(request, partnership, service, survey):
    """An A4 poster. It has an address of its own, which can be closed without closing the link."""
    survey_link, address = _poster_of(request, partnership, service, survey)
    context = printed_context(survey_link, _language(request, survey_link))
    printed = address if context["words"].language.code == "en-gb" else f"{address}{_query(context)}"
    return _answer(request, "poster", context | {"address": address, "qr": qr_code(printed)})


def _query(context: dict) -> str:
    """Anyone who scans a poster in a language goes on in it."""
    return f"?language={context['words'].language.code}"


@never_cache
def cards(request, partnership, service, survey):
    """A sheet of small cards with the poster's address."""
    survey_link, address = _poster_of(request, partnership, service, survey)
    context = printed_context(survey_link, _language(request, survey_link))
    printed = address if context["words"].language.code == "en-gb" else f"{address}{_query(context)}"
    one = {"qr": qr_code(printed)}
    return _answer(request, "cards", context | {"address": address, "sheets": [[one] * CARDS_ON_A_SHEET]})


@never_cache
@require_http_methods(["GET", "POST"])
def paper_survey(request, partnership, service, survey):
    """The survey to fill in with a pen; the numbers beside the boxes are what is keyed later.

    The buttons have the same made as a PDF of some pages, or on A3 in large print.
    """
    found, round_, instrument = _survey(request, partnership, service, survey)
    survey_link = paper_survey_link(service=found, round_=round_, instrument=instrument)
    language, is_large = _language(request, survey_link), request.POST.get("large") == "yes"
    if request.method == "POST" and can_make_pdf():
        return make_file(
            request,
            kind=Job.Task.PAPER,
            about=f"{instrument.title}, {found.name} ({language.name}{', large print' if is_large else ''})",
            partnership=found.partnership,
            back=reverse("surveys:paper-survey", args=[partnership, service, survey]),
            arguments={"survey_link": survey_link.pk, "language": language.code}
            | ({"large": True} if is_large else {}),
        )
    with speaking(survey_link, language):
        return render(request, f"{TEMPLATES}survey.html", paper_context(survey_link, language))


@never_cache
def sorting_cards(request, partnership, service, survey):
    """The children's survey as cards to cut out and sort, with a page that is keyed as a paper form is."""
    found, round_, instrument = _survey(request, partnership, service, survey)
    if not instrument.is_for_children:
        raise Http404
    survey_link = paper_survey_link(service=found, round_=round_, instrument=instrument)
    return _answer(request, "sorting", sorting_context(survey_link, _language(request, survey_link)))


def _language(request, survey_link: SurveyLink) -> Language:
    return language_for(request, survey_link.instrument, survey_link.service.partnership)


@never_cache
@require_http_methods(["GET", "POST"])
def codes(request, partnership, service, survey):
    """New single-use codes as a sheet of cards. They are shown this once: only their hashes are kept."""
    found, round_, instrument = _survey(request, partnership, service, survey)
    languages = languages_of(instrument, found.partnership)
    form = CodesForm(request.POST if request.method == "POST" else None, languages=languages)
    if not form.is_valid():
        context = {"form": form, "service": found, "instrument": instrument, "round": round_}
        return render(request, "surveys/codes.html", context | {"has_pdf": can_make_pdf()})
    kind = SurveyLink.Mode.CODES
    survey_link = actions.survey_link_of(service=found, round_=round_, instrument=instrument, kind=kind)
    number, language = form.cleaned_data["number"], _language(request, survey_link)
    address = request.build_absolute_uri(reverse("surveys:code-enter"))
    if "as_page" not in request.POST and can_make_pdf():
        return make_sealed_file(
            request,
            kind=Job.Task.CODES,
            about=f"{instrument.title}, {found.name}",
            partnership=found.partnership,
            back=reverse("surveys:codes", args=[partnership, service, survey]),
            arguments={
                "survey_link": survey_link.pk,
                "number": number,
                "language": language.code,
                "address": address,
            },
        )
    try:
        made = make_codes(survey_link=survey_link, number=number, by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
        return redirect("surveys:survey-links", partnership, service)
    with speaking(survey_link, language):
        context = codes_context(survey_link, language, made, address)
        return render(request, f"{TEMPLATES}cards.html", context | {"has_pdf": False})


@require_http_methods(["POST"])
def tablet_begin(request, partnership, service, survey):
    """Make a shared tablet's own way in, sign out on this device, and go there: this is pressed on the tablet."""
    found, round_, instrument = _survey(request, partnership, service, survey)
    kind = SurveyLink.Mode.TABLET
    survey_link = actions.survey_link_of(service=found, round_=round_, instrument=instrument, kind=kind)
    logout(request)
    return redirect(survey_link.get_absolute_url())
