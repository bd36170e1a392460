"""There are no filters, and no split of people: SAFETY's S7 and S10."""

import re

import pytest
from django.urls import get_resolver, reverse

from reporting.models import ReleasedFigure
from surveys.models import Question

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HERE = ["elmham", "autumn-2026"]
PAGES = [
    ("reporting:round-dashboard", HERE),
    ("reporting:measure-results", [*HERE, "workforce_results"]),
    ("reporting:measure-services", [*HERE, "families_results"]),
    ("reporting:how-made", [*HERE, "workforce_results"]),
    ("reporting:voices", HERE),
    ("reporting:theme", [*HERE, "1"]),
    ("reporting:board-pack", HERE),
    ("reporting:figures-csv", HERE),
    ("reporting:matrix-csv", HERE),
]
TRIED = "?role=manager&kind=leader&who=child&from=2026-10-01&to=2026-10-02&q=2a&service=1&mode=paper&language=ur"


def without_what_is_new_each_time(answer) -> bytes:
    page = answer.content
    for part in (rb'nonce="[^"]*"', rb'name="csrfmiddlewaretoken" value="[^"]*"', rb'(href|action|value)="[^"]*"'):
        page = re.sub(part, b"", page)
    return page


@pytest.mark.parametrize(("name", "args"), PAGES, ids=lambda part: part if isinstance(part, str) else "")
def test_s7_nothing_in_an_address_chooses_among_people(released, client, name, args):
    client.force_login(released.member("admin"))
    address = reverse(name, args=args)
    plain, asked = client.get(address), client.get(address + TRIED)
    assert plain.status_code == 200
    assert without_what_is_new_each_time(plain) == without_what_is_new_each_time(asked)


def test_s7_s10_a_release_speaks_of_places_and_questions_and_of_no_kind_of_person(released):
    figures = ReleasedFigure.objects.filter(release=released.round.releases.get())
    kinds = set(figures.values_list("subject_kind", flat=True).order_by().distinct())
    assert kinds <= {"overall", "feature", "statement", "question", "option", "stage", "line", "position"}
    about_people = Question.objects.filter(statement=None, partnership=None, kind="choice")
    assert about_people.count() >= 2, "the kind of role, and who is answering"
    for code in about_people.values_list("code", flat=True):
        assert not figures.filter(subject__startswith=code).exists()


def test_s7_there_is_no_address_that_splits_people():
    parts = str([str(pattern.pattern) for pattern in get_resolver().url_patterns])
    names = str(list(get_resolver("reporting.urls").reverse_dict.keys())) + parts
    assert not re.search(r"role|who-answer|split|filter|segment", names)
