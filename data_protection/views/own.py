"""What is kept about the person who is signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from data_protection.data_map import data_map
from data_protection.own_data import as_zip, cannot_be_found, everything


def counted(told: dict) -> list[list]:
    """What was found, as lines of a table: what it is, in which place it names the person, how many."""
    kinds, lines = data_map(), []
    for name, rows in told["found"].items():
        model = ".".join(name.split(".")[:2])
        words = {each: what for each, what, _person in kinds[model].fields}
        lines.append([kinds[model].what, words.get(name.split(".")[-1], "") if name != model else "", len(rows)])
    return lines


def zip_answer(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@never_cache
def your_data(request):
    """How much of what is kept, and the way to take it."""
    context = {"rows": counted(everything(request.user)), "cannot": cannot_be_found()}
    return render(request, "data_protection/your_data.html", context)


@require_POST
@never_cache
def your_data_take(request):
    """Everything about the person who is signed in, as a zip."""
    content = as_zip(everything(request.user), about=request.user.email, at=timezone.now())
    return zip_answer(content, "your-data.zip")
