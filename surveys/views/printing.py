"""What a service prints: posters, cards, the survey on paper, sheets of single-use codes."""

from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organisations.access import open_round_of, service_for
from organisations.printing import can_make_pdf, pdf_response, qr_code
from organisations.roles import Permission
from surveys.actions import links as actions
from surveys.actions.codes import in_two_lines, make_codes
from surveys.actions.paper import paper_survey_link, questions_on_paper
from surveys.forms.handing_out import CodesForm
from surveys.models import Instrument, SupportLine, SurveyLink
from surveys.wordings import InstrumentWords, language_for, languages_of

CARDS_ON_A_SHEET = 8
TEMPLATES = "surveys/public/print/"


def _survey(request, partnership: str, service: str, survey: str):
    """The service, the open round and the survey of an address; 404 while no round is open."""
    found = service_for(request, partnership, service, Permission.SHARE_SURVEYS)
    round_ = open_round_of(found.partnership)
    handed_out = Instrument.objects.filter(handed_out_by=Instrument.HandedOutBy.SERVICE, key=survey)
    instrument = handed_out.filter(framework=round_.framework_id).first() if round_ else None
    if instrument is None:
        raise Http404
    return found, round_, instrument


def _context(request, survey_link: SurveyLink) -> dict:
    """What everything printed shows, in the language that was asked for."""
    service, instrument = survey_link.service, survey_link.instrument
    language = language_for(request, instrument, service.partnership)
    words = InstrumentWords(instrument, language)
    lines = SupportLine.objects.shown_in(service.partnership, instrument.framework_id)
    lines = lines.filter(for_families=True) if instrument.for_families else lines.filter(for_staff=True)
    return {
        "words": words,
        "instrument": instrument,
        "survey_link": survey_link,
        "partnership": service.partnership,
        "place": service.name,
        "languages": languages_of(instrument, service.partnership),
        "support": [words.support(line) for line in lines],
        "with_helper": instrument.key == "children",
        "back": reverse("surveys:survey-links", args=[service.partnership.slug, service.slug]),
        "pdf": f"?language={language.code}&as=pdf",
        "has_pdf": can_make_pdf(),
    }


def _answer(request, what: str, context: dict):
    """The page, or the same as a PDF where it was asked for and can be made."""
    language = context["words"].language
    with translation.override(language.code):
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
    context = _context(request, survey_link)
    printed = address if context["words"].language.code == "en-gb" else f"{address}{_query(context)}"
    return _answer(request, "poster", context | {"address": address, "qr": qr_code(printed)})


def _query(context: dict) -> str:
    """Whoever scans a poster in a language goes on in it."""
    return f"?language={context['words'].language.code}"


@never_cache
def cards(request, partnership, service, survey):
    """A sheet of small cards with the poster's address."""
    survey_link, address = _poster_of(request, partnership, service, survey)
    context = _context(request, survey_link)
    printed = address if context["words"].language.code == "en-gb" else f"{address}{_query(context)}"
    one = {"qr": qr_code(printed)}
    return _answer(request, "cards", context | {"address": address, "sheets": [[one] * CARDS_ON_A_SHEET]})


@never_cache
def paper_survey(request, partnership, service, survey):
    """The survey to fill in with a pen; the numbers beside the boxes are what is keyed later."""
    found, round_, instrument = _survey(request, partnership, service, survey)
    context = _context(request, paper_survey_link(service=found, round_=round_, instrument=instrument))
    return _answer(request, "survey", context | {"parts": _parts(found, instrument, context["words"])})


def _parts(service, instrument: Instrument, words: InstrumentWords) -> list[dict]:
    """Sections with their questions, numbered through as they are keyed; local questions come last.

    A local question that has no words in this language leaves its number out, so that keying fits every language.
    """
    parts: list[dict] = []
    before = None
    for number, question in enumerate(questions_on_paper(instrument, service), start=1):
        if question.is_retired or not words.asks(question):
            continue
        local = question.partnership_id is not None
        key = "local" if local else question.section_id
        if not parts or parts[-1]["key"] != key:
            title = service.partnership.name if local else words.section_title(question.section)
            note = "" if local else words.section_note(question.section)
            parts.append({"key": key, "title": title, "note": note, "questions": []})
            before = None
        text = words.question(question)
        stem = words.stem(question.scale) if question.scale else ""
        parts[-1]["questions"].append(
            {
                "number": number,
                "text": text,
                "stem": stem if stem not in (before, text) else "",
                "answers": [{"label": words.point(point), "face": point.face} for point in question.choices()],
            }
        )
        before = stem
    return parts


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
    made = make_codes(survey_link=survey_link, number=form.cleaned_data["number"], by=request.user)
    address = request.build_absolute_uri(reverse("surveys:code-enter"))
    context = _context(request, survey_link)
    printed = [{"code": in_two_lines(code), "qr": qr_code(f"{address}#{code}")} for code in made]
    context |= {
        "address": address,
        # A page for each sheet: one long row of cards would be laid out anew for every page, and 300 took minutes.
        "sheets": [printed[at : at + CARDS_ON_A_SHEET] for at in range(0, len(printed), CARDS_ON_A_SHEET)],
        "languages": [],
        "pdf": "",
        "is_code_sheet": True,
    }
    language = context["words"].language
    with translation.override(language.code):
        if "as_page" not in request.POST and can_make_pdf():
            return pdf_response(f"{TEMPLATES}cards.html", context, name=f"codes-{instrument.key}-{found.slug}")
        return render(request, f"{TEMPLATES}cards.html", context | {"has_pdf": False})


@require_http_methods(["POST"])
def tablet_begin(request, partnership, service, survey):
    """Make a shared tablet's own way in, sign out on this device, and go there: this is pressed on the tablet."""
    found, round_, instrument = _survey(request, partnership, service, survey)
    kind = SurveyLink.Mode.TABLET
    survey_link = actions.survey_link_of(service=found, round_=round_, instrument=instrument, kind=kind)
    logout(request)
    return redirect(survey_link.get_absolute_url())
