"""Turning released figures into the rows of tables."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from reporting import figures as f
from reporting.measures.registry import Measure
from reporting.measures.self_assessment import MEASURE as SELF_ASSESSMENT
from reporting.models import ReleasedFigure
from reporting.read.beside import days_of
from reporting.read.comparing import in_words
from reporting.read.journey import journey_tables, moved_on_the_journey
from reporting.read.selectors import PlaceResults, ResultRow
from reporting.read.sentences import services_moved
from reporting.read.services_moved import ServicesMoved
from reporting.read.visibility import OWN_WORD, OWN_WORDS, MayOpen
from reporting.read.voices import SERVICES, FeatureVoices, ThreeVoices, VoiceResult, in_a_word, voices_of

BELOW = {f.SYSTEM: f.SECTOR, f.SECTOR: f.SERVICE}
_COUNTED = (f.COUNT, f.PEOPLE, f.ORGANISATIONS)


def cell_of(figure: ReleasedFigure | None) -> str | None:
    """A table cell: the figure in words, `None` where it is withheld, a dash where there is nothing."""
    if figure is None or figure.status == f.NONE:
        return "–"
    if figure.status == f.WITHHELD:
        return None
    if figure.statistic in _COUNTED and figure.denominator is not None:
        return f"{figure.numerator:,} of {figure.denominator:,}"
    return figure.text


def key_figures_of(results: PlaceResults) -> list[dict]:
    """The place's figures as a whole, for the strip at the top."""
    items = []
    for statistic in results.described.statistics:
        figure = results.overall(statistic)
        if figure is None:
            continue
        head = results.described.columns[statistic]
        label = figure.note or head if statistic in _COUNTED else head
        note = f"from {figure.base_text} people" if figure.is_shown and _is_share(figure) else ""
        if statistic in (f.RATE, f.RESPONSES) or figure.status == f.NONE:
            note = figure.note
        elif note and figure.note:
            note = f"{note}, {figure.note}"
        before = change_of(results, f.OVERALL, "") if statistic == f.SHARE_POSITIVE else counted_before(results, figure)
        note = ". ".join(part for part in (note, before) if part)
        items.append({"label": label[:1].upper() + label[1:], "value": cell_of(figure), "note": note})
    return items


def counted_before(results: PlaceResults, figure: ReleasedFigure) -> str:
    """ "In Autumn 2025: 3 of 20", of what was counted; over how many days where these are unlike. Else ""."""
    earlier, then = results.released.earlier, results.then.get(figure.statistic)
    if earlier is None or then is None or not (figure.statistic in _COUNTED and then.is_shown and figure.is_shown):
        return ""
    unlike = days_of(results.released).unlike if results.described.by_days else ""
    said = gettext("In %(round)s, over %(days)s: %(figure)s") if unlike else gettext("In %(round)s: %(figure)s")
    return said % {"round": earlier.round.name, "days": unlike, "figure": cell_of(then)}


def services_moved_table(results: PlaceResults) -> dict | None:
    """How the services that rated themselves in both rounds moved, feature by feature, in the whole or a sector."""
    if results.described.lines:
        return moved_on_the_journey(results)
    earlier = results.released.earlier
    if earlier is None or results.measure != SELF_ASSESSMENT or results.level not in (f.SYSTEM, f.SECTOR):
        return None
    scales = (voices_of(one.round.framework).by_key.get(SERVICES) for one in (results.released, earlier))
    now, then = scales
    if now is None or not now.is_like(then):
        return None
    services = ServicesMoved(results.released.release, earlier.release)
    rows = []
    for feature in results.released.features:
        by_sector = services.by_sector(feature.code) if results.level == f.SECTOR else {}
        found = by_sector.get(results.place) if results.level == f.SECTOR else services.whole(feature.code)
        key = (f.FEATURE, feature.code, f.MEAN)
        if found:
            rows.append(
                [
                    str(feature),
                    cell_of(results.means_then.get(feature.code)),
                    cell_of(results.here.get(key)),
                    services_moved(found),
                ]
            )
    heads = [{"text": one.round.name, "numeric": True} for one in (earlier, results.released)]
    if not rows:
        return None
    return {
        "columns": [gettext("Feature, average stage"), *heads, gettext("Services")],
        "rows": rows,
        "caption": gettext("Average stage by feature"),
        "note": gettext("Only services that submitted a self-assessment in both rounds are compared."),
    }


