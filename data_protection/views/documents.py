"""The data map, what is let go when, the impact assessment and the Children's code: for admins."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from data_protection.actions.retention import ELSEWHERE, KINDS
from data_protection.data_map import PERSON, data_map, looked_for
from data_protection.documents import RISKS, STANDARDS
from data_protection.forms import MapFilterForm
from data_protection.models import Erasure, PrivacyNotice, RetentionRun, SharingStatement
from data_protection.periods import PERIODS
from organisations.access import partnership_for
from organisations.audit import record
from organisations.roles import Permission


def overview(request, partnership):
    """What there is for whoever looks after people's data."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    context = {
        "notice": PrivacyNotice.objects.newest_of(place),
        "statement": SharingStatement.objects.newest_of(place),
        "erasures": Erasure.objects.filter(partnership=place).prefetch_related("found"),
    }
    return render(request, "data_protection/overview.html", context)


def data_map_page(request, partnership):
    """What each kind of row holds, about whom, why, who sees it, how long. Searched by a word."""
    partnership_for(request, partnership, Permission.MANAGE_PLACES)
    form = MapFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    kinds = looked_for(asked.get("words", ""), personal_only=asked.get("personal", False))
    rows = [
        {
            "kept": kept,
            "lines": kept.words,
            "fields": [(name, what, PERSON[person]) for name, what, person in kept.fields],
        }
        for kept in kinds
    ]
    context = {"form": form, "rows": rows, "number": len(rows), "all": len(data_map())}
    return render(request, "data_protection/data_map.html", context)


def data_map_csv(request, partnership):
    """The whole data map, a line for each column."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    record(partnership=place, by=request.user, what="exported", about="the data map")
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "data-map.csv")
    book = csv.writer(answer)
    book.writerow(
        [
            _("Table"),
            _("What it is"),
            _("Column"),
            _("What the column is"),
            _("Can say who someone is"),
            _("About"),
            _("Why"),
            _("Who sees it"),
            _("How long"),
        ]
    )
    for kept in data_map().values():
        said = kept.words
        for name, what, person in kept.fields:
            line = [kept.model, kept.what, name, what, PERSON[person], said["about"], said["why"]]
            book.writerow([str(each) for each in (*line, said["seen_by"], said["kept"])])
    return answer


def retention(request, partnership):
    """How long we keep what, from the constants that the daily jobs use, and when they last ran."""
    partnership_for(request, partnership, Permission.MANAGE_PLACES)
    runs = {run.kind: run for run in RetentionRun.objects.all()}
    rows = [[kind.what, kind.period, _last(runs.get(kind.key))] for kind in KINDS]
    rows += [[what, PERIODS[key], _("By a job of its own")] for key, what in ELSEWHERE]
    columns = [_("What"), _("How long"), _("Last looked through")]
    return render(request, "data_protection/retention.html", {"columns": columns, "rows": rows})


def _last(run: RetentionRun | None) -> str:
    if run is None:
        return _("Not yet")
    day = date_format(timezone.localtime(run.at), "j F Y, H:i")
    return _("%(day)s: %(gone)s let go") % {"day": day, "gone": run.gone}


def impact_assessment(request, partnership):
    """The data-protection impact assessment, with blanks for whoever is responsible."""
    place = partnership_for(request, partnership, Permission.MANAGE_PLACES)
    context = {"risks": RISKS, "notice": PrivacyNotice.objects.newest_of(place)}
    return render(request, "data_protection/dpia.html", context)


def childrens_code(request, partnership):
    """The Children's code: what we do about each standard, and the test that proves it."""
    partnership_for(request, partnership, Permission.MANAGE_PLACES)
    return render(request, "data_protection/childrens_code.html", {"standards": STANDARDS})
