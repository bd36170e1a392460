"""The matrix, and the way down from the system to sectors and services that may be shown."""

from collections import Counter, defaultdict

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisations.access import open_round_of
from organisations.permissions import has_permission
from organisations.roles import Permission
from reporting import figures as f
from reporting.draw.charts import take_up_charts
from reporting.draw.moves import findings_charts
from reporting.measures.names import FEEDBACK
from reporting.measures.of_framework import measures_of
from reporting.measures.pledges import pledges_today
from reporting.measures.registry import Measure
from reporting.models import Release, ReleasedFigure
from reporting.read.beside import days_of, matrix_rows
from reporting.read.decision_figures import key_of
from reporting.read.findings import Findings, readings, release_before
from reporting.read.narratives import DASHBOARD
from reporting.read.protection_cost import cost_in_words, order_in_words
from reporting.read.question_tables import asked_tables, confidence_of
from reporting.read.selectors import PlaceResults, ReleasedRound
from reporting.read.tables import (
    cell_of,
    child_table,
    feature_tables,
    key_figures_of,
    services_by_sector,
    services_moved_table,
    together_table,
)
from reporting.read.visibility import OWN_WORDS, MayOpen
from reporting.read.voices import CHILDREN, FAMILIES, STAFF, voices_of
from reporting.views.matrix import picture_files
from reporting.views.record_links import way_down
from reporting.views.released import (
    chosen_release,
    decided_context,
    may_decide,
    of_round,
    pills,
    releases_of,
    to_results,
    who_may_open,
)
from surveys.models import Question


def dashboard(request, partnership, round_slug=None):
    """The results of a released round, the newest one first, earlier rounds beside it."""
    releases = releases_of(request, partnership)
    today = pledges_today(request.partnership, on=timezone.localdate())
    may_reflect = has_permission(request.user, Permission.REFLECT_FOR_BOARD, request.partnership)
    if not releases and round_slug is None:
        context = {"round": open_round_of(request.partnership), "pledges_today": today, "may_reflect": may_reflect}
        return render(request, "reporting/no_release.html", context)
    chosen = of_round(releases, round_slug) if round_slug else releases[0]
    released = ReleasedRound(chosen)
    earlier = released.earlier if release_before(releases, chosen) else None
    findings = Findings(released, earlier)
    return render(
        request,
        "reporting/dashboard.html",
        {
            "release": chosen,
            "earlier": earlier,
            "findings": findings,
            "chart": findings_charts(findings),
            "files": picture_files("reporting:findings-picture", chosen),
            "readings": readings(findings),
            "rows": matrix_rows(released),
            "days": days_of(released),
            "pills": pills(releases, chosen, "reporting:round-dashboard"),
            "words": released.narratives.at(DASHBOARD),
            "may_write": has_permission(request.user, Permission.WRITE_NARRATIVES, request.partnership),
            "may_reflect": may_reflect,
            "may_change_indicators": has_permission(request.user, Permission.KEEP_INDICATORS, request.partnership),
            "summary": _summary(released),
            "positive": voices_of(chosen.round.framework).positive_answers,
            "pledges_today": today,
            **decided_context(request, releases, chosen),
        },
    )


def _summary(released: ReleasedRound) -> str:
    """One line on what the page is based on: services, sectors, responses."""
    services = released.overview.system("self_assessment", f.COUNT)
    sectors = len(released.overview.all("self_assessment", f.SECTOR, f.COUNT))
    parts = []
    if services and services.denominator:
        number = ngettext("%(number)s service", "%(number)s services", services.denominator)
        among = ngettext("%(number)s sector", "%(number)s sectors", sectors)
        number, among = number % {"number": services.denominator}, among % {"number": sectors}
        parts.append(_("%(services)s in %(sectors)s") % {"services": number, "sectors": among})
    return " · ".join([*parts, *_responses(released)])


