"""A round with one survey, one service, nothing that can be shown or no answers at all: each page says what is so."""

import csv
import io
import shutil

import pytest
from django.urls import reverse

from framework.actions import load_framework
from organisations.models import Round
from surveys.models import Response
from tests.builders import CONTENT, days, release_round, text_of
from tests.reporting.conftest import Borough

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGES = (
    ("round-dashboard", []),
    ("themes", []),
    ("theme", ["1"]),
    ("voices", []),
    ("board-pack", []),
    ("measure-results", ["workforce_results"]),
    ("measure-results", ["families_results"]),
    ("measure-results", ["self_assessment"]),
    ("how-made", ["workforce_results"]),
    ("cell", ["training", "system"]),
    ("cell", ["learning", "sector"]),
    ("matrix-csv", []),
    ("figures-csv", []),
)


def one_survey() -> Borough:
    borough = Borough("ashby", {"Health": [40, 30], "Schools": [30, 25]})
    Response.objects.filter(survey_link__instrument__key="workforce").delete()
    return borough


def nothing_to_show() -> Borough:
    return Borough("ashby", {"Health": [4], "Schools": [3]})


def one_service() -> Borough:
    return Borough("ashby", {"Health": [40]})


def no_answers() -> Borough:
    return Borough("ashby", {"Health": [0, 0]})


@pytest.mark.parametrize(
    ("build", "headline"),
    [
        (one_survey, "Families"),
        (nothing_to_show, "People answered, but no result can be shown that protects them."),
        (one_service, "Staff"),
        (no_answers, "No survey answers in this round."),
    ],
)
def test_every_page_opens_and_the_first_line_says_what_there_is(build, headline, client):
    borough = build()
    release_round(borough.close().round)
    client.force_login(borough.member("admin"))
    here = ["ashby", "autumn-2026"]
    for name, more in PAGES:
        page = client.get(reverse(f"reporting:{name}", args=[*here, *more]))
        assert page.status_code == 200, (name, more)
    assert client.get(reverse("reporting:theory", args=here[:1])).status_code == 200
    assert headline in text_of(client.get(reverse("reporting:dashboard", args=here[:1])))


def test_a_feature_with_another_title_in_the_next_version_is_compared_by_its_questions_and_has_its_own_name(
    client, tmp_path
):
    """Its questions are the same, so they are compared; pages of each round call it as it was called then."""
    borough = Borough("ashby", {"Health": [60, 50], "Schools": [40, 30]})
    release_round(borough.close().round)
    folder = tmp_path / "tip-next"
    shutil.copytree(CONTENT, folder)
    shutil.rmtree(folder / "wordings", ignore_errors=True)
    (folder / "framework.csv").write_text("code,title,version\ntip-next,Next,2\n")
    rows = list(csv.DictReader(io.StringIO((folder / "features.csv").read_text(encoding="utf-8"))))
    rows[0]["title"] = "Asking about trauma"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    (folder / "features.csv").write_text(out.getvalue(), encoding="utf-8")
    first = borough.round
    borough.round = Round.objects.create(
        partnership=borough.partnership,
        framework=load_framework(folder=folder)[0],
        name="Spring 2027",
        slug="spring-2027",
        opens_on=first.opens_on + days(180),
        closes_on=first.closes_on + days(180),
        state=Round.State.OPEN,
    )
    for service in borough.services:
        for survey in ("workforce", "families"):
            borough.answer(service, survey, 45)
    release_round(borough.close().round)
    client.force_login(borough.member("admin"))
    now = text_of(client.get(reverse("reporting:round-dashboard", args=["ashby", "spring-2027"])))
    then = text_of(client.get(reverse("reporting:round-dashboard", args=["ashby", "autumn-2026"])))
    assert "Asking about trauma" in now
    assert "Asking about trauma" not in then
    for name, more in PAGES:
        assert client.get(reverse(f"reporting:{name}", args=["ashby", "spring-2027", *more])).status_code == 200, name
