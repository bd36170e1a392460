"""The accessibility statement, in each language that it is whole in."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import translation

from home.statement import checked_on, statement_language, statement_languages
from organisations.accessibility import known_faults, reviewed_on
from organisations.models import Partnership
from surveys.languages import english


@login_not_required
def accessibility(request):
    """What works for whom, what does not yet, and whom to tell: what the public sector's regulations ask for.

    In English it stands among the other pages. Their navigation is in English only, so in other languages it stands
    alone, as surveys do.
    """
    language = statement_language(request.GET.get("language", ""))
    is_english = language == english()
    context = {
        "faults": known_faults(),
        "reviewed_on": reviewed_on(),
        "contacts": Partnership.objects.listed().exclude(contact_email=""),
        "statement_language": language,
        "languages": statement_languages(),
        "is_translated": not is_english,
        "checked_on": None if is_english else checked_on(language),
    }
    template = "accessibility.html" if is_english else "accessibility_translated.html"
    with translation.override(language.code):
        return render(request, f"organisations/{template}", context)