def _responses(released: ReleasedRound) -> list[str]:
    """How many people answered each survey: "about 1,205 staff responses", "10 to 14 responses from families"."""
    words = {
        STAFF: _("%(number)s staff responses"),
        FAMILIES: _("%(number)s responses from families"),
        CHILDREN: _("%(number)s responses from children"),
    }
    said = []
    for described in released.measures.values():
        responses = released.overview.system(described.key, f.RESPONSES) if described.has_take_up_chart else None
        if responses and responses.status == f.SHOWN and described.survey:
            of = words.get(described.survey.voice, _("%(number)s responses to %(survey)s"))
            said.append(of % {"number": responses.text, "survey": described.survey.title})
    return said


def _described(release: Release, measure: str) -> Measure:
    """The measure of an address. 404 where the round's framework has none of this name, or none that is counted."""
    found = measures_of(release.round.framework).get(measure)
    if found is None or found.make is None:
        raise Http404
    return found


def measure_results(request, partnership, round_slug, measure, level=f.SYSTEM, place=0):
    """One measure at one place: the whole, feature by feature, and the places below it."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    described = _described(chosen, measure)
    if level not in (f.SYSTEM, f.SECTOR, f.SERVICE, f.REST):
        raise Http404
    released = ReleasedRound(chosen)
    results = PlaceResults(released, measure, level, place)
    round_pills = pills(releases, chosen, "reporting:measure-results", measure) if level == f.SYSTEM else []
    if not results.exists and level == f.SYSTEM and not place:  # a release from before this was counted
        context = {"release": chosen, "measure": described, "pills": round_pills}
        return render(request, "reporting/nothing_counted.html", context)
    if not results.exists:
        raise Http404
    if level == f.SERVICE and not who_may_open(request)(measure, place):
        raise PermissionDenied
    here = [request.partnership.slug, chosen.round.slug]
    way = _way_up(results, here)
    return render(
        request,
        "reporting/results.html",
        {
            "release": chosen,
            "measure": described,
            "results": results,
            "level": level,
            "up": way,
            "named": _named(results, way),
            "pills": round_pills,
            "key_figures": key_figures_of(results),
            "days": days_of(released) if described.by_days else None,
            **_take_up(chosen, described, here, level),
            "features": asked_tables(results) or feature_tables(results, _questions(chosen, described)),
            "confidence": confidence_of(results),
            "moved": services_moved_table(results),
            "children": child_table(results, here, who_may_open(request)),
            "together": together_table(results, way[-1][0], here),
            "records": way_down(request.user, described.records, chosen, level, place),
            "has_comments": level != f.REST and (described.is_survey or measure.endswith(FEEDBACK)),
            "decide": _decide(request, results, here),
            "others": _other_measures(released, results, here, who_may_open(request)),
        },
    )


def _decide(request, results: PlaceResults, here: list[str]) -> str:
    """Where a decision on these figures is recorded, for those who may; "" where there is no figure for it to be about.

    How one service rates itself is for its own people, and a decision is for everyone who sees the results.
    """
    is_own_word = results.measure in OWN_WORDS and results.level == f.SERVICE
    if is_own_word or not may_decide(request) or not any(figure.is_shown for figure in results.here.values()):
        return ""
    about = key_of(results.measure, results.level, results.place)
    return f"{reverse('reporting:decision-create', args=here)}?about={about}"


def _take_up(release: Release, described: Measure, here: list[str], level: str) -> dict:
    """The chart of a survey's take-up, with its files, for the system's page."""
    if level != f.SYSTEM or not described.has_take_up_chart:
        return {}
    kinds = ("svg", "png")
    files = {kind: reverse("reporting:take-up-picture", args=[*here, described.key, kind]) for kind in kinds}
    return {"charts": take_up_charts(release, described.key, described.title), "files": files}


def measure_services(request, partnership, round_slug, measure):
    """One measure in every service that may be shown, sector by sector."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    described = _described(chosen, measure)
    here = [request.partnership.slug, chosen.round.slug]
    return render(
        request,
        "reporting/services.html",
        {
            "release": chosen,
            "measure": described,
            "tables": services_by_sector(chosen, described, here, who_may_open(request)),
            "pills": pills(releases, chosen, "reporting:measure-services", measure),
            "up": [to_results(chosen.round)],
        },
    )


