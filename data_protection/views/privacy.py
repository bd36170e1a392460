"""A partnership's privacy page, and how it looks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from data_protection.actions.publishing import SAID, change_look, publish_notice
from data_protection.actions.retention import ELSEWHERE, KINDS
from data_protection.forms import LookForm, PrivacyNoticeForm
from data_protection.models import Logo, PrivacyNotice
from data_protection.periods import PERIODS
from organisations.access import partnership_for, public_partnership
from organisations.forms import saved_from
from organisations.roles import Permission
from surveys.actions.comments import safety_settings_of

A_DAY = 60 * 60 * 24


def _page(request, place, notice):
    """The page of one version, with what is not filled in."""
    missing = [
        said
        for name, said in (
            ("controller", _("who is responsible")),
            ("officer", _("the data protection officer")),
            ("officer_email", _("an email address for questions about data")),
            ("basis", _("the lawful basis")),
        )
        if not (notice and getattr(notice, name))
    ]
    context = {
        "notice": notice,
        "missing": missing,
        "versions": PrivacyNotice.objects.filter(partnership=place).order_by("-version"),
        "months": safety_settings_of(place).retention_months,
        "periods": [(kind.what, kind.period) for kind in KINDS if kind.key != "erasures"]
        + [(what, PERIODS[key]) for key, what in ELSEWHERE if key != "answers"],
    }
    return render(request, "data_protection/privacy.html", context)


@login_not_required
def partnership_privacy(request, partnership):
    """Who is responsible for what a partnership keeps, why, and how long: for anyone."""
    place = public_partnership(request, partnership)
    return _page(request, place, PrivacyNotice.objects.newest_of(place))


@login_not_required
def privacy_version(request, partnership, version):
    """The same as it was before."""
    place = public_partnership(request, partnership)
    return _page(request, place, get_object_or_404(PrivacyNotice, partnership=place, version=version))


@require_http_methods(["GET", "POST"])
def privacy_edit(request, partnership):
    """The next version of what the page says of who is responsible."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    newest = PrivacyNotice.objects.newest_of(place)
    now = newest.version if newest else 0
    seen = number_in(request.POST.get("seen"), now)
    instance = PrivacyNotice(partnership=place, **({name: getattr(newest, name) for name in SAID} if newest else {}))
    form = PrivacyNoticeForm(request.POST or None, instance=instance, seen=now)
    if saved_from(
        form, lambda: publish_notice(notice=form.instance, seen=seen, by=request.user, on=timezone.localdate())
    ):
        messages.success(request, _("Your privacy page is published."))
        return redirect("data_protection:privacy", partnership)
    return render(request, "data_protection/privacy_edit.html", {"form": form, "newest": newest})


def number_in(said: str | None, otherwise: int) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 9 else otherwise


@require_http_methods(["GET", "POST"])
def look(request, partnership):
    """The colour, the logo and the address to ask at, with a preview of what is saved."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    now = Logo.objects.filter(partnership=place).defer("content").first()
    form = LookForm(request.POST or None, request.FILES or None, instance=place, logo=now)

    def save() -> bool:
        said = form.cleaned_data
        change_look(
            partnership=place,
            fields=form.changed_data,
            picture=form.picture,
            description=said["description"],
            remove=said.get("remove", False),
            by=request.user,
        )
        return True

    # The page that comes back has the colour that was typed: the form has filled this partnership. Nothing is saved.
    is_preview = "preview" in request.POST and form.is_valid()
    if not is_preview and saved_from(form, save):
        messages.success(request, _("Saved. Your pages look like this now."))
        return redirect("data_protection:look", partnership)
    return render(request, "data_protection/look.html", {"form": form, "logo": now, "is_preview": is_preview})


@login_not_required
def logo(request, partnership):
    """The logo itself."""
    place = public_partnership(request, partnership)
    found = get_object_or_404(Logo, partnership=place)
    answer = HttpResponse(bytes(found.content), content_type="image/jpeg")
    answer["ETag"] = f'"{found.digest}"'
    patch_cache_control(answer, public=True, max_age=A_DAY)
    return answer
