"""The data-sharing statement, and who has agreed to it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from data_protection.actions.publishing import PARTS, publish_statement
from data_protection.actions.publishing import agree as agree_for
from data_protection.forms import SharingStatementForm
from data_protection.models import SharingAgreement, SharingStatement
from data_protection.sharing import first_words
from data_protection.views.privacy import number_in
from organisations.access import organisation_for, partnership_for
from organisations.actions import ActionRefused
from organisations.forms import saved_from
from organisations.models import Organisation
from organisations.permissions import has_permission, places_where
from organisations.roles import Permission


def _page(request, place, found):
    newest = SharingStatement.objects.newest_of(place)
    agreed = (
        list(SharingAgreement.objects.filter(statement=found).select_related("organisation", "agreed_by"))
        if found
        else []
    )
    active = Organisation.objects.in_partnership(place).active()
    waiting = [one for one in active if one.pk not in {each.organisation_id for each in agreed}] if found else []
    mine = places_where(request.user, Permission.ANSWER_FOR_ORGANISATION, place).organisations
    context = {
        "statement": found,
        "is_newest": found == newest,
        "versions": SharingStatement.objects.filter(partnership=place).order_by("-version"),
        "agreed": sorted(agreed, key=lambda each: each.organisation.name),
        "waiting": waiting,
        "to_agree": [one for one in waiting if one.pk in mine] if found == newest else [],
        "may_edit": has_permission(request.user, Permission.MANAGE_PLACES, place),
    }
    return render(request, "data_protection/statement.html", context)


def statement(request, partnership):
    """The newest version, who has agreed to it, and who has not yet."""
    place = partnership_for(request, partnership)
    return _page(request, place, SharingStatement.objects.newest_of(place))


def version(request, partnership, version):
    """An earlier version stays to be read."""
    place = partnership_for(request, partnership)
    return _page(request, place, get_object_or_404(SharingStatement, partnership=place, version=version))


@require_http_methods(["GET", "POST"])
def statement_edit(request, partnership):
    """The next version, which begins with the words of the one before, or with ours."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    newest = SharingStatement.objects.newest_of(place)
    now = newest.version if newest else 0
    seen = number_in(request.POST.get("seen"), now)
    said = {name: getattr(newest, name) for name in PARTS} if newest else first_words(place)
    form = SharingStatementForm(request.POST or None, instance=SharingStatement(partnership=place, **said), seen=now)

    def save() -> SharingStatement:
        return publish_statement(statement=form.instance, seen=seen, by=request.user, on=timezone.localdate())

    if saved_from(form, save):
        messages.success(request, _("Published. Each organisation is asked to agree."))
        return redirect("data_protection:statement", partnership)
    return render(request, "data_protection/statement_edit.html", {"form": form, "newest": newest})


@require_POST
def agree(request, partnership, organisation):
    """An organisation's lead agrees for it, to the version that they have read."""
    place = organisation_for(request, partnership, organisation, Permission.ANSWER_FOR_ORGANISATION)
    try:
        agree_for(organisation=place, version=number_in(request.POST.get("version"), 0), by=request.user)
    except ActionRefused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Agreed for %(organisation)s.") % {"organisation": place.name})
    return redirect("data_protection:statement", partnership)
