"""A release says what protection cost, in words that are true for every number."""

import pytest
from django.urls import reverse

from organisations.models import Round
from reporting import figures as f
from reporting.measures.of_framework import measures_of
from reporting.models import Preparation, PreparedFigure, Release
from reporting.read.protection_cost import cost_in_words, order_in_words, sentences_of
from reporting.release.costing import what_protection_cost
from reporting.release.preparing import carry_out, start_preparing
from reporting.release.releasing import approve
from tests.builders import text_of
from tests.reporting.conftest import Borough

NOTHING = {"together": 0, "larger": 0, "sectors": 0, "whole": 0, "shown": 40, "results": 40}

WORDS = {
    ("together", 1): "1 service is shown together with others instead of separately, for at least one question.",
    ("together", 2): "2 services are shown together instead of separately, for at least one question.",
    ("together", 12): "12 services are shown together instead of separately, for at least one question.",
    ("together", 21): "21 services are shown together instead of separately, for at least one question.",
    ("larger", 1): "1 service is shown only as part of a larger place, for at least one question.",
    ("larger", 21): "21 services are shown only as part of a larger place, for at least one question.",
    ("sectors", 1): "1 sector is not shown, for at least one question.",
    ("sectors", 2): "2 sectors are not shown, for at least one question.",
    ("whole", 1): "The whole partnership is not shown for 1 question.",
    ("whole", 2): "The whole partnership is not shown for 2 questions.",
}


@pytest.mark.parametrize(("what", "number"), WORDS)
def test_every_number_has_its_words(what: str, number: int):
    assert sentences_of(NOTHING | {what: number})[0] == WORDS[what, number]


def test_none_at_all_has_its_own_words():
    assert sentences_of(NOTHING) == ["Nothing: every service is shown separately, for every question."]
    none = [sentence for what, _ in WORDS for sentence in sentences_of(NOTHING | {what: 1})]
    assert not any(sentence.startswith("0 ") for sentence in none)


def test_how_many_results_are_shown_is_said_as_well():
    assert sentences_of(NOTHING | {"together": 2, "shown": 31})[1] == (
        "Results shown separately for a service and a question: 31 of 40."
    )


def test_a_release_from_before_says_nothing():
    assert cost_in_words({"questions": 45}, {}) == []
    assert order_in_words({"questions": 45}) == ""


def figure(preparation: Preparation, level: str, place: int, subject: str, status: str, sector: int | None = 1) -> None:
    PreparedFigure.objects.create(
        preparation=preparation,
        measure="families_results",
        level=level,
        place=place,
        sector=sector,
        subject=subject,
        subject_kind=f.QUESTION,
        statistic=f.SHARE_POSITIVE,
        status=status,
    )


def took_part(preparation: Preparation, level: str, place: int, low: int) -> None:
    PreparedFigure.objects.create(
        preparation=preparation,
        measure="families_take_up",
        level=level,
        place=place,
        subject_kind=f.OVERALL,
        statistic=f.RESPONSES,
        status=f.SHOWN,
        base_low=low,
        base_high=low + 4,
    )


@pytest.fixture
def preparation(elmham: Borough) -> Preparation:
    return Preparation.objects.create(
        round=elmham.round,
        started_by=elmham.member("admin"),
        started_at="2026-11-01T10:00Z",
        least_people=10,
        least_beside_largest=5,
    )


def test_the_cost_is_counted_from_what_is_published(preparation: Preparation):
    for service, low in ((1, 10), (2, 10), (3, 25), (4, 5)):
        took_part(preparation, f.SERVICE, service, low)
    took_part(preparation, f.SECTOR, 1, 50)
    took_part(preparation, f.SYSTEM, 0, 50)
    shown_at = {
        "q1": {(f.SERVICE, 1): f.SHOWN, (f.SERVICE, 2): f.WITHHELD, (f.REST, 1): f.SHOWN},
        "q2": {
            (f.SERVICE, 1): f.WITHHELD,
            (f.SERVICE, 2): f.WITHHELD,
            (f.REST, 1): f.WITHHELD,
            (f.SECTOR, 1): f.WITHHELD,
        },
        "q3": {(f.SYSTEM, 0): f.WITHHELD, (f.SECTOR, 1): f.WITHHELD},
    }
    for question, status in shown_at.items():
        # Service 4, of fewer than ten people, is not shown in any case: that is what no one would have seen.
        places = dict.fromkeys([(f.SERVICE, 1), (f.SERVICE, 2), (f.SERVICE, 3), (f.SECTOR, 1), (f.SYSTEM, 0)], f.SHOWN)
        for (level, place), is_shown in (places | {(f.SERVICE, 4): f.WITHHELD} | status).items():
            figure(preparation, level, place, question, is_shown, None if level == f.SYSTEM else 1)
    cost = what_protection_cost(preparation.pk, 10, measures_of(preparation.round.framework))
    assert cost == {
        "families_results": {"together": 1, "larger": 2, "sectors": 1, "whole": 1, "shown": 6, "results": 9}
    }


def test_it_takes_one_query(preparation: Preparation, django_assert_num_queries):
    took_part(preparation, f.SERVICE, 1, 10)
    measures = measures_of(preparation.round.framework)
    with django_assert_num_queries(1):
        what_protection_cost(preparation.pk, 10, measures)


@pytest.mark.slow
def test_the_release_keeps_it_and_both_pages_say_it(elmham: Borough, client):
    people = {role: elmham.member(role) for role in ("admin", "board_member")}
    Round.objects.filter(pk=elmham.round.pk).update(shown_first="services")
    elmham.close()
    preparation = start_preparing(round=elmham.round, by=people["admin"])
    carry_out(preparation)
    client.force_login(people["board_member"])
    page = text_of(client.get(reverse("reporting:release-prepare", args=["elmham", "autumn-2026"])))
    preparation.refresh_from_db()
    release = approve(preparation=preparation, by=people["board_member"])
    kept = Release.objects.get(pk=release.pk).attack
    assert kept["shown_first"] == "services"
    assert set(kept["cost"]) == {"workforce_results", "families_results"}
    order = "this was decided before the round opened: Services first, then the whole partnership, then sectors."
    how = text_of(client.get(reverse("reporting:how-made", args=["elmham", "autumn-2026", "workforce_results"])))
    for survey in cost_in_words(kept, measures_of(release.round.framework)):
        said = f"{survey['title']}: {' '.join(survey['sentences'])}"
        assert said in page
        assert (said in how) is (survey["key"] == "workforce_results")
    assert order in page
    assert order in how