def change_of(results: PlaceResults, kind: str, code: str) -> str:
    """ "Since Autumn 2025: 5 points higher (between 3 and 8)", or that it was asked differently then; else ""."""
    change = results.here.get((kind, code, f.CHANGE))
    if results.released.earlier is None:
        return ""
    if change is None:
        was = results.described.is_survey and results.released.asked_again.differs(results.described.asks, kind, code)
        said = gettext("Not compared with %(round)s: asked differently since")
        return said % {"round": results.released.earlier.round.name} if was else ""
    said = gettext("Since %(round)s: %(change)s")
    return said % {"round": results.released.earlier.round.name, "change": in_words(change)}


def _is_share(figure: ReleasedFigure) -> bool:
    return figure.statistic in (f.SHARE_POSITIVE, f.MEAN) and figure.base_low is not None


def feature_tables(results: PlaceResults, questions: dict[str | None, list[tuple[str, str]]]) -> list[dict]:
    """For each feature its own figure and a table of its questions, or of its statements where there are none."""
    if results.measure == OWN_WORD:
        return _stage_tables(results)
    if results.described.parts:
        return _part_tables(results)
    if results.described.lines:
        return journey_tables(results, cell_of)
    if not results.described.is_survey:
        return []
    columns = ["Question", {"text": "Positive answers", "numeric": True}, {"text": "People", "numeric": True}]
    if results.level != f.SYSTEM:
        columns.insert(2, {"text": "Whole partnership", "numeric": True})
    earlier = results.released.earlier
    again, survey = results.released.asked_again, results.described.asks
    compares = earlier and (
        any(kind == f.QUESTION and one == f.CHANGE for kind, _, one in results.here)
        or any(again.differs(survey, f.QUESTION, code) for some in questions.values() for code, _text in some)
    )
    if earlier and compares:
        columns.append(f"Since {earlier.round.name}")
    tables = []
    own = ResultRow(f.OVERALL, "", "Your partnership’s own questions", None, None, None, [])
    own.rows += [results.subject(f.QUESTION, code, text) for code, text in questions.get(None, [])]
    for top in [*results.by_feature(questions), *([own] if own.rows else [])]:
        rows = []
        for row in top.rows:
            cells = [row.text, cell_of(row.share), _people(row.share)]
            if results.level != f.SYSTEM:
                cells.insert(2, cell_of(row.beside))
            if compares:
                change = results.here.get((f.QUESTION, row.code, f.CHANGE))
                cells.append(in_words(change) if change else again.why(survey, f.QUESTION, row.code) or "–")
            rows.append(cells)
        moved = change_of(results, top.kind, top.code) if top.kind == f.FEATURE else ""
        tables.append({"title": top.text, "share": top.share, "change": moved, "columns": columns, "rows": rows})
    return tables


def _part_tables(results: PlaceResults) -> list[dict]:
    """The parts of a measure that has them, a row each, with the statistics that there are."""
    described = results.described
    used = {statistic for kind, _, statistic in results.here if kind == f.PART}
    statistics = [statistic for statistic in described.columns if statistic in used]
    columns = [described.part, *({"text": described.columns[statistic], "numeric": True} for statistic in statistics)]
    rows = [
        [title, *(cell_of(results.here.get((f.PART, code, statistic))) for statistic in statistics)]
        for code, title in described.parts.items()
    ]
    return [{"title": described.title, "share": None, "columns": columns, "rows": rows}] if statistics else []


def _people(figure: ReleasedFigure | None) -> str | None:
    if figure is None or figure.status == f.NONE:
        return "–"
    return None if figure.status == f.WITHHELD else figure.base_text


