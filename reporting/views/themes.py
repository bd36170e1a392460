"""A theme on one screen, at the level of the whole system, and its charts as files."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from framework.models import Feature
from reporting.draw.charts import Charts, stages_charts, take_up_charts, trend_charts
from reporting.draw.files import picture_response
from reporting.measures.of_framework import measures_of
from reporting.models import Release
from reporting.read.comparing import SystemFigures
from reporting.read.decided import about_feature
from reporting.read.findings import release_before
from reporting.read.narratives import of_theme
from reporting.read.selectors import ReleasedRound
from reporting.read.themes import Theme, features_of, heat_map, measures_with_a_map, statements_of
from reporting.views.released import chosen_release, decided_context, pills, to_results

MOST_ROUNDS = 6  # a trend reaches so far back


def _theme(releases: list[Release], chosen: Release, feature: Feature | None = None) -> Theme:
    """A theme of one feature, or of all of them, beside the round before."""
    released, previous = ReleasedRound(chosen), release_before(releases, chosen)
    earlier = ReleasedRound(previous) if previous else None
    if feature is None:
        return Theme(released, earlier, released.features, features_of(released))
    return Theme(released, earlier, [feature], statements_of(feature))


def _feature(chosen: Release, code: str) -> Feature:
    """A feature of the round's framework. 404 where there is none of this code."""
    found = next((feature for feature in ReleasedRound(chosen).features if feature.code == code), None)
    if found is None:
        raise Http404
    return found


def _map(request, theme: Theme) -> dict:
    """The map of sectors by the measure that was asked for. 404 for one that has no map."""
    voices = measures_with_a_map(theme.released)
    wanted = request.GET.get("measure", voices[min(1, len(voices) - 1)].measure)
    voice = next((voice for voice in voices if voice.measure == wanted), None)
    if voice is None:
        raise Http404
    return {
        **heat_map(theme.released, theme.subjects, voice),
        "voice": voice,
        "measure": theme.released.measures[voice.measure],
        "choices": [
            {"text": one.name, "url": f"?measure={one.measure}#map", "current": one is voice} for one in voices
        ],
    }


def themes(request, partnership, round_slug):
    """All features on one screen: strengths, gaps, changes, and the map of sectors."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    theme = _theme(releases, chosen)
    here = [request.partnership.slug, chosen.round.slug]
    links = [(str(one), reverse("reporting:theme", args=[*here, one.code])) for one in theme.features]
    return render(
        request,
        "reporting/themes.html",
        {
            "release": chosen,
            "theme": theme,
            "map": _map(request, theme),
            "links": links,
            "pills": pills(releases, chosen, "reporting:themes"),
            "up": [to_results(chosen.round)],
        },
    )


def theme(request, partnership, round_slug, feature):
    """One feature on one screen: what is strong in it, where voices are apart, its trend, its stages, its map."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    found = _feature(chosen, feature)
    one = _theme(releases, chosen, found)
    here = [request.partnership.slug, chosen.round.slug]
    return render(
        request,
        "reporting/theme.html",
        {
            "release": chosen,
            "feature": found,
            "theme": one,
            "positive": one.now.voices.positive_answers,
            "words": one.released.narratives.at(of_theme(found.code)),
            "trend": _drawn(releases, chosen, found, "trend"),
            "stages": _drawn(releases, chosen, found, "stages"),
            "files": {
                drawing: {
                    kind: reverse("reporting:theme-picture", args=[*here, found.code, drawing, kind])
                    for kind in ("svg", "png")
                }
                for drawing in ("trend", "stages")
            },
            "map": _map(request, one),
            "pills": pills(releases, chosen, "reporting:theme", found.code),
            "about": of_theme(found.code),
            **decided_context(request, _same_feature(releases, found), chosen, about_feature(found.code)),
            "up": [
                to_results(chosen.round),
                ("Results by feature", reverse("reporting:themes", args=here)),
            ],
        },
    )


def _drawn(releases: list[Release], chosen: Release, feature: Feature, drawing: str) -> Charts | None:
    """A chart of a feature: over the rounds up to this one, or of the services at each stage."""
    if drawing == "trend":
        return trend_charts(feature, _rounds_of(releases, chosen, feature))
    if drawing == "stages":
        stages = [(stage.value, stage.title) for stage in chosen.round.framework.stages.all()]
        return stages_charts(feature, SystemFigures(chosen), stages)
    raise Http404


def _rounds_of(releases: list[Release], chosen: Release, feature: Feature) -> list[Release]:
    """The rounds up to this one that asked about the same feature, oldest first."""
    until = chosen.round.opens_on
    found = [one for one in _same_feature(releases, feature) if one.round.opens_on <= until]
    return found[:MOST_ROUNDS][::-1]


def _same_feature(releases: list[Release], feature: Feature) -> list[Release]:
    """The rounds whose framework means the same by the feature's code. One query."""
    same = set(Feature.objects.filter(code=feature.code, title=feature.title).values_list("framework", flat=True))
    return [one for one in releases if one.round.framework_id in same]


def theme_picture(request, partnership, round_slug, feature, drawing, kind):
    """A feature's chart as a file."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    charts = _drawn(releases, chosen, _feature(chosen, feature), drawing)
    if charts is None:
        raise Http404
    return picture_response(request, charts, kind)


def take_up_picture(request, partnership, round_slug, measure, kind):
    """The chart of a survey's take-up as a file."""
    _, chosen = chosen_release(request, partnership, round_slug)
    described = measures_of(chosen.round.framework).get(measure)
    if described is None or not described.has_take_up_chart:
        raise Http404
    charts = take_up_charts(chosen, measure, described.title)
    if charts is None:
        raise Http404
    return picture_response(request, charts, kind)
