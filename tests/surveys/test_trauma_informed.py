"""Promises about what is asked and how results are called, whatever page or file they stand in."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from surveys.actions.links import survey_links_for
from surveys.models import Instrument, Question
from tests.builders import Borough, text_of

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# What would make a contest or a verdict of it. Saying that nothing ranks a service is the one use that is meant.
CONTEST = re.compile(
    r"\b(score[sd]?|scoring|league|ranking|ranked|best performing|worst|failing|validated|(100%|fully) complete)\b",
    re.IGNORECASE,
)
MEANT = (
    "eedback, not a score",
    "never ranked",
    "no service is ranked",
    "nothing is ranked",
)


def link_to(borough: Borough, survey: str):
    links = survey_links_for(service=borough.services["ward"], round_=borough.round)
    return next(link for link in links if link.instrument.key == survey)


def test_t10_no_one_is_asked_when_or_where_they_were_born(framework):
    asked = " ".join(Question.objects.filter(instrument__framework=framework).values_list("text", flat=True)).lower()
    for prying in ("birth", "how old", "postcode", "your name", "gender", "ethnic", "religio"):
        assert prying not in asked


def test_t10_no_one_is_asked_what_no_figure_is_made_of(framework):
    """Who is answering and in which kind of role was asked before, and used in nothing that was published."""
    asked = Question.objects.filter(instrument__framework=framework, kind="choice")
    by_service = asked.filter(instrument__handed_out_by="service")
    assert by_service.count() == 42
    assert not by_service.filter(statement=None).exists()
    assert not asked.filter(code__in=("w-role", "f-who")).exists()


def test_t10_under_thirteen_there_is_a_version_with_a_helper(borough: Borough):
    assert Instrument.objects.get(framework=borough.round.framework, key="children").audience.endswith(
        "with a grown-up to help"
    )
    shown = text_of(Client().get(link_to(borough, "children").get_absolute_url()))
    assert "Are you under 13? Then do this with a grown-up you trust." in shown


@pytest.mark.parametrize("survey", ["workforce", "families", "children"])
def test_t10_everyone_hears_beforehand_that_sent_answers_cannot_be_taken_back(borough: Borough, survey: str):
    shown = text_of(Client().get(link_to(borough, survey).get_absolute_url()))
    assert re.search(r"cannot (take|get) them back", shown)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_t15_no_page_calls_results_a_score_or_makes_a_contest_of_them(template: Path):
    text = template.read_text(encoding="utf-8")
    for meant in MEANT:
        text = text.replace(meant, "")
    found = CONTEST.findall(text)
    assert not found, f"{template.name} says {found}"


def test_t15_no_step_is_the_last_one(framework):
    last = framework.stages.order_by("-value").first()
    assert not re.search(r"complete|finish|done|perfect|best", f"{last.title} {last.meaning}", re.IGNORECASE)


def test_t15_services_stand_in_the_order_of_their_names(borough: Borough):
    page = text_of(borough.client("admin").get(reverse("organisations:service-list", args=[borough.slug])))
    names = sorted(service.name for service in borough.services.values() if service.sector.name == "Families")
    places = [page.index(name) for name in names]
    assert places == sorted(places)
