"""How long pages take on the demonstration borough, and how many queries they make: `make bench`.

Reads the database that the settings name; load the demonstration borough into it first (`make run` does). Every
page is asked for seven times in this process, without a network; the first is not counted.
"""

import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tip_borough.settings")
os.environ.setdefault("DEBUG", "on")
RUNS = 7
GOAL = 100  # milliseconds

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from organisations.models import Round, User  # noqa: E402
from surveys.models import SurveyLink  # noqa: E402


def pages() -> dict[str, list[str]]:
    """Addresses to ask for, by the demonstration account that asks ("" for no one)."""
    place = "/millbrook"
    released = Round.objects.released().newest_first().first()
    survey_link = SurveyLink.objects.filter(round__state=Round.State.OPEN).select_related("round").first()
    if released is None or survey_link is None:
        sys.exit("The demonstration borough is not in this database: run `make run` once.")
    results = f"{place}/rounds/{released.slug}/results"
    service = f"{place}/services/riverside-family-centre"
    assessment = f"{service}/assessment/{survey_link.round.slug}"
    survey, activities = f"/s/{survey_link.token}", f"{place}/activities"
    family = f"/s/{SurveyLink.objects.filter(round=survey_link.round, instrument__key='families').first().token}"
    return {
        "": [
            "/",
            "/framework/",
            "/theory-of-change/",
            f"{place}/pledges/",
            f"{place}/pledges/1/",
            f"{place}/events/",
            f"{survey}/",
            f"{survey}/questions/",
            f"{family}/",
            f"{family}/questions/?language=ur",
            f"/s/contact{place}/",
        ],
        "service": [
            f"{place}/start/",
            f"{service}/",
            f"{assessment}/",
            f"{assessment}/3/",
            f"{assessment}/check/",
            f"{service}/surveys/",
            f"{service}/surveys/families/poster/?language=ur",
            f"{service}/surveys/families/paper/?language=ur",
        ],
        "sector": [
            f"{activities}/{page}/".replace("//", "/")
            for page in ("", "briefings", "listening", "subgroups", "subgroups/sectors/health", "events", "champions")
        ],
        "leader": [f"{place}/start/", f"{activities}/organisational-survey/millbrook-academy/"],
        "programme": [f"{place}/start/", f"{activities}/communications/", f"{activities}/pack/"],
        "reviewer": [f"{place}/comments/"],
        "keyer": [f"{place}/paper/"],
        "board": [
            f"{place}/dashboard/",
            f"{results}/workforce_results/",
            f"{results}/workforce_results/services/",
            f"{results}/families_results/",
            f"{results}/self_assessment/",
            f"{results}/workforce_results/how/",
        ],
        "admin": [
            f"{place}/{page}/"
            for page in (
                "start",
                "services",
                "organisations",
                "people",
                "rounds",
                "surveys",
                "pledges/manage",
                "exports",
            )
        ],
    }


def measure(client: Client, address: str) -> tuple[float, int]:
    """The median time in milliseconds, and the queries of one more request."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        status = client.get(address).status_code
        times.append(1000 * (time.perf_counter() - start))
        if status != 200:
            sys.exit(f"{address} answers {status}")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return statistics.median(times[1:]), len(queries)


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    slow = 0
    for account, addresses in pages().items():
        client = Client()
        if account:
            client.force_login(User.objects.get(email=f"{account}@millbrook.example"))
        for address in addresses:
            milliseconds, queries = measure(client, address)
            slow += milliseconds > GOAL
            print(f"{milliseconds:7.1f} ms {queries:4d} queries  {address}")
    print(f"\n{slow or 'No'} page{'s' if slow != 1 else ''} over {GOAL} ms.")


if __name__ == "__main__":
    main()
