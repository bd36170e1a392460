"""Millbrook with fewer services, built once: as a scene for whoever looks at it, and as a fixture to build it again."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from unittest import mock

import pytest
from django.apps import apps

from demonstration import build as building
from organisations.models import DemonstrationBuild
from reporting.protect import disclosure
from reporting.protect.attack import Report
from reporting.protect.choice import Wishes
from reporting.protect.rollup import Node, RatingPoint, Tally, Tree, bases
from surveys.models import Answer, ClosedRoundAnswer
from tests.builders import TODAY
from tests.scenes import scene

KEPT = {"Riverside Family Centre", "Children's First Contact", "Leaving Care Team"}


def by_the_rules_alone(
    tallies: Mapping[int, Tally],
    points: list[RatingPoint],
    tree: Tree,
    limits: disclosure.Thresholds,
    most: Mapping[int, int],
    never: Collection[Node] = (),
    wishes: Wishes = Wishes.WHOLE_FIRST,
) -> tuple[set[Node], Report]:
    """What may be shown before anyone has attacked it: three quarters of the work of building went into that.

    Nobody looks at the small borough's results. What an attack on the whole one comes to is tried in test_building.py.
    """
    return disclosure.publishable(bases(tallies, tree), tree, limits, without=set(never), wishes=wishes), Report()


@contextmanager
def with_few_services() -> Iterator[None]:
    """The same borough with the few services that its people and pledges need, so that it is built in a moment."""
    whole = building._rows

    def fewer(name: str) -> list[dict[str, str]]:
        services = whole("services.csv")
        health = [row for row in services if row["sector"] == "Health"][:2]
        academy = [row for row in services if row["organisation"] == "Millbrook Academy"]
        kept = [row for row in services if row["service"] in KEPT] + health + academy
        if name == "services.csv":
            return kept
        if name == "indicators.csv":
            return whole(name)
        return [row for row in whole(name) if row["organisation"] in {row["organisation"] for row in kept}]

    with mock.patch.multiple(building, _rows=fewer, RememberedAttack=lambda: by_the_rules_alone):
        yield


def load_its_versions() -> None:
    """The versions of the framework that its rounds were planned with: they are no part of it, and stay."""
    for code in set(building.FRAMEWORKS):
        building.version(code)


@pytest.fixture
def small(db) -> Iterator[None]:
    """Whatever is built here has few services."""
    load_its_versions()
    with with_few_services():
        yield


def rows_of_everything() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def what_was_answered() -> list[tuple]:
    """Of the open round as it came in; of the closed ones as kept, where chance has named and ordered the rows."""
    what = ("response__survey_link__token", "response__survey_link__service__name", "question__code", "point")
    found = [*Answer.objects.values_list("pk", "response", *what), *ClosedRoundAnswer.objects.values_list(*what)]
    return sorted(found, key=str)


@dataclass
class Built:
    """The small Millbrook: what there was before it, what was told while it was built, and what was answered."""

    before: dict[str, int]
    told: list[tuple[str, int | None, bool | None]]
    answers: list[tuple]


@scene
def millbrook() -> Built:
    """The small Millbrook, built to its end."""
    load_its_versions()
    before, told = rows_of_everything(), []

    def tell(doing: str, share: float) -> None:
        row = DemonstrationBuild.objects.first()
        told.append((doing, row and row.percent, row and row.is_done))

    with with_few_services():
        building.build(on=TODAY, tell=tell)
    return Built(before, told, what_was_answered())
