"""What we know, how we know it, what next: sentences by rules, each with its source, gone through by a person."""

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from assessments.models import ImprovementAction
from framework.models import Statement
from organisations.roles import Role
from reporting.export.self_evaluation import parts_of, where_from
from reporting.models import Decision, EvaluationLine, ReleasedFigure, SelfEvaluation
from reporting.read.selectors import ReleasedRound
from reporting.read.self_evaluation import Section, Sentence, _OfPlace, evaluation_of, is_surely_under_half
from reporting.release.evaluating import keep_evaluation
from tests.builders import NOON, TODAY, days, text_of

pytestmark = pytest.mark.slow
GROWN_UPS = ("workforce_results", "families_results")


def sentences(released, place=None) -> list[Sentence]:
    release = ReleasedRound(released.round.releases.get())
    return evaluation_of(place or released.partnership, release, on=TODAY)


def plan(service, code: str, **more) -> ImprovementAction:
    about = Statement.objects.get(feature__framework__rounds__partnership=service.partnership, code=code)
    return ImprovementAction.objects.create(service=service, statement=about, recorded_on=TODAY, **more)


@pytest.fixture
def service(released):
    """Thirty people answered, and it rated itself at the highest stage."""
    return released.services[3]


def test_every_sentence_has_a_source_and_what_there_is_most_to_do_about_comes_first(released, service):
    said = sentences(released, service)
    assert said[0].section == Section.TO_DO
    assert all(one.source for one in said)
    order = list(Section)
    assert [order.index(one.section) for one in said] == sorted(order.index(one.section) for one in said)


def test_a_weakness_is_followed_by_its_plan_or_by_that_there_is_none(released, service):
    first = sentences(released, service)[0].about
    code = first.split()[0]
    of = [one.said for one in sentences(released, service) if one.about == first]
    assert of[-1] == "No action about this is planned or under way."
    plan(service, f"{code}a", what="Ask first.", who="The team", due_on=TODAY - days(1), would_show="They say so.")
    of = [one.said for one in sentences(released, service) if one.about == first]
    day = (TODAY - days(1)).strftime("%-d %B %Y")
    assert of[-1] == f"Planned: Ask first (The team, by {day}, which has passed). It would show in this: They say so."


def test_only_released_figures_of_the_place_itself_are_said(released):
    small = released.services[5]  # six people, no self-assessment
    said = sentences(released, small)
    assert not [one for one in said if one.section in (Section.TO_DO, Section.KNOWN)]
    hidden = ReleasedFigure.objects.filter(level="service", place=small.pk).exclude(status="shown")
    assert hidden.exists()


def test_there_is_something_to_do_where_figures_surely_say_so_and_only_there(released):
    of = ReleasedFigure.objects.filter(level="system", subject_kind="feature", status="shown")
    said = [one for one in sentences(released) if one.about[:1].isdigit()]
    to_do = {one.about[0] for one in said if one.section == Section.TO_DO}
    for code in {one.about[0] for one in said}:
        shares = of.filter(subject=code, statistic="share_positive", measure__in=GROWN_UPS)
        stages = of.filter(subject=code, statistic="mean", measure="self_assessment")
        surely = any(is_surely_under_half(share) for share in shares)
        surely |= any(float(stage.value) < 1.95 for stage in stages)
        surely |= any("ervices rate this higher" in one.said for one in said if one.about[0] == code)
        assert (code in to_do) == surely, code


def test_a_share_that_may_be_half_is_not_said_to_be_under_it():
    few, many = {"base_low": 10, "base_high": 14}, {"base_low": 1000, "base_high": 1000}
    shares = [
        (ReleasedFigure(value=Decimal(45), **few), False),  # to the nearest 10
        (ReleasedFigure(value=Decimal(35), **few), True),
        (ReleasedFigure(value=Decimal(47), **many), True),
        (ReleasedFigure(value=Decimal(50), edge="under", **few), True),
        (ReleasedFigure(value=Decimal(45), edge="to the nearest 30", **few), False),
    ]
    assert [is_surely_under_half(share) for share, _said in shares] == [said for _share, said in shares]


