"""What is printed of a survey: what its pages and PDFs are made from, and the PDFs that the worker makes."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from background.actions.jobs import Run, WorkRefused
from background.models import Job
from organisations.actions import ActionRefused
from organisations.permissions import has_permission
from organisations.printing import can_make_pdf, pdf_of, qr_code
from organisations.roles import Permission
from surveys.actions.codes import in_two_lines, keep_codes, new_codes
from surveys.actions.paper import questions_on_paper
from surveys.languages import Language, language_called
from surveys.models import Instrument, SupportLine, SurveyLink
from surveys.wordings import InstrumentWords, languages_of

CARDS_ON_A_SHEET = 8
TEMPLATES = "surveys/public/print/"


def speaking(survey_link: SurveyLink, language: Language):
    """For a `with`: every phrase inside is in this language, and speaks to a child as to one."""
    return translation.override(language.of_pages(to_a_child=survey_link.instrument.is_for_children))


def printed_context(survey_link: SurveyLink, language: Language) -> dict:
    """What everything printed shows, in a language."""
    service, instrument = survey_link.service, survey_link.instrument
    words = InstrumentWords(instrument, language)
    lines = SupportLine.objects.shown_in(service.partnership, instrument.framework_id)
    return {
        "words": words,
        "instrument": instrument,
        "survey_link": survey_link,
        "partnership": service.partnership,
        "place": service.name,
        "languages": languages_of(instrument, service.partnership),
        "support": [words.support(line) for line in lines.beside(instrument)],
        "with_helper": instrument.is_for_children,
        "back": reverse("surveys:survey-links", args=[service.partnership.slug, service.slug]),
        "pdf": f"?language={language.code}&as=pdf",
        "has_pdf": can_make_pdf(),
    }


def paper_context(survey_link: SurveyLink, language: Language) -> dict:
    """What a survey to fill in with a pen is made from."""
    context = printed_context(survey_link, language)
    parts = _parts(survey_link.service, survey_link.instrument, context["words"])
    return context | {"parts": parts, "has_many_pages": True}


def sorting_context(survey_link: SurveyLink, language: Language) -> dict:
    """What cards to sort are made from: the answers, a card for each question, and the page to be keyed.

    Questions have the numbers of the paper form, so that the page is keyed as one. Cards are for questions that share
    the survey's first scale; what has other answers, or is written, stands on the page only.
    """
    context = paper_context(survey_link, language)
    asked = [question for part in context["parts"] for question in part["questions"]]
    answers = next((question["answers"] for question in asked if question["answers"]), [])
    cards = [question for question in asked if question["answers"] == answers]
    sheets = [cards[at : at + CARDS_ON_A_SHEET] for at in range(0, len(cards), CARDS_ON_A_SHEET)]
    return context | {"answers": answers, "sheets": sheets, "has_many_pages": False}


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


def codes_context(survey_link: SurveyLink, language: Language, codes: list[str], address: str) -> dict:
    """What sheets of cards are made from, a single-use code on each. `address` is where codes are typed."""
    printed = [{"code": in_two_lines(code), "qr": qr_code(f"{address}#{code}")} for code in codes]
    return printed_context(survey_link, language) | {
        "address": address,
        # A page for each sheet: one long row of cards would be laid out anew for every page, and 300 took minutes.
        "sheets": [printed[at : at + CARDS_ON_A_SHEET] for at in range(0, len(printed), CARDS_ON_A_SHEET)],
        "languages": [],
        "pdf": "",
        "is_code_sheet": True,
    }


def make_codes_pdf(run: Run) -> None:
    """New codes on sheets of cards. What is kept of the codes and the sealed file are written at once, or neither is.

    A run that is killed takes its codes with it: no one has seen them, and the next run draws others.
    """
    wanted, survey_link = run.job.arguments, _survey_link_of(run)
    language = language_called(wanted["language"])
    codes = new_codes(wanted["number"])
    with speaking(survey_link, language):
        content = pdf_of(f"{TEMPLATES}cards.html", codes_context(survey_link, language, codes, wanted["address"]))
    name = f"codes-{survey_link.instrument.key}-{survey_link.service.slug}.pdf"
    try:
        with transaction.atomic():
            run.keep_file(name=name, content_type="application/pdf", content=content, sealed_with=wanted["seals"])
            keep_codes(survey_link=survey_link, codes=codes, by=run.job.asked_by)
    except ActionRefused as reason:
        raise WorkRefused(str(reason)) from reason


def make_paper_pdf(run: Run) -> None:
    """A survey to fill in with a pen."""
    is_large = bool(run.job.arguments.get("large"))
    survey_link, language = _survey_link_of(run), language_called(run.job.arguments["language"])
    with speaking(survey_link, language):
        content = pdf_of(f"{TEMPLATES}survey.html", paper_context(survey_link, language), is_large=is_large)
    large = "-large-print" if is_large else ""
    name = f"survey-{survey_link.instrument.key}-{survey_link.service.slug}-{language.code}{large}.pdf"
    run.keep_file(name=name, content_type="application/pdf", content=content)


def may_take_printed(job: Job) -> bool:
    """Whether they may still share this service's surveys."""
    survey_link = SurveyLink.objects.with_places().filter(pk=job.arguments["survey_link"]).first()
    return bool(survey_link and has_permission(job.asked_by, Permission.SHARE_SURVEYS, survey_link.service))


def _survey_link_of(run: Run) -> SurveyLink:
    """The way of handing out that was asked for. Raises WorkRefused where the round has closed meanwhile."""
    survey_link = SurveyLink.objects.with_places().get(pk=run.job.arguments["survey_link"])
    if not survey_link.round.is_open:
        raise WorkRefused("The round has closed, so you cannot share this survey.")
    return survey_link
