"""Check it yourself: what the server stores of one answer, live."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organisations.traceless import public
from surveys.example_answer import Stored, example_survey, questions_of_example, what_is_stored
from surveys.forms.example import ExampleForm
from surveys.often import EVERY
from surveys.views.visits import too_fast


@public
@require_http_methods(["GET", "HEAD", "POST"])
def what_we_keep(request):
    """For everyone: a tiny survey, and every column of every row that it leaves. Nothing of it is kept."""
    instrument = example_survey()
    if instrument is None:
        return render(request, "surveys/what_we_keep.html", {"minutes": _minutes()})
    form = ExampleForm(request.POST or None, questions=questions_of_example(instrument))
    stored, status = None, 200
    if request.method == "POST" and form.is_valid():
        if too_fast(request, "example"):
            status = 429
            form.add_error(None, _("Lots of people are trying this right now. Try again in a minute."))
        else:
            comment = form.cleaned_data["comment"]
            stored = what_is_stored(instrument=instrument, answers=form.answers(), comment=comment)
    context = {"form": form, "minutes": _minutes(), **(_as_tables(stored) if stored else {})}
    return render(request, "surveys/what_we_keep.html", context, status=status)


def _minutes() -> int:
    return int(EVERY.total_seconds() // 60)


def _as_tables(stored: Stored) -> dict:
    """The rows as tables of a page, before and after sealing."""
    columns = [_("Column"), _("What is stored"), _("What it is for")]
    stages = {"as_it_came": stored.as_it_came, "once_sealed": stored.once_sealed}
    tables = {
        stage: [
            {
                "title": table.title,
                "name": table.name,
                "rows": [[[each.name, each.stored, each.words] for each in row] for row in table.rows],
            }
            for table in found
        ]
        for stage, found in stages.items()
    }
    return tables | {"columns": columns, "unexplained": stored.unexplained}
