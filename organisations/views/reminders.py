"""Which reminders someone gets."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from organisations.access import partnership_for
from organisations.actions import choose_reminders
from organisations.forms import RemindersForm
from organisations.models import ReminderChoice
from organisations.reminding import kinds_for


@require_http_methods(["GET", "POST"])
def reminders(request, partnership):
    """The kinds of reminders that come with this person's roles; they tick those that they want."""
    place = partnership_for(request, partnership)
    kinds = kinds_for(request.user, place)
    off = ReminderChoice.objects.filter(user=request.user, wants=False).values_list("kind", flat=True)
    wanted = [kind.code for kind in kinds if kind.code not in set(off)]
    form = RemindersForm(request.POST if request.method == "POST" else None, kinds=kinds, initial={"wanted": wanted})
    if form.is_valid():
        codes = [kind.code for kind in kinds]
        choose_reminders(user=request.user, offered=codes, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("Reminders saved."))
        return redirect("organisations:reminders", partnership)
    return render(request, "organisations/reminders.html", {"form": form, "kinds": kinds})