def _stage_tables(results: PlaceResults) -> list[dict]:
    """Statements with their mean stage, and how many services are at each."""
    stages = list(results.released.round.framework.stages.all())
    average = results.described.columns[f.MEAN]
    is_one_service = results.level == f.SERVICE
    columns = ["Statement", {"text": "Stage" if is_one_service else average, "numeric": True}]
    if not is_one_service:
        columns += [{"text": stage.title, "numeric": True} for stage in stages]
    tables = []
    for feature in results.released.features:
        rows: list[list] = []
        for statement in feature.statements.all():
            mean = results.here.get((f.STATEMENT, statement.code, f.MEAN))
            if is_one_service:
                name = next((s.title for s in stages if mean and mean.value == s.value), "–")
                rows.append([str(statement), name])
                continue
            counts = [results.here.get((f.STAGE, f"{statement.code}:{s.value}", f.COUNT)) for s in stages]
            cells: list = [str(statement), cell_of(mean)]
            rows.append(cells + [c.numerator if c else 0 for c in counts])
        share = results.here.get((f.FEATURE, feature.code, f.MEAN))
        tables.append({"title": str(feature), "share": share, "columns": columns, "rows": rows})
    return tables if results.overall(f.MEAN) else []


def child_table(results: PlaceResults, here: list[str], may_open: MayOpen) -> dict | None:
    """The places below this one, each with its figures, and a link where it has anything to show."""
    below = BELOW.get(results.level)
    if below is None:
        return None
    described, figures = results.described, ReleasedFigure.objects.of(results.released.release, results.measure)
    figures = figures.overall()
    if below == f.SECTOR:
        title = f"{_below(described, f.SECTOR)}, {results.released.round.name}"
        return place_table(figures.filter(level=f.SECTOR), title, described, here, may_open, head="Sector")
    figures = figures.filter(level__in=[f.SERVICE, f.REST], sector=results.place)
    title = f"{_below(described, f.SERVICE)}, {results.name}, {results.released.round.name}"
    return place_table(figures, title, described, here, may_open)


def together_table(results: PlaceResults, sector: str, here: list[str]) -> dict | None:
    """The smaller services of a service's sector, feature by feature, where one is withheld of the service itself.

    None where none is, or where they have nothing to show.
    """
    kinds = (f.OVERALL, f.FEATURE)
    withheld = any(x.status == f.WITHHELD and x.subject_kind in kinds for x in results.here.values())
    if results.level != f.SERVICE or not withheld or not results.described.is_survey:
        return None
    figures = ReleasedFigure.objects.of(results.released.release, results.measure).at(f.REST, results.sector)
    there = {(x.subject, x.statistic): x for x in figures.filter(subject_kind__in=kinds)}
    statistics = results.described.statistics
    rows = []
    for code, name in [("", "Whole survey"), *((feature.code, str(feature)) for feature in results.released.features)]:
        share = there.get((code, f.SHARE_POSITIVE))
        if share is not None and share.is_shown:
            name = f"{name} ({share.partly})" if share.partly else name
            rows.append([name, *(cell_of(there.get((code, one))) for one in statistics), _people(share)])
    if not rows:
        return None
    heads = [*(results.described.columns[one] for one in statistics), "People"]
    return {
        "title": f.combined(sector),
        "columns": ["Feature", *({"text": head, "numeric": True} for head in heads)],
        "rows": rows,
        "url": reverse("reporting:place-results", args=[*here, results.measure, f.REST, results.sector]),
    }


def _below(described: Measure, level: str) -> str:
    """ "Workforce survey results by sector", but "Services that submitted a self-assessment: each sector"."""
    if described.is_survey:
        return f"{described.title} by {level}"
    return f"{described.title}: each {level}"


def services_by_sector(release, measure: Measure, here: list[str], may_open: MayOpen) -> list[dict]:
    """For each sector a table of its services, smaller ones together at the end."""
    figures = list(ReleasedFigure.objects.of(release, measure.key).overall().exclude(level=f.SYSTEM))
    names = sorted({(figure.place_name, figure.place) for figure in figures if figure.level == f.SECTOR})
    tables = []
    for name, sector in names:
        inside = [x for x in figures if x.sector == sector and x.level in (f.SERVICE, f.REST)]
        table = place_table(inside, name, measure, here, may_open)
        if table:
            for row in table["rows"]:
                row[0]["more"] = name  # every sector has its smaller services
            tables.append(table)
    return tables


