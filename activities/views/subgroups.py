"""Sector sub-groups: how they stand, their members, their meetings, who came."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from activities.actions import subgroups as actions
from activities.counting import where_record_counts
from activities.forms.filters import RoundFilter
from activities.forms.subgroups import MeetingForm, MemberForm, new_meeting
from activities.models import Meeting, SubGroupMember
from activities.subgroups import SubGroup, members_of_sectors, subgroups_of
from activities.take_up import headcounts_by_organisation
from activities.views.attendance import attendance_page
from organisations.access import open_real_round_of, partnership_for, sector_for
from organisations.forms import saved_from
from organisations.models import Organisation, Partnership, Round, Sector
from organisations.permissions import has_permission, require
from organisations.roles import Permission
from tables.folding import fold

P = Permission


def _round_now(place: Partnership) -> Round | None:
    """The round in which what is done today counts."""
    return open_real_round_of(place) or Round.objects.counting(place, timezone.localdate())


def subgroup_list(request, partnership):
    """Every sector's sub-group in the round."""
    place = partnership_for(request, partnership, P.VIEW_RESULTS)
    chosen = RoundFilter(request.GET, partnership=place)
    round_ = chosen.chosen or _round_now(place)
    columns = [
        *(_("Sector"), _("Chair"), _("Next meeting")),
        {"text": _("Meetings held"), "numeric": True},
        {"text": _("Organisations that came"), "numeric": True},
    ]
    rows = [_row(place, group) for group in subgroups_of(place, round_, on=timezone.localdate())]
    return render(
        request, "activities/subgroups/list.html", {"round": round_, "filter": chosen, "columns": columns, "rows": rows}
    )


def _row(place: Partnership, group: SubGroup) -> list:
    return [
        {
            "text": group.sector.name,
            "url": reverse("activities:subgroup", args=[place.slug, group.sector.slug]),
            "more": _("sub-group"),
        },
        ", ".join(group.chairs) or "–",
        date_format(group.next.day, "j F Y") if group.next else "–",
        group.meetings,
        f"{len(group.came)} of {group.organisations}",
    ]


def subgroup(request, partnership, sector):
    """One sector's sub-group: the next meeting, who has not been yet, all meetings, its members."""
    found = group_of(request, partnership, sector)
    place, today = found.partnership, timezone.localdate()
    chosen = RoundFilter(request.GET, partnership=place)
    round_ = chosen.chosen or _round_now(place)
    group = next(each for each in subgroups_of(place, round_, on=today) if each.sector == found)
    meetings = found.subgroup_meetings.annotate(organisations=Count("attendance")).order_by("-day", "-pk")
    if chosen.chosen:
        meetings = meetings.in_round(chosen.chosen)
    members = found.subgroup_members.filter(left_on__isnull=True).select_related("organisation")
    return render(
        request,
        "activities/subgroups/subgroup.html",
        {
            "group": group,
            "round": round_,
            "filter": chosen,
            "today": today,
            "meetings": meetings,
            "members": members,
            "may_run": has_permission(request.user, P.RUN_SUBGROUP, found),
        },
    )


def group_of(request, partnership: str, slug: str) -> Sector:
    """A sector, for everyone who may see results."""
    place = partnership_for(request, partnership, P.VIEW_RESULTS)
    return get_object_or_404(Sector.objects.active().select_related("partnership"), partnership=place, slug=slug)


@require_http_methods(["GET", "POST"])
def member_create(request, partnership, sector):
    found = sector_for(request, partnership, sector, P.RUN_SUBGROUP)
    return _edit_member(request, SubGroupMember(sector=found))


@require_http_methods(["GET", "POST"])
def member_edit(request, partnership, pk):
    return _edit_member(request, _member(request, partnership, pk))


def _member(request, partnership: str, pk: int) -> SubGroupMember:
    place = partnership_for(request, partnership)
    members = SubGroupMember.objects.filter(sector__partnership=place).select_related("sector__partnership")
    member = get_object_or_404(members, pk=pk)
    require(request.user, P.RUN_SUBGROUP, member.sector)
    return member


def _edit_member(request, member: SubGroupMember):
    form = MemberForm(request.POST or None, instance=member)
    made = saved_from(
        form, lambda: actions.save_member(member=form.instance, fields=form.changed_data, by=request.user)
    )
    if made:
        messages.success(request, _("Member saved: %(name)s.") % {"name": made.name})
        return redirect("activities:subgroup", member.sector.partnership.slug, member.sector.slug)
    return render(request, "activities/subgroups/member.html", {"form": form, "sector": member.sector})


