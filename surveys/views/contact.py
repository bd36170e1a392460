"""Asking to be contacted: a form of its own that knows no survey, link or answer."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisations.models import Partnership
from organisations.traceless import public
from surveys.actions import contact as actions
from surveys.actions.comments import safety_settings_of
from surveys.forms.answering import ContactForm
from surveys.views.visits import is_flood, show, too_fast, visit_to_no_survey


def _partnership(slug: str) -> Partnership:
    found = Partnership.objects.there().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


@public
@require_http_methods(["GET", "HEAD", "POST"])
def contact_form(request, partnership):
    """Name, how to reach you, when it is safe: nothing else, and nothing of any answer.

    On a shared tablet it carries the address of the tablet's start, as it came: neither looked up nor kept.
    """
    here = _partnership(partnership)
    visit = visit_to_no_survey(request, here)
    key, status = request.POST.get("key", "") or actions.new_key(), 200
    form = ContactForm(request.POST or None)
    go = request.POST.get("go", "")
    thanks = reverse("surveys:contact-thanks", args=[here.slug]) + visit.query
    if request.method == "POST" and actions.is_asked(partnership=here, key=key):
        return redirect(thanks)  # Back, and sent again by the browser: nothing of it is shown to the next person
    with visit.speaking():
        if request.method == "POST" and not go.startswith("language:") and form.is_valid():
            wait = too_fast(request, "contact")
            if not wait:
                actions.ask_for_contact(
                    partnership=here,
                    key=key,
                    details=form.cleaned_data,
                    on=timezone.localdate(),
                    held=is_flood(request, "contact"),
                )
                return redirect(thanks)
            status = 429
            form.add_error(None, _("Lots of people are writing to us right now. Wait a moment, then try again."))
        days = safety_settings_of(here).review_days
        return show(request, "contact.html", visit, status=status, form=form, key=key, days=days)


@public
@require_safe
def contact_thanks(request, partnership):
    here = _partnership(partnership)
    days = safety_settings_of(here).review_days
    return show(request, "contact_thanks.html", visit_to_no_survey(request, here), days=days)