def place_table(
    figures, title: str, measure: Measure, here: list[str], may_open: MayOpen, *, head: str = "Service"
) -> dict | None:
    """A table of places: one row each, its figures in columns."""
    places: dict[tuple[str, int], dict[str, ReleasedFigure]] = {}
    for figure in figures:
        places.setdefault((figure.level, figure.place), {})[figure.statistic] = figure
    if not places:
        return None
    statistics = tuple(one for one in measure.statistics if any(one in of for of in places.values()))
    # Of one service the count would be 0 or 1, and say whether anyone answered where the band does not.
    if any(level == f.SERVICE for level, _ in places) and measure.has_take_up_chart:
        statistics = tuple(statistic for statistic in statistics if statistic != f.COUNT)
    # By name and never by figure; smaller services together are no service, and come last.
    ordered = sorted(places.items(), key=lambda item: (item[0][0] == f.REST, next(iter(item[1].values())).place_name))
    if measure.key in OWN_WORDS and not all(may_open(measure.key, key) for level, key in places if level == f.SERVICE):
        statistics = (f.COUNT,)  # who took part is no secret; how a service rates itself is for those who may read it
    rows = [_child_row(key, of, statistics, measure, here, may_open) for key, of in ordered]
    heads = [measure.columns[statistic] for statistic in statistics]
    if measure.is_survey:
        heads.append("People")
    return {
        "title": title,
        "columns": [head, *({"text": h, "numeric": True} for h in heads)],
        "rows": rows,
    }


def _child_row(
    key, of: dict[str, ReleasedFigure], statistics, measure: Measure, here: list[str], may_open: MayOpen
) -> list:
    level, place = key
    first = next(iter(of.values()))
    # A feature out of some of its questions only says so beside the place, where no one can miss it.
    partly = next((figure.partly for figure in of.values() if figure.partly), "")
    linked = any(figure.is_shown for figure in of.values()) and measure.key != "pledges"
    linked = linked and (level != f.SERVICE or may_open(measure.key, place))
    name = {"text": f"{first.place_name} ({partly})" if partly else first.place_name}
    if linked:
        name["url"] = reverse("reporting:place-results", args=[*here, measure.key, level, place])
    cells = [cell_of(of.get(statistic)) for statistic in statistics]
    if measure.is_survey:
        cells.append(_people(of.get(f.SHARE_POSITIVE)))
    return [name, *cells]


def said_cell(said: VoiceResult) -> str | None:
    """A table cell of one voice, from 0 to 100; `None` where it is withheld."""
    if said.status == f.WITHHELD:
        return None
    return in_a_word(said)


def voices_table(voices: ThreeVoices, beside: ThreeVoices | None) -> dict:
    """The chart of three voices as a table; a sector with the system's number beside each of its own."""
    columns: list = ["Feature"]
    for voice in voices.voices:
        columns.append({"text": str(voice.name), "numeric": True})
        if beside:
            columns.append({"text": f"{voice.name}: whole partnership", "numeric": True})
    others = {(row.feature.pk, x.voice.key): x for row in beside.rows for x in row.said} if beside else {}
    rows = []
    for row in _rows(voices):
        cells: list = [str(row.feature)]
        for one in row.said:
            cells.append(said_cell(one))
            if beside:
                other = others.get((row.feature.pk, one.voice.key))
                cells.append(said_cell(other) if other else "–")
        rows.append(cells)
    return {"columns": columns, "rows": rows}


def _rows(voices: ThreeVoices) -> list[FeatureVoices]:
    """All features of a place; of smaller services beside one of them those on which they have something to show."""
    return [row for row in voices.rows if voices.only is None or any(one.status == f.SHOWN for one in row.said)]


def _who(said: VoiceResult) -> str:
    """ "1 service", "45 services", "10 to 14 people"."""
    if said.voice.key != SERVICES:
        return f"{said.people} people"
    return f"{said.people} service{'' if said.people == '1' else 's'}"


def figures_behind(voices: ThreeVoices) -> dict:
    """The published means that the shares of the way are made of, each with its base."""
    columns = ["Feature"]
    columns += [f"{voice.name}, {voice.scale.ends}" for voice in voices.voices]
    rows = []
    for row in _rows(voices):
        cells: list = [str(row.feature)]
        for one in row.said:
            behind = ", ".join([f"{one.text} from {_who(one)}", *([one.note] if one.note else [])])
            cells.append(behind if one.status == f.SHOWN else said_cell(one))
        rows.append(cells)
    return {"columns": columns, "rows": rows}
