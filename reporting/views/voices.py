"""Three voices beside each other, at the system, a sector, a service, or a sector's smaller services together."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from organisations.models import RoundService
from reporting import figures as f
from reporting.draw.charts import voices_charts
from reporting.draw.files import picture_response
from reporting.read.predecessors import was_then
from reporting.read.selectors import ReleasedRound
from reporting.read.tables import figures_behind, voices_table
from reporting.read.visibility import OWN_WORD
from reporting.read.voices import SERVICES, ThreeVoices
from reporting.views.released import chosen_release, pills, to_results, who_may_open

LEVELS = (f.SYSTEM, f.SECTOR, f.SERVICE, f.REST)


def _voices(request, released: ReleasedRound, level: str, place: int) -> ThreeVoices:
    """The voices at a place. 404 where the release holds nothing about it."""
    if level not in LEVELS:
        raise Http404
    may_read = level != f.SERVICE or who_may_open(request)(OWN_WORD, place)
    voices = ThreeVoices(released, level, place, may_read_own_word=may_read)
    if not voices.exists:
        raise Http404
    return voices


def three_voices(request, partnership, round_slug, level=f.SYSTEM, place=0):
    """How services rate themselves beside what staff and families say; a sector beside the system."""
    releases, chosen = chosen_release(request, partnership, round_slug)
    released = ReleasedRound(chosen)
    voices = _voices(request, released, level, place)
    beside = ThreeVoices(released, f.SYSTEM, 0) if level == f.SECTOR else None
    here = [request.partnership.slug, chosen.round.slug]
    was = was_then(chosen, place) if level == f.SERVICE else []
    return render(
        request,
        "reporting/voices.html",
        {
            "release": chosen,
            "voices": voices,
            "charts": voices_charts(voices),
            "beside": beside,
            "beside_charts": voices_charts(beside) if beside else None,
            "table": voices_table(voices, beside),
            "behind": figures_behind(voices),
            "was_then": was,
            **_together(voices.together, here),
            "files": _files(here, level, place),
            "pills": pills(releases, chosen, "reporting:voices") if level == f.SYSTEM else [],
            "up": _way_up(voices, here),
            "below": _places_below(voices, here),
            "surveys": _surveys(voices, here),
        },
    )


def voices_picture(request, partnership, round_slug, kind, level=f.SYSTEM, place=0):
    """The chart of three voices as a file."""
    _, chosen = chosen_release(request, partnership, round_slug)
    return picture_response(request, voices_charts(_voices(request, ReleasedRound(chosen), level, place)), kind)


def _surveys(voices: ThreeVoices, here: list) -> list[tuple[str, str]]:
    """The results of each survey at the place, question by question and beside the round before."""
    if voices.level == f.SYSTEM:
        return []
    asked = [voice.measure for voice in voices.voices if voice.key != SERVICES]
    titles = voices.released.measures
    return [
        (titles[key].title, reverse("reporting:place-results", args=[*here, key, voices.level, voices.place]))
        for key in asked
    ]


def _together(together: ThreeVoices | None, here: list) -> dict[str, object]:
    """The smaller services of a service's sector, in a section of their own."""
    if together is None:
        return {}
    return {
        "together": together,
        "together_table": voices_table(together, None),
        "together_behind": figures_behind(together),
        "together_url": reverse("reporting:place-voices", args=[*here, f.REST, together.place]),
    }


def _files(here: list, level: str, place: int) -> dict[str, str]:
    return {
        kind: reverse("reporting:place-voices-picture", args=[*here, level, place, kind])
        if level != f.SYSTEM
        else reverse("reporting:voices-picture", args=[*here, kind])
        for kind in ("svg", "png")
    }


def _way_up(voices: ThreeVoices, here: list) -> list[tuple[str, str]]:
    """The way down to here: results, the whole partnership's voices, the sector's."""
    way = [to_results(voices.released.round)]
    if voices.level != f.SYSTEM:
        way.append(("Three voices", reverse("reporting:voices", args=here)))
    if voices.level in (f.SERVICE, f.REST) and voices.sector is not None:
        name = RoundService.objects.in_round(voices.released.round).filter(sector_id=voices.sector)
        url = reverse("reporting:place-voices", args=[*here, f.SECTOR, voices.sector])
        way.append((name.values_list("sector_name", flat=True).first() or "Sector", url))
    return way


def _places_below(voices: ThreeVoices, here: list) -> list[tuple[str, str]]:
    """Sectors below the system, services below a sector, in the order of their names."""
    services = RoundService.objects.in_round(voices.released.round).order_by()
    if voices.level == f.SYSTEM:
        rows = services.values_list("sector_name", "sector_id").distinct().order_by("sector_name")
        level = f.SECTOR
    elif voices.level == f.SECTOR:
        rows = services.filter(sector_id=voices.place).values_list("service_name", "service_id")
        rows, level = rows.order_by("service_name"), f.SERVICE
    else:
        return []
    return [(name, reverse("reporting:place-voices", args=[*here, level, key])) for name, key in rows]
