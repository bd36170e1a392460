"""How a round is going: for every service what is there and what is not yet, for whoever runs the round."""

from collections import defaultdict

from django import forms
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.actions.organisational import organisational_questions_of
from activities.models import OrganisationalReply
from assessments.models import Assessment
from organisations.access import round_for
from organisations.days import day_and_time
from organisations.forms import FilterForm
from organisations.models import Invitation, Membership, Organisation, Round, Sector, Service
from organisations.roles import Permission, Role
from surveys.actions.flags import count_take_up
from surveys.actions.links import FEWEST_SAID, band_of_five
from surveys.models import Instrument, SurveyLink


class ProgressFilter(FilterForm):
    """Which services to look at. A choice that is none of these is passed over."""

    waiting = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All services")),
            ("assessment", _("Self-assessment not submitted")),
            ("surveys", _("Fewer than 10 responses")),
            ("lead", _("No service lead yet")),
        ],
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(), label=_("Sector"), required=False, empty_label=_("All sectors"), to_field_name="slug"
    )

    def __init__(self, data, *, round_: Round) -> None:
        super().__init__(data)
        self.fields["sector"].queryset = Sector.objects.in_partnership(round_.partnership).active()
        if not _counts_responses(round_):
            self.fields["waiting"].choices = [one for one in self.fields["waiting"].choices if one[0] != "surveys"]
        self.is_valid()


def round_progress(request, partnership, round_slug):
    """Every service of a round with its lead, self-assessment and responses to its surveys in groups of five."""
    round_ = round_for(request, partnership, round_slug, Permission.MANAGE_ROUNDS)
    services = list(_services_of(round_))
    leads, invited = _leads_of(services)
    assessments = {each.service_id: each for each in Assessment.objects.in_round(round_).with_progress()}
    counts = _counts_responses(round_)
    surveys = list(Instrument.objects.filter(framework=round_.framework, handed_out_by="service").order_by("order"))
    surveys = surveys if counts else []
    statements = round_.assessed_statements().count()
    came_in = _answers_by_service(round_)
    submitted = {pk for pk, each in assessments.items() if each.state == Assessment.State.SUBMITTED}
    # What looks alike in bands looks alike here: choosing what to see tells no more than they do.
    heard = {pk for pk, counts in came_in.items() if max(counts.values()) >= FEWEST_SAID}
    asked = ProgressFilter(request.GET, round_=round_)
    left = {
        "assessment": lambda service: service.pk not in submitted,
        "surveys": lambda service: service.pk not in heard,
        "lead": lambda service: service.pk not in leads,
    }.get(asked.cleaned_data.get("waiting"), lambda service: True)
    sector = asked.cleaned_data.get("sector")
    rows = [
        [
            {"text": service.name, "url": service.get_absolute_url()} if service.archived_on is None else service.name,
            service.organisation.name,
            ", ".join(leads.get(service.pk, ())) or (_("Invited") if service.pk in invited else "–"),
            _how_far(assessments.get(service.pk), statements),
            *(_band(came_in[service.pk].get(survey.pk)) for survey in surveys),
        ]
        for service in services
        if left(service) and sector in (None, service.sector)
    ]
    return render(
        request,
        "home/round_progress.html",
        {
            "round": round_,
            "seals_at": day_and_time(round_.seals_at),
            "counts_responses": counts,
            "filter": asked,
            "figures": [
                {
                    "label": _("self-assessments submitted"),
                    "value": len(submitted & {service.pk for service in services}),
                    "note": _("of %(number)s services") % {"number": len(services)},
                },
                *(
                    [
                        {
                            "label": _("services where 10 people or more answered a survey"),
                            "value": len(heard & {service.pk for service in services}),
                            "note": _("of %(number)s services") % {"number": len(services)},
                        }
                    ]
                    if counts
                    else []
                ),
                *_organisations_that_answered(round_),
            ],
            "columns": [_("Service"), _("Organisation"), _("Lead"), _("Self-assessment"), *(s.title for s in surveys)],
            "rows": rows,
            "all": len(services),
        },
    )


def _counts_responses(round_: Round) -> bool:
    """Until it is sealed. What was counted last of a link is no figure of a sealed round: its results are."""
    return not round_.is_sealed and round_.state != Round.State.RELEASED


def _services_of(round_: Round):
    """Those that take part while it is open; afterwards those that took part."""
    found = Service.objects.in_partnership(round_.partnership).with_places().order_by("name", "pk")
    if round_.state in (Round.State.PLANNED, Round.State.OPEN):
        return found.active()
    return found.filter(pk__in=round_.places.values("service"))


def _leads_of(services: list[Service]) -> tuple[dict[int, list[str]], set[int]]:
    """Names of each service's leads, and the services to which one is invited."""
    leads = defaultdict(list)
    held = Membership.objects.filter(role=Role.SERVICE_LEAD, service__in=services).select_related("user")
    for membership in held.order_by("user__name", "pk"):
        leads[membership.service_id].append(str(membership.user))
    waiting = Invitation.objects.waiting(timezone.localdate()).filter(role=Role.SERVICE_LEAD, service__in=services)
    return leads, set(waiting.values_list("service", flat=True))


def _how_far(assessment: Assessment | None, statements: int) -> str:
    if assessment is None:
        return _("Not yet started")
    if assessment.state == Assessment.State.SUBMITTED:
        return _("Submitted")
    return _("%(number)s of %(all)s statements completed") % {"number": assessment.decided, "all": statements}


def _answers_by_service(round_: Round) -> dict[int, dict[int, int]]:
    """Answers by service and survey as of today's count. They leave this page in bands only."""
    links = list(SurveyLink.objects.in_round(round_).filter(service__isnull=False))
    if round_.is_open:
        count_take_up(round_=round_, links=links, on=timezone.localdate())
    found = defaultdict(lambda: defaultdict(int))
    for link in links:
        found[link.service_id][link.instrument_id] += link.counted_responses
    return found


def _band(number: int | None) -> str:
    return band_of_five(number) if number is not None else "–"


def _organisations_that_answered(round_: Round) -> list[dict]:
    """How many organisations have sent the organisational survey, where the round asks them."""
    if not organisational_questions_of(round_):
        return []
    asked = Organisation.objects.in_partnership(round_.partnership).active().count()
    return [
        {
            "label": _("organisational surveys submitted"),
            "value": OrganisationalReply.objects.in_round(round_).sent().count(),
            "note": _("of %(number)s organisations") % {"number": asked},
        }
    ]