@require_POST
def member_end(request, partnership, pk):
    member = _member(request, partnership, pk)
    actions.end_member(member=member, by=request.user)
    messages.success(request, _("%(name)s is no longer in the sub-group.") % {"name": member.name})
    return redirect("activities:subgroup", partnership, member.sector.slug)


@require_http_methods(["GET", "POST"])
def meeting_create(request, partnership, sector):
    return _edit_meeting(request, new_meeting(sector_for(request, partnership, sector, P.RUN_SUBGROUP)))


@require_http_methods(["GET", "POST"])
def meeting_edit(request, partnership, pk):
    return _edit_meeting(request, meeting_for(request, partnership, pk, P.RUN_SUBGROUP))


def meeting_for(request, partnership: str, pk: int, permission: Permission | None = None) -> Meeting:
    """A meeting, for everyone who may see results; to change it takes a permission on its sector."""
    place = partnership_for(request, partnership, P.BE_INSIDE if permission else P.VIEW_RESULTS)
    meeting = get_object_or_404(Meeting.objects.in_partnership(place).select_related("sector__partnership"), pk=pk)
    if permission:
        require(request.user, permission, meeting.sector)
    return meeting


def _edit_meeting(request, meeting: Meeting):
    form = MeetingForm(request.POST or None, instance=meeting)
    kept = {"meeting": meeting, "by": request.user}
    made = saved_from(form, lambda: form.save_once(actions.save_meeting, fields=form.changed_data, **kept))
    if made:
        counts = where_record_counts(made)
        messages.success(request, _("Meeting saved. %(counts)s") % {"counts": counts})
        return redirect("activities:meeting", made.sector.partnership.slug, made.pk)
    return render(request, "activities/subgroups/meeting_edit.html", {"form": form, "sector": meeting.sector})


def meeting_detail(request, partnership, pk):
    """A meeting: when and where, what was said and decided, who came."""
    meeting = meeting_for(request, partnership, pk)
    return render(
        request,
        "activities/subgroups/meeting.html",
        {
            "meeting": meeting,
            "attendance": meeting.attendance.select_related("organisation"),
            "counts": where_record_counts(meeting),
            "is_to_come": meeting.day >= timezone.localdate(),
            "may_run": has_permission(request.user, P.RUN_SUBGROUP, meeting.sector),
        },
    )


@require_http_methods(["GET", "POST"])
def meeting_attendance(request, partnership, pk):
    """Who came: the sector's organisations first, then guests from the others."""
    meeting = meeting_for(request, partnership, pk, P.RUN_SUBGROUP)
    place = meeting.sector.partnership
    came = {(each.organisation_id, ""): each.people for each in meeting.attendance.all()}
    organisations = _who_may_come(meeting.sector, {organisation for organisation, _kind in came})

    def save(people, changed) -> str:
        number = actions.keep_who_came(meeting=meeting, people=people, changed=changed, by=request.user)
        if not number:
            return _("Attendance saved: no one came.")
        said = ngettext(
            "Attendance saved: %(number)s organisation came.",
            "Attendance saved: %(number)s organisations came.",
            number,
        )
        return said % {"number": number}

    return attendance_page(
        request,
        about=f"{meeting.sector.name} – {date_format(meeting.day, 'j F Y')}",
        back=(reverse("activities:meeting", args=[place.slug, meeting.pk]), _("Sub-group meeting")),
        organisations=organisations,
        came=came,
        save=save,
        day=meeting.day,
        headcounts=headcounts_by_organisation(organisations),
        nobody_came=meeting.nobody_came,
    )


def _who_may_come(sector: Sector, came: set[int]) -> list[Organisation]:
    """The sector's organisations, then all others; of those that left the partnership, those that were there."""
    own = {organisation.pk for organisation in members_of_sectors(sector.partnership).get(sector.pk, [])}
    every = Organisation.objects.in_partnership(sector.partnership)
    there = [each for each in every if each.archived_on is None or each.pk in came]
    return sorted(there, key=lambda each: (each.pk not in own, fold(each.name)))


@require_POST
def meeting_call_off(request, partnership, pk):
    """Cancel it, or reinstate it."""
    meeting = meeting_for(request, partnership, pk, P.RUN_SUBGROUP)
    off = request.POST.get("off") == "yes"
    actions.call_off_meeting(meeting=meeting, by=request.user, off=off)
    done = _("Meeting cancelled.") if off else _("Meeting reinstated.")
    again = _("People who have it in their calendar will not see this change. Send them the calendar file again.")
    messages.success(request, f"{done} {again}" if meeting.day >= timezone.localdate() else done)
    return redirect("activities:meeting", partnership, pk)
