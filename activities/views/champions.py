"""Champions: a directory for people who sign in, and where one is still to be found."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions.programme import end_champion, save_champion
from activities.champions import gaps_in
from activities.forms.programme import ChampionFilter, ChampionForm
from activities.models import Champion
from activities.resources import ChampionsExport
from organisations.access import partnership_for
from organisations.forms import saved_from
from organisations.permissions import has_permission, has_permission_somewhere
from organisations.roles import Permission

GAP_COLUMNS = [
    _("Sector"),
    {"text": _("Organisations with a champion"), "numeric": True},
    _("Organisations without one"),
    _("Champions for the whole sector"),
]


def champion_list(request, partnership):
    """Who the champions are. Those who did not agree to be listed are here for keepers only."""
    place = partnership_for(request, partnership, Permission.VIEW_RESULTS)
    today = timezone.localdate()
    may_keep = has_permission(request.user, Permission.KEEP_PROGRAMME, place)
    everybody = Champion.objects.in_partnership(place).select_related("organisation", "sector")
    form = ChampionFilter(request.GET, partnership=place)
    current = everybody.current_on(today)
    return render(
        request,
        "activities/programme/champions.html",
        {
            "form": form,
            "query": request.GET.urlencode(),
            "champions": form.apply(current if may_keep else current.listed()),
            "others": everybody.exclude(pk__in=current.order_by().values("pk")) if may_keep else [],
            "may_keep": may_keep,
            "today": today,
            **_gaps(request, place, today),
        },
    )


def _gaps(request, place, today) -> dict:
    """The table of gaps, for those who look for champions: the programme's keepers and leads of sectors."""
    if not has_permission_somewhere(request.user, Permission.RUN_SUBGROUP, place):
        return {}
    rows = [
        [
            gap.sector,
            _("%(number)s of %(of)s") % {"number": len(gap.with_one), "of": gap.organisations},
            ", ".join(gap.without) or _("none, every organisation has one"),
            ", ".join([*gap.own, *_unlisted(gap.own_unlisted)]) or "–",
        ]
        for gap in gaps_in(place, on=today)
    ]
    return {"gap_columns": GAP_COLUMNS, "gap_rows": rows}


def _unlisted(number: int) -> list[str]:
    """Those who did not agree to be named, as a number."""
    return [ngettext("%(number)s not listed", "%(number)s not listed", number) % {"number": number}] if number else []


@require_http_methods(["GET", "POST"])
def champion_edit(request, partnership, pk=None):
    """A new champion, or one who is there."""
    place = partnership_for(request, partnership, Permission.KEEP_PROGRAMME)
    found = get_object_or_404(Champion.objects.in_partnership(place), pk=pk) if pk else None
    form = ChampionForm(
        request.POST or None,
        instance=found,
        partnership=place,
        initial={} if found else {"since": timezone.localdate()},
    )
    saved = saved_from(form, lambda: save_champion(champion=form.instance, fields=form.changed_data, by=request.user))
    if saved:
        messages.success(request, _("Champion saved: %(name)s.") % {"name": saved.name})
        return redirect("activities:champion-list", place.slug)
    return render(request, "activities/programme/champion_edit.html", {"form": form, "champion": found})


@require_POST
def champion_end(request, partnership, pk):
    """Someone is no longer a champion, from today on. They stay on record."""
    place = partnership_for(request, partnership, Permission.KEEP_PROGRAMME)
    champion = get_object_or_404(Champion.objects.in_partnership(place), pk=pk)
    end_champion(champion=champion, by=request.user, on=timezone.localdate())
    messages.success(request, _("%(name)s is no longer a champion.") % {"name": champion.name})
    return redirect("activities:champion-list", place.slug)


def champions_csv(request, partnership):
    """All champions on record who were asked for, for keepers."""
    place = partnership_for(request, partnership, Permission.KEEP_PROGRAMME)
    everybody = Champion.objects.in_partnership(place).select_related("organisation", "sector")
    champions = ChampionFilter(request.GET, partnership=place).apply(everybody)
    return ChampionsExport().take_away(champions, partnership=place, by=request.user)
