"""The least that Django takes for a survey: one page, twenty choices, one row, one word of thanks.

What `python -m benchmarks.answering` puts the product's times beside, on the same machine in the same run. Its database
is the one in DATABASE_URL, in a table of its own.
"""

import os

import environ
from django.conf import settings

QUESTIONS = [(number, f"Statement {number} about how it is here") for number in range(1, 21)]
CHOICES = [(value, word) for value, word in enumerate(("Never", "Rarely", "Sometimes", "Often", "Always"), 1)]
FORM = """<!doctype html><title>Survey</title><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="{{ token }}">
{% for number, text in questions %}<fieldset><legend>{{ text }}</legend>
{% for value, word in choices %}<label><input type="radio" name="q{{ number }}" value="{{ value }}">{{ word }}</label>
{% endfor %}</fieldset>{% endfor %}<button>Send</button></form>"""

settings.configure(
    DEBUG=False,
    SECRET_KEY="only-for-a-benchmark",  # noqa: S106 nothing is kept with it
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={"default": environ.Env.db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": 600}},
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402


def survey(request, service):
    """The form, rendered each time; sent, one row in one transaction."""
    if request.method != "POST":
        template = engines["django"].from_string(FORM) if not _form else _form[0]
        _form[:] = [template]
        return HttpResponse(template.render({"questions": QUESTIONS, "choices": CHOICES, "token": get_token(request)}))
    answers = [request.POST.get(f"q{number}") for number, _ in QUESTIONS]
    if not set(answers) <= {"1", "2", "3", "4", "5"}:
        return HttpResponseBadRequest("An answer is missing")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO floor_answer (service, answers) VALUES (%s, %s)", [service, "".join(answers)])
    return HttpResponseRedirect("/thanks/")


def thanks(request):
    return HttpResponse("<!doctype html><title>Thank you</title><h1>Thank you</h1>")


_form: list = []
urlpatterns = [path("s/<int:service>/", survey), path("thanks/", thanks)]
application = get_wsgi_application()
