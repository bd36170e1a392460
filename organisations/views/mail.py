"""What became of a partnership's mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from background.health import worker_is_alive
from background.models import OutgoingMail
from organisations import actions
from organisations.access import partnership_for
from organisations.forms import MailFilterForm
from organisations.roles import Permission

ON_A_PAGE = 50


def mail_list(request, partnership):
    """A partnership's mail, the newest first, by what became of it."""
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    form = MailFilterForm(request.GET or None)
    found = OutgoingMail.objects.in_partnership(place)
    if form.is_valid():
        found = form.narrow(found)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_narrowed": any(request.GET.values()),
        "nobody_works": not worker_is_alive(),
    }
    return render(request, "organisations/mail_list.html", context)


@require_POST
def mail_send_again(request, partnership, pk):
    place = partnership_for(request, partnership, Permission.MANAGE_PEOPLE)
    mail = get_object_or_404(OutgoingMail.objects.in_partnership(place), pk=pk)
    try:
        actions.send_mail_again(mail=mail, by=request.user)
    except actions.ActionRefused as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, _("The email to %(email)s is being sent again.") % {"email": mail.to})
    return redirect("organisations:mail-list", place.slug)