def _questions(release: Release, described: Measure) -> dict[str | None, list[tuple[str, str]]]:
    """The questions of the measure's survey, by the statement that they speak to; the partnership's own under None."""
    if not described.is_survey or described.instrument:
        return {}
    found: dict[str | None, list[tuple[str, str]]] = {}
    questions = Question.objects.filter(
        Q(partnership=None, statement__isnull=False) | Q(partnership=release.round.partnership_id),
        kind=Question.Format.CHOICE,
        instrument__key=described.asks,
        instrument__framework=release.round.framework_id,
    )
    for code, text, statement in questions.values_list("code", "text", "statement__code"):
        found.setdefault(statement, []).append((code, text))
    return found


def _way_up(results: PlaceResults, here: list[str]) -> list[tuple[str, str]]:
    """The way down to here: results, whole partnership, sector."""
    way = [to_results(results.released.round)]
    if results.level != f.SYSTEM:
        way.append(("Whole partnership", reverse("reporting:measure-results", args=[*here, results.measure])))
    if results.level in (f.SERVICE, f.REST) and results.sector is not None:
        sector = (
            ReleasedFigure.objects.of(results.released.release, results.measure)
            .at(f.SECTOR, results.sector)
            .values_list("place_name", flat=True)
            .first()
        )
        url = reverse("reporting:place-results", args=[*here, results.measure, f.SECTOR, results.sector])
        way.append((sector or "Sector", url))
    return way


def _named(results: PlaceResults, way: list[tuple[str, str]]) -> str:
    """The place as a title names it: nothing for the whole, and a combined result by its sector."""
    if results.level == f.SYSTEM:
        return ""
    return f.combined(way[-1][0]) if results.level == f.REST else results.name


def _other_measures(
    released: ReleasedRound, results: PlaceResults, here: list[str], may_open: MayOpen
) -> list[tuple[str, str]]:
    """The other measures that speak about the same place."""
    found = set(
        ReleasedFigure.objects.of(released.release)
        .at(results.level, results.place)
        .overall()
        .exclude(measure=results.measure)
        .order_by()
        .values_list("measure", flat=True)
        .distinct()
    )
    return [
        (
            measure.title,
            reverse("reporting:place-results", args=[*here, measure.key, results.level, results.place]),
        )
        for measure in released.measures.values()
        if measure.key in found and (results.level != f.SERVICE or may_open(measure.key, results.place))
    ]


def how_made(request, partnership, round_slug, measure):
    """How a figure is worked out: definition, numerator and denominator, who counted, what was withheld."""
    chosen = chosen_release(request, partnership, round_slug)[1]
    described = _described(chosen, measure)
    figures = ReleasedFigure.objects.of(chosen, measure)
    counts: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for row in figures.overall().count_by_statistic_level_and_status():
        counts[row["level"]][row["statistic"]][row["status"]] = row["count"]
    rows = []
    for level, name in ((f.SYSTEM, "Whole partnership"), (f.SECTOR, "Sectors"), (f.SERVICE, "Services")):
        # One figure a place: a level that has none of the first kind has one of the next, or is not counted at all.
        first = next((counts[level][kind] for kind in described.statistics if counts[level][kind]), None)
        if first:
            rows.append([name, *(first[status] for status in (f.SHOWN, f.WITHHELD, f.NONE))])
    return render(
        request,
        "reporting/how_made.html",
        {
            "release": chosen,
            "measure": described,
            "days": days_of(ReleasedRound(chosen)) if described.by_days else None,
            "system": [
                {"figure": one, "label": one.note or described.columns.get(one.statistic, ""), "value": cell_of(one)}
                for one in figures.at(f.SYSTEM).overall().exclude(statistic=f.CHANGE)
            ],
            "cost": [
                survey for survey in cost_in_words(chosen.attack, {measure: described}) if survey["key"] == measure
            ],
            "order": order_in_words(chosen.attack),
            "columns": [
                "Level",
                {"text": "Figures shown", "numeric": True},
                {"text": "Not shown, to protect people", "numeric": True},
                {"text": "Nothing recorded", "numeric": True},
            ],
            "rows": rows,
        },
    )
