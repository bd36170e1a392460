"""The languages of the surveys: what is there, who has read it, and whether it is offered."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from framework.models import FrameworkVersion
from organisations.access import framework_of, partnership_for
from organisations.forms import saved_from
from organisations.roles import Permission
from surveys.actions.languages import save_language_choice
from surveys.forms.languages import LanguageForm
from surveys.languages import Language, all_languages, english, language_called, phrases_in, phrases_not_translated
from surveys.models import Instrument, LanguageChoice
from surveys.wordings import missing_in, side_by_side


def _surveys_of(framework: FrameworkVersion) -> list[Instrument]:
    return list(Instrument.objects.filter(framework=framework, for_families=True).select_related("framework"))


def language_list(request, partnership):
    """Every language but English, with what is missing and what was decided."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    framework = framework_of(place)
    decided = LanguageChoice.objects.filter(partnership=place, framework=framework)
    choices = {choice.language: choice for choice in decided}
    languages = [
        {
            "language": language,
            "choice": choices.get(language.code) or LanguageChoice(),
            "surveys": [(survey, len(texts)) for survey, texts in missing.items()],
            "phrases": len(phrases_not_translated(language.code)),
        }
        for language, missing in missing_in(framework, _surveys_of(framework)).items()
    ]
    return render(request, "surveys/languages/list.html", {"languages": languages})


@require_http_methods(["GET", "POST"])
def language_edit(request, partnership, language):
    """Read a language beside the English, and decide about it."""
    place = partnership_for(request, partnership, Permission.MANAGE_SURVEYS)
    framework, found = framework_of(place), language_called(language)
    if found == english() or found not in all_languages():
        raise Http404
    here = {"partnership": place, "framework": framework, "language": found.code}
    choice = LanguageChoice.objects.filter(**here).first() or LanguageChoice(**here)
    form = LanguageForm(request.POST or None, instance=choice)
    if saved_from(form, lambda: _saved(form, request.user)):
        messages.success(request, _("%(found)s saved.") % {"found": found})
        return redirect("surveys:language-list", partnership)
    tables = [(survey.title, _rows(side_by_side(survey, found), found)) for survey in _surveys_of(framework)]
    tables.append((_("Buttons and other text on survey pages"), _rows(phrases_in(found.code), found)))
    return render(
        request,
        "surveys/languages/edit.html",
        {"form": form, "found": found, "choice": choice, "tables": tables, "columns": [_("English"), found.name]},
    )


def _saved(form: LanguageForm, by) -> bool:
    save_language_choice(choice=form.instance, fields=form.changed_data, by=by)
    return True


def _rows(texts, language: Language) -> list[list]:
    return [[first, _in(language, other)] for first, other in texts]


def _in(language: Language, text: str):
    if not text:
        return _("not translated yet")
    return format_html('<span lang="{}" dir="{}">{}</span>', language.tag, language.direction, text)