def test_the_partnership_hears_of_decisions_and_of_services_plans_only_of_three_or_more(released):
    about = next(one.about for one in sentences(released) if one.section == Section.TO_DO)
    code = about.split()[0]
    for number in range(2):
        plan(released.services[number], f"{code}a", what="A secret step")
    said = [one.said for one in sentences(released) if one.about == about]
    assert said[-1] == "No decision of the board about this is still to be carried out."
    assert not any("services have" in one for one in said)
    plan(released.services[2], f"{code}a", what="A secret step")
    Decision.objects.create(
        round=released.round,
        what="Ask families",
        who="Ada",
        subject_kind="feature",
        subject=code,
        recorded_at=NOON,
    )
    said = [one.said for one in sentences(released) if one.about == about]
    assert "3 services have 3 actions about this that are planned or under way." in said
    assert "Decided: Ask families (Ada, no end date)." in said
    assert not any("A secret step" in one.said for one in sentences(released))


def test_one_service_places_itself_and_five_place_themselves(released):
    assert any(one.said.startswith("5 services place themselves at") for one in sentences(released))
    stage = {"level": "system", "measure": "self_assessment", "statistic": "mean", "subject_kind": "feature"}
    of_one = ReleasedFigure(value=Decimal(2), denominator=1, **stage)
    place = _OfPlace(released.partnership, ReleasedRound(released.round.releases.get()), TODAY)
    assert place._own_view(of_one) == "1 service places itself at 2.0 of 4 on average."


def test_without_results_there_are_records_and_the_plan(borough):
    service = borough.services[0]
    ImprovementAction.objects.create(service=service, what="Ask first", state="under_way", recorded_on=TODAY)
    said = evaluation_of(service, None, on=TODAY)
    assert [one.said for one in said] == [
        "Under way: Ask first (no one named yet, no end date).",
        "Autumn 2026 asks services, staff and families again, from 1 October 2026 to 31 October 2026.",
    ]


def kept(released, place) -> SelfEvaluation:
    release = ReleasedRound(released.round.releases.get())
    return keep_evaluation(
        place=place, release=release.release, sentences=evaluation_of(place, release, on=TODAY), by=None, on=TODAY
    )


def test_a_person_says_it_in_other_words_leaves_out_and_adds_and_the_source_says_whose_words_they_are(
    released, service
):
    made = kept(released, service)
    first, second = made.lines.first(), made.lines.filter(section="how").first()
    client = Client()
    lead = released.member(Role.SERVICE_LEAD, "lead", service=service)
    client.force_login(lead)
    here = [released.partnership.slug, service.slug]
    edit = reverse("reporting:service-self-evaluation-edit", args=[*here, made.pk])
    data = {f"line-{line.pk}-said": line.said for line in made.lines.all()}
    data |= {f"line-{first.pk}-said": "We see our strengths.", f"line-{second.pk}-is_left_out": "on"}
    data |= {"own-said": "We walked through the building.", "own-source": "Notes", "own-section": "how"}
    client.post(edit, data)
    first.refresh_from_db()
    assert (first.said, first.changed_by, first.made != first.said) == ("We see our strengths.", lead, True)
    assert "in the words of" in where_from(first)
    page = text_of(client.get(reverse("reporting:service-self-evaluation", args=here)))
    assert "We see our strengths." in page
    assert second.said not in page
    assert "We walked through the building. [Notes, added by" in page
    word = client.get(reverse("reporting:service-self-evaluation-word", args=[*here, made.pk]))
    text = "\n".join(one.text for one in Document(io.BytesIO(word.content)).paragraphs)
    assert "We see our strengths." in text
    assert second.said not in text
    for part in parts_of(made):
        assert str(part["title"]) in text


def test_what_is_half_said_is_kept_on_the_page_with_what_is_missing(released, service):
    made = kept(released, service)
    client = Client()
    client.force_login(released.member(Role.SERVICE_LEAD, "lead", service=service))
    edit = reverse("reporting:service-self-evaluation-edit", args=[released.partnership.slug, service.slug, made.pk])
    data = {f"line-{line.pk}-said": line.said for line in made.lines.all()}
    page = client.post(edit, data | {"own-said": "We walked through the building."})
    assert "Enter where this comes from" in text_of(page)
    assert "We walked through the building." in page.content.decode()
    assert not EvaluationLine.objects.filter(made="").exists()


def test_what_was_made_stays_when_it_is_made_again(released, service):
    first = kept(released, service)
    client = Client()
    client.force_login(released.member(Role.SERVICE_LEAD, "lead", service=service))
    client.post(reverse("reporting:service-self-evaluation-make", args=[released.partnership.slug, service.slug]))
    assert SelfEvaluation.objects.of(service).count() == 2
    assert SelfEvaluation.objects.filter(pk=first.pk).exists()
    assert SelfEvaluation.objects.of(released.partnership).count() == 0
